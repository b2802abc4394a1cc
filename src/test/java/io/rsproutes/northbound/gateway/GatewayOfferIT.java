package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;

import io.rsproutes.support.Api;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;

/** What is agreed with a customer: functions, validity, and how much at once. */
class GatewayOfferIT extends GatewayBundle {

    @Test
    void givenAValidityThatOnlyThePeerRefuses_thenTheAnswerSaysWhichItTakes() {
        var card = card();
        var id = id();
        var answer = ACME.soap(Soap.envelope(
                ACME.header(id, receiver.url()),
                Customer.body(
                        "enableProfile",
                        "c-" + id,
                        card.eid(),
                        card.b(),
                        "<rps:ValidityPeriod>200000</rps:ValidityPeriod>")));
        assertThat(answer.body())
                .contains("<rps:Subject>1.2.1</rps:Subject><rps:Reason>3.8</rps:Reason>")
                .contains("<rps:AcceptableValidityPeriod>86400</rps:AcceptableValidityPeriod>")
                .doesNotContain("peer");
    }

    @Test
    void givenAnOfferWithFixedValidity_thenItIsTakenWhateverTheCustomerAsksFor() {
        refused(
                INITECH.es4("getEIS", id(), UNKNOWN_EID, null, receiver.url()),
                200,
                "<rps:Subject>8.1.1</rps:Subject>");
        jdbc.update(
                "insert into euicc (eid, tenant) values ('89049032000000000000000000000163', 'initech') on conflict do nothing");
        refused(
                INITECH.es4("getEIS", id(), "89049032000000000000000000000163", null, receiver.url()),
                200,
                "<rps:Subject>1.6</rps:Subject><rps:Reason>3.1</rps:Reason>");
        // Five in a minute were agreed.
        HttpResponse<String> last = null;
        for (int i = 0; i < 6; i++) {
            last = INITECH.es4("getEIS", id(), UNKNOWN_EID, null, receiver.url());
        }
        refused(last, 429, "rsp:too-many-requests");
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(new io.rsproutes.support.Api(BASE, "demo-initech")
                        .get("/rsp/v1/operations")
                        .status())
                .isEqualTo(429);
        assertThat(acme.get("/rsp/v1/operations").status()).isEqualTo(200);
    }

    /** One customer's calls wait for a slow SM-DP+; the other's answer comes all the same. */
    @Test
    void givenACustomerThatWaitsForAllItMay_thenAnotherIsStillAnswered() throws Exception {
        var card = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());
        jdbc.update("update inventory set tenant = 'globex' where eid = ?", card.eid());
        nobody.put("/simulator/smdp/faults", "{\"delay\":1500}");
        var pool = java.util.concurrent.Executors.newFixedThreadPool(40);
        try {
            var calls = java.util.stream.IntStream.range(0, 40)
                    .mapToObj(n -> pool.submit(() -> ACME.es2plus("downloadOrder", id(), "\"profileType\":\"P9054-1\"")
                            .statusCode()))
                    .toList();
            // More than it may have wait: those are told at once that they are under way.
            await().atMost(Duration.ofSeconds(20)).until(() -> calls.stream().anyMatch(call -> call.isDone()));
            assertThat(GLOBEX.es4("getEIS", id(), card.eid(), null, null).statusCode())
                    .isEqualTo(200);
            for (var call : calls) {
                assertThat(call.get(30, java.util.concurrent.TimeUnit.SECONDS)).isIn(200, 503);
            }
        } finally {
            pool.shutdownNow();
            nobody.put("/simulator/smdp/faults", "{}");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from operation where peer = 'smdp-demo' and state in ('ACCEPTED', 'SENDING')",
                                    Long.class)
                            == 0);
        }
    }

    @Test
    void givenAsManySubscriptionsAsATenantMayHave_thenNoMoreAreMade() {
        var made = new java.util.ArrayList<String>();
        try {
            Api.Answer answer;
            do {
                answer = globex.post(
                        "/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"" + receiver.url() + "\"}");
                made.add(answer.id());
            } while (answer.status() == 201 && made.size() < 200);
            assertThat(answer.code()).isEqualTo("too-many-subscriptions");
            assertThat(made.size()).isBetween(50, 101);
        } finally {
            made.stream().filter(id -> !id.isEmpty()).forEach(id -> globex.delete("/rsp/v1/subscriptions/" + id));
        }
    }
}
