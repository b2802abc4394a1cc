package io.rsproutes.northbound.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.rsproutes.common.Strings;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Order;
import io.rsproutes.support.QuietLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A link shows an end user the activation code once, for a time, unless it is revoked; and nobody else anything. */
class ActivationLinkIT extends ActivationScenarios {

    private static final String NOWHERE = "01890000-0000-7000-8000-000000000000";

    @Test
    void aLinkShowsTheCodeOnce() {
        var order = withCode();
        var link = link(order.id());
        assertThat(link.json().path("url").asText()).matches(BASE + "/activation#[A-Za-z0-9_-]{43}");
        assertThat(states(order.id())).containsExactly("open");

        var shown = use(token(link));
        assertThat(shown.status()).as(shown.text()).isEqualTo(200);
        assertThat(shown.json().path("lpa").asText()).isEqualTo(lpa(order));
        assertThat(QrCodes.ofSvg(shown.json().path("svg").asText())).isEqualTo(lpa(order));
        assertThat(shown.json().path("universalLink").asText()).startsWith("https://esimsetup.apple.com/");

        assertThat(use(token(link)).status()).isEqualTo(410);
        assertThat(states(order.id())).containsExactly("used");
        assertThat(operation(order.id()).text())
                .contains("one-time link to the activation code made", "activation code shown by a one-time link");
    }

    /** Whatever looks at a link before the end user does. */
    @Test
    void givenThePageAsOftenAsAnybodyLikes_thenTheLinkStillWorks() {
        var link = link(withCode().id());

        for (int i = 0; i < 5; i++) {
            assertThat(nobody.get(PAGE).status()).isEqualTo(200);
            assertThat(nobody.get(PAGE + "?utm_source=sms&fbclid=x").status()).isEqualTo(200);
        }
        assertThat(use(token(link)).status()).isEqualTo(200);
    }

    @Test
    void thePageIsClosedToEverythingButItsOwnScript() {
        var page = nobody.get(PAGE);

        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'sha256-", "style-src 'sha256-")
                .doesNotContain("unsafe");
        assertThat(page.text()).doesNotContain("src=\"http", "LPA:1$").doesNotContainPattern(" on[a-z]+=");
        for (var header : List.of("Cache-Control", "Referrer-Policy")) {
            assertThat(use("x").headers().firstValue(header)).as(header).isPresent();
        }
    }

