package io.rsproutes.northbound.blocklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;

import io.rsproutes.support.Customer;
import io.rsproutes.support.JmsOrder;
import io.rsproutes.support.Receiver;
import jakarta.jms.JMSException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By whichever way an order comes in: the block list stops it, says why, and nothing reaches a peer. */
class BlockListWaysInIT extends BlockListScenarios {

    private static final Customer ACME = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
    private static final String WORDS = "The EID is listed: stolen in transit.";

    private Card card;

    @BeforeEach
    void block() {
        card = card();
        put(operator, entry("eid", card.eid()));
    }

    @AfterEach
    void nothingReachedAPeer() {
        assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());
        assertThat(nobody.get("/simulator/smdp/calls").text()).doesNotContain(card.b());
        assertThat(count("operation where (eid = ? or iccid = ?) and state <> 'REFUSED'", card.eid(), card.b()))
                .isZero();
        assertThat(count(
                        "operation where (eid = ? or iccid = ?) and status like ?",
                        card.eid(),
                        card.b(),
                        "%" + WORDS + "%"))
                .isPositive();
    }

    @Test
    void rest() {
        blocked(card, "enableProfile", WORDS);
        // What only reads goes to the card, too.
        assertThat(acme.post("/rsp/v1/operations", order("getEIS", card, null, ""))
                        .code())
                .isEqualTo("blocked");
    }

    @Test
    void jms() throws JMSException {
        var reply = JmsOrder.send(broker, order("enableProfile", card, card.b(), ""));

        assertThat(reply.state()).isEqualTo("REFUSED");
        assertThat(reply.text()).contains("\"blocked\"", WORDS);
    }

    @Test
    void files() {
        var free = card();
        var file = "function,eid,iccid\nenableProfile," + card.eid() + "," + card.b() + "\nenableProfile," + free.eid()
                + "," + free.b() + "\n";
        var id = acme.post("/rsp/v1/bulk-jobs?name=blocked.csv", file, "Content-Type", "text/csv")
                .id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get("/rsp/v1/bulk-jobs/" + id).json().has("finishedAt"));

        var lines = acme.get("/rsp/v1/bulk-jobs/" + id + "/result").text();
        assertThat(lines.lines().filter(line -> line.contains(card.eid())))
                .singleElement()
                .asString()
                .contains("REFUSED", "blocked", WORDS);
        assertThat(lines.lines().filter(line -> line.contains(free.eid())))
                .singleElement()
                .asString()
                .contains("SUCCEEDED");
    }

    @Test
    void tmf641() {
        var orders = "/tmf-api/serviceOrdering/v4/serviceOrder";
        var id = acme.post(
                        orders,
                        "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"modify\",\"service\":{" + service() + "}}]}")
                .id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get(orders + "/" + id).json().has("completionDate"));

        var item = acme.get(orders + "/" + id).json().at("/serviceOrderItem/0");
        assertThat(item.path("state").asText()).as(item.toString()).isEqualTo("rejected");
        assertThat(item.path("errorMessage").toString()).contains("\"blocked\"", WORDS);
    }

    @Test
    void tmf640() {
        var answer = acme.post(
                "/tmf-api/ServiceActivationAndConfiguration/v4/service",
                "{\"state\":\"active\",\"serviceSpecification\":{}," + service() + "}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("blocked");
        assertThat(answer.text()).contains(WORDS);
    }

    private String service() {
        return "\"serviceCharacteristic\":[{\"name\":\"operation\",\"value\":\"enableProfile\"},{\"name\":\"eid\",\"value\":\""
                + card.eid() + "\"},{\"name\":\"iccid\",\"value\":\"" + card.b() + "\"}]";
    }

    @Test
    void camara() {
        var answer = acme.post(
                "/esim-profile-management/v0/enable",
                "{\"esimProfile\":{\"eid\":\"" + card.eid() + "\",\"iccid\":\"" + card.b() + "\"}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("PERMISSION_DENIED");
        assertThat(answer.text()).contains(WORDS);
    }

    @Test
    void gatewayEs4() {
        try (var receiver = new Receiver()) {
            var answer = ACME.es4("enableProfile", UUID.randomUUID().toString(), card.eid(), card.b(), receiver.url());

            assertThat(answer.body()).contains("FAILED", "8.1.1", "1.2", WORDS);
        }
    }

    @Test
    void gatewayEs2Plus() {
        var answer = ACME.es2plus("releaseProfile", UUID.randomUUID().toString(), "\"iccid\":\"" + card.b() + "\"");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"Failed\"", "\"subjectCode\":\"8.1.1\"", "\"reasonCode\":\"1.2\"", WORDS);
    }
}
