package io.rsproutes.core;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads at most so many bytes; the one after them is {@link #exceeded}. */
public abstract class CappedStream extends FilterInputStream {

    private long left;

    protected CappedStream(InputStream in, long most) {
        super(in);
        left = most;
    }

    /** Refuses the stream; must throw. */
    protected abstract void exceeded() throws IOException;

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        left -= Math.max(read, 0);
        if (left < 0) {
            exceeded();
        }
        return read;
    }
}
