package io.rsproutes.northbound.activation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/**
 * A text as a QR code (ISO/IEC 18004), as a picture in PNG or SVG. Both are written here, without AWT, which not
 * every Java without a screen has.
 */
final class QrCode {

    /** Light modules around it, which readers need. */
    private static final int QUIET_ZONE = 4;
    /** Pixels of a module in a PNG, so that it is sharp on a screen. */
    private static final int SCALE = 8;

    /** How a PNG begins, in hex. */
    private static final String BEGINNING = "89504e470d0a1a0a";

    private final ByteMatrix modules;

    QrCode(String text) {
        try {
            modules = Encoder.encode(
                            text,
                            ErrorCorrectionLevel.M,
                            Map.of(EncodeHintType.CHARACTER_SET, StandardCharsets.ISO_8859_1.name()))
                    .getMatrix();
        } catch (WriterException e) {
            // The longest activation code fits by far: an M code holds 2,331 bytes.
            throw new IllegalStateException("no QR code can be made of this text", e);
        }
    }

    private int size() {
        return modules.getWidth() + 2 * QUIET_ZONE;
    }

    private boolean dark(int x, int y) {
        int column = x - QUIET_ZONE;
        int row = y - QUIET_ZONE;
        return column >= 0
                && row >= 0
                && column < modules.getWidth()
                && row < modules.getHeight()
                && modules.get(column, row) == 1;
    }

    /** One path of all dark runs, a row at a time. */
    String svg() {
        var path = new StringBuilder();
        for (int y = 0; y < size(); y++) {
            for (int x = 0; x < size(); x++) {
                int from = x;
                while (dark(x, y)) {
                    x++;
                }
                if (x > from) {
                    path.append(String.format("M%d %dh%dv1h-%dz", from, y, x - from, x - from));
                }
            }
        }
        return """
               <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 SIZE SIZE" shape-rendering="crispEdges">\
               <rect width="SIZE" height="SIZE" fill="#fff"/><path fill="#000" d="PATH"/></svg>
               """
                .replace("SIZE", String.valueOf(size()))
                .replace("PATH", path);
    }

    /** Grey scale, one bit a pixel. */
    byte[] png() {
        int pixels = size() * SCALE;
        int bytes = 1 + (pixels + 7) / 8;
        var raw = new byte[pixels * bytes];
        for (int y = 0; y < pixels; y++) {
            for (int x = 0; x < pixels; x++) {
                if (!dark(x / SCALE, y / SCALE)) {
                    raw[y * bytes + 1 + x / 8] |= (byte) (0x80 >> x % 8);
                }
            }
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(HexFormat.of().parseHex(BEGINNING));
        var header = ByteBuffer.allocate(13).putInt(pixels).putInt(pixels);
        chunk(out, "IHDR", header.put((byte) 1).array());
        chunk(out, "IDAT", deflated(raw));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        var named = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        var sum = new CRC32();
        sum.update(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    private static byte[] deflated(byte[] raw) {
        var deflater = new Deflater();
        try {
            deflater.setInput(raw);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            var buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
