package io.rsproutes.northbound.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import org.junit.jupiter.api.Test;

/** An order by a template has what that says; its next steps are ordered as each before has succeeded. */
class TemplateIT extends TemplateScenarios {

    private static final String GOLD = template(
            "gold",
            "{\"function\":\"orderProfile\",\"validityPeriod\":600,\"parameters\":{\"releaseFlag\":true}}",
            ",\"profileType\":\"P9054-1\"");

    private static String by(String template, String more) {
        return "{\"template\":\"" + template + "\"" + more + "}";
    }

    @Test
    void givenATemplate_thenTheOrderIsFilledByIt() {
        put(operator, GOLD);

        for (var order : new String[] {
            by("gold", ",\"clientReference\":\"shop-7\""),
            by("gold", ",\"function\":\"orderProfile\""),
            "{\"\\u0074emplate\":\"gold\"}"
        }) {
            var answer = acme.order(order);

            assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
            var operation = operation(answer.id()).json();
            assertThat(operation.path("template").asText()).isEqualTo("gold");
            assertThat(operation.at("/parameters/profileType").asText()).isEqualTo("P9054-1");
            assertThat(operation.at("/parameters/releaseFlag").asBoolean()).isTrue();
            assertThat(operation.at("/result/activationCode").asText()).startsWith("1$");
            assertThat(count("event where operation_id = ? and data like '%\"template\":\"gold\"%'", answer.id()))
                    .isEqualTo(count("event where operation_id = ? and type like 'rsp.operation.%'", answer.id()));
        }
    }

