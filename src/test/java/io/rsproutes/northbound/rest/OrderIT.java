package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An order's way through the bundle, as a BSS meets it. */
class OrderIT extends BundleIT {

    @Test
    void givenAnOrderThatWaits_thenItEndsWithTheResultAndItsTimeline() {
        var iccid = ordered();
        var answer = acme.order(Order.of("confirmOrder").iccid(iccid).clientReference("ref-1"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().at("/result/matchingId").asText()).matches("[0-9A-Z-]{10,}");
        assertThat(answer.json().at("/result/smdpAddress").asText()).isEqualTo("smdp.example.com");
        assertThat(answer.json().path("clientReference").asText()).isEqualTo("ref-1");
        assertThat(answer.states()).containsExactly("ACCEPTED", "SENDING", "SUCCEEDED");
        assertThat(answer.headers().firstValue("Location")).hasValue("/rsp/v1/operations/" + answer.id());
        assertThat(answer.headers().firstValue("Authorization")).isEmpty();
    }

    @Test
    void givenNoPreference_thenTheAnswerIs202AndTheOperationCanBeFollowed() {
        var answer = acme.submit(Order.of("downloadOrder").with("profileType", "P9054-1"));

        assertThat(answer.status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get(answer.headers().firstValue("Location").orElseThrow())
                        .state()
                        .equals("SUCCEEDED"));
        assertThat(globex.get("/rsp/v1/operations/" + answer.id()).status()).isEqualTo(404);
        assertThat(operator.get("/rsp/v1/operations/" + answer.id()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "foreign, 8901000000000000019,",
        "unknown, 8947000000000000038,",
        "foreign EID, 8988211000000000011, 89882119900000000000000000001654"
    })
    void givenWhatIsNotTheTenants_thenItIsRefusedAlikeAndNothingLeaves(String what, String iccid, String eid) {
        long before = calls(iccid);
        var answer = acme.order(Order.of("downloadOrder").iccid(iccid).eid(eid));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("ownership-refused");
        assertThat(answer.json().path("detail").asText())
                .isEqualTo(
                        "This EID or ICCID is unknown, not yours, or the two do not belong together. Check both numbers;"
                                + " the operator loads inventory with POST /rsp/v1/inventory.");
        assertThat(calls(iccid)).isEqualTo(before);

        var operation = acme.get(
                "/rsp/v1/operations/" + answer.json().path("operationId").asText());
        assertThat(operation.state()).isEqualTo("REFUSED");
        assertThat(operation.states()).containsExactly("REFUSED");
    }

    @Test
    void givenARefusedForeignOrder_thenTheOwnersEventsShowNoTraceOfIt() {
        long before = globexEvents();
        acme.order(Order.of("releaseProfile").iccid(FOREIGN_ICCID));

        assertThat(count("event where subject = ? and tenant = 'acme'", FOREIGN_ICCID))
                .isZero();
        assertThat(globexEvents()).isEqualTo(before);
    }

    private long globexEvents() {
        return count("event where tenant = 'globex'");
    }

    @Test
    void givenATypeTheTenantMayNotOrder_thenItIsRefused() {
        var answer = globex.order(Order.of("downloadOrder").with("profileType", "P9054-1"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("profile-type-refused");
    }

    @Test
    void givenAnIccidOfATypeTheTenantMayNotOrder_thenItIsRefusedToo() {
        jdbc.update(
                """
                insert into inventory (iccid, tenant, profile_type)
                values ('8947000000000001036', 'globex', 'P9054-1')""");
        try {
            var answer = globex.order(Order.of("downloadOrder").iccid("8947000000000001036"));
            assertThat(answer.code()).isEqualTo("profile-type-refused");
        } finally {
            jdbc.update("delete from inventory where iccid = '8947000000000001036'");
        }
    }

    @Test
    void givenAnUnknownPeer_thenItIsRefused() {
        var answer = acme.order(Order.of("downloadOrder").peer("nowhere").with("profileType", "P9054-1"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("peer-unknown");
    }

    @Test
    void givenAFailureOfThePeer_thenItsCodesComeWithHintAndClass() {
        var iccid = released();
        var again = acme.order(Order.of("downloadOrder").iccid(iccid));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.state()).isEqualTo("FAILED");
        assertThat(again.json().at("/status/subjectCode").asText()).isEqualTo("8.2.1");
        assertThat(again.json().at("/status/reasonCode").asText()).isEqualTo("3.3");
        assertThat(again.json().at("/status/class").asText()).isEqualTo("reconcile");
        assertThat(again.json().at("/status/hint").asText()).contains("not available");
    }

    @Test
    void givenAConfirmedOrder_thenCancelKnowsItsMatchingIdAndReleaseMayRepeat() {
        var iccid = ordered();

        assertThat(acme.order(Order.of("confirmOrder").iccid(iccid).with("releaseFlag", false))
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(acme.order(Order.of("releaseProfile").iccid(iccid)).state()).isEqualTo("SUCCEEDED");
        assertThat(acme.order(Order.of("releaseProfile").iccid(iccid + "F")).state())
                .isEqualTo("SUCCEEDED");
        assertThat(acme.order(Order.of("cancelOrder").iccid(iccid)).state()).isEqualTo("SUCCEEDED");
        assertThat(nobody.get("/simulator/smdp/profiles/" + iccid).state()).isEqualTo("Available");
    }

    @Test
    void givenTheSameIdempotencyKeyFromManyAtOnce_thenOneOperationIsMade() throws Exception {
        var pool = Executors.newFixedThreadPool(16);

        try {
            var key = "key-" + System.nanoTime();
            List<Callable<Answer>> tries = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                tries.add(() ->
                        acme.submit(Order.of("downloadOrder").with("profileType", "P9054-1"), "Idempotency-Key", key));
            }
            Set<String> ids = pool.invokeAll(tries).stream()
                    .map(future -> {
                        try {
                            assertThat(future.get().status()).isEqualTo(202);
                            return future.get().id();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .collect(Collectors.toSet());

            assertThat(ids).hasSize(1);

            var other = acme.submit(Order.of("downloadOrder").with("profileType", "P9054-2"), "Idempotency-Key", key);

            assertThat(other.status()).isEqualTo(422);
            assertThat(other.code()).isEqualTo("idempotency-key-reused");
            assertThat(other.json().has("operationId")).isFalse();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void givenFilters_thenTheListShowsWhatFits() {
        var iccid = released();
        var list = acme.get("/rsp/v1/operations?iccid=" + iccid + "&state=succeeded&limit=1");

        assertThat(list.json().path("items")).hasSize(1);
        assertThat(list.json().at("/items/0/function").asText()).isEqualTo("confirmOrder");

        var next = acme.get("/rsp/v1/operations?iccid=" + iccid + "&limit=1&cursor="
                + list.json().path("cursor").asText());

        assertThat(next.json().at("/items/0/function").asText()).isNotEqualTo("confirmOrder");
        assertThat(globex.get("/rsp/v1/operations?iccid=" + iccid).json().path("items"))
                .isEmpty();
        assertThat(acme.get("/rsp/v1/operations?state=nonsense").code()).isEqualTo("invalid-field");
    }

    @Test
    void givenAConfirmationCode_thenItIsSentButNeverShownOrKept() {
        var iccid = ordered();
        var answer = acme.order(Order.of("confirmOrder").iccid(iccid).with("confirmationCode", "s3cret-code"));

        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.text()).doesNotContain("s3cret-code");
        assertThat(jdbc.queryForList("select secrets from operation where id = ? and secrets is not null", answer.id()))
                .isEmpty();
        assertThat(count("event where data like '%s3cret-code%'")).isZero();
    }
}
