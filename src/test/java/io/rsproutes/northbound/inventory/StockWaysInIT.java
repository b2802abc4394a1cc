package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.rsproutes.support.Customer;
import io.rsproutes.support.JmsOrder;
import io.rsproutes.support.Order;
import io.rsproutes.support.Receiver;
import jakarta.jms.JMSException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * By whichever way an order by type comes in: an empty pool refuses it, says why, and nothing reaches a peer. (CAMARA
 * and ES4 have no order by type.)
 */
class StockWaysInIT extends StockScenarios {

    private static final Customer ACME = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
    private static final String WORDS = "The pool has no available profile of this type for this order.";
    private static final String ICCID = iccids(700, 701).get(0);

    @BeforeEach
    void nothingIsAvailable() {
        pool("acme", TYPE, List.of(ICCID));
        jdbc.update("update inventory set stock_state = 'suspended' where iccid = ?", ICCID);
    }

    private void nothingReachedAPeer() {
        assertThat(nobody.get("/simulator/smdp/calls").json().path("items")).isEmpty();
        assertThat(row(ICCID)).containsEntry("stock_state", "suspended").containsEntry("reserved_by", null);
    }

    @Test
    void rest() {
        refused(acme.submit(ordering()), "stock-empty");
        var answer = acme.submit(Order.of("orderProfile").with("profileType", TYPE));

        refused(answer, "stock-empty");
        assertThat(answer.json().path("detail").asText()).contains(WORDS, "stockState available");
        nothingReachedAPeer();
    }

    @Test
    void jms() throws JMSException {
        var reply = JmsOrder.send(broker, ordering().toString());

        assertThat(reply.state()).isEqualTo("REFUSED");
        assertThat(reply.text()).contains("\"stock-empty\"", WORDS);
        nothingReachedAPeer();
    }

    /** Its lines are recorded one by one, each with a profile of its own, as long as there are some. */
    @Test
    void files() {
        pool("acme", TYPE, iccids(701, 704));
        var file = "function,profileType\n" + ("downloadOrder," + TYPE + "\n").repeat(4);

        var id = acme.post("/rsp/v1/bulk-jobs?name=stock.csv", file, "Content-Type", "text/csv")
                .id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get("/rsp/v1/bulk-jobs/" + id).json().has("finishedAt"));

        var lines =
                acme.get("/rsp/v1/bulk-jobs/" + id + "/result").text().lines().toList();
        assertThat(lines.stream().filter(line -> line.contains("REFUSED")))
                .singleElement()
                .asString()
                .contains("stock-empty", WORDS);
        assertThat(lines.stream().filter(line -> line.contains("SUCCEEDED"))).hasSize(3);
        for (var iccid : iccids(701, 704)) {
            assertThat(lines.stream().filter(line -> line.contains(iccid))).hasSize(1);
            assertThat(effects(iccid, "downloadOrder")).isEqualTo(1);
        }
    }

    @Test
    void tmf641() {
        var orders = "/tmf-api/serviceOrdering/v4/serviceOrder";
        var id = acme.post(
                        orders,
                        "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"add\",\"service\":{\"serviceSpecification\":{\"id\":\""
                                + TYPE + "\"}}}]}")
                .id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get(orders + "/" + id).json().has("completionDate"));

        var item = acme.get(orders + "/" + id).json().at("/serviceOrderItem/0");
        assertThat(item.path("state").asText()).as(item.toString()).isEqualTo("rejected");
        assertThat(item.path("errorMessage").toString()).contains("\"stock-empty\"", WORDS);
        nothingReachedAPeer();
    }

    @Test
    void tmf640() {
        var answer = acme.post(
                "/tmf-api/ServiceActivationAndConfiguration/v4/service",
                "{\"state\":\"active\",\"serviceSpecification\":{\"id\":\"" + TYPE + "\"}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("stock-empty");
        assertThat(answer.text()).contains(WORDS);
        nothingReachedAPeer();
    }

    @Test
    void gatewayEs2Plus() {
        var answer = ACME.es2plus("downloadOrder", UUID.randomUUID().toString(), "\"profileType\":\"" + TYPE + "\"");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"Failed\"", "\"subjectCode\":\"8.2.5\"", "\"reasonCode\":\"3.7\"")
                .contains("No profile of this type is left.");
        nothingReachedAPeer();
    }

    @Test
    void gatewayEs2() {
        var card = card();
        try (var receiver = new Receiver()) {
            var answer = ACME.es2(
                    "downloadProfile",
                    UUID.randomUUID().toString(),
                    card.eid(),
                    null,
                    receiver.url(),
                    Customer.SMSR + "<rps:ProfileType>" + TYPE + "</rps:ProfileType>");

            assertThat(answer.body()).contains("FAILED", "8.2.5", "3.7", "No profile of this type is left.");
        }
        assertThat(called(card, "downloadProfile")).isZero();
        nothingReachedAPeer();
    }
}
