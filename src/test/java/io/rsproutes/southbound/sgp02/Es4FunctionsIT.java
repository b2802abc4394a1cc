package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every function of ES4, ordered over REST: what the SM-SR does, what it refuses, and what we know afterwards. */
class Es4FunctionsIT extends BundleIT {

    /** {@code a} has the fall-back attribute; {@code b} is the one that is ordered about. */
    private static final String CARD =
            """
            {"profiles": [{"iccid": "%%s", "state": "%s", "fallback": true},
                          {"iccid": "%%s", "state": "%s", "fallback": false, "policyRules": [%s],
                           "subscriptionAddress": {"imsi": "204080000000000"}%s}]}""";

    private static final String RULE = "{\"subject\":\"PROFILE\",\"action\":\"%s\",\"qualification\":\"%s\"}";
    private static final String MSISDN = "31600000017";

    @BeforeEach
    void quick() {
        smsr("{\"delay\":20}");
    }

    private Card enabled(String rules, String more) {
        return card(String.format(CARD, "Disabled", "Enabled", rules, more));
    }

    private Card disabled(String rules, String more) {
        return card(String.format(CARD, "Enabled", "Disabled", rules, more));
    }

    private static String command(String function, Card card) {
        return switch (function) {
            case "getEIS", "auditEIS" -> order(function, card, null, "");
            case "updatePolicyRules" ->
                order(
                        function,
                        card,
                        card.b(),
                        ",\"parameters\":{\"policyRules\":[" + String.format(RULE, "DELETE", "Not-Allowed") + "]}");
            case "updateSubscriptionAddress" ->
                order(
                        function,
                        card,
                        card.b(),
                        ",\"parameters\":{\"newSubscriptionAddress\":{\"imsi\":\"204080000000017\",\"msisdn\":\""
                                + MSISDN + "\"}}");
            case "prepareSMSRChange", "smsrChange" -> order(function, card, null, ",\"targetPeer\":\"smsr-next\"");
            default -> order(function, card, card.b(), "");
        };
    }

    private Answer order(String function, Card card) {
        return acme.order(command(function, card));
    }

