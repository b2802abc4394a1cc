package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.southbound.PeerBreakers;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Eids;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A dry run says check by check what would come of an order, and does nothing; a refused order says the same. */
class DryRunIT extends BundleIT {

    @Autowired
    private PeerBreakers peerBreakers;

    @AfterEach
    void nothingIsBlocked() {
        jdbc.update("delete from block_list");
    }

    private Answer tried(Api who, String command) {
        long operations = count("operation");
        long keys = count("order_key");
        var answer = who.post("/rsp/v1/operations?dryRun=true", command);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(count("operation")).isEqualTo(operations);
        assertThat(count("order_key")).isEqualTo(keys);
        return answer;
    }

    private static Map<String, String> results(JsonNode view) {
        var results = new LinkedHashMap<String, String>();
        view.path("checks")
                .forEach(check -> results.put(
                        check.path("check").asText(), check.path("result").asText()));
        return results;
    }

    private static JsonNode check(Answer answer, String name) {
        for (var check : answer.json().path("checks")) {
            if (check.path("check").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError(name + " is not in " + answer.text());
    }

    /** The order is refused as its dry run said, which its operation repeats; but for the peer at that moment. */
    private void refusedAlike(String command, Answer dry) {
        var answer = acme.post("/rsp/v1/operations", command);
        assertThat(answer.code()).isEqualTo(dry.json().at("/status/code").asText());
        var operation = operation(answer.json().path("operationId").asText()).json();
        assertThat(operation.path("status")).isEqualTo(dry.json().path("status"));
        var of = results(dry.json());
        of.keySet().removeAll(List.of("breaker", "rate"));
        assertThat(results(operation)).isEqualTo(of);
    }

    @Test
    void givenAnOrderThatWouldBeTaken_thenEveryCheckSaysSo_andNothingIsSent() {
        var card = card();
        audited(card);

        var answer = tried(acme, order("enableProfile", card, card.b(), ""));

        assertThat(answer.json().path("wouldBe").asText()).isEqualTo("ACCEPTED");
        assertThat(answer.json().path("peer").asText()).isEqualTo("smsr-demo");
        assertThat(answer.json().path("validityPeriod").asInt()).isPositive();
        assertThat(results(answer.json()))
                .containsOnlyKeys(
                        "permission",
                        "ownership",
                        "peer",
                        "function",
                        "validity",
                        "blockList",
                        "state",
                        "policy",
                        "busy",
                        "breaker",
                        "rate")
                .allSatisfy((name, result) -> assertThat(result).isEqualTo("passed"));
        assertThat(called(card, "enableProfile")).isZero();
    }

    @Test
    void givenAnOrderByType_thenTheProfileTypeIsAmongTheChecks() {
        var answer = tried(
                acme, Order.of("orderProfile").with("profileType", "P9054-1").toString());

        assertThat(answer.json().path("wouldBe").asText()).isEqualTo("ACCEPTED");
        assertThat(answer.json().path("peer").asText()).isEqualTo("smdp-demo");
        assertThat(results(answer.json()))
                .containsEntry("profileType", "passed")
                .doesNotContainKeys("state", "ownership");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "enableProfile ; a ; '' ; state ; profile-already-enabled",
                "disableProfile ; a ; '' ; state ; fallback-profile-refused",
                "enableProfile ; b ; ,\"peer\":\"nowhere\" ; peer ; peer-unknown",
                "enableProfile ; b ; ,\"validityPeriod\":600000 ; validity ; validity-refused",
                "enableProfile ; b ; ,\"peer\":\"smsr-read\",\"parameters\":{\"providerEntityId\":\"1.2.3\"} ; provider ; provider-refused",
                "enableProfile ; b ; ,\"parameters\":{\"smsrId\":\"1.2.3\"} ; smsr ; smsr-refused",
                "deleteProfile ; b ; ,\"peer\":\"smsr-read\" ; function ; function-not-offered",
            })
    void givenACheckThatRefuses_thenItSaysWhatAndWhy_andTheOrderIsRefusedAlike(
            String function, String profile, String more, String check, String code) {
        var card = card();
        audited(card);
        var command = order(function, card, profile.equals("a") ? card.a() : card.b(), more);

        var answer = tried(acme, command);

        assertThat(answer.json().path("wouldBe").asText()).isEqualTo("REFUSED");
        assertThat(check(answer, check).path("result").asText()).isEqualTo("refused");
        assertThat(check(answer, check).path("code").asText()).isEqualTo(code);
        assertThat(check(answer, check).path("message").asText()).isNotEmpty();
        assertThat(results(answer.json())).containsEntry("ownership", "passed").containsEntry("blockList", "passed");
        refusedAlike(command, answer);
        assertThat(called(card, function)).isZero();
    }

    @Test
    void givenSeveralThatRefuse_thenAllAreTold() {
        var card = card();
        audited(card);
        operator.put(
                "/rsp/v1/block-list",
                "{\"items\":[{\"kind\":\"eid\",\"value\":\"" + card.eid() + "\",\"reason\":\"stolen in transit\"}]}");
        var command = order("enableProfile", card, card.a(), "");

        var answer = tried(acme, command);

        assertThat(check(answer, "blockList").path("message").asText()).contains("stolen in transit");
        assertThat(check(answer, "state").path("code").asText()).isEqualTo("profile-already-enabled");
        refusedAlike(command, answer);

        // Another check refuses it: the block list is told all the same.
        command = order("enableProfile", card, card.a(), ",\"peer\":\"nowhere\"");
        answer = tried(acme, command);
        assertThat(answer.json().at("/status/code").asText()).isEqualTo("peer-unknown");
        assertThat(results(answer.json()))
                .containsEntry("blockList", "refused")
                .containsEntry("peer", "refused")
                .containsEntry("function", "not-checked");
        refusedAlike(command, answer);
    }

    @Test
    void givenWhatIsNotTheCallers_thenItStopsThere_andForeignReadsAsUnknown() {
        var card = card();
        var unknown = Eids.eid("890490321234512345999999999999");
        operator.put(
                "/rsp/v1/block-list",
                "{\"items\":[{\"kind\":\"eid\",\"value\":\"" + card.eid() + "\",\"reason\":\"stolen in transit\"}]}");

        var foreign = tried(globex, order("enableProfile", card, card.b(), ""));
        var nobodys = tried(globex, order("enableProfile", card, card.b(), "").replace(card.eid(), unknown));

        assertThat(foreign.text().replace(card.eid(), unknown)).isEqualTo(nobodys.text());
        assertThat(foreign.json().at("/status/code").asText()).isEqualTo("ownership-refused");
        assertThat(results(foreign.json())).isEqualTo(Map.of("permission", "passed", "ownership", "refused"));
        assertThat(foreign.json().has("peer")).isFalse();
        var recorded = globex.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""));
        assertThat(results(globex.get("/rsp/v1/operations/"
                                + recorded.json().path("operationId").asText())
                        .json()))
                .isEqualTo(results(foreign.json()));
    }

    @Test
    void givenWhatOnlyAnOperatorMay_thenNothingElseIsTold() {
        var answer = tried(
                acme,
                Order.of("recoverProfile")
                        .iccid(owned())
                        .with("profileStatus", "Available")
                        .toString());

        assertThat(results(answer.json())).isEqualTo(Map.of("permission", "refused"));
    }

    @Test
    void givenOrdersUnderWay_thenItWouldWait_orBeRefusedIfItAskedForThat() {
        var card = card();
        smsr("{\"delay\":3000}");
        acme.submit(Order.of("enableProfile").eid(card.eid()).iccid(card.b()));

        var waiting = tried(acme, order("disableProfile", card, card.b(), ""));
        assertThat(waiting.json().path("wouldBe").asText()).isEqualTo("ACCEPTED");
        assertThat(check(waiting, "busy").path("result").asText()).isEqualTo("waits");
        assertThat(check(waiting, "busy").path("detail").asText()).endsWith(": 1.");

        // What only reads waits for nobody, and nobody for that.
        assertThat(check(tried(acme, order("auditEIS", card, null, "")), "busy")
                        .path("result")
                        .asText())
                .isEqualTo("passed");
        var command = order("disableProfile", card, card.b(), ",\"whenBusy\":\"refuse\"");
        var refused = tried(acme, command);
        assertThat(check(refused, "busy").path("code").asText()).isEqualTo("euicc-busy");
        refusedAlike(command, refused);
        smsr("{}");
    }

    @Test
    void givenABreakerThatIsOpen_thenItWouldWait() {
        var card = card();
        peerBreakers.of("smsr-demo").transitionToOpenState();

        var answer = tried(acme, order("enableProfile", card, card.b(), ""));

        assertThat(answer.json().path("wouldBe").asText()).isEqualTo("ACCEPTED");
        assertThat(results(answer.json())).containsEntry("breaker", "waits").containsEntry("rate", "not-checked");
        // Nothing is known of the card.
        assertThat(results(answer.json())).containsEntry("state", "unknown").containsEntry("policy", "unknown");
    }

    @Test
    void givenATypeThatMayNotBeOrdered_thenWhatTheServerWouldSayIsToldAllTheSame() {
        var command = Order.of("orderProfile").with("profileType", "gold").toString();

        var answer = tried(acme, command);

        assertThat(results(answer.json()))
                .containsEntry("profileType", "refused")
                .containsEntry("peer", "passed")
                .containsEntry("function", "passed")
                .containsEntry("validity", "passed")
                .containsEntry("blockList", "passed");
        refusedAlike(command, answer);
    }

    @Test
    void givenACommandWithFaults_thenTheyAreToldAsOfAnOrder() {
        var answer = acme.post("/rsp/v1/operations?dryRun=true", "{\"function\":\"enableProfile\",\"eid\":\"1\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-command");

        var good = Order.of("orderProfile").with("profileType", "P9054-1").toString();
        for (var value : new String[] {"perhaps", "", "TRUE%20"}) {
            assertThat(acme.post("/rsp/v1/operations?dryRun=" + value, good).code())
                    .as(value)
                    .isEqualTo("invalid-field");
        }
    }

    @Test
    void givenAnIdempotencyKey_thenADryRunLeavesItFree() {
        var card = card();
        var key = "dry-" + card.eid();
        acme.post("/rsp/v1/operations?dryRun=true", order("getEIS", card, null, ""), "Idempotency-Key", key);

        var answer = acme.post("/rsp/v1/operations", order("auditEIS", card, null, ""), "Idempotency-Key", key);

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }
}
