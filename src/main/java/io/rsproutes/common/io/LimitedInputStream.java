package io.rsproutes.common.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.rsproutes.common.Problem;

/** Reads at most so many bytes; the one after them is {@link #exceeded}. */
public abstract class LimitedInputStream extends FilterInputStream {

    private long left;

    protected LimitedInputStream(InputStream in, long most) {
        super(in);
        left = most;
    }

    /** A file someone sends us, at most {@code rsp.rest.max-upload} bytes of it. */
    public static InputStream upload(InputStream in, long most) {
        return new LimitedInputStream(in, most) {
            @Override
            protected void exceeded() {
                throw new Problem(413, "body-too-large", "The file is larger than rsp.rest.max-upload; split it.");
            }
        };
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
