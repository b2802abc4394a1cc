package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;

/** What SM-SRs send us, for scenarios of it: messages of the stub that is known as smsr-stub. */
abstract class SmsrCallbacks extends BundleIT {

    static final String SMSR = "1.3.6.1.4.1.23";
    private static int ids;

    /** The inventory does not say which SM-SR has it: any may speak of it. */
    @Override
    protected Card card() {
        var card = super.card();
        jdbc.update("update euicc set peer = null where eid = ?", card.eid());
        return card;
    }

    /** The stub said this of the card, or of a profile on it, a minute ago. */
    void fact(Card card, String iccid, String name, String content) {
        jdbc.update(
                "insert into fact (subject, name, tenant, content, eid, source, peer, observed_at, recorded_at) values"
                        + " (?, ?, rsp_owner(?, ?), ?, ?, 'auditEIS', 'smsr-stub',"
                        + " current_timestamp - interval '1 minute', current_timestamp)",
                iccid,
                name,
                iccid,
                card.eid(),
                content,
                card.eid());
    }

    /** An order at the stub, which takes it and says no more. */
    Answer waiting(Card card, String function) {
        return waiting(card, function, card.b());
    }

    Answer waiting(Card card, String function, String iccid) {
        STUB.reply = new Reply(202, "", Map.of());
        var id = acme.post("/rsp/v1/operations", order(function, card, iccid, ",\"peer\":\"smsr-stub\""))
                .id();
        await().atMost(Duration.ofSeconds(20)).until(() -> operation(id).state().equals("WAITING"));
        return operation(id);
    }

    String messageId(Answer operation) {
        return jdbc.queryForObject("select message_id from call where operation_id = ?", String.class, operation.id());
    }

    int post(String header, String body, String... headers) {
        return postRaw(Soap.envelope(header, body), headers).status();
    }

    Answer postRaw(String message, String... headers) {
        return nobody.post(
                Soap.ADDRESS, message, headers.length == 0 ? new String[] {"Content-Type", Soap.TYPE} : headers);
    }

    static String fresh() {
        return Soap.from(SMSR) + Soap.messageId("m-" + System.nanoTime() + "-" + ids++, null);
    }

    long stored() {
        return jdbc.queryForObject("select count(*) from inbox", Long.class);
    }

    long orphans(String kind) {
        return jdbc.queryForObject("select count(*) from inbox where state = 'ORPHAN' and kind = ?", Long.class, kind);
    }

    HttpResponse<String> send(byte[] body, String... headers) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(BASE + Soap.ADDRESS))
                                    .headers(headers)
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void takes(String sender, String header, String body) {
        assertThat(post(fresh().replace("EntityId=" + SMSR, "EntityId=" + sender) + header, body))
                .isEqualTo(202);
    }

    /** A HandleSMSRChange of this sender; {@code smsr}: the SM-SR it names, or null. */
    void reports(String sender, Card card, String smsr, Instant at) {
        takes(sender, "", Soap.smsrChange(Soap.eis(card.eid(), Soap.smsr(smsr)), at.toString()));
    }

    void inbox(Card card, String state, int count) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(jdbc.queryForObject(
                        "select count(*) from inbox where order_key = ? and state = ?", Long.class, card.eid(), state))
                .isEqualTo(count));
    }

    String peer(Card card) {
        return operator.get("/rsp/v1/euiccs/" + card.eid()).json().path("peer").asText();
    }
}
