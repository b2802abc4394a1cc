package io.rsproutes.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import io.rsproutes.common.io.ContentCodings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingsTest {

    private static final String TEXT = "{\"a\":\"ü\"}";
    private static final byte[] PLAIN = TEXT.getBytes(StandardCharsets.UTF_8);

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] bytes, boolean raw) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflate = new DeflaterOutputStream(out, new Deflater(9, raw))) {
            deflate.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", " gzip ", "identity", "identity, gzip"})
    void gzipWhateverTheHeaderSays(String header) throws IOException {
        assertThat(ContentCodings.unpack(gzip(PLAIN), header, 100)).isEqualTo(PLAIN);
        assertThat(ContentCodings.unpack(PLAIN, header, 100))
                .as("not packed at all")
                .isEqualTo(PLAIN);
    }

    @Test
    void deflateWithItsHeaderAndWithoutAndNotAtAll() throws IOException {
        assertThat(ContentCodings.unpack(deflate(PLAIN, false), "deflate", 100)).isEqualTo(PLAIN);
        assertThat(ContentCodings.unpack(deflate(PLAIN, true), "deflate", 100)).isEqualTo(PLAIN);
        assertThat(ContentCodings.unpack(PLAIN, "deflate", 100)).isEqualTo(PLAIN);
        assertThat(ContentCodings.unpack(gzip(deflate(PLAIN, false)), "deflate, gzip", 100))
                .isEqualTo(PLAIN);
        assertThat(ContentCodings.unpack(new byte[0], "deflate", 100)).isEmpty();
    }

    @Test
    void whatIsTooLongBrokenOrUnknownIsSaid() throws IOException {
        var bomb = gzip(new byte[10_000_000]);
        assertThatThrownBy(() -> ContentCodings.unpack(bomb, "gzip", 1_000_000))
                .isInstanceOf(ContentCodings.TooLarge.class);
        assertThatThrownBy(() -> ContentCodings.unpack(gzip(bomb), "gzip, gzip", 1_000_000))
                .isInstanceOf(ContentCodings.TooLarge.class);
        assertThatThrownBy(() -> ContentCodings.unpack(deflate(new byte[10_000_000], true), "deflate", 1_000_000))
                .isInstanceOf(ContentCodings.TooLarge.class);
        assertThatThrownBy(() -> ContentCodings.unpack(Arrays.copyOf(gzip(PLAIN), 15), "gzip", 100))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ContentCodings.unpack(PLAIN, "br", 100)).isInstanceOf(ContentCodings.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "UTF-8 | application/json",
                "UTF-8 | application/json; charset=\"utf-8\"",
                "UTF-8 | application/json;charset=iso-8859-1",
                "UTF-8 | -",
                "UTF-8 | application/json; charset=nonsense",
                "UTF-16LE | application/json",
                "UTF-16BE | application/json",
                "ISO-8859-1 | application/json; charset=\"iso-8859-1\"",
                "windows-1252 | application/json;charset='windows-1252'"
            })
    void aTextInWhatItWasWritten(String charset, String contentType) {
        assertThat(JsonText.decode(TEXT.getBytes(Charset.forName(charset)), contentType))
                .isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkIsNotPartOfTheText(String charset) {
        assertThat(JsonText.decode(
                        ("\uFEFF" + TEXT).getBytes(Charset.forName(charset)), "application/json; charset=us-ascii"))
                .isEqualTo(TEXT);
        assertThat(Json.read("\uFEFF" + TEXT).path("a").asText()).isEqualTo("ü");
    }

    @Test
    void whatIsNoTextIsNull() {
        var latin = TEXT.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(JsonText.decode(latin, "application/json")).isNull();
        assertThat(JsonText.decode(latin, "application/json; charset=utf-8")).isNull();
        assertThat(JsonText.decode(latin, "application/json; charset=nonsense")).isNull();
        assertThat(JsonText.decode(new byte[0], null)).isEmpty();
    }
}