    @Test
    void givenWhatTheTemplateFixes_thenTheOrderMayNotSayOtherwise_butMayChangeWhatItPresets() {
        put(
                operator,
                template(
                        "gold",
                        "{\"function\":\"orderProfile\",\"peer\":\"smdp-demo\",\"parameters\":{\"releaseFlag\":true}}",
                        ",\"profileType\":\"P9054-1\""));

        var answer = acme.post(
                "/rsp/v1/operations",
                by(
                        "gold",
                        ",\"function\":\"downloadOrder\",\"peer\":\"smdp-idemia\",\"parameters\":{\"profileType\":\"P9054-2\"}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("violations").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/function", "/peer", "/parameters/profileType");
        assertThat(answer.text()).contains("is not the template's, which is P9054-1; leave it out");

        var changed = acme.order(by("gold", ",\"parameters\":{\"releaseFlag\":false}"));
        assertThat(operation(changed.id()).json().at("/parameters/releaseFlag").asBoolean(true))
                .isFalse();
    }

    @Test
    void givenATemplateOfAnotherTenant_thenItIsUnknown_andOnesOwnComesFirst() {
        put(globex, template("mine", step("getEIS"), ""));
        var foreign = acme.post("/rsp/v1/operations", by("mine", ""));
        var unknown = acme.post("/rsp/v1/operations", by("none", ""));
        assertThat(foreign.status()).isEqualTo(400);
        assertThat(foreign.text()).isEqualTo(unknown.text());

        put(operator, GOLD);
        put(acme, template("gold", step("downloadOrder"), ",\"profileType\":\"P9054-2\""));
        var own = acme.order(by("gold", ""));
        assertThat(own.json().path("function").asText()).isEqualTo("downloadOrder");
        // globex may not order what the one for everybody says.
        assertThat(globex.post("/rsp/v1/operations", by("gold", "")).code()).isEqualTo("profile-type-refused");
    }

    @Test
    void givenStepsAtSeveralPeers_thenEachIsOrderedAsTheOneBeforeHasSucceeded_once() {
        var card = card();
        put(
                operator,
                template(
                        "iot",
                        "{\"function\":\"auditEIS\"},{\"function\":\"enableProfile\",\"peer\":\"smsr-two\",\"validityPeriod\":700},"
                                + step("setFallBackAttribute"),
                        ""));

        var dry = acme.post(
                "/rsp/v1/operations?dryRun=true",
                by("iot", ",\"eid\":\"" + card.eid() + "\",\"iccid\":\"" + card.b() + "\""));
        assertThat(dry.json().path("nextSteps")).hasSize(2);
        var first = acme.order(by(
                "iot",
                ",\"eid\":\"" + card.eid() + "\",\"iccid\":\"" + card.b() + "\",\"clientReference\":\"meter-1\""));

        assertThat(first.state()).as(first.text()).isEqualTo("SUCCEEDED");
        assertThat(first.json().path("nextSteps").toString()).isEqualTo("[\"enableProfile\",\"setFallBackAttribute\"]");
        var second = next(first.id());
        assertThat(second.path("function").asText()).isEqualTo("enableProfile");
        assertThat(second.path("state").asText()).as(second.toString()).isEqualTo("SUCCEEDED");
        assertThat(second.path("peer").asText()).isEqualTo("smsr-two");
        assertThat(second.path("after").asText()).isEqualTo(first.id());
        assertThat(second.path("template").asText()).isEqualTo("iot");
        assertThat(second.path("clientReference").asText()).isEqualTo("meter-1");
        var third = next(second.path("id").asText());
        assertThat(third.path("function").asText()).isEqualTo("setFallBackAttribute");
        assertThat(third.has("nextSteps")).isFalse();
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
        assertThat(count("operation where eid = ?", card.eid())).isEqualTo(3);
        assertThat(count("command where template = 'iot'")).isZero();
    }

    @Test
    void givenAStepThatFails_thenNothingFollows() {
        var card = card();
        put(operator, template("iot", step("deleteProfile") + "," + step("auditEIS"), ""));

        var first = acme.order(by("iot", ",\"eid\":\"" + card.eid() + "\",\"iccid\":\"" + card.a() + "\""));

        assertThat(first.state()).as(first.text()).isEqualTo("FAILED");
        assertThat(count("operation where after_id = ?", first.id())).isZero();
        assertThat(count("command where after_id = ?", first.id())).isZero();
    }

    @Test
    void givenAStepThatIsRefused_thenItsOperationSaysWhy() {
        var card = card();
        put(operator, template("iot", step("auditEIS") + "," + step("enableProfile"), ""));

        var first = acme.order(by("iot", ",\"eid\":\"" + card.eid() + "\",\"iccid\":\"" + card.a() + "\""));

        var second = next(first.id());
        assertThat(second.path("state").asText()).isEqualTo("REFUSED");
        assertThat(second.at("/status/code").asText()).isEqualTo("profile-already-enabled");
        assertThat(second.path("checks").toString()).contains("profile-already-enabled");
    }

    @Test
    void givenAStepThatCannotBeAnOrder_thenItIsADeadLetter_andReplayedOnceThatIsMended() {
        var card = card();
        put(operator, template("iot", step("auditEIS") + "," + step("enableProfile"), ""));

        // Without an ICCID there is nothing to enable.
        var first = acme.order(by("iot", ",\"eid\":\"" + card.eid() + "\""));

        assertThat(first.state()).isEqualTo("SUCCEEDED");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> count("dead_letter where id = ? and state = 'OPEN'", "step." + first.id()) == 1);
        var letter = acme.get("/rsp/v1/dead-letters/step." + first.id());
        assertThat(letter.text()).contains("/iccid").contains("enableProfile needs it");
        assertThat(letter.json().path("subject").asText()).isEqualTo(first.id());
        jdbc.update(
                "update command set raw = replace(raw, '\"function\"', '\"iccid\":\"" + card.b()
                        + "\",\"function\"') where after_id = ?",
                first.id());
        assertThat(acme.post("/rsp/v1/dead-letters/step." + first.id() + "/replay", "")
                        .status())
                .isLessThan(300);
        assertThat(next(first.id()).path("state").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givenATemplateThatChanged_thenTheSameRequestIsTheSameOrder_andAnOrderThatBeganGoesOnAsItWas() {
        put(operator, GOLD);
        var key = "template-key-1";
        var first = acme.post("/rsp/v1/operations", by("gold", ""), "Idempotency-Key", key);
        put(operator, template("gold", step("orderProfile"), ",\"profileType\":\"P9054-2\""));

        var again = acme.post("/rsp/v1/operations", by("gold", ""), "Idempotency-Key", key);

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(acme.post("/rsp/v1/operations", by("gold", ",\"clientReference\":\"x\""), "Idempotency-Key", key)
                        .code())
                .isEqualTo("idempotency-key-reused");

        operator.delete(TEMPLATES + "?name=gold");
        assertThat(acme.post("/rsp/v1/operations", by("gold", ""), "Idempotency-Key", key)
                        .id())
                .isEqualTo(first.id());
        assertThat(acme.post("/rsp/v1/operations", by("gold", ",\"clientReference\":\"x\""), "Idempotency-Key", key)
                        .code())
                .isEqualTo("idempotency-key-reused");
        assertThat(acme.post("/rsp/v1/operations", by("gold", ""), "Idempotency-Key", key + "2")
                        .status())
                .isEqualTo(400);
        assertThat(globex.post("/rsp/v1/operations", by("gold", ""), "Idempotency-Key", key)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void givenAnOrderThatSucceedsInDoubt_thenTheNextStepFollowsWhenItIsSettled() {
        var card = card();
        put(operator, template("iot", step("enableProfile") + "," + step("auditEIS"), ""));
        smsr("{\"lostCallback\":1}");
        var first = acme.post(
                "/rsp/v1/operations",
                by("iot", ",\"validityPeriod\":60,\"eid\":\"" + card.eid() + "\",\"iccid\":\"" + card.b() + "\""));
        jdbc.update("update operation set state = 'IN_DOUBT' where id = ? and state <> 'SUCCEEDED'", first.id());
        smsr("{}");
        operator.resolve(first.id(), "succeeded");

        assertThat(next(first.id()).path("function").asText()).isEqualTo("auditEIS");
    }
}
