package io.rsproutes.northbound.tmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TMF641 service orders: items that rely on each other, cancelled, refused, and listed to their tenant only. */
class ServiceOrderIT extends TmForumScenarios {

    @Test
    void givenAnItemThatFails_thenWhatReliesOnItIsCancelledAndTheOrderIsPartial() {
        var order = ended(placed(order(
                        DOWNLOAD,
                        item("2", "add", null, "", "profileType", "no-such-type"),
                        item("3", "delete", "2", "")))
                .id());

        assertThat(order.path("state").asText()).isEqualTo("partial");
        assertThat(state(order, 0)).isEqualTo("completed");
        assertThat(state(order, 1)).isIn("failed", "rejected");
        assertThat(order.at("/serviceOrderItem/1/errorMessage/0/reason").asText())
                .isNotBlank();
        assertThat(state(order, 2)).isEqualTo("cancelled");
    }

    @Test
    void givenWhatIsNotTheTenants_thenTheItemIsRejectedAndNothingSent() {
        var order = ended(placed(order(item("1", "delete", null, "", "iccid", FOREIGN_ICCID)))
                .id());

        assertThat(order.path("state").asText()).isEqualTo("rejected");
        assertThat(order.at("/serviceOrderItem/0/errorMessage/0/code").asText()).isEqualTo("ownership-refused");
        assertThat(nobody.get("/simulator/smdp/calls").text()).doesNotContain(FOREIGN_ICCID);
    }

    @Test
    void givenACancellation_thenWhatWasNotSubmittedIsNot() {
        var card = card();
        nobody.put("/simulator/smsr/faults", "{}");
        var id = placed(order(
                        item("1", "modify", null, "\"state\":\"active\",", "eid", card.eid(), "iccid", card.b()),
                        item("2", "modify", "1", "\"state\":\"active\",", "eid", card.eid(), "iccid", card.a())))
                .id();

        var cancelled = acme.post(
                "/tmf-api/serviceOrdering/v4/cancelServiceOrder",
                """
                {"serviceOrder":{"id":"%s"},"cancellationReason":"changed our mind"}"""
                        .formatted(id));

        assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(201);
        TMF641.fits("CancelServiceOrder", cancelled.json());

        var order = ended(id);
        assertThat(state(order, 1)).isEqualTo("cancelled");
        assertThat(order.path("cancellationReason").asText()).isEqualTo("changed our mind");
        assertThat(executed(card, "enableProfile")).isLessThanOrEqualTo(1);
        assertThat(acme.get("/tmf-api/serviceOrdering/v4/cancelServiceOrder/" + id)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("done");
        assertThat(acme.post(
                                "/tmf-api/serviceOrdering/v4/cancelServiceOrder",
                                """
                                {"serviceOrder":{"id":"%s"}}""".formatted(id))
                        .status())
                .isEqualTo(409);
        assertThat(globex.post(
                                "/tmf-api/serviceOrdering/v4/cancelServiceOrder",
                                """
                                {"serviceOrder":{"id":"%s"}}""".formatted(id))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void givenTheSameKey_thenTheSameOrder() {
        var key = java.util.UUID.randomUUID().toString();
        var first = acme.post(ORDERS, order(DOWNLOAD), "Idempotency-Key", key);

        assertThat(acme.post(ORDERS, order(DOWNLOAD), "Idempotency-Key", key).id())
                .isEqualTo(first.id());
        assertThat(acme.post(ORDERS, order(DOWNLOAD, item("2", "delete", "1", "")), "Idempotency-Key", key)
                        .status())
                .isEqualTo(422);

        ended(first.id());
        assertThat(count("operation where parent_id = ?", first.id())).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {} | serviceOrderItem
            {"serviceOrderItem":[]} | serviceOrderItem
            {"serviceOrderItem":[{"id":"1","action":"remove","service":{}}]} | /serviceOrderItem/0/action
            {"serviceOrderItem":[{"id":"1","action":"add"}]} | /serviceOrderItem/0
            {"serviceOrderItem":[{"id":"1","action":"add","service":{}},{"id":"1","action":"add","service":{}}]} | /serviceOrderItem/1/id stands more than once
            {"serviceOrderItem":[{"id":"1","action":"delete","service":{"serviceCharacteristic":[{"name":"iccid","value":"12"}]}}]} | iccid is not an ICCID
            {"serviceOrderItem":[{"id":"1","action":"add","service":{"serviceCharacteristic":[{"name":"colour","value":"red"}]}}]} | colour is not a parameter
            {"serviceOrderItem":[{"id":"1","action":"add","quantity":2,"service":{}}]} | /serviceOrderItem/0/quantity
            {"serviceOrderItem":[{"id":"1","action":"add","service":{"serviceCharacteristic":[{"name":"validityPeriod","value":"abc"}]}}]} | validityPeriod is not a whole number
            {"serviceOrderItem":[{"id":"a\\u0000b","action":"add","service":{}}]} | NUL
            {"serviceOrderItem":[{"id":"1","action":"add","service":{}}]} and more | not JSON
            {"serviceOrderItem":7} | serviceOrderItem
            {oops | not JSON
            """)
    void givenAMalformedOrder_thenItSaysWhereAndNothingIsKept(String body, String words) {
        long before = count("service_order");
        var answer = acme.post(ORDERS, body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        TMF641.fits("Error", answer.json());
        assertThat(answer.text()).contains(words);
        assertThat(count("service_order")).isEqualTo(before);
    }

    @Test
    void givenItemsThatRelyOnEachOther_thenTheOrderIsRefused() {
        var answer = acme.post(
                ORDERS,
                order(
                        item("1", "add", "2", "", "profileType", "P9054-1"),
                        item("2", "add", "1", "", "profileType", "P9054-1")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("relies, in the end, on itself");
        assertThat(acme.post(ORDERS, order(item("1", "add", "9", "", "profileType", "P9054-1")))
                        .text())
                .contains("not in this order");
    }

    @Test
    void givenOrdersOfTwoTenants_thenEachListsItsOwn() {
        var id = placed(order(DOWNLOAD)).id();
        ended(id);

        // A view is ahead of the row that lists it.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get(ORDERS + "?state=completed&externalId=PO-7&limit=1")
                                .json()
                                .size()
                        == 1);
        var list = acme.get(ORDERS + "?state=completed&externalId=PO-7&limit=1");
        TMF641.fits("ServiceOrder", list.json().get(0));
        assertThat(list.headers().firstValueAsLong("X-Total-Count").orElse(0)).isPositive();
        assertThat(globex.get(ORDERS + "/" + id).status()).isEqualTo(404);
        assertThat(globex.get(ORDERS).json()).isEmpty();
        assertThat(nobody.get(ORDERS).status()).isEqualTo(401);

        // What a profile tells later is a milestone of the item that ordered it.
        var iccid = characteristic(acme.get(ORDERS + "/" + id).json().at("/serviceOrderItem/0/service"), "iccid");
        acme.order(Order.of("releaseProfile").iccid(iccid));

        play(iccid, "installed");

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        acme.get(ORDERS + "/" + id).json().path("milestone").size() == 2);

        var order = acme.get(ORDERS + "/" + id).json();
        TMF641.fits("ServiceOrder", order);
        assertThat(order.at("/milestone/1/name").asText()).isEqualTo("profileInstalled");
    }
}
