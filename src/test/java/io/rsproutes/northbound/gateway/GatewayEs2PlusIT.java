package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;

/** Customers call ES2+ on us, and are answered at once. */
class GatewayEs2PlusIT extends GatewayBundle {

    @Test
    void givenEs2Plus_thenAWholeLifeIsAnsweredAndItsProgressTold() {
        var subscription =
                acme.post("/rsp/v1/subscriptions", "{\"channel\":\"es2plus\",\"url\":\"" + receiver.url() + "/\"}");
        var ordered = ACME.es2plus("downloadOrder", id(), "\"profileType\":\"P9054-1\"");
        assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(200);
        assertThat(ordered.headers().firstValue("X-Admin-Protocol")).contains("gsma/rsp/v2.2.0");
        var iccid = ordered.body().replaceAll("(?s).*\"iccid\":\"([0-9]+)\".*", "$1");
        var confirmed = ACME.es2plus(
                "confirmOrder",
                id(),
                "\"iccid\":\"" + iccid + "F\",\"releaseFlag\":false,\"confirmationCode\":\"4711-secret\"");
        assertThat(confirmed.body())
                .contains("Executed-Success")
                .contains("matchingId")
                .doesNotContain("4711-secret");
        assertThat(ACME.es2plus("releaseProfile", id(), "\"iccid\":\"" + iccid + "\"")
                        .body())
                .contains("Executed-Success");
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().stream()
                .anyMatch(one -> one.body().contains("\"notificationPointId\":4")));
        assertThat(receiver.delivered().get(0).body())
                .contains(iccid)
                .contains("functionCallIdentifier")
                .contains("notificationPointStatus");
        // Below the base address, as at a peer's.
        assertThat(receiver.delivered())
                .extracting(Receiver.Got::path)
                .containsOnly("/hook/gsma/rsp2/es2plus/handleDownloadProgressInfo");
        acme.delete("/rsp/v1/subscriptions/" + subscription.json().path("id").asText());
        assertThat(ACME.es2plus(
                                "cancelOrder",
                                id(),
                                "\"iccid\":\"" + iccid + "\",\"finalProfileStatusIndicator\":\"Available\"")
                        .body())
                .contains("Failed")
                .contains("subjectCode");
    }

    @Test
    void givenEs2PlusThatIsNotTheCallers_thenItFailsWithCodes() {
        refused(
                GLOBEX.es2plus("releaseProfile", id(), "\"iccid\":\"" + owned() + "\""),
                200,
                "\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\"");
        refused(
                GLOBEX.es2plus("releaseProfile", id(), "\"iccid\":\"8947019999999999994\""),
                200,
                "\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\"");
        refused(GLOBEX.es2plus("downloadOrder", id(), "\"profileType\":\"P9054-1\""), 200, "\"subjectCode\":\"8.2.5\"");
        refused(
                GLOBEX.es2plus("confirmOrder", id(), "\"iccid\":\"8901000000000000019\""),
                200,
                "\"reasonCode\":\"2.2\"");
        refused(
                ACME.post(
                        "/gsma/rsp2/es2plus/releaseProfile",
                        "application/json",
                        "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6.1.4.1.50000\",\"functionCallIdentifier\":\"c\"},\"iccid\":\""
                                + owned() + "\"}"),
                200,
                "\"subjectCode\":\"1.1\",\"reasonCode\":\"1.2\"");
        refused(ACME.post("/gsma/rsp2/es2plus/releaseProfile", "application/json", "{"), 400, "malformed-json");
        refused(
                ACME.post(
                        "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                        "application/json",
                        "{\"iccid\":\"8947000000000000038\"}"),
                403,
                "certificate-unknown");
        refused(ACME.post("/esim-messaging/3/ES4/ES4MnoService", Soap.TYPE, "<a/>"), 400, "soap:Sender");
    }

    @Test
    void givenAnEs2PlusCallAgain_thenItIsToldTheSameResult() {
        var id = id();
        var first =
                ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\"").body();
        assertThat(ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\"")
                        .body())
                .isEqualTo(first);
        assertThat(ACME.es2plus("downloadOrder", id(), "\"profileType\":\"P9054-1\"")
                        .body())
                .isNotEqualTo(first);
    }

    @Test
    void givenACallIdWithAnotherCallOfTheFunction_thenItIsRefused() {
        var id = id();
        var first = ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\"");
        assertThat(first.body()).contains("Executed-Success");
        assertThat(ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\"")
                        .body())
                .isEqualTo(first.body());
        assertThat(ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-2\"")
                        .body())
                .contains("Failed")
                .contains("functionCallIdentifier")
                .contains("\"1.6\"");
        assertThat(ACME.es2plus("downloadOrder", id(), "").body())
                .contains("\"2.2\"")
                .contains("profileType")
                .doesNotContain("/parameters");
    }

    @Test
    void givenABodyThatIsNoText_thenItIsRefusedForGood() {
        var answer = ACME.post("/gsma/rsp2/es2plus/downloadOrder", "application/json", new byte[] {
            '{', '"', 'x', '"', ':', '"', (byte) 0xE9, '"', '}'
        });
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    }
}
