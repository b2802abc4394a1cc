package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import org.apache.camel.FluentProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool that runs low is told once, until it is filled again, to its tenant. */
class StockLowIT extends StockScenarios {

    private static final String LOW = "P9054-low";
    private static final String ENOUGH = "P9054-enough";

    @AfterEach
    void forgetIt() {
        jdbc.update("delete from event where type like 'rsp.stock.%'");
    }

    private List<JsonNode> told(String tenant, String type) {
        return jdbc
                .queryForList(
                        "select data from event where tenant = ? and type like 'rsp.stock.%' and data like ?"
                                + " order by subject, sequence",
                        String.class, tenant, "%\"" + type + "\"%")
                .stream()
                .map(Json::read)
                .toList();
    }

    private void told(String tenant, String type, int times) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(told(tenant, type)).hasSize(times));
    }

    private void taken(Collection<String> iccids, String ago) {
        jdbc.update(
                "update inventory set stock_state = 'assigned', taken_at = current_timestamp - cast(? as interval)"
                        + " where iccid = any(?)",
                ago,
                iccids.toArray(new String[0]));
    }

    @Test
    void givenFewerThanTheThreshold_thenItIsToldOnce_andAgainOnlyOnceItWasFilled() {
        pool("acme", LOW, iccids(0, 99));
        told("acme", LOW, 1);
        assertThat(told("acme", LOW).get(0))
                .isEqualTo(Json.read("{\"profileType\":\"" + LOW + "\",\"available\":99,\"threshold\":100}"));

        // Not enough to be told again: a tenth above the threshold.
        pool("acme", LOW, iccids(99, 109));
        marker("globex");
        assertThat(told("acme", LOW)).hasSize(1);

        pool("acme", LOW, iccids(109, 111));
        await().atMost(Duration.ofSeconds(30)).until(() -> count("stock_alert where profile_type = ?", LOW) == 0);
        taken(iccids(0, 20), "0 days");
        told("acme", LOW, 2);
        assertThat(told("acme", LOW).get(1).path("available").asInt()).isEqualTo(91);
        assertThat(count("event where tenant <> 'acme' and data like ?", "%\"" + LOW + "\"%"))
                .isZero();
    }

    /** Something else is told after a look that began later. */
    private void marker(String tenant) {
        var type = "marker-" + System.nanoTime();
        pool(tenant, type, List.of(unknownToServers(99)));
        told(tenant, type, 1);
    }

    @Test
    void givenEnoughForFewDaysOnly_thenItIsToldWithTheUse() {
        pool("acme", ENOUGH, iccids(0, 400));
        marker("globex");
        assertThat(told("acme", ENOUGH)).isEmpty();

        // 200 in ten days: 200 last for ten, 120 for six.
        taken(iccids(0, 200), "10 days");
        marker("globex");
        assertThat(told("acme", ENOUGH)).isEmpty();

        taken(iccids(200, 280), "9 days");

        told("acme", ENOUGH, 1);
        var data = told("acme", ENOUGH).get(0);
        assertThat(data.path("usedPerDay").asInt()).isEqualTo(28);
        assertThat(data.path("daysLeft").asInt()).isEqualTo(4);
        assertThat(data.path("available").asInt()).isEqualTo(120);
    }

    @Test
    void givenAnEmptyPool_thenThatIsToldAfterItWasLow_underOneKeyWithoutGaps() {
        pool("acme", LOW, iccids(0, 1));
        told("acme", LOW, 1);
        jdbc.update("update inventory set stock_state = 'suspended' where profile_type = ?", LOW);

        told("acme", LOW, 2);
        var events = jdbc.queryForList(
                "select type, subject, sequence from event where tenant = 'acme' and data like ? order by sequence",
                "%\"" + LOW + "\"%");
        assertThat(events).extracting(event -> event.get("type")).containsExactly("rsp.stock.low", "rsp.stock.empty");
        assertThat(events)
                .extracting(event -> event.get("subject").toString())
                .allMatch(subject -> subject.matches("stock-acme-[0-9a-f]{16}"));
        assertThat((long) events.get(1).get("sequence"))
                .isEqualTo((long) events.get(0).get("sequence") + 1);
        var subject = events.get(0).get("subject").toString();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> acme.get("/rsp/v1/events?subject=" + subject)
                                .json()
                                .path("items")
                                .size()
                        == 2);
        assertThat(globex.get("/rsp/v1/events?subject=" + subject).json().path("items"))
                .isEmpty();
    }

    /** As two instances do that have looked at the same moment. */
    @Test
    void givenTwoThatSayItAtOnce_thenOneEventIsPublished() {
        pool("acme", LOW, iccids(0, 5));
        told("acme", LOW, 1);

        try (FluentProducerTemplate template = camel.createFluentProducerTemplate()) {
            template.to("direct:core-stock-level")
                    .withVariable("stockTenant", "acme")
                    .withVariable("stockType", LOW)
                    .withVariable("stockLevel", "low")
                    .withVariable("stockKey", "stock-acme-twice")
                    .withVariable("stockData", "{\"profileType\":\"" + LOW + "\"}")
                    .request();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }

        assertThat(told("acme", LOW)).hasSize(1);
    }

    @Test
    void givenAPoolThatIsGone_thenItsAlertIsForgotten() {
        pool("acme", LOW, iccids(0, 1));
        told("acme", LOW, 1);

        jdbc.update("delete from inventory where profile_type = ?", LOW);

        await().atMost(Duration.ofSeconds(30)).until(() -> count("stock_alert where profile_type = ?", LOW) == 0);
    }
}
