package io.rsproutes.protocol.sgp02;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who says which charset a message has (RFC 7303, 3), and how it is packed. */
class XmlTextTest {

    private static final int MOST = 10_000;

    private static String read(byte[] bytes, String type, String encoding) {
        return XmlText.of(bytes, type, encoding, MOST);
    }

    /** What it is written in, its declaration, its Content-Type. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "UTF-8 | - | -",
                "UTF-8 | UTF-8 | application/soap+xml",
                "ISO-8859-1 | ISO-8859-1 | -",
                "ISO-8859-1 | ISO-8859-1 | application/soap+xml",
                "ISO-8859-1 | UTF-8 | text/xml; charset=iso-8859-1",
                "ISO-8859-1 | - | application/soap+xml; charset=\"ISO-8859-1\"",
                "ISO-8859-1 | - | application/soap+xml; charset='iso-8859-1'; action=\"x\"",
                "UTF-8 | ISO-8859-1 | application/soap+xml; charset=utf-8",
                "UTF-8 | UTF-16 | application/soap+xml",
                "ISO-8859-1 | ISO-8859-1 | application/soap+xml; charset=UTF-8",
                "UTF-16BE | - | -",
                "UTF-16LE | UTF-16 | -",
                "windows-1252 | windows-1252 | text/xml",
                "ISO-8859-1 | - | application/soap+xml;charset = latin1",
                "UTF-8 | - | application/soap+xml; charset=\"\"",
                "UTF-8 | - | application/soap+xml; action=\"charset\""
            })
    void theMarkElseTheHeaderElseTheDeclaration(String charset, String declared, String type) {
        var text = (declared == null ? "" : "<?xml version='1.0' encoding='" + declared + "'?>") + "<a>é</a>";
        assertThat(read(text.getBytes(Charset.forName(charset)), type, null)).isEqualTo(text);
    }

    @Test
    void aByteOrderMarkDecides() {
        for (var charset : new Charset[] {UTF_8, UTF_16BE, UTF_16LE}) {
            var bytes = ("\uFEFF<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>").getBytes(charset);
            assertThat(read(bytes, "application/soap+xml; charset=iso-8859-1", null))
                    .isEqualTo("<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/soap+xml; charset=foo",
                "application/soap+xml; charset=\"%&\"",
                "application/soap+xml; charset=utf-7"
            })
    void aCharsetThatDoesNotExist(String type) {
        refused("<a/>".getBytes(UTF_8), type, null);
    }

    @Test
    void bytesThatAreNoTextOfTheirCharset() {
        refused("<a>é</a>".getBytes(ISO_8859_1), "application/soap+xml; charset=utf-8", null);
        refused("<a>é</a>".getBytes(ISO_8859_1), null, null);
        refused("<?xml version='1.0' encoding='nonsense'?><a/>".getBytes(UTF_8), null, null);
    }

    private static byte[] packed(String how, byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var packing = how.equals("gzip")
                ? new GZIPOutputStream(out)
                : new DeflaterOutputStream(out, new Deflater(6, how.equals("bare")))) {
            packing.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "gzip, gzip",
                "gzip, X-GZIP",
                "gzip, -",
                "zlib, deflate",
                "bare, deflate",
                "gzip, identity",
                "gzip, 'identity, gzip'"
            })
    void packedThoughNobodyAsked(String how, String encoding) throws IOException {
        assertThat(read(packed(how, "<a>é</a>".getBytes(UTF_8)), "application/soap+xml; charset=utf-8", encoding))
                .isEqualTo("<a>é</a>");
    }

    @Test
    void packedTwiceOrNotAtAll() throws IOException {
        assertThat(read(packed("gzip", packed("zlib", "<a/>".getBytes(UTF_8))), null, "deflate, gzip"))
                .isEqualTo("<a/>");
        assertThat(read("<a/>".getBytes(UTF_8), null, "gzip")).isEqualTo("<a/>");
        assertThat(read("<a/>".getBytes(UTF_8), null, "deflate")).isEqualTo("<a/>");
        assertThat(read(new byte[0], null, "gzip")).isEmpty();
    }

    @Test
    void whatCannotBeUnpackedOrIsABomb() throws IOException {
        var bomb = packed("gzip", new byte[MOST + 1]);
        assertThat(bomb.length).isLessThan(1_000);
        refused(bomb, null, "gzip");
        refused(packed("gzip", bomb), null, "gzip, gzip");
        refused(packed("zlib", new byte[MOST + 1]), null, "deflate");
        var cut = packed("gzip", "<a>something that is cut off</a>".getBytes(UTF_8));
        refused(java.util.Arrays.copyOf(cut, cut.length - 9), null, "gzip");
        refused("<a/>".getBytes(UTF_8), null, "br");
        refused("<a/>".getBytes(UTF_8), null, "gzip, gzip, gzip, gzip");
        refused("nonsense".getBytes(UTF_8), null, "deflate");
    }

    private static void refused(byte[] bytes, String type, String encoding) {
        assertThatThrownBy(() -> read(bytes, type, encoding))
                .isInstanceOfSatisfying(
                        SoapFault.class, fault -> assertThat(fault.code()).isEqualTo("Sender"));
    }
}
