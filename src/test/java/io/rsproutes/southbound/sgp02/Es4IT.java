package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders at a SM-SR: out as SOAP, back as a callback, late, twice, or never (docs/spec/es4.md). */
class Es4IT extends BundleIT {

    private static List<String> states(Answer operation) {
        return StreamSupport.stream(operation.json().path("timeline").spliterator(), false)
                .map(one -> one.path("state").asText())
                .toList();
    }

    private List<String> types(Card card) {
        return jdbc.queryForList(
                "select type from event where subject = ? order by sequence", String.class, card.eid());
    }

    @Test
    void givenAnEnabling_thenTheCallbackEndsItAndTheViewShowsBothProfiles() {
        var card = card();
        var answer = acme.order(order("enableProfile", card, card.b(), ",\"clientReference\":\"ref-7\""));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(states(answer)).containsExactly("ACCEPTED", "SENDING", "WAITING", "SUCCEEDED");
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        assertThat(types(card))
                .containsExactly(
                        "rsp.operation.accepted",
                        "rsp.operation.sending",
                        "rsp.operation.waiting",
                        "rsp.operation.succeeded",
                        "rsp.profile.enabled",
                        "rsp.profile.disabled");
        var view = acme.get("/rsp/v1/euiccs/" + card.eid()).json();
        for (var profile : view.path("profiles")) {
            var state = profile.at("/facts/state");
            assertThat(state.path("value").asText())
                    .isEqualTo(profile.path("iccid").asText().equals(card.b()) ? "Enabled" : "Disabled");
            assertThat(state.path("at").asText()).matches("20.*Z");
            assertThat(state.path("source").asText()).isIn("enableProfile", "ES4-HandleProfileDisabledNotification");
        }
        assertThat(view.at("/timeline/0/type").asText()).isEqualTo("rsp.profile.disabled");
        var profile = acme.get("/rsp/v1/profiles/" + card.b()).json();
        assertThat(profile.at("/facts/state/operationId").asText()).isEqualTo(answer.id());
        assertThat(profile.path("eid").asText()).isEqualTo(card.eid());
        for (var stranger : List.of("/rsp/v1/euiccs/" + card.eid(), "/rsp/v1/profiles/" + card.b())) {
            assertThat(globex.get(stranger).status()).isEqualTo(404);
            assertThat(operator.get(stranger).status()).isEqualTo(200);
        }
    }

