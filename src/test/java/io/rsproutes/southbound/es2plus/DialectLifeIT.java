package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.rsproutes.support.Order;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The life of a profile in every dialect shipped, and in one that a team adds in YAML. */
class DialectLifeIT extends DialectScenarios {

    @ParameterizedTest
    @MethodSource("dialects")
    void aProfileLivesItsLifeAtTheSimulatorOfEveryDialect(String dialect) {
        var peer = "smdp-" + dialect;
        var ordered = acme.order(Order.of("orderProfile").peer(peer).with("profileType", "P9054-1"));
        assertThat(ordered.state()).as(ordered.text()).isEqualTo("SUCCEEDED");

        var iccid = ordered.json().path("iccid").asText();
        assertThat(ordered.json().at("/result/activationCode").asText())
                .matches("1\\$smdp\\.example\\.com\\$[0-9A-Z-]+");

        play(iccid, "installed");

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        events(iccid, "rsp.profile.downloaded") == 1 && events(iccid, "rsp.profile.installed") == 1);
        for (var what : List.of("enabled", "disabled", "deleted")) {
            if (nobody.post("/simulator/smdp/profiles/" + iccid + "/download?outcome=" + what, "")
                            .status()
                    == 200) {
                await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile." + what) == 1);
            }
        }

        var other = orderedAt(peer, "downloadOrder");
        var confirm = acme.order(Order.of("confirmOrder").iccid(other).with("releaseFlag", false));

        assertThat(confirm.state()).as(confirm.text()).isEqualTo("SUCCEEDED");
        assertThat(acme.order(Order.of("releaseProfile").iccid(other)).state()).isEqualTo("SUCCEEDED");
        assertThat(acme.order(Order.of("cancelOrder").iccid(other)).state()).isEqualTo("SUCCEEDED");
        assertThat(nobody.get("/simulator/smdp/profiles/" + other).state()).isEqualTo("Available");
    }

    static Stream<String> dialects() {
        return DIALECTS.stream();
    }

    @Test
    void givenAWrongSecret_thenTheSimulatorOfASignedDialectRefuses() {
        assertThat(nobody.post(
                                "/simulator/smdp/as/redtea/redtea/rsp2/es2plus/downloadOrder",
                                "{}",
                                "Access-Key",
                                "ak-1",
                                "Signature",
                                "00",
                                "Timestamp",
                                "1",
                                "Request-ID",
                                "x")
                        .status())
                .isEqualTo(401);
    }

    /** The dialect of docs/guides/dialects.md, added as that page says, without Java. */
    @Test
    void aDialectATeamAddsInYamlIsSpoken() {
        WIRE.replies = request -> new Reply(
                200,
                OK + ",\"profileStatusList\":[{\"iccid\":\"" + request.field("iccid") + "\",\"state\":\"RELEASED\"}]}",
                Map.of("Content-Type", "application/json"));
        var iccid = "894704040000000012" + "3";
        jdbc.update("insert into inventory (iccid, tenant) values (?, 'acme')", iccid);

        try {
            // Chosen by ICCID range; the check digit is wrong, and nobody minds.
            var cancelled = acme.order(Order.of("cancelOrder").iccid(iccid));

            assertThat(cancelled.state()).as(cancelled.text()).isEqualTo("SUCCEEDED");
            assertThat(cancelled.json().path("peer").asText()).isEqualTo("roamer-emea");
            assertThat(acme.order(Order.of("getProfileStatus").iccid(iccid))
                            .json()
                            .at("/result/state")
                            .asText())
                    .isEqualTo("Released");
            assertThat(WIRE.got.get(0).line()).isEqualTo("POST /roamer-dp-service/gsma/rsp2/es2plus/smdp/cancelOrder");
            assertThat(WIRE.got.get(0).header("X-admin-protocol")).isEqualTo("gsma/rsp/v2.1.0");
            assertThat(WIRE.got.get(0).body())
                    .endsWith("\"iccid\":\"" + iccid + "F\",\"finalProfileStatusIndicator\":\"AVAILABLE\"}");
            assertThat(WIRE.got.get(1).line()).isEqualTo("POST /status/v1/profiles");
            for (var point : List.of("7", "\"moved\"")) {
                var told = nobody.post(
                        "/events/es2plus",
                        "{\"header\":{\"functionCallIdentifier\":\"a\\\"b\"},\"iccid\":\"" + iccid
                                + "F\",\"notificationPointId\":" + point
                                + ",\"notificationPointStatus\":{\"status\":\"EXECUTED_SUCCESS\"}}");
                assertThat(told.status()).isEqualTo(200);
                assertThat(told.text()).isEqualTo("{\"result\":\"ok\",\"id\":\"a\\\"b\"}");
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> events(iccid, "rsp.profile.disabled") == 1
                            && events(iccid, "rsp.profile.device-changed") == 1);
        } finally {
            jdbc.update("delete from inventory where iccid = ?", iccid);
        }
    }
}
