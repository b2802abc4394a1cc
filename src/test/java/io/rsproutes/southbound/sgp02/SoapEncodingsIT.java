package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SOAP in any charset and packing, at every door and in every answer. */
class SoapEncodingsIT extends SoapScenarios {

    private HttpResponse<String> bytes(String path, byte[] body, String type, String encoding) {
        var request = HttpRequest.newBuilder(URI.create(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (encoding != null) {
            request.header("Content-Encoding", encoding);
        }
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(CERTIFICATES.client("acme", "ca"))
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] packed(String how, byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var packing = how.equals("gzip") ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
            packing.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "UTF-8 | application/soap+xml | gzip | gzip",
                        "UTF-8 | application/soap+xml; charset=utf-8 | deflate | deflate",
                        "UTF-8 | application/soap+xml | gzip | -",
                "ISO-8859-1 | application/soap+xml; charset=\"iso-8859-1\" | - | -",
                        "ISO-8859-1 | application/soap+xml; charset='ISO-8859-1' | - | -",
                        "UTF-16LE | text/xml; charset=utf-16le | - | -",
                "mark | application/soap+xml; charset=iso-8859-1 | - | -", "mark | application/soap+xml | gzip | gzip"
            })
    void givenAnEncoding_thenEveryDoorAndEveryAnswerIsReadInIt(
            String charset, String type, String packed, String encoding) {
        var card = card();
        var marked = charset.equals("mark");
        var written = marked ? StandardCharsets.UTF_8 : Charset.forName(charset);
        var name = "<rps:Name>Zürich</rps:Name>";
        var notification = (marked ? "\uFEFF" : "")
                + Soap.envelope(
                        from(DEMO),
                        disabled(card).replace("<rps:CompletionTimestamp>", name + "<rps:CompletionTimestamp>"));

        assertThat(bytes(BASE + Soap.ADDRESS, wire(notification, written, packed), type, encoding)
                        .statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        assertThat(jdbc.queryForObject("select raw from inbox where order_key = ?", String.class, card.eid()))
                .contains("Zürich")
                .startsWith("<s:Envelope");

        var call = (marked ? "\uFEFF" : "")
                + Soap.envelope(
                        ACME.header(id(), null), Customer.body("getEIS", "Zürich-" + id(), card.eid(), null, ""));
        var answer = bytes(GATEWAY + Customer.ADDRESS, wire(call, written, packed), type, encoding);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid())
                        .json()
                        .at("/items/0/clientReference")
                        .asText())
                .startsWith("Zürich-");

        var headers = new HashMap<>(Map.of("Content-Type", type));
        if (encoding != null) {
            headers.put("Content-Encoding", encoding);
        }
        var failed = (marked ? "\uFEFF" : "")
                + Soap.envelope(
                        "",
                        Soap.response("EnableProfile", "FAILED")
                                .replace(
                                        "</rps:Status>",
                                        "</rps:Status><rps:StatusCodeData><rps:Subject>8.1</rps:Subject><rps:Reason>1.1</rps:Reason><rps:Message>Zürich</rps:Message></rps:StatusCodeData>"));
        STUB.reply = new Reply(200, wire(failed, written, packed), headers);
        STUB.got.clear();
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "FAILED");
        assertThat(operation(id).json().at("/status/message").asText()).isEqualTo("Zürich");
        assertThat(STUB.got.get(0).header("Accept-encoding")).isEqualTo("identity");
    }

    private static byte[] wire(String text, Charset charset, String packed) {
        var bytes = text.getBytes(charset);
        return packed == null ? bytes : packed(packed, bytes);
    }

    @Test
    void givenABombInAnAnswer_thenItIsNoAnswerAndTheOrderIsInDoubt() {
        var card = card();
        var bomb = Soap.envelope(
                "", Soap.response("EnableProfile", "FAILED").replace("FAILED", "FAILED" + " ".repeat(20_000_000)));
        STUB.reply = new Reply(
                200,
                packed("gzip", bomb.getBytes(StandardCharsets.UTF_8)),
                Map.of("Content-Type", Soap.TYPE, "Content-Encoding", "gzip"));
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();

        settles(id, "IN_DOUBT");
        end(id);
    }
}
