package io.rsproutes.common.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Content-Encoding (RFC 9110, 8.4) of what others send: gzip and deflate, whether they were asked for or not. */
public final class ContentCodings {

    /** Unpacked it is longer than it may be. */
    public static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(int most) {
            super("unpacked it is longer than " + most + " bytes");
        }
    }

    /** A coding we do not read. */
    public static final class Unknown extends IOException {
        private static final long serialVersionUID = 1L;

        Unknown() {
            super("its Content-Encoding is neither gzip, deflate nor identity");
        }
    }

    /** More is nobody's need, and work without end for us. */
    private static final int MAX_CODINGS = 3;

    private ContentCodings() {}

    /**
     * The bytes as they were before they were packed. The header is believed as far as the bytes bear it out: what is
     * said to be gzip but is not, is taken as it is; what is gzip without saying so, is unpacked.
     *
     * @param header Content-Encoding, may be null or a list
     * @param most   bytes at each stage
     * @throws IOException {@link TooLarge}, {@link Unknown}, or a packed body that is broken
     */
    public static byte[] unpack(byte[] bytes, String header, int most) throws IOException {
        var codings =
                header == null ? new String[0] : header.toLowerCase(Locale.ROOT).split(",");
        if (codings.length > MAX_CODINGS) {
            throw new IOException("packed more than " + MAX_CODINGS + " times");
        }
        var plain = bytes;
        for (int i = codings.length - 1; i >= 0; i--) {
            plain = switch (codings[i].strip()) {
                case "", "identity", "gzip", "x-gzip" -> gunzip(plain, most);
                case "deflate" -> inflate(plain, most);
                default -> throw new Unknown();
            };
        }
        return codings.length == 0 ? gunzip(plain, most) : plain;
    }

    // Neither JSON nor XML begins like that.
    private static byte[] gunzip(byte[] bytes, int most) throws IOException {
        boolean packed = bytes.length > 2 && (bytes[0] & 0xFF) == 0x1F && (bytes[1] & 0xFF) == 0x8B;
        return packed ? all(new GZIPInputStream(new ByteArrayInputStream(bytes)), most) : bytes;
    }

    // With zlib's header, as the standard says, or without, as some do.
    private static byte[] inflate(byte[] bytes, int most) throws IOException {
        if (bytes.length < 2) {
            return bytes;
        }
        boolean headed = (bytes[0] & 0x0F) == 8 && ((bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF) % 31 == 0;
        var inflater = new Inflater(!headed);
        try {
            return all(new InflaterInputStream(new ByteArrayInputStream(bytes), inflater), most);
        } catch (TooLarge e) {
            throw e;
        } catch (IOException e) {
            if (headed || bytes[0] != '{' && bytes[0] != '[' && bytes[0] != '<') {
                throw e;
            }
            return bytes;
        } finally {
            inflater.end();
        }
    }

    private static byte[] all(InputStream in, int most) throws IOException {
        try (in) {
            var bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new TooLarge(most);
            }
            return bytes;
        }
    }
}