    private static void failed(Answer answer, String codes) {
        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/subjectCode").asText() + "/"
                        + answer.json().at("/status/reasonCode").asText())
                .isEqualTo(codes);
    }

    private JsonNode fact(String iccid, String name) {
        return acme.get("/rsp/v1/profiles/" + iccid).json().at("/facts/" + name + "/value");
    }

    @ParameterizedTest
    @CsvSource({
        "getEIS, ",
        "auditEIS, ",
        "enableProfile, rsp.profile.enabled",
        "disableProfile, rsp.profile.disabled",
        "deleteProfile, rsp.profile.deleted",
        "updatePolicyRules, rsp.profile.policy-rules-updated",
        "updateSubscriptionAddress, rsp.profile.subscription-address-updated",
        "setFallBackAttribute, rsp.profile.fallback-set",
        "prepareSMSRChange, ",
        "smsrChange, "
    })
    void givenWhatCanBeDone_thenItIsDoneAndPublishedOnce(String function, String event) {
        var card = cardFor(function);
        smsr("{\"delay\":20,\"notifyOwn\":true}");

        var answer = order(function, card);

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(executed(card, function)).isEqualTo(1);
        if (event != null) {
            // The notification of our own doing has come, too, when a later audit has ended.
            audited(card);
            assertThat(jdbc.queryForObject(
                            "select count(*) from event where subject = ? and type = ? and data like ?",
                            Long.class,
                            card.eid(),
                            event,
                            "%" + card.b() + "%"))
                    .isEqualTo(1);
        }
    }

    @Test
    void givenADisabling_thenTheFallBackProfileIsEnabledInItsPlace() {
        var card = enabled("", "");
        audited(card);

        assertThat(order("disableProfile", card).state()).isEqualTo("SUCCEEDED");

        assertThat(onCard(card, card.a()) + "/" + onCard(card, card.b())).isEqualTo("Enabled/Disabled");
        assertThat(fact(card.a(), "state").asText() + "/"
                        + fact(card.b(), "state").asText())
                .isEqualTo("Enabled/Disabled");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.enabled") == 1);
        assertThat(events(card.eid(), "rsp.profile.drifted")).isZero();
    }

    @Test
    void givenADeleting_thenTheProfileIsOnTheCardNoMore() {
        var card = disabled("", "");

        assertThat(order("deleteProfile", card).state()).isEqualTo("SUCCEEDED");

        assertThat(onCard(card, card.b())).isNull();
        assertThat(fact(card.b(), "state").asText()).isEqualTo("Deleted");
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid())
                        .json()
                        .path("profiles")
                        .toString())
                .contains(card.a())
                .doesNotContain(card.b());
    }

    @Test
    void givenOneThatIsDeletedWhenItIsDisabled_thenNobodySaysWhatItIsUntilItIsNotified() {
        var card = disabled("", "");
        nobody.put(
                "/simulator/smsr/euiccs/" + card.eid(),
                String.format(
                        "{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\",\"policyRules\":["
                                + String.format(RULE, "DISABLE", "Auto-Delete")
                                + "]},{\"iccid\":\"%s\",\"state\":\"Disabled\",\"fallback\":true}]}",
                        card.a(),
                        card.b()));
        audited(card);

        assertThat(order("enableProfile", card).state()).isEqualTo("SUCCEEDED");

        assertThat(fact(card.a(), "state").asText()).isNotIn("Enabled", "Disabled");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.deleted") == 1);
        assertThat(fact(card.a(), "state").asText()).isEqualTo("Deleted");
    }

    @Test
    void givenPolicyRules_thenTheyAreKnown_andRemovedByAnEmptyList() {
        var card = disabled("", "");

        assertThat(order("updatePolicyRules", card).state()).isEqualTo("SUCCEEDED");
        assertThat(fact(card.b(), "policyRules").toString())
                .isEqualTo("[" + String.format(RULE, "DELETE", "Not-Allowed") + "]");
        assertThat(order("deleteProfile", card).code()).isEqualTo("policy-refused");

        var none = acme.order(order("updatePolicyRules", card, card.b(), ",\"parameters\":{\"policyRules\":[]}"));
        assertThat(none.state()).isEqualTo("SUCCEEDED");
        assertThat(fact(card.b(), "policyRules")).isEmpty();
        assertThat(order("deleteProfile", card).state()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givenASubscriptionAddress_thenItIsAtTheSmsr_andNowhereWithUs() {
        var card = disabled("", "");

        var answer = order("updateSubscriptionAddress", card);

        assertThat(nobody.get("/simulator/smsr/euiccs/" + card.eid()).text()).contains(MSISDN);
        assertThat(answer.text() + acme.get("/rsp/v1/profiles/" + card.b()).text())
                .doesNotContain(MSISDN);
        for (var place : List.of(
                "select concat(parameters, secrets, result, status) from operation where eid = ?",
                "select data from event where subject = ?",
                "select content from fact where eid = ?")) {
            assertThat(jdbc.queryForList(place, String.class, card.eid())).noneMatch(one -> one.contains(MSISDN));
        }
    }

    @Test
    void givenAChangeOfTheSmsr_thenEachIsAskedForItsPart() {
        var card = disabled("", "");

        var prepared = order("prepareSMSRChange", card);
        var changed = order("smsrChange", card);

        assertThat(prepared.json().path("peer").asText()).isEqualTo("smsr-next");
        assertThat(changed.json().path("peer").asText()).isEqualTo("smsr-demo");
        assertThat(List.of(prepared, changed))
                .allSatisfy(one ->
                        assertThat(one.json().path("targetPeer").asText()).isEqualTo("smsr-next"));
        assertThat(changed.state()).as(changed.text()).isEqualTo("SUCCEEDED");
        assertThat(nobody.get("/simulator/smsr/euiccs/" + card.eid()).status()).isEqualTo(404);
        assertThat(nobody.get("/simulator/smsr/as/next/euiccs/" + card.eid()).text())
                .contains(card.b());
        for (var call : nobody.get("/simulator/smsr/calls").json().path("items")) {
            if (call.path("eid").asText().equals(card.eid())) {
                boolean first = call.path("function").asText().equals("prepareSMSRChange");
                assertThat(call.path("smsrId").asText()).isEqualTo(ENTITIES.get(first ? "smsr-demo" : "smsr-next"));
                assertThat(call.path("action").asText()).contains("/eUICCManagement/ES4-");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"smsr-demo", "no-such-peer", "smdp-demo"})
    void givenATargetThatIsNone_thenTheChangeIsRefused(String target) {
        var card = disabled("", "");

        var answer = acme.order(order("smsrChange", card, null, ",\"targetPeer\":\"" + target + "\""));

        assertThat(answer.code()).isEqualTo("target-peer-unknown");
        assertThat(executed(card, "smsrChange")).isZero();
    }

    @Test
    void givenAChangeUnderWay_thenReadingWaitsAndGoesToTheNewSmsr() {
        var card = disabled("", "");
        prepared(card);
        smsr("{\"delay\":3000}");
        var change = acme.post("/rsp/v1/operations", command("smsrChange", card));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> operation(change.id()).state().equals("WAITING"));
        smsr("{\"delay\":20}");
        var audit = order("auditEIS", card);

        assertThat(audit.state()).as(audit.text()).isEqualTo("SUCCEEDED");
        assertThat(audit.json().path("peer").asText()).isEqualTo("smsr-next");
        settles(change.id(), "SUCCEEDED");
    }

    @ParameterizedTest
    @CsvSource({
        "enableProfile, Enabled, 8.2.1/1.2",
        "disableProfile, Disabled, 8.2.1/1.2",
        "prepareSMSRChange, next, 8.1.1/3.3",
        "smsrChange, Disabled, 8.7/1.1"
    })
    void givenAWrongState_thenItFails(String function, String state, String codes) {
        var card = state.equals("Enabled") ? enabled("", "") : disabled("", "");
        if (state.equals("next")) {
            nobody.put("/simulator/smsr/as/next/euiccs/" + card.eid(), "{\"profiles\":[]}");
        }

        failed(order(function, card), codes);
    }

    @ParameterizedTest
    @CsvSource({
        "enableProfile, ENABLE, 8.2.3/3.8",
        "disableProfile, DISABLE, 8.2.3/3.8",
        "deleteProfile, DELETE, 8.2.3/3.8",
    })
    void givenAPolicyThatForbidsIt_thenItFails(String function, String action, String codes) {
        var rule = String.format(RULE, action, "Not-Allowed");
        var card = function.equals("disableProfile") ? enabled(rule, "") : disabled(rule, "");

        failed(order(function, card), codes);

        failed(acme.order(order("deleteProfile", card, card.a(), "")), "8.2.3/3.8");
    }

    @Test
    void givenThatItIsNotOurs_thenNothingIsSent_andTheSmsrRefusesWhatWeDoNotKnow() {
        var card = disabled("", ",\"mnoId\":\"1.3.6.1.4.1.1\"");

        for (var function : List.of("disableProfile", "deleteProfile", "smsrChange", "updateSubscriptionAddress")) {
            assertThat(globex.order(command(function, card)).code()).isEqualTo("ownership-refused");
        }
        assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());

        failed(order("deleteProfile", card), "8.2.1/1.2");
        failed(order("updatePolicyRules", card), "8.2.3/2.1");
    }
}
