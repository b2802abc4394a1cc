package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;

/** Cards, what is known of them, and orders for them that go out or are refused. */
abstract class CardOrders extends BundleIT {

    /** A card whose profiles have these POL2 rules, as {@code a:DELETE b:ENABLE}; a is enabled, and the fall-back unless told. */
    Card card(boolean fallback, String rules) {
        return card("{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\",\"fallback\":" + fallback + pol2("a", rules)
                + "},{\"iccid\":\"%s\",\"state\":\"Disabled\",\"fallback\":" + !fallback + pol2("b", rules) + "}]}");
    }

    static String pol2(String profile, String rules) {
        var at = rules == null ? -1 : rules.indexOf(profile + ":");
        return at < 0
                ? ""
                : ",\"policyRules\":[{\"subject\":\"PROFILE\",\"action\":\""
                        + rules.substring(at + 2).split(" ")[0] + "\",\"qualification\":\"Not-Allowed\"}]";
    }

    static String target(Card card, String profile) {
        return profile.equals("a") ? card.a() : card.b();
    }

    void goesOut(Card card, String function, String iccid) {
        goesOut(card, function, iccid, "");
    }

    void goesOut(Card card, String function, String iccid, String more) {
        long before = called(card, function);
        var answer = acme.post("/rsp/v1/operations", order(function, card, iccid, more));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> called(card, function) > before);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> operation(answer.id()).json().hasNonNull("finishedAt"));
    }

    Answer refused(Card card, String function, String iccid, String code, String... more) {
        long before = called(card, function);
        var answer = acme.post("/rsp/v1/operations", order(function, card, iccid, String.join("", more)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(operation(answer.json().path("operationId").asText()).state())
                .isEqualTo("REFUSED");
        assertThat(called(card, function)).isEqualTo(before);
        return answer;
    }

    void known(Card card, String iccid, String name, String content) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(jdbc.queryForList(
                        "select content from fact where eid = ? and subject = ? and name = ?",
                        String.class,
                        card.eid(),
                        iccid,
                        name))
                .containsExactly(content));
    }
}