    @Test
    void givenAnAudit_thenItsResultIsShownAndKeptWithoutKeys() {
        var card = card(
                "{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\",\"fallback\":true,\"policyRules\":[{\"subject\":\"PROFILE\",\"action\":\"DELETE\",\"qualification\":\"Not-Allowed\"}]},"
                        + "{\"iccid\":\"%s\",\"state\":\"Disabled\"}]}");
        var answer = acme.order(order("auditEIS", card, null, ""));
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().at("/result/remainingMemory").asLong()).isEqualTo(524_288);
        assertThat(answer.json().at("/result/profiles")).hasSize(2);
        var view = acme.get("/rsp/v1/euiccs/" + card.eid()).json();
        assertThat(view.at("/facts/lastAudit/source").asText()).isEqualTo("auditEIS");
        assertThat(view.at("/facts/availableMemoryForProfiles/value").asLong()).isEqualTo(393_216);
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/policyRules/value/0/action")
                        .asText())
                .isEqualTo("DELETE");
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/fallback/value")
                        .asBoolean())
                .isTrue();
        var raw = jdbc.queryForObject(
                "select raw from inbox where raw like '%AuditEISResponse%' and raw like '%" + card.eid() + "%'",
                String.class);
        assertThat(raw)
                .contains("RemainingMemory")
                .doesNotContain("KeyComponent", "Keyset", "00112233445566778899AABBCCDDEEFF");
        assertThat(jdbc.queryForObject(
                        "select count(*) from event where data like '%00112233445566778899AABBCCDDEEFF%'", Long.class))
                .isZero();
    }

    @Test
    void givenAProfileOfAnotherTenantOnTheCard_thenAnAuditDoesNotShowIt() {
        var card = card();
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.a());
        var answer = acme.order(order("auditEIS", card, null, ""));
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.text()).contains(card.b()).doesNotContain(card.a());
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid()).text())
                .contains(card.b())
                .doesNotContain(card.a());
        assertThat(acme.get("/rsp/v1/events?subject=" + card.eid()).text()).doesNotContain(card.a());
        assertThat(globex.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Enabled");
    }

    @Test
    void givenTheFallBackAttributeIsSet_thenTheOtherProfileLosesIt() {
        var card = card();
        acme.order(order("auditEIS", card, null, ""));
        var answer = acme.order(order("setFallBackAttribute", card, card.b(), ""));
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(acme.get("/rsp/v1/profiles/" + card.b())
                        .json()
                        .at("/facts/fallback/value")
                        .asBoolean())
                .isTrue();
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/fallback/value")
                        .asBoolean())
                .isFalse();
        assertThat(events(card.eid(), "rsp.profile.fallback-set")).isEqualTo(1);
    }

    /** function × case: state, codes, class and a word of the hint (docs/spec/es4.md 2.4). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "getEIS               | nominal         | SUCCEEDED | -           | -         | -",
                "getEIS               | unknown EID     | FAILED    | 8.1.1/1.1   | terminal  | does not know this EID",
                "getEIS               | not owner       | REFUSED   | -           | terminal  | Check both numbers",
                "getEIS               | busy            | FAILED    | 1.2/4.4     | retry     | order again later",
                "getEIS               | expired         | EXPIRED   | 1.6/5.3     | reconcile | audit it",
                "auditEIS             | nominal         | SUCCEEDED | -           | -         | -",
                "auditEIS             | unknown EID     | FAILED    | 8.1.1/1.1   | terminal  | does not know this EID",
                "auditEIS             | unknown ICCID   | FAILED    | 8.2.1/3.9   | terminal  | not on this eUICC",
                "auditEIS             | not owner       | REFUSED   | -           | terminal  | Check both numbers",
                "auditEIS             | busy            | FAILED    | 1.2/4.4     | retry     | order again later",
                "auditEIS             | card error      | FAILED    | 8.4/4.2     | reconcile | audit it",
                "auditEIS             | expired         | EXPIRED   | 1.6/5.3     | reconcile | audit it",
                "enableProfile        | nominal         | SUCCEEDED | -           | -         | -",
                "enableProfile        | unknown EID     | FAILED    | 8.1.1/1.1   | terminal  | does not know this EID",
                "enableProfile        | unknown ICCID   | FAILED    | 8.2.1/3.9   | terminal  | not on this eUICC",
                "enableProfile        | not owner       | REFUSED   | -           | terminal  | Check both numbers",
                "enableProfile        | bad state       | FAILED    | 8.2.1/1.2   | reconcile | audit the eUICC",
                "enableProfile        | target policy   | FAILED    | 8.2.3/3.8   | terminal  | policy rule of the profile",
                "enableProfile        | present policy  | FAILED    | 8.2.2/3.8   | terminal  | profile enabled now",
                "enableProfile        | busy            | FAILED    | 1.2/4.4     | retry     | order again later",
                "enableProfile        | card error      | FAILED    | 8.4/4.2     | reconcile | audit it",
                "enableProfile        | no connectivity | FAILED    | 8.2/5.1     | reconcile | no connectivity",
                "enableProfile        | expired         | FAILED    | 1.6/5.3     | retry     | order again",
                "enableProfile        | expired, done   | SUCCEEDED | -           | -         | -",
                "setFallBackAttribute | nominal         | SUCCEEDED | -           | -         | -",
                "setFallBackAttribute | unknown EID     | FAILED    | 8.1.1/1.1   | terminal  | does not know this EID",
                "setFallBackAttribute | unknown ICCID   | FAILED    | 8.2.1/3.9   | terminal  | not on this eUICC",
                "setFallBackAttribute | not owner       | REFUSED   | -           | terminal  | Check both numbers",
                "setFallBackAttribute | bad state       | FAILED    | 8.2.1/1.2   | reconcile | audit the eUICC",
                "setFallBackAttribute | busy            | FAILED    | 1.2/4.4     | retry     | order again later",
                "setFallBackAttribute | card error      | FAILED    | 8.4/4.2     | reconcile | audit it",
                "setFallBackAttribute | expired         | FAILED    | 1.6/5.3     | retry     | order again",
                "setFallBackAttribute | expired, done   | SUCCEEDED | -           | -         | -"
            })
    void givenACase_thenStateCodesClassAndHintAreRight(
            String function, String what, String state, String codes, String kind, String hint) {
        var policy = ",\"policyRules\":[{\"action\":\"%s\",\"qualification\":\"Not-Allowed\"}]";
        var card = card(
                switch (what) {
                    case "unknown EID" -> null;
                    case "unknown ICCID" -> "{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\"}]}";
                    case "target policy" ->
                        "{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\"},{\"iccid\":\"%s\",\"state\":\"Disabled\""
                                + policy.replace("%s", "ENABLE") + "}]}";
                    case "present policy" ->
                        "{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\"" + policy.replace("%s", "DISABLE")
                                + "},{\"iccid\":\"%s\",\"state\":\"Disabled\"}]}";
                    default ->
                        "{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\",\"fallback\":true},{\"iccid\":\"%s\",\"state\":\"Disabled\"}]}";
                });
        var iccid = function.equals("getEIS") ? null : what.equals("bad state") ? card.a() : card.b();
        if (function.equals("auditEIS") && !what.equals("unknown ICCID")) {
            iccid = null;
        }
        switch (what) {
            case "busy" -> smsr("{\"busy\":1}");
            case "card error" -> smsr("{\"cardError\":1}");
            case "no connectivity" -> smsr("{\"rollback\":1}");
            case "expired" -> smsr("{\"expired\":1}");
            case "expired, done" -> smsr("{\"expiredAfter\":1}");
            default -> {}
        }
        var answer = (what.equals("not owner") ? globex : acme).order(order(function, card, iccid, ""));
        if (state.equals("REFUSED")) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("ownership-refused");
            assertThat(answer.text()).contains(hint);
            assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());
            return;
        }
        settles(answer.id(), state);
        var operation = operation(answer.id()).json();
        if (codes != null) {
            assertThat(operation.at("/status/subjectCode").asText() + "/"
                            + operation.at("/status/reasonCode").asText())
                    .isEqualTo(codes);
            assertThat(operation.at("/status/class").asText()).isEqualTo(kind);
            assertThat(operation.at("/status/hint").asText()).contains(hint);
        }
        if (function.equals("enableProfile") && !what.startsWith("unknown")) {
            assertThat(onCard(card, card.b())).isEqualTo(state.equals("SUCCEEDED") ? "Enabled" : "Disabled");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enableProfile        | smsr-demo | ,\"validityPeriod\":100000 | validity-refused",
                "setFallBackAttribute | smsr-kpn  | ,\"validityPeriod\":60     | validity-refused",
                "getEIS               | smsr-kpn  |                            | function-not-offered",
                "enableProfile        | smdp-demo |                            | peer-unknown"
            })
    void givenWhatThePeerDoesNotTake_thenTheOrderIsRefusedUnsent(
            String function, String peer, String more, String code) {
        var card = card();
        var answer = acme.order(order(
                function,
                card,
                function.equals("getEIS") ? null : card.b(),
                ",\"peer\":\"" + peer + "\"" + (more == null ? "" : more)));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());
    }

    @Test
    void givenKpn_thenTheFixedValidityIsSent() {
        var card = card();
        assertThat(acme.order(order("setFallBackAttribute", card, card.b(), ",\"peer\":\"smsr-kpn\""))
                        .state())
                .isEqualTo("SUCCEEDED");
        for (var call : nobody.get("/simulator/smsr/calls").json().path("items")) {
            if (call.path("eid").asText().equals(card.eid())) {
                assertThat(call.path("validityPeriod").asText()).isEqualTo("720");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auditEIS", "getEIS"})
    void givenALostResultOfReading_thenItIsReadAgain(String function) {
        var card = card();
        smsr("{\"lostCallback\":1,\"delay\":0}");
        var id = acme.post("/rsp/v1/operations", order(function, card, null, ",\"validityPeriod\":1"))
                .id();
        settles(id, "SUCCEEDED");
        assertThat(operation(id).json().at("/result/profiles")).hasSize(2);
    }

    @Test
    void givenTheListOfCodes_thenEachHasItsClassAndHint() {
        var codes = acme.get("/rsp/v1/status-codes").json().path("items");
        assertThat(codes.size()).isGreaterThan(40);
        for (var code : codes) {
            assertThat(code.path("class").asText()).isIn("retry", "refill", "reconcile", "terminal");
            assertThat(code.path("interface").asText()).isIn("es2plus", "es4");
            assertThat(code.path("hint").asText()).endsWith(".");
        }
        assertThat(nobody.get("/rsp/v1/status-codes").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"function\":\"enableProfile\",\"iccid\":\"8947010000123456784\"}", "{\"function\":\"getEIS\"}"
            })
    void givenNoEid_thenTheFaultNamesIt(String command) {
        var answer = acme.order(command);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/violations/0/pointer").asText()).isEqualTo("/eid");
    }
}
