package io.rsproutes.northbound.tmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Receiver;
import org.junit.jupiter.api.Test;

/** Listeners of a TMF641 hub hear of service orders, in order and signed. */
class ServiceOrderEventsIT extends TmForumScenarios {

    private static final String HUB = "/tmf-api/serviceOrdering/v4/hub";

    @Test
    void givenTwoRelatedItems_thenTheSecondTakesWhatTheFirstBringsAndListenersHearItInOrder() {
        try (var listener = new Receiver()) {
            var hub = acme.post(HUB, """
                         {"callback":"%s"}""".formatted(listener.url()));
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
            assertThat(count("service_order_item where order_id = ? and command is not null", placed.id()))
                    .isZero();
            assertThat(count("service_order where document like '%4711-secret%'"))
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
                    HUB,
                    """
                    {"callback":"%s","query":"eventType=ServiceOrderCreateEvent"}"""
                            .formatted(listener.url()));
            assertThat(hub.json().path("query").asText()).isEqualTo("eventType=ServiceOrderCreateEvent");

            var placed = placed(order(DOWNLOAD));
            ended(placed.id());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> of(listener, placed.id()).size() == 1);

            acme.delete(HUB + "/" + hub.id());

            assertThat(acme.post(
                                    HUB,
                                    """
                                    {"callback":"%s","query":"eventType=SomethingElse"}"""
                                            .formatted(listener.url()))
                            .status())
                    .isEqualTo(400);
            assertThat(acme.post(HUB, "{\"callback\":\"ftp://example.com/x\"}").status())
                    .isEqualTo(400);
        }
    }
}