    /** Used, expired, revoked, of a cancelled order, unknown, or no token at all. */
    @Test
    void whateverIsWrongWithALink_itReadsTheSame() {
        var order = withCode();
        var used = link(order.id());
        assertThat(use(token(used)).status()).isEqualTo(200);
        var expired = link(order.id());
        jdbc.update("update activation_link set expires_at = current_timestamp where id = ?", expired.id());
        var revoked = link(order.id());
        assertThat(acme.delete(path(order.id()) + "/links/" + revoked.id()).status())
                .isEqualTo(204);
        assertThat(states(order.id())).containsExactly("revoked", "expired", "used");
        // Revoked is revoked, however often that is asked for.
        assertThat(acme.delete(path(order.id()) + "/links/" + revoked.id()).status())
                .isEqualTo(204);
        var cancelledOrder = withCode();
        var cancelled = link(cancelledOrder.id());
        succeeded(Order.of("cancelOrder")
                .iccid(cancelledOrder.json().path("iccid").asText()));

        var answers = new ArrayList<Answer>();
        for (var link : List.of(used, expired, revoked, cancelled)) {
            answers.add(use(token(link)));
        }
        answers.add(use("A".repeat(43)));
        answers.add(use("../x"));
        for (var body : List.of("", "{}", "[]", "{\"token\":1}", "null", "{\"token\":\"", "x")) {
            answers.add(nobody.post(PAGE, body));
        }

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(410);
            assertThat(answer.text()).isEqualTo(answers.get(0).text());
        });
        assertThat(answers.get(0).code()).isEqualTo("link-unusable");
        // The refusal spent nothing: whoever orders anew gets a link of the new order.
        assertThat(states(cancelledOrder.id())).containsExactly("cancelled");
    }

    @Test
    void givenManyAtOnce_thenOneIsShownTheCode() throws Exception {
        var token = token(link(withCode().id()));
        var calls = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 24; i++) {
            calls.add(() -> use(token).status());
        }

        var threads = Executors.newFixedThreadPool(24);
        var statuses = new ArrayList<Integer>();
        try {
            for (var one : threads.invokeAll(calls)) {
                statuses.add(one.get());
            }
        } finally {
            threads.shutdown();
        }
        // 429: more at once than rsp.activation.max-concurrent.
        assertThat(statuses).contains(200).isSubsetOf(200, 410, 429);
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
    }

    @Test
    void givenMoreThanAgreed_thenTheyAreToldToWait() throws Exception {
        var threads = Executors.newFixedThreadPool(40);
        try {
            var calls = new ArrayList<Callable<Answer>>();
            for (int i = 0; i < 400; i++) {
                calls.add(() -> nobody.get(PAGE));
            }
            var limited = new ArrayList<Answer>();
            for (var one : threads.invokeAll(calls)) {
                if (one.get().status() != 200) {
                    limited.add(one.get());
                }
            }
            assertThat(limited).isNotEmpty().allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(429);
                assertThat(answer.code()).isEqualTo("too-many-requests");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
        } finally {
            threads.shutdown();
        }
        assertThat(nobody.get("/actuator/prometheus").text()).contains("rsp_end_user_limited_total");
        await().until(() -> nobody.get(PAGE).status() == 200);
    }

    @Test
    void givenAnotherTenant_thenItMakesSeesAndRevokesNoLink() {
        var order = withCode();
        var link = link(order.id());
        var links = path(order.id()) + "/links";

        for (var id : List.of(order.id(), NOWHERE)) {
            assertThat(globex.post(path(id) + "/links", "").code()).isEqualTo("not-found");
            assertThat(globex.get(path(id) + "/links").code()).isEqualTo("not-found");
            assertThat(globex.delete(path(id) + "/links/" + link.id()).code()).isEqualTo("not-found");
        }
        assertThat(acme.delete(links + "/" + NOWHERE).status()).isEqualTo(404);
        assertThat(acme.delete(path(withCode().id()) + "/links/" + link.id()).status())
                .isEqualTo(404);
        assertThat(states(order.id())).containsExactly("open");
        assertThat(use(token(link)).status()).isEqualTo(200);
        // What is used stays so.
        var late = acme.delete(links + "/" + link.id());
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("link-used");
        assertThat(states(order.id())).containsExactly("used");
        assertThat(globex.delete(links + "/" + link.id()).status()).isEqualTo(404);
    }

    @Test
    void givenAnOrderWithoutACode_thenThereIsNoLink() {
        var id = kept("orderProfile", "FAILED", "{}", null);

        assertThat(acme.post(path(id) + "/links", "").code()).isEqualTo("activation-missing");
        assertThat(count("activation_link where operation_id = ?", id)).isZero();
        jdbc.update("delete from operation where id = ?", id);
    }

    @Test
    void aLinkWorksAsLongAsWasAskedFor() {
        var id = withCode().id();

        var answer = acme.post(path(id) + "/links", "{\"validityPeriod\":600}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(count(
                        "activation_link where id = ? and expires_at - created_at = interval '600' second",
                        answer.id()))
                .isEqualTo(1);
        assertThat(count(
                        "activation_link where id = ? and expires_at - created_at = interval '24' hour", link(id).id()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"validityPeriod\":0}",
                "{\"validityPeriod\":-1}",
                "{\"validityPeriod\":604801}",
                "{\"validityPeriod\":\"60\"}",
                "{\"validityPeriod\":1.5}",
                "{\"validityPeriod\":99999999999999999999}",
                "{\"validity\":60}",
                "[]",
                "5"
            })
    void givenAValidityThatIsNone_thenItSaysTheRightForm(String body) {
        var answer = acme.post(path(withCode().id()) + "/links", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-link");
    }

    /** The code itself is looked for in everything printed, and in the metrics, after each test (Scan). */
    @Test
    void theTokenIsKeptAndWrittenNowhere() {
        var ours = (Logger) LoggerFactory.getLogger("io.rsproutes");
        ours.setLevel(Level.DEBUG);
        try (var log = new QuietLog()) {
            var order = withCode();
            var token = token(link(order.id()));
            assertThat(use(token).status()).isEqualTo(200);
            assertThat(use(token).status()).isEqualTo(410);
            var matchingId = order.json().at("/result/matchingId").asText();

            assertThat(log.with(token)).isEmpty();
            assertThat(log.with(matchingId)).isEmpty();
            assertThat(log.with(Strings.sha256(token))).isEmpty();
            assertThat(count("activation_link where token_hash = ?", Strings.sha256(token)))
                    .isEqualTo(1);
            for (var table : jdbc.queryForList(
                    "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
                    String.class)) {
                assertThat(count(table + " as r where cast(r as text) like ?", "%" + token + "%"))
                        .as(table)
                        .isZero();
            }
            assertThat(nobody.get("/actuator/prometheus").text())
                    .contains("rsp_activation_links_total{", "outcome=\"shown\"", "outcome=\"refused\"")
                    .doesNotContain(token, matchingId);
        } finally {
            ours.setLevel(null);
        }
    }
}
