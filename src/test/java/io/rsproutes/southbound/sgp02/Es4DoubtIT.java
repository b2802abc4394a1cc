package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Full;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** ES4 orders that stay open, their result lost, late or in doubt: they end once, as the card truly is. */
class Es4DoubtIT extends BundleIT {

    @AfterAll
    static void tell(@Autowired JdbcTemplate jdbc) {
        var row = jdbc.queryForMap(
                "select count(*) as settled, max(extract(epoch from (finished_at - deadline))) as latest from operation o where finished_at is not null and interface = 'es4'"
                        + " and exists (select 1 from timeline t where t.operation_id = o.id and t.state = 'IN_DOUBT')");
        System.out.println("In doubt and settled: " + row.get("settled") + " operations, the last " + row.get("latest")
                + " s after its deadline");
    }

    /** behaviour × fault: nothing lost, nothing double, and the end is the card's truth. Each manner and each fault once. */
    @ParameterizedTest
    @CsvSource({
        "kpn, '\"lostAccept\":1'",
        "gsoap, '\"lostCallback\":1'",
        "early-failure, '\"duplicate\":5'",
        "two-phase, '\"shuffle\":true'",
        "sloppy, '\"late\":3000'",
        "kpn, '\"early\":true'"
    })
    void givenAPeersMannerAndAFault_thenTheEndIsTheTruthAndOnce(String behaviour, String fault) {
        endsInTruth(behaviour, fault);
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @CsvSource({
        "kpn, '\"lostAccept\":1'", "kpn, '\"lostCallback\":1'", "kpn, '\"duplicate\":5'", "kpn, '\"shuffle\":true'",
                "kpn, '\"late\":3000'", "kpn, '\"early\":true'",
        "gsoap, '\"lostAccept\":1'", "gsoap, '\"lostCallback\":1'", "gsoap, '\"duplicate\":5'",
                "gsoap, '\"shuffle\":true'", "gsoap, '\"late\":3000'", "gsoap, '\"early\":true'",
        "early-failure, '\"lostAccept\":1'", "early-failure, '\"lostCallback\":1'", "early-failure, '\"duplicate\":5'",
                "early-failure, '\"shuffle\":true'", "early-failure, '\"late\":3000'",
                "early-failure, '\"early\":true'",
        "two-phase, '\"lostAccept\":1'", "two-phase, '\"lostCallback\":1'", "two-phase, '\"duplicate\":5'",
                "two-phase, '\"shuffle\":true'", "two-phase, '\"late\":3000'", "two-phase, '\"early\":true'",
        "sloppy, '\"lostAccept\":1'", "sloppy, '\"lostCallback\":1'", "sloppy, '\"duplicate\":5'",
                "sloppy, '\"shuffle\":true'", "sloppy, '\"late\":3000'", "sloppy, '\"early\":true'"
    })
    void givenEachMannerWithEachFault_thenTheEndIsTheTruthAndOnce(String behaviour, String fault) {
        endsInTruth(behaviour, fault);
    }

    private void endsInTruth(String behaviour, String fault) {
        var peer = behaviour.equals("two-phase") ? "smsr-two" : "smsr-demo";
        // The first two are executed; of the third the card stays as it was.
        var done = List.of(card(), card());
        var undone = card();
        Stream.of(done.get(0), done.get(1), undone)
                .forEach(card -> jdbc.update("update euicc set peer = ? where eid = ?", peer, card.eid()));
        smsr("{\"behaviour\":\"" + behaviour + "\",\"delay\":200," + fault.replace(":1", ":3") + "}");
        var soon = ",\"validityPeriod\":1";
        var orders = done.stream()
                .map(card -> acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), soon))
                        .id())
                .toList();
        orders.forEach(id -> settles(id, "SUCCEEDED"));
        // One word, whether the result said it or the audit showed it.
        for (var id : orders) {
            assertThat(operation(id).json().at("/status/status").asText()).isEqualTo("Executed-Success");
        }
        smsr("{\"behaviour\":\"" + behaviour + "\",\"delay\":200,\"rollback\":1," + fault + "}");
        var rolledBack = acme.post("/rsp/v1/operations", order("enableProfile", undone, undone.b(), soon))
                .id();
        settles(rolledBack, "FAILED");
        assertThat(onCard(undone, undone.b())).isEqualTo("Disabled");
        assertThat(executed(undone, "enableProfile")).isZero();
        for (var card : done) {
            assertThat(executed(card, "enableProfile")).isEqualTo(1);
            assertThat(onCard(card, card.b())).isEqualTo("Enabled");
            await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
            assertThat(events(card.eid(), "rsp.profile.enabled")).isEqualTo(1);
            assertThat(events(card.eid(), "rsp.operation.succeeded")).isEqualTo(1);
            var view = acme.get("/rsp/v1/euiccs/" + card.eid()).json();
            for (var profile : view.path("profiles")) {
                assertThat(profile.at("/facts/state/value").asText())
                        .isEqualTo(onCard(card, profile.path("iccid").asText()));
            }
        }
        // Every message was taken in once, however often it came.
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        jdbc.queryForObject("select count(*) from inbox where state = 'RECEIVED'", Long.class) == 0);
    }

    @Test
    void givenAResultAfterTheEnd_thenTheStateStaysAndTheResultIsPublished() {
        var card = card();
        // Two phases at a peer that is not known for them: the answer in the body counts, the callback contradicts it.
        smsr("{\"behaviour\":\"two-phase\",\"rollback\":1,\"delay\":700}");
        var answer = acme.order(order("enableProfile", card, card.b(), ""));
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.operation.late-result") == 1);
        var operation = operation(answer.id());
        assertThat(operation.state()).isEqualTo("SUCCEEDED");
        assertThat(operation.text()).contains("a result came after the end, and contradicts it: Failed 8.2/5.1");
        var data = jdbc.queryForObject(
                "select data from event where subject = ? and type = 'rsp.operation.late-result'",
                String.class,
                card.eid());
        assertThat(data).contains("\"agrees\":false", "\"reasonCode\":\"5.1\"");
        // What it was said to have done to the card is taken back.
        assertThat(acme.get("/rsp/v1/profiles/" + card.b()).json().at("/facts").has("state"))
                .isFalse();
    }

    @Test
    void givenALateResultThatAgrees_thenItIsPublishedAsSuch() {
        var card = card();
        smsr("{\"late\":6000,\"delay\":0}");
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"validityPeriod\":1"))
                .id();
        await().atMost(Duration.ofSeconds(20)).until(() -> operation(id).state().equals("IN_DOUBT"));
        smsr("{}");
        settles(id, "SUCCEEDED");
        assertThat(operation(id).text()).contains("settled by an audit");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.operation.late-result") == 1);
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = 'rsp.operation.late-result'",
                        String.class,
                        card.eid()))
                .contains("\"agrees\":true");
        assertThat(events(card.eid(), "rsp.profile.enabled")).isEqualTo(1);
    }

    @Test
    void givenNoAuditIsOffered_thenGetEisSettlesTheDoubt() {
        var card = card();
        smsr("{\"lostCallback\":1}");
        var id = acme.post(
                        "/rsp/v1/operations",
                        order("enableProfile", card, card.b(), ",\"validityPeriod\":1,\"peer\":\"smsr-read\""))
                .id();
        settles(id, "SUCCEEDED");
        assertThat(executed(card, "getEIS")).isPositive();
        assertThat(executed(card, "auditEIS")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lostCallback", "expiredAfter"})
    void givenADeletionThatAnAuditSettles_thenTheProfileIsDeletedAsByAnyOther(String fault) {
        var card = card();
        audited(card);
        jdbc.update("update fact set observed_at = observed_at - interval '1' minute where eid = ?", card.eid());
        smsr("{\"" + fault + "\":1}");
        var id = acme.post("/rsp/v1/operations", order("deleteProfile", card, card.b(), ",\"validityPeriod\":1"))
                .id();

        settles(id, "SUCCEEDED");

        assertThat(operation(id).text()).contains("settled by an audit");
        var state = acme.get("/rsp/v1/profiles/" + card.b()).json().at("/facts/state");
        assertThat(state.path("value").asText()).isEqualTo("Deleted");
        assertThat(state.path("source").asText()).isEqualTo("deleteProfile");
        assertThat(state.path("operationId").asText()).isEqualTo(id);
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid())
                        .json()
                        .path("profiles")
                        .findValuesAsText("iccid"))
                .containsExactly(card.a());
        assertThat(acme.get("/tmf-api/ServiceActivationAndConfiguration/v4/service/" + card.b())
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("terminated");
        assertThat(events(card.eid(), "rsp.profile.deleted")).isEqualTo(1);
        assertThat(events(card.eid(), "rsp.profile.drifted")).isZero();
    }

    @Test
    void givenAnAuditThatCannotSettleIt_thenItEndsExpiredWithTheReason() {
        var card = card();
        smsr("{\"lostCallback\":1}");
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"validityPeriod\":1"))
                .id();
        await().atMost(Duration.ofSeconds(10)).until(() -> executed(card, "enableProfile") == 1);
        // The SM-SR has lost the eUICC meanwhile.
        nobody.put("/simulator/smsr/euiccs/" + card.eid(), "{\"profiles\":[]}");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> operation(id).state().equals("IN_DOUBT") && executed(card, "auditEIS") > 0);
        jdbc.update(
                "update operation set doubt_until = current_timestamp, next_at = current_timestamp where id = ?", id);
        settles(id, "EXPIRED");
        assertThat(operation(id).text()).contains("nothing settled the doubt in its time (asked the peer ");
    }

    @Test
    void givenAPeerThatDoesNotKnowTheCardAnyMore_thenNoAuditIsTriedForEver() {
        var card = card();
        smsr("{\"lostCallback\":1}");
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"validityPeriod\":1"))
                .id();
        await().atMost(Duration.ofSeconds(10)).until(() -> executed(card, "enableProfile") == 1);
        nobody.post("/simulator/smsr/reset", "");
        settles(id, "EXPIRED");
        assertThat(operation(id).text()).contains("no audit can settle it: Failed 8.1.1/1.1");
    }

    @Test
    void givenAnOpenOperation_thenTheNextOnTheCardWaitsItsTurnVisiblyAndReadingDoesNot() {
        var card = card();
        smsr("{\"delay\":6000}");
        var first = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> operation(first.id()).state().equals("WAITING"));
        var second = acme.post("/rsp/v1/operations", order("enableProfile", card, card.a(), ""));
        var refused = acme.post(
                "/rsp/v1/operations", order("setFallBackAttribute", card, card.b(), ",\"whenBusy\":\"refuse\""));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("euicc-busy");
        await().atMost(Duration.ofSeconds(10)).until(() -> operation(second.id())
                .json()
                .path("waitingFor")
                .asText()
                .equals("turn"));
        smsr("{}");
        assertThat(acme.order(order("getEIS", card, null, ",\"whenBusy\":\"refuse\""))
                        .state())
                .isEqualTo("SUCCEEDED");
        settles(first.id(), "SUCCEEDED");
        settles(second.id(), "SUCCEEDED");
        assertThat(onCard(card, card.a())).isEqualTo("Enabled");
        assertThat(acme.order(order("setFallBackAttribute", card, card.b(), ",\"whenBusy\":\"refuse\""))
                        .state())
                .isEqualTo("SUCCEEDED");
    }
}
