package io.rsproutes.northbound.cards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Eids;
import io.rsproutes.support.Order;

/** Consumers' cards, which no inventory has and nobody audits, and what SM-DP+ servers notify of profiles on them. */
abstract class CardScenarios extends BundleIT {

    private static final AtomicInteger CARDS = new AtomicInteger();
    /** Later than whatever an order of ours was answered, and less than the five minutes by which a clock may be wrong. */
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(60);

    /** A card that nobody has heard of, made by Thales. */
    static String consumerCard() {
        return Eids.eid(String.format("8903302342700000000001%08d", CARDS.incrementAndGet()));
    }

    /** A profile with an activation code. */
    Answer withCode(Api tenant, String type) {
        var answer = tenant.order(Order.of("orderProfile")
                .peer("smdp-demo")
                .with("profileType", type)
                .clientReference("sub 4711"));
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        return answer;
    }

    /** One that a device may download; its ICCID. */
    String withCode() {
        return withCode(acme, "P9054-1").json().path("iccid").asText();
    }

    /** So many seconds after the start. */
    Instant at(int seconds) {
        return start.plusSeconds(seconds);
    }

    /** The SM-DP+ notifies of a point, and it has been worked on. */
    void tell(String iccid, int point, Instant at, String more) {
        long before = done(iccid);
        post(iccid, point, "c-" + System.nanoTime(), at, more);
        await().atMost(Duration.ofSeconds(20)).until(() -> done(iccid) == before + 1);
    }

    void post(String iccid, int point, String callId, Instant at, String more) {
        var answer = nobody.post(
                "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                """
                {"header":{"functionRequesterIdentifier":"1.3.6","functionCallIdentifier":"%s"},"iccid":"%s",%s
                 "notificationPointId":%d,"notificationPointStatus":{"status":"Executed-Success"}%s}"""
                        .formatted(callId, iccid, at == null ? "" : "\"timestamp\":\"" + at + "\",", point, more));
        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
    }

    private long done(String iccid) {
        return count("inbox where iccid = ? and state = 'DONE'", iccid);
    }

    static String eid(String eid) {
        return ",\"eid\":\"" + eid + "\"";
    }

    static String device(String eid, String tac) {
        return eid(eid) + ",\"tac\":\"" + tac + "\",\"imei\":\"" + tac + "1234560\"";
    }

    JsonNode euicc(String eid) {
        var answer = acme.get("/rsp/v1/euiccs/" + eid);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    JsonNode profile(String iccid) {
        var answer = acme.get("/rsp/v1/profiles/" + iccid);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
