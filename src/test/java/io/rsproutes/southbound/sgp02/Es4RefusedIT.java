package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no message of an SM-SR: a fault answers, and nothing is stored. */
class Es4RefusedIT extends SmsrCallbacks {

    /** What is refused: the message, the HTTP status, the fault's code. */
    static Stream<Arguments> refused() {
        var note = Soap.notification(
                "HandleProfileDisabled",
                "89049032123451234512345678901235",
                "8988211000000000011",
                "2026-01-01T00:00:00Z");
        var good = Soap.envelope(Soap.from(SMSR), note);
        return Stream.of(
                Arguments.of("empty", "", 400, "Sender"),
                Arguments.of("not XML", "hello", 400, "Sender"),
                Arguments.of("JSON", "{}", 400, "Sender"),
                Arguments.of("broken off", good.substring(0, good.length() - 20), 400, "Sender"),
                Arguments.of(
                        "an undeclared prefix",
                        good.replace("xmlns:rps='http://namespaces.gsma.org/esim-messaging/3'", ""),
                        400,
                        "Sender"),
                Arguments.of(
                        "another SOAP",
                        good.replace(
                                "http://www.w3.org/2003/05/soap-envelope", "http://www.w3.org/2001/12/soap-envelope"),
                        500,
                        "VersionMismatch"),
                Arguments.of("an empty body", Soap.envelope(Soap.from(SMSR), ""), 400, "Sender"),
                Arguments.of("two children in the body", Soap.envelope(Soap.from(SMSR), note + note), 400, "Sender"),
                Arguments.of("no envelope", note.replace("rps:", ""), 400, "Sender"),
                Arguments.of(
                        "a body nobody knows",
                        Soap.envelope(Soap.from(SMSR), "<rps:ES4-EnableProfileRequest/>"),
                        400,
                        "Sender"),
                Arguments.of("a fault", Soap.envelope(Soap.from(SMSR), "<s:Fault/>"), 400, "Sender"),
                Arguments.of("an unknown sender", Soap.envelope(Soap.from("1.2.3"), note), 400, "Sender"),
                Arguments.of("no sender", Soap.envelope("", note), 400, "Sender"),
                Arguments.of(
                        "external entity",
                        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                                + good.replace("2026-01-01T00:00:00Z", "&x;"),
                        400,
                        "Sender"),
                Arguments.of("external DTD", "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x.dtd'>" + good, 400, "Sender"),
                Arguments.of(
                        "entity bomb",
                        "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>"
                                + IntStream.range(1, 12)
                                        .mapToObj(i -> "<!ENTITY a" + i + " '"
                                                + ("&a" + (i == 1 ? "" : i - 1) + ";").repeat(10) + "'>")
                                        .reduce("", String::concat)
                                + "]>" + good.replace("2026-01-01T00:00:00Z", "&a11;"),
                        400,
                        "Sender"),
                Arguments.of(
                        "depth",
                        Soap.envelope(Soap.from(SMSR), "<a>".repeat(100_000) + "</a>".repeat(100_000)),
                        400,
                        "Sender"),
                Arguments.of(
                        "count",
                        Soap.envelope(Soap.from(SMSR), "<a>" + "<b/>".repeat(200_000) + "</a>"),
                        400,
                        "Sender"),
                Arguments.of(
                        "attributes",
                        Soap.envelope(
                                Soap.from(SMSR),
                                "<a "
                                        + IntStream.range(0, 5_000)
                                                .mapToObj(i -> "a" + i + "=''")
                                                .reduce("", (x, y) -> x + " " + y)
                                        + "/>"),
                        400,
                        "Sender"),
                Arguments.of(
                        "a text of 10 MB", good.replace("2026-01-01T00:00:00Z", "x".repeat(10_000_000)), 400, "Sender"),
                Arguments.of(
                        "a name of 100 kB",
                        Soap.envelope(Soap.from(SMSR), "<" + "a".repeat(100_000) + "/>"),
                        400,
                        "Sender"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void givenWhatIsNoMessage_thenAFaultAnswersAndNothingIsStored(
            String what, String message, int status, String code) {
        long before = stored();
        var answer = postRaw(message);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/soap+xml");
        assertThat(answer.text())
                .contains("<soap:Value>soap:" + code + "</soap:Value>")
                .doesNotContain("Exception", "passwd", "root:", "at io.");
        assertThat(stored()).isEqualTo(before);
    }

    /** SOAP 1.1 has HTTP 500 for every fault, and other words (6.2, 4.4.1). */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"an unknown sender, 1.2.3", "no sender,"})
    void givenSoap11OfNobodyWeKnow_thenAFaultOfSoap11AnswersAndNothingIsStored(String what, String sender) {
        long before = stored();
        var note = Soap.notification("HandleProfileDisabled", "1", "2", "2026-01-01T00:00:00Z");
        var message = Soap.old(Soap.envelope(sender == null ? "" : Soap.from(sender), note));

        var answer = postRaw(message, "Content-Type", Soap.OLD_TYPE, "SOAPAction", "\"\"");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
        assertThat(answer.text())
                .contains(
                        "http://schemas.xmlsoap.org/soap/envelope/", "<faultcode>soap:Client</faultcode>", "EntityId");
        assertThat(stored()).isEqualTo(before);
    }

    /** What cannot be read is answered in the version that its Content-Type speaks of. */
    @Test
    void givenWhatIsNoMessageAsTextXml_thenAFaultOfSoap11Answers() {
        var answer = postRaw("hello", "Content-Type", Soap.OLD_TYPE);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
        assertThat(answer.text()).contains("<faultcode>soap:Client</faultcode>");
    }

    @Test
    void givenAttachmentsOrAGzipBomb_thenTheyAreRefusedAndNothingIsStored() throws IOException {
        long before = stored();
        var good = Soap.envelope(
                Soap.from(SMSR),
                Soap.notification(
                        "HandleProfileDisabled",
                        "89049032123451234512345678901235",
                        "8988211000000000011",
                        "2026-01-01T00:00:00Z"));
        var multipart = "--x\r\nContent-Type: application/soap+xml\r\n\r\n" + good
                + "\r\n--x\r\nContent-Type: text/plain\r\n\r\nattached\r\n--x--\r\n";
        assertThat(postRaw(multipart, "Content-Type", "multipart/related; boundary=x; type=\"application/soap+xml\"")
                        .status())
                .isEqualTo(400);
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(
                    good.replace("2026-01-01T00:00:00Z", " ".repeat(50_000_000)).getBytes(Charset.defaultCharset()));
        }
        assertThat(send(zipped.toByteArray(), "Content-Type", Soap.TYPE, "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(400);
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void givenARequestForTheContract_thenOurWsdlAndItsSchemasAreServedAndNoListOfServices() {
        var wsdl = nobody.get(Soap.ENDPOINT + "?wsdl");
        assertThat(wsdl.status()).isEqualTo(200);
        assertThat(wsdl.text()).contains("ES4MnoService", "ES4-HandleProfileEnabledNotification", "?xsd=");
        assertThat(nobody.get(Soap.ENDPOINT + "?xsd=xsd/rps-types.xsd").text()).contains("EISType");
        assertThat(nobody.get(Soap.ENDPOINT).status()).isEqualTo(400);
        assertThat(nobody.get("/esim-messaging/").status()).isEqualTo(404);
        assertThat(nobody.get("/esim-messaging/3/ES4").code()).isEqualTo("not-found");
    }
}
