package io.rsproutes.northbound.tmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Contract;
import org.junit.jupiter.api.Test;

/** TMF640 services and TMF639 resources: a profile is ordered, enabled and deleted, and the inventories show it. */
class ServiceActivationIT extends BundleIT {

    private static final String SERVICES = "/tmf-api/ServiceActivationAndConfiguration/v4/";
    private static final String RESOURCES = "/tmf-api/resourceInventoryManagement/v4/resource";
    private static final Contract TMF640 = new Contract("tmf640.yaml");
    private static final Contract TMF639 = new Contract("tmf639.yaml");

    @Test
    void givenOneService_thenAMonitorShowsItsOperation() {
        var answer = acme.post(
                SERVICES + "service",
                """
                {"state":"active","serviceSpecification":{"id":"P9054-1"}}""");
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
                """
                {"state":"active"}, "wanted":{"state":"terminated"}""",
                """
                {"state":"active"}, "known":{"id":"%s"}""".formatted(FOREIGN_ICCID),
                "{\"state\":\"designed\"}")) {
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
