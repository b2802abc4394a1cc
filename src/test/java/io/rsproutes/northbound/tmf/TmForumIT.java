package io.rsproutes.northbound.tmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Contract;
import io.rsproutes.support.Receiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TMF641, TMF640 and TMF639 as a TM Forum client meets them; every answer fits its contract. */
class TmForumIT extends BundleIT {

    private static final String ORDERS = "/tmf-api/serviceOrdering/v4/serviceOrder";
    private static final String HUB = "/tmf-api/serviceOrdering/v4/hub";
    private static final String SERVICES = "/tmf-api/ServiceActivationAndConfiguration/v4/";
    private static final String RESOURCES = "/tmf-api/resourceInventoryManagement/v4/resource";
    private static final Contract TMF641 = new Contract("tmf641.yaml");
    private static final Contract TMF640 = new Contract("tmf640.yaml");
    private static final Contract TMF639 = new Contract("tmf639.yaml");
    private static final String DOWNLOAD =
            item("1", "add", null, "\"serviceSpecification\":{\"id\":\"P9054-1\"},", "confirmationCode", "4711-secret");

    private static String item(String id, String action, String reliesOn, String service, String... characteristics) {
        var list = new ArrayList<String>();
        for (int i = 0; i < characteristics.length; i += 2) {
            list.add("{\"name\":\"" + characteristics[i] + "\",\"value\":\"" + characteristics[i + 1] + "\"}");
        }
        return "{\"id\":\"" + id + "\",\"action\":\"" + action + "\",\"service\":{" + service
                + "\"serviceCharacteristic\":[" + String.join(",", list) + "]}"
                + (reliesOn == null
                        ? ""
                        : ",\"serviceOrderItemRelationship\":[{\"relationshipType\":\"reliesOn\",\"orderItem\":{\"itemId\":\""
                                + reliesOn + "\"}}]")
                + "}";
    }

    private static String order(String... items) {
        return "{\"externalId\":\"PO-7\",\"serviceOrderItem\":[" + String.join(",", items) + "]}";
    }

    private Answer placed(String order) {
        var answer = acme.post(ORDERS, order);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        TMF641.fits("ServiceOrder", answer.json());
        assertThat(answer.json().path("state").asText()).isEqualTo("acknowledged");
        return answer;
    }

