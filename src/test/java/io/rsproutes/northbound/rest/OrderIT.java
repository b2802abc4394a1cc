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
import java.util.stream.StreamSupport;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** An order's way through the bundle, as a BSS meets it. */
class OrderIT extends BundleIT {

    @Autowired
    private ActiveMQConnectionFactory connections;

    @Test
    void givenAnOrderThatWaits_thenItEndsWithTheResultAndItsTimeline() {
        var iccid = ordered();
        var answer =
                acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\",\"clientReference\":\"ref-1\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().at("/result/matchingId").asText()).matches("[0-9A-Z-]{10,}");
        assertThat(answer.json().at("/result/smdpAddress").asText()).isEqualTo("smdp.example.com");
        assertThat(answer.json().path("clientReference").asText()).isEqualTo("ref-1");
        assertThat(states(answer)).containsExactly("ACCEPTED", "SENDING", "SUCCEEDED");
        assertThat(answer.headers().firstValue("Location")).hasValue("/rsp/v1/operations/" + answer.id());
        assertThat(answer.headers().firstValue("Authorization")).isEmpty();
    }

    @Test
    void givenNoPreference_thenTheAnswerIs202AndTheOperationCanBeFollowed() {
        var answer = acme.post(
                "/rsp/v1/operations", "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}");
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
        var answer = acme.order("{\"function\":\"downloadOrder\",\"iccid\":\"" + iccid + "\""
                + (eid == null ? "" : ",\"eid\":\"" + eid + "\"") + "}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("ownership-refused");
        assertThat(answer.json().path("detail").asText())
                .isEqualTo(
                        "This EID or ICCID is unknown, not yours, or the two do not belong together. Check both numbers; the operator loads inventory with POST /rsp/v1/inventory.");
        assertThat(calls(iccid)).isEqualTo(before);
        var operation = acme.get(
                "/rsp/v1/operations/" + answer.json().path("operationId").asText());
        assertThat(operation.state()).isEqualTo("REFUSED");
        assertThat(states(operation)).containsExactly("REFUSED");
    }

    @Test
    void givenARefusedForeignOrder_thenTheOwnersEventsShowNoTraceOfIt() {
        long before = globexEvents();
        acme.order("{\"function\":\"releaseProfile\",\"iccid\":\"" + FOREIGN_ICCID + "\"}");
        assertThat(jdbc.queryForObject(
                        "select count(*) from event where subject = ? and tenant = 'acme'", Long.class, FOREIGN_ICCID))
                .isZero();
        assertThat(globexEvents()).isEqualTo(before);
    }

    private long globexEvents() {
        return jdbc.queryForObject("select count(*) from event where tenant = 'globex'", Long.class);
    }

    @Test
    void givenATypeTheTenantMayNotOrder_thenItIsRefused() {
        var answer = globex.order("{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("profile-type-refused");
    }

    @Test
    void givenAnIccidOfATypeTheTenantMayNotOrder_thenItIsRefusedToo() {
        jdbc.update(
                "insert into inventory (iccid, tenant, profile_type) values ('8947000000000001036', 'globex', 'P9054-1')");
        try {
            var answer = globex.order("{\"function\":\"downloadOrder\",\"iccid\":\"8947000000000001036\"}");
            assertThat(answer.code()).isEqualTo("profile-type-refused");
        } finally {
            jdbc.update("delete from inventory where iccid = '8947000000000001036'");
        }
    }

    @Test
    void givenAnUnknownPeer_thenItIsRefused() {
        var answer = acme.order(
                "{\"function\":\"downloadOrder\",\"peer\":\"nowhere\",\"parameters\":{\"profileType\":\"P9054-1\"}}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("peer-unknown");
    }

    @Test
    void givenAFailureOfThePeer_thenItsCodesComeWithHintAndClass() {
        var iccid = released();
        var again = acme.order("{\"function\":\"downloadOrder\",\"iccid\":\"" + iccid + "\"}");
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
        assertThat(acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid
                                + "\",\"parameters\":{\"releaseFlag\":false}}")
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(acme.order("{\"function\":\"releaseProfile\",\"iccid\":\"" + iccid + "\"}")
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(acme.order("{\"function\":\"releaseProfile\",\"iccid\":\"" + iccid + "F\"}")
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(acme.order("{\"function\":\"cancelOrder\",\"iccid\":\"" + iccid + "\"}")
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(nobody.get("/simulator/smdp/profiles/" + iccid).state()).isEqualTo("Available");
    }

    @Test
    void givenTheSameIdempotencyKeyFromManyAtOnce_thenOneOperationIsMade() throws Exception {
        var pool = Executors.newFixedThreadPool(16);
        try {
            var key = "key-" + System.nanoTime();
            List<Callable<Answer>> tries = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                tries.add(() -> acme.post(
                        "/rsp/v1/operations",
                        "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}",
                        "Idempotency-Key",
                        key));
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
            var other = acme.post(
                    "/rsp/v1/operations",
                    "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-2\"}}",
                    "Idempotency-Key",
                    key);
            assertThat(other.status()).isEqualTo(422);
            assertThat(other.code()).isEqualTo("idempotency-key-reused");
            assertThat(other.json().has("operationId")).isFalse();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void givenALostAnswer_thenTheOperationIsInDoubtAndANotificationSettlesIt() {
        var iccid = ordered();
        faults("{\"drop\":1}");
        var answer = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.state()).isEqualTo("IN_DOUBT");
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("reconcile");
        assertThat(calls(iccid)).isEqualTo(1);
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        acme.get("/rsp/v1/operations/" + answer.id()).state().equals("SUCCEEDED"));
        assertThat(calls(iccid)).isEqualTo(1);
    }

    @Test
    void givenALostAnswer_thenTheOperatorResolvesItWithAReasonAndNobodyElseMay() {
        var iccid = ordered();
        faults("{\"drop\":1}");
        var id = acme.order("{\"function\":\"cancelOrder\",\"iccid\":\"" + iccid + "\"}")
                .id();
        var body = "{\"outcome\":\"succeeded\",\"reason\":\"asked the SM-DP+ by phone\"}";
        assertThat(acme.post("/rsp/v1/operations/" + id + "/resolve", body).status())
                .isEqualTo(403);
        assertThat(operator.post("/rsp/v1/operations/" + id + "/resolve", "{\"outcome\":\"succeeded\"}")
                        .code())
                .isEqualTo("invalid-resolution");
        var resolved = operator.post("/rsp/v1/operations/" + id + "/resolve", body);
        assertThat(resolved.status()).isEqualTo(200);
        assertThat(resolved.state()).isEqualTo("SUCCEEDED");
        assertThat(resolved.text()).contains("asked the SM-DP+ by phone");
        assertThat(operator.post("/rsp/v1/operations/" + id + "/resolve", body).code())
                .isEqualTo("not-in-doubt");
    }

    @Test
    void givenALostAnswerToReleaseProfile_thenItIsSentAgainForItIsHarmless() {
        var iccid = ordered();
        acme.order(
                "{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\",\"parameters\":{\"releaseFlag\":false}}");
        long before = calls(iccid);
        faults("{\"drop\":1}");
        var answer = acme.order("{\"function\":\"releaseProfile\",\"iccid\":\"" + iccid + "\"}");
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(states(answer)).containsExactly("ACCEPTED", "SENDING", "ACCEPTED", "SENDING", "SUCCEEDED");
        assertThat(calls(iccid) - before).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"fail", "malformed"})
    void givenA500OrAnUnreadableAnswer_thenAnOrderIsInDoubtAndNotRepeated(String fault) {
        var iccid = ordered();
        long before = calls(iccid);
        faults("{\"" + fault + "\":1}");
        var answer = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}");
        assertThat(answer.state()).isEqualTo("IN_DOUBT");
        assertThat(calls(iccid) - before).isLessThanOrEqualTo(1);
    }

    @Test
    void givenA503WithRetryAfter_thenTheSameCallIsSentAgain() {
        var iccid = ordered();
        faults("{\"unavailable\":1,\"retryAfter\":1}");
        var answer = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}");
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(states(answer)).containsExactly("ACCEPTED", "SENDING", "ACCEPTED", "SENDING", "SUCCEEDED");
        var calls = jdbc.queryForList(
                "select distinct call_id from call where operation_id = ?", String.class, answer.id());
        assertThat(calls).hasSize(1);
    }

    @Test
    void givenA503ForEver_thenTheOperationFailsAfterItsAttemptsAndSaysSo() {
        var iccid = ordered();
        faults("{\"unavailable\":9,\"retryAfter\":0}");
        var answer = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}");
        assertThat(answer.state()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/status").asText()).isEqualTo("Not-Sent");
        assertThat(answer.json().at("/timeline").toString()).contains("not tried again after 3 attempts");
        assertThat(jdbc.queryForObject("select count(*) from call where operation_id = ?", Integer.class, answer.id()))
                .isEqualTo(3);
    }

    @Test
    void givenTwoOrdersForOneProfile_thenTheSecondWaitsItsTurn() {
        var iccid = ordered();
        faults("{\"delay\":1500}");
        var first = acme.post(
                "/rsp/v1/operations",
                "{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\",\"parameters\":{\"releaseFlag\":false}}");
        var second = acme.post("/rsp/v1/operations", "{\"function\":\"releaseProfile\",\"iccid\":\"" + iccid + "\"}");
        await().atMost(Duration.ofSeconds(10)).until(() -> acme.get("/rsp/v1/operations/" + second.id())
                .json()
                .path("waitingFor")
                .asText()
                .equals("turn"));
        faults("{}");
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        acme.get("/rsp/v1/operations/" + second.id()).state().equals("SUCCEEDED"));
        assertThat(acme.get("/rsp/v1/operations/" + first.id()).state()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givenAValidityThatPasses_thenTheOperationExpiresUnsent() {
        var iccid = ordered();
        faults("{\"unavailable\":9,\"retryAfter\":3}");
        var answer = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\",\"validityPeriod\":1}");
        assertThat(answer.state()).isEqualTo("EXPIRED");
        assertThat(answer.text()).contains("nothing was executed");
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
        var answer = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid
                + "\",\"parameters\":{\"confirmationCode\":\"s3cret-code\"}}");
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.text()).doesNotContain("s3cret-code");
        assertThat(jdbc.queryForList("select secrets from operation where id = ? and secrets is not null", answer.id()))
                .isEmpty();
        assertThat(jdbc.queryForObject("select count(*) from event where data like '%s3cret-code%'", Integer.class))
                .isZero();
    }

    @Test
    void givenCamelPropertiesOnANudge_thenTheyDoNothing() throws Exception {
        try (var connection = connections.createConnection("rsp", "rsp")) {
            var session = connection.createSession();
            var message = session.createTextMessage("no-such-operation");
            for (var name : List.of(
                    "CamelSqlQuery", "CAmelSqlQuery", "camelsqlquery", "CamelJmsDestinationName", "CAmelHttpUri")) {
                message.setStringProperty(name, "delete from operation");
            }
            long before = jdbc.queryForObject("select count(*) from operation", Long.class);
            session.createProducer(session.createQueue("rsp.dispatch")).send(message);
            session.createProducer(session.createQueue("rsp.dispatch")).send(session.createObjectMessage("x"));
            assertThat(acme.order("{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}")
                            .state())
                    .isEqualTo("SUCCEEDED");
            assertThat(jdbc.queryForObject("select count(*) from operation", Long.class))
                    .isGreaterThan(before);
        }
    }

    private static List<String> states(Answer answer) {
        return StreamSupport.stream(answer.json().path("timeline").spliterator(), false)
                .map(moment -> moment.path("state").asText())
                .toList();
    }
}
