package io.rsproutes.northbound.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.support.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates are put, shown and deleted by whoever may. */
class TemplateApiIT extends TemplateScenarios {

    private static final String STEP = step("orderProfile");

    @Test
    void whatIsPutIsShown_andCanBePutAgain() {
        var full =
                """
                {"name":"gold","description":"For the shop","profileType":"P9054-1",
                 "steps":[{"function":"orderProfile","peer":"smdp-demo","validityPeriod":600,"parameters":{"releaseFlag":true}}],
                 "notifications":["rsp.operation.succeeded","rsp.profile.*"],
                 "validFrom":"2026-01-01T00:00:00Z","validUntil":"2099-01-01T00:00:00+01:00"}""";
        assertThat(put(operator, full).json().path("added").asInt()).isEqualTo(1);

        var shown = operator.get(TEMPLATES + "?name=gold").json().at("/items/0");
        assertThat(shown.at("/steps/0/peer").asText()).isEqualTo("smdp-demo");
        assertThat(shown.path("validUntil").asText()).startsWith("2098-12-31T23:00:00");
        assertThat(shown.path("putBy").asText()).isEqualTo("operator");
        assertThat(put(operator, shown.toString()).json().path("changed").asInt())
                .isEqualTo(1);
        assertThat(operator.get(TEMPLATES).json().path("items")).hasSize(1);
    }

    @Test
    void whoSeesAndChangesWhat() {
        put(operator, template("gold", STEP, ""), template("silver", STEP, ",\"tenant\":\"globex\""));
        put(acme, template("gold", step("downloadOrder"), ""));

        assertThat(acme.get(TEMPLATES).json().path("items").findValuesAsText("name"))
                .containsExactlyInAnyOrder("gold", "gold");
        assertThat(acme.get(TEMPLATES).text()).doesNotContain("globex").doesNotContain("operator");
        assertThat(operator.get(TEMPLATES).json().path("items")).hasSize(3);
        assertThat(acme.put(TEMPLATES, "{\"items\":[" + template("x", STEP, ",\"tenant\":\"globex\"") + "]}")
                        .text())
                .contains("/items/0/tenant", "is not yours");

        // A tenant deletes its own, never the one for everybody, nor another's.
        assertThat(acme.delete(TEMPLATES + "?name=gold").status()).isEqualTo(204);
        assertThat(acme.delete(TEMPLATES + "?name=gold").status()).isEqualTo(404);
        assertThat(acme.delete(TEMPLATES + "?name=silver").status()).isEqualTo(404);
        var everybodys =
                operator.get(TEMPLATES + "?name=gold").json().at("/items/0/id").asText();
        assertThat(acme.delete(TEMPLATES + "?id=" + everybodys).status()).isEqualTo(404);
        assertThat(operator.delete(TEMPLATES + "?name=silver").status()).isEqualTo(404);
        assertThat(operator.delete(TEMPLATES + "?name=gold").status()).isEqualTo(204);
        assertThat(operator.delete(TEMPLATES).code()).isEqualTo("invalid-field");
        assertThat(new Api(BASE, null).get(TEMPLATES).status()).isEqualTo(401);
    }

    @Test
    void aPageGoesOnWhereTheOneBeforeEnded() {
        put(operator, template("a", STEP, ""), template("b", STEP, ""), template("c", STEP, ""));

        var first = acme.get(TEMPLATES + "?limit=2").json();
        assertThat(first.path("items")).hasSize(2);
        var second = acme.get(
                        TEMPLATES + "?limit=2&cursor=" + first.path("cursor").asText())
                .json();
        assertThat(second.path("items")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"name\":\"a b\",\"steps\":[{\"function\":\"getEIS\"}]} ; /items/0/name",
                "{\"name\":\"a\"} ; /items/0/steps",
                "{\"name\":\"a\",\"steps\":[]} ; /items/0/steps",
                "{\"name\":\"a\",\"steps\":[\"getEIS\"]} ; /items/0/steps/0",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"fly\"}]} ; /items/0/steps/0/function",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"smsrChange\"}]} ; /items/0/steps/0/function",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\",\"peer\":\"nowhere\"}]} ; /items/0/steps/0/peer",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\",\"peer\":\"smdp-demo\"}]} ; /items/0/steps/0/peer",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\",\"eid\":\"1\"}]} ; /items/0/steps/0/eid",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\",\"validityPeriod\":0}]} ; /items/0/steps/0/validityPeriod",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\",\"parameters\":{\"x\":1}}]} ; /items/0/steps/0/parameters/x",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"orderProfile\",\"parameters\":{\"confirmationCode\":\"c0de\"}}]} ; /items/0/steps/0/parameters/confirmationCode",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"orderProfile\",\"parameters\":{\"matchingId\":\"AB-1\"}}]} ; /items/0/steps/0/parameters/matchingId",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"cancelOrder\",\"parameters\":{\"matchingId\":\"AB-1\"}}]} ; /items/0/steps/0/parameters/matchingId",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\"}],\"profileType\":7} ; /items/0/profileType",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\"}],\"notifications\":[\"rsp.none\"]} ; /items/0/notifications/0",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\"}],\"validUntil\":\"soon\"} ; /items/0/validUntil",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\"}],\"tenant\":\"nobody\"} ; /items/0/tenant",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\"}],\"price\":1} ; /items/0/price",
                "7 ; /items/0/name",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\"}],\"profileType\":\"P9054-*\"} ; /items/0/profileType",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"orderProfile\",\"parameters\":{\"profileType\":\"P9054-1\"}}]} ; /items/0/steps/0/parameters/profileType",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\"},{\"function\":\"enableProfile\"}]} ; /items/0/steps/1/function",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"auditEIS\"},{\"function\":\"updateSubscriptionAddress\"}]} ; /items/0/steps/1/parameters/newSubscriptionAddress",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"rpmOrder\",\"parameters\":{\"message\":{\"ki\":\"c0de\"}}}]} ; /items/0/steps/0/parameters/message",
                "{\"name\":\"a\",\"steps\":[{\"function\":\"getEIS\"}],\"validFrom\":\"2030-01-01T00:00:00Z\",\"validUntil\":\"2029-01-01T00:00:00Z\"} ; /items/0/validUntil",
            })
    void givenATemplateWithAFault_thenItIsNamed_andNoneIsTaken(String template, String pointer) {
        var answer = operator.put(
                TEMPLATES, "{\"items\":[" + template("good", STEP, "") + "," + template + "]}".replace("], ", "],"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-template");
        assertThat(answer.json().path("violations").findValuesAsText("pointer"))
                .contains(pointer.replace("/items/0", "/items/1"));
        assertThat(answer.text()).doesNotContain("c0de");
        assertThat(count("template")).isZero();
    }
}
