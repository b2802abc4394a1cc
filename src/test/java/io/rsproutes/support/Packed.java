package io.rsproutes.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Bodies as the content codings of HTTP pack them. */
public final class Packed {

    private interface Coding {
        OutputStream over(OutputStream out) throws IOException;
    }

    private Packed() {}

    public static byte[] gzip(String text) {
        return gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] gzip(byte[] bytes) {
        return packed(GZIPOutputStream::new, bytes);
    }

    /** @param raw without the header that RFC 9110 wants and some leave out */
    public static byte[] deflate(byte[] bytes, boolean raw) {
        return packed(out -> new DeflaterOutputStream(out, new Deflater(9, raw)), bytes);
    }

    private static byte[] packed(Coding coding, byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var packing = coding.over(out)) {
            packing.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
