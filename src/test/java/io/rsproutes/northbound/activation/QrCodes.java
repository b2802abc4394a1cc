package io.rsproutes.northbound.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;

/** Reads QR codes off pictures, as a device's camera does. */
final class QrCodes {

    private static final Pattern SIZE = Pattern.compile("viewBox=\"0 0 (\\d+) \\1\"");
    private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\3z");

    private QrCodes() {}

    static String ofPng(byte[] picture) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(picture));
        int width = image.getWidth();
        return read(image.getRGB(0, 0, width, image.getHeight(), null, 0, width), width);
    }

    /** The dark runs of the one path, each module as 4 by 4 pixels. */
    static String ofSvg(String picture) {
        var size = SIZE.matcher(picture);
        assertThat(size.find()).as(picture).isTrue();
        int width = 4 * Integer.parseInt(size.group(1));
        var pixels = new int[width * width];
        Arrays.fill(pixels, 0xffffff);
        var run = RUN.matcher(picture);
        while (run.find()) {
            for (int y = 4 * Integer.parseInt(run.group(2)), end = y + 4; y < end; y++) {
                int from = y * width + 4 * Integer.parseInt(run.group(1));
                Arrays.fill(pixels, from, from + 4 * Integer.parseInt(run.group(3)), 0);
            }
        }
        return read(pixels, width);
    }

    private static String read(int[] pixels, int width) {
        var source = new RGBLuminanceSource(width, pixels.length / width, pixels);
        try {
            return new QRCodeReader()
                    .decode(new BinaryBitmap(new HybridBinarizer(source)))
                    .getText();
        } catch (ReaderException e) {
            throw new AssertionError("no QR code can be read", e);
        }
    }
}