    private JsonNode ended(String id) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> acme.get(ORDERS + "/" + id).json().has("completionDate"));
        var order = acme.get(ORDERS + "/" + id).json();
        TMF641.fits("ServiceOrder", order);
        return order;
    }

    private static String state(JsonNode order, int item) {
        return order.at("/serviceOrderItem/" + item + "/state").asText();
    }

    private static String characteristic(JsonNode service, String name) {
        for (var one : service.path("serviceCharacteristic")) {
            if (one.path("name").asText().equals(name)) {
                return one.path("value").asText();
            }
        }
        return null;
    }

    @Test
    void givenTwoRelatedItems_thenTheSecondTakesWhatTheFirstBringsAndListenersHearItInOrder() {
        try (var listener = new Receiver()) {
            var hub = acme.post(HUB, "{\"callback\":\"" + listener.url() + "\"}");
            assertThat(hub.status()).as(hub.text()).isEqualTo(201);
            TMF641.fits("EventSubscription", hub.json());
            var placed =
                    placed(order(DOWNLOAD, item("2", "delete", "1", "", "finalProfileStatusIndicator", "Available")));
            assertThat(state(placed.json(), 0)).isEqualTo("acknowledged");
            assertThat(state(placed.json(), 1)).isEqualTo("pending");
            var order = ended(placed.id());
            assertThat(order.path("state").asText()).isEqualTo("completed");
            var first = order.at("/serviceOrderItem/0/service");
            assertThat(characteristic(first, "activationCode")).startsWith("1$");
            assertThat(characteristic(order.at("/serviceOrderItem/1/service"), "iccid"))
                    .isEqualTo(characteristic(first, "iccid"))
                    .isNotBlank();
            assertThat(order.toString()).doesNotContain("4711-secret");
            assertThat(jdbc.queryForObject(
                            "select count(*) from service_order_item where order_id = ? and command is not null",
                            Long.class,
                            placed.id()))
                    .isZero();
            assertThat(jdbc.queryForObject(
                            "select count(*) from service_order where document like '%4711-secret%'", Long.class))
                    .isZero();
            await().atMost(Duration.ofSeconds(20)).until(() -> of(listener, placed.id()).stream()
                    .anyMatch(event ->
                            event.at("/event/serviceOrder/state").asText().equals("completed")));
            var events = of(listener, placed.id());
            events.forEach(event -> TMF641.fits("ServiceOrderEvent", event));
            assertThat(events.get(0).path("eventType").asText()).isEqualTo("ServiceOrderCreateEvent");
            assertThat(events.stream()
                            .filter(event -> event.path("eventType").asText().equals("ServiceOrderStateChangeEvent"))
                            .map(event -> event.at("/event/serviceOrder/state").asText()))
                    .containsExactly("inProgress", "completed");
            assertThat(listener.got)
                    .allMatch(got -> got.signedBy(hub.json().path("secret").asText()));
            assertThat(acme.delete(HUB + "/" + hub.id()).status()).isEqualTo(204);
            assertThat(acme.delete(HUB + "/" + hub.id()).json().path("code").asText())
                    .isEqualTo("not-found");
        }
    }

    private static List<JsonNode> of(Receiver listener, String order) {
        return listener.got.stream()
                .map(Receiver.Got::json)
                .filter(event -> event.at("/event/serviceOrder/id").asText().equals(order))
                .toList();
    }

    @Test
    void givenAListenerForOneKindOfEvent_thenItHearsNoOther() {
        try (var listener = new Receiver()) {
            var hub = acme.post(
                    HUB, "{\"callback\":\"" + listener.url() + "\",\"query\":\"eventType=ServiceOrderCreateEvent\"}");
            assertThat(hub.json().path("query").asText()).isEqualTo("eventType=ServiceOrderCreateEvent");
            var placed = placed(order(DOWNLOAD));
            ended(placed.id());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> of(listener, placed.id()).size() == 1);
            acme.delete(HUB + "/" + hub.id());
            assertThat(acme.post(HUB, "{\"callback\":\"" + listener.url() + "\",\"query\":\"eventType=SomethingElse\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(acme.post(HUB, "{\"callback\":\"ftp://example.com/x\"}").status())
                    .isEqualTo(400);
        }
    }

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
                "{\"serviceOrder\":{\"id\":\"" + id + "\"},\"cancellationReason\":\"changed our mind\"}");
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
                                "{\"serviceOrder\":{\"id\":\"" + id + "\"}}")
                        .status())
                .isEqualTo(409);
        assertThat(globex.post(
                                "/tmf-api/serviceOrdering/v4/cancelServiceOrder",
                                "{\"serviceOrder\":{\"id\":\"" + id + "\"}}")
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
        assertThat(jdbc.queryForObject("select count(*) from operation where job_id = ?", Long.class, first.id()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|serviceOrderItem",
                "{\"serviceOrderItem\":[]}|serviceOrderItem",
                "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"remove\",\"service\":{}}]}|/serviceOrderItem/0/action",
                "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"add\"}]}|/serviceOrderItem/0",
                "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"add\",\"service\":{}},{\"id\":\"1\",\"action\":\"add\",\"service\":{}}]}|/serviceOrderItem/1/id stands more than once",
                "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"delete\",\"service\":{\"serviceCharacteristic\":[{\"name\":\"iccid\",\"value\":\"12\"}]}}]}|iccid is not an ICCID",
                "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"add\",\"service\":{\"serviceCharacteristic\":[{\"name\":\"colour\",\"value\":\"red\"}]}}]}|colour is not a parameter",
                "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"add\",\"quantity\":2,\"service\":{}}]}|/serviceOrderItem/0/quantity",
                "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"add\",\"service\":{\"serviceCharacteristic\":[{\"name\":\"validityPeriod\",\"value\":\"abc\"}]}}]}|validityPeriod is not a whole number",
                "{\"serviceOrderItem\":[{\"id\":\"a\\u0000b\",\"action\":\"add\",\"service\":{}}]}|NUL",
                "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"add\",\"service\":{}}]} and more|not JSON",
                "{\"serviceOrderItem\":7}|serviceOrderItem",
                "{oops|not JSON"
            })
    void givenAMalformedOrder_thenItSaysWhereAndNothingIsKept(String body, String words) {
        long before = jdbc.queryForObject("select count(*) from service_order", Long.class);
        var answer = acme.post(ORDERS, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        TMF641.fits("Error", answer.json());
        assertThat(answer.text()).contains(words);
        assertThat(jdbc.queryForObject("select count(*) from service_order", Long.class))
                .isEqualTo(before);
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
        var list = acme.get(ORDERS + "?state=completed&externalId=PO-7&limit=1");
        assertThat(list.json()).hasSize(1);
        TMF641.fits("ServiceOrder", list.json().get(0));
        assertThat(list.headers().firstValueAsLong("X-Total-Count").orElse(0)).isPositive();
        assertThat(globex.get(ORDERS + "/" + id).status()).isEqualTo(404);
        assertThat(globex.get(ORDERS).json()).isEmpty();
        assertThat(nobody.get(ORDERS).status()).isEqualTo(401);
        // What a profile tells later is a milestone of the item that ordered it.
        var iccid = characteristic(acme.get(ORDERS + "/" + id).json().at("/serviceOrderItem/0/service"), "iccid");
        acme.order("{\"function\":\"releaseProfile\",\"iccid\":\"" + iccid + "\"}");
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        acme.get(ORDERS + "/" + id).json().path("milestone").size() == 2);
        var order = acme.get(ORDERS + "/" + id).json();
        TMF641.fits("ServiceOrder", order);
        assertThat(order.at("/milestone/1/name").asText()).isEqualTo("profileInstalled");
    }

    @Test
    void givenOneService_thenAMonitorShowsItsOperation() {
        var answer =
                acme.post(SERVICES + "service", "{\"state\":\"active\",\"serviceSpecification\":{\"id\":\"P9054-1\"}}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        TMF640.fits("Monitor", answer.json());
        var monitor = answer.headers().firstValue("Location").orElseThrow();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get(monitor).json().path("state").asText().equals("completed"));
        TMF640.fits("Monitor", acme.get(monitor).json());
        assertThat(globex.get(monitor).status()).isEqualTo(404);
        var service = acme.get(acme.get(monitor).json().path("sourceHref").asText());
        TMF640.fits("Service", service.json());
        var deleted = acme.delete(SERVICES + "service/" + service.id());
        assertThat(deleted.status()).as(deleted.text()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get(deleted.headers().firstValue("Location").orElseThrow())
                        .json()
                        .path("state")
                        .asText()
                        .equals("completed"));
        assertThat(acme.post(SERVICES + "service", "{\"state\":\"active\"}").status())
                .isEqualTo(400);
    }

    @Test
    void givenAPatchThatSaysMoreThanItIsHeldAgainst_thenItIsRefused() {
        var card = card();
        for (var body : List.of(
                "{\"state\":\"active\"}, \"wanted\":{\"state\":\"terminated\"}",
                "{\"state\":\"active\"}, \"known\":{\"id\":\"" + FOREIGN_ICCID + "\"}",
                "{\"state\":\"inactive\"}")) {
            var answer = acme.send(
                    acme.request(SERVICES + "service/" + card.b(), "Content-Type", "application/merge-patch+json")
                            .method("PATCH", java.net.http.HttpRequest.BodyPublishers.ofString(body)));
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        }
        assertThat(executed(card, "enableProfile")).isZero();
    }

    @Test
    void givenAProfileOnACard_thenPatchEnablesItAndTheInventoriesShowIt() {
        var card = card();
        var answer = acme.send(acme.request(SERVICES + "service/" + card.b())
                .method("PATCH", java.net.http.HttpRequest.BodyPublishers.ofString("{\"state\":\"active\"}")));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(30)).until(() -> acme.get(RESOURCES + "/" + card.b())
                .json()
                .path("operationalState")
                .asText()
                .equals("enable"));
        var resource = acme.get(RESOURCES + "/" + card.b()).json();
        TMF639.fits("Resource", resource);
        assertThat(resource.at("/resourceRelationship/0/resource/id").asText()).isEqualTo(card.eid());
        assertThat(acme.get(SERVICES + "service/" + card.b())
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("active");
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
        var ofCard = acme.get(RESOURCES + "?eid=" + card.eid());
        assertThat(ofCard.json()).hasSize(3).allSatisfy(one -> TMF639.fits("Resource", one));
        assertThat(ofCard.headers().firstValueAsLong("X-Total-Count").orElse(0)).isEqualTo(3);
        assertThat(acme.get(RESOURCES + "?category=eUICC&eid=" + card.eid()).json())
                .hasSize(1);
        assertThat(globex.get(RESOURCES + "/" + card.b()).status()).isEqualTo(404);
        assertThat(globex.get(RESOURCES + "?eid=" + card.eid()).json()).isEmpty();
        assertThat(globex.send(globex.request(SERVICES + "service/" + card.b())
                                .method(
                                        "PATCH",
                                        java.net.http.HttpRequest.BodyPublishers.ofString("{\"state\":\"active\"}")))
                        .status())
                .isEqualTo(404);
    }
}
