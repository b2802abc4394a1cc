package io.rsproutes.southbound.sgp02;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.BeforeEach;

/** What scenarios of SOAP share: the demo's SM-SR, a stub that answers what it is told to, and a customer. */
abstract class SoapScenarios extends BundleIT {

    static final Customer ACME = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
    static final String DEMO = "1.3.6.1.4.1.20";
    static final String STUBBED = "1.3.6.1.4.1.23";

    static String id() {
        return UUID.randomUUID().toString();
    }

    static String from(String entityId) {
        return Soap.from(entityId) + Soap.messageId(id(), null);
    }

    static String disabled(Card card) {
        return Soap.notification(
                "HandleProfileDisabled", card.eid(), card.a(), Instant.now().toString());
    }

    /** A card that is at this SM-SR. */
    Card at(String peer) {
        var card = card();
        jdbc.update("update euicc set peer = ? where eid = ?", peer, card.eid());
        return card;
    }

    String enable(Card card, String more) {
        return acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), more))
                .id();
    }

    /** Those that its timeline names. */
    static List<String> states(Answer operation) {
        return StreamSupport.stream(operation.json().path("timeline").spliterator(), false)
                .map(one -> one.path("state").asText())
                .toList();
    }

    Answer callback(String query, String message) {
        return nobody.post(Soap.ENDPOINT + query, message, "Content-Type", Soap.TYPE);
    }

    Answer callback(String message) {
        return nobody.post(Soap.ADDRESS, message, "Content-Type", Soap.TYPE);
    }

    String data(String subject, String type) {
        await().atMost(Duration.ofSeconds(20)).until(() -> events(subject, type) == 1);
        return jdbc.queryForObject(
                "select data from event where subject = ? and type = ?", String.class, subject, type);
    }

    /** An order that the stub has taken, and the message id under which it did. */
    String waiting(Card card, String function) {
        STUB.reply = new Reply(202, "", Map.of());
        var id = acme.post("/rsp/v1/operations", order(function, card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "WAITING");
        return id;
    }

    String messageId(String operation) {
        return jdbc.queryForObject("select message_id from call where operation_id = ?", String.class, operation);
    }

    void end(String id) {
        jdbc.update(
                "update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp where id = ? and finished_at is null",
                id);
    }

    /** Those of tests before. */
    @BeforeEach
    void noOrphans() {
        jdbc.update("delete from inbox where state = 'ORPHAN'");
    }

    void orphan(String reason) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.update("delete from inbox where state = 'ORPHAN' and reason like ?", reason) == 1);
    }
}
