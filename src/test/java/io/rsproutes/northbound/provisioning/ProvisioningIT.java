package io.rsproutes.northbound.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Contract;
import io.rsproutes.support.Order;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The data of profiles goes to an SM-DP+ that takes it; whose they are is checked, and what became of it is told. */
class ProvisioningIT extends BundleIT {

    private static final String KI = "C0FFEE11C0FFEE22C0FFEE33C0FFEE44";
    private static final String OPC = "BADC0DE1BADC0DE2BADC0DE3BADC0DE4";

    @AfterEach
    void quiet() {
        WIRE.replies = null;
    }

    private static String profile(String iccid) {
        return "{\"iccid\":\"" + iccid + "\",\"imsi\":\"001010000000001\",\"ki\":\"" + KI + "\",\"opc\":\"" + OPC
                + "\"}";
    }

    private static String load(String peer, String type, String... profiles) {
        return "{\"peer\":\"" + peer + "\",\"profileType\":\"" + type + "\",\"profiles\":[" + String.join(",", profiles)
                + "]}";
    }

    private static Answer post(Api who, String load) {
        var answer = who.post("/rsp/v1/provisioning", load);
        assertThat(answer.text()).doesNotContain(KI, OPC, "001010000000001");
        return answer;
    }

    private static JsonNode taken(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        new Contract("rsp.yaml").fits("ProvisioningResult", answer.json());
        return answer.json();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "operator"})
    void givenProfiles_thenThePeerTakesThem_andTheyCanBeOrdered(String who) {
        var first = owned();
        var second = owned();

        var result = taken(post(
                who.equals("acme") ? acme : operator, load("smdp-demo", "P9054-1", profile(first), profile(second))));

        assertThat(result.path("done").asInt()).isEqualTo(2);
        assertThat(result.path("refused").asInt()).isZero();
        assertThat(result.at("/profiles/1")).hasToString("{\"iccid\":\"" + second + "\",\"outcome\":\"done\"}");
        assertThat(jdbc.queryForMap("select peer, profile_type from inventory where iccid = ?", first))
                .containsEntry("peer", "smdp-demo")
                .containsEntry("profile_type", "P9054-1");
        assertThat(acme.order(Order.of("downloadOrder").iccid(first)).state()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givenAProfileThatThePeerRefuses_thenTheOthersAreTaken() {
        var good = owned();
        var bad = owned();

        var result = taken(post(
                acme,
                load("smdp-demo", "P9054-1", "{\"iccid\":\"" + bad + "\",\"ki\":\"" + KI + "\"}", profile(good))));

        assertThat(result.path("done").asInt()).isEqualTo(1);
        assertThat(result.at("/profiles/0/outcome").asText()).isEqualTo("refused");
        assertThat(result.at("/profiles/0/status/subjectCode").asText()).isEqualTo("1.6");
        assertThat(result.at("/profiles/0/status/reasonCode").asText()).isEqualTo("2.2");
        assertThat(jdbc.queryForMap("select peer from inventory where iccid = ?", bad))
                .containsEntry("peer", null);
    }

    @Test
    void givenWhatIsNotTheCallers_orMayNotBeLoaded_thenNothingIsSent() {
        var own = owned();
        var blocked = owned();
        var elsewhere = owned();
        var other = owned();
        jdbc.update("update inventory set peer = 'smdp-idemia' where iccid = ?", elsewhere);
        jdbc.update("update inventory set profile_type = 'P9054-2' where iccid = ?", other);
        operator.put(
                "/rsp/v1/block-list",
                "{\"items\":[{\"kind\":\"iccid\",\"value\":\"" + blocked + "\",\"reason\":\"lost\"}]}");
        var before = sent();

        var answer = post(
                acme,
                load(
                        "smdp-demo",
                        "P9054-1",
                        profile(own),
                        profile(FOREIGN_ICCID),
                        profile(Identifiers.canonicalIccid("894709000000000000")),
                        profile(blocked),
                        profile(elsewhere),
                        profile(other)));

        operator.delete("/rsp/v1/block-list?kind=iccid&value=" + blocked);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-provisioning");
        assertThat(answer.json().path("violations"))
                .extracting(one ->
                        one.path("pointer").asText() + " " + one.path("detail").asText())
                .containsExactly(
                        "/profiles/1/iccid is unknown, or not yours",
                        "/profiles/2/iccid is unknown, or not yours",
                        "/profiles/3/iccid is on the block list (iccid): lost",
                        "/profiles/4/iccid is at another peer, by the inventory",
                        "/profiles/5/iccid is of another profile type, by the inventory");
        assertThat(sent()).isEqualTo(before);
    }

    private long sent() {
        var calls = 0L;
        for (var call : nobody.get("/simulator/smdp/calls").json().path("items")) {
            calls += call.path("function").asText().equals("provisionProfiles") ? 1 : 0;
        }
        return calls;
    }

    @Test
    void givenWhoMayNot_thenItIsRefused() {
        var load = load("smdp-demo", "P9054-1", profile(owned()));

        assertThat(post(nobody, load).status()).isEqualTo(401);
        assertThat(post(new Api(BASE, "demo-hooli"), load).code()).isEqualTo("role-missing");
        assertThat(post(globex, load).code()).isEqualTo("profile-type-refused");
        assertThat(post(globex, load.replace("P9054-1", "P9054-2")).text()).contains("is unknown, or not yours");
        var repeated = acme.post("/rsp/v1/provisioning", load, "Idempotency-Key", "once");
        assertThat(repeated.status()).isEqualTo(400);
        assertThat(repeated.text()).contains("/Idempotency-Key").doesNotContain(KI);
    }

    @ParameterizedTest
    @CsvSource({"smdp-idemia", "smsr-demo", "nowhere"})
    void givenAPeerThatDoesNotTakeIt_thenItIsNamed(String peer) {
        var answer = post(acme, load(peer, "P9054-1", profile(owned())));

        assertThat(answer.code()).isEqualTo("invalid-provisioning");
        assertThat(answer.json().at("/violations/0/pointer").asText()).isEqualTo("/peer");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"fail\":1}',        502, provisioning-in-doubt",
        "'{\"malformed\":1}',   502, provisioning-in-doubt",
        "'{\"drop\":1}',        504, provisioning-in-doubt",
        "'{\"delay\":5000}',    504, provisioning-in-doubt",
        "'{\"unavailable\":1}', 503, provisioning-not-sent"
    })
    void givenAFault_thenItIsToldWhetherTheCallMayBeRepeated(String fault, int status, String code) {
        faults(fault);

        var answer = post(acme, load("smdp-demo", "P9054-1", profile(owned())));

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().path("detail").asText())
                .contains(code.endsWith("doubt") ? "Ask it before you call again" : "call again");
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    }

    @Test
    void givenAPeerThatIsDown_thenNothingWasSent() {
        assertThat(post(acme, load("down", "P9054-1", profile(owned()))).code()).isEqualTo("provisioning-not-sent");
    }

    /** What the peer says in words of its own may repeat a key. */
    @ParameterizedTest
    @CsvSource({"200, refused", "400, refused", "403, provisioning-refused", "500, provisioning-in-doubt"})
    void givenAPeerThatRepeatsAKey_thenNobodySeesIt(int status, String expected) {
        var iccid = owned();
        var body = status == 403 || status == 500
                ? "{\"error\":\"bad key " + KI + "\"}"
                : "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2\","
                        + "\"reasonCode\":\"2.1\",\"message\":\"bad key " + KI + "\"}}},\"ki\":\"" + KI + "\"}";
        WIRE.replies = request -> new Reply(status, body, Map.of("Content-Type", "application/json"));

        var answer = post(acme, load("wire-sgp22-v2", "P9054-1", profile(iccid)));

        if (expected.equals("refused")) {
            assertThat(taken(answer).at("/profiles/0/status/subjectCode").asText())
                    .isEqualTo("8.2");
        } else {
            assertThat(answer.code()).isEqualTo(expected);
        }
        var sent = WIRE.got.get(WIRE.got.size() - 1);
        assertThat(sent.line()).isEqualTo("POST /gsma/rsp2/es2plus/provisionProfiles");
        assertThat(sent.header("X-admin-protocol")).isEqualTo("gsma/rsp/v2.2.0");
        assertThat(sent.body()).contains("\"ki\":\"" + KI + "\"", "\"functionRequesterIdentifier\"", iccid);
        jdbc.update("delete from inventory where iccid = ?", iccid);
    }
}
