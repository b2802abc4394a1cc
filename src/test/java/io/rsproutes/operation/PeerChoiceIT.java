package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Eids;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server that really gets the call, of several that might. */
class PeerChoiceIT extends BundleIT {

    private static final AtomicInteger NEXT = new AtomicInteger();

    @BeforeEach
    void bothServersAnswer() {
        STUB.reply = new Reply(
                200, Soap.envelope("", Soap.response("GetEIS", "EXECUTED_SUCCESS")), Map.of("Content-Type", Soap.TYPE));
        WIRE.replies = request -> new Reply(
                200,
                "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}},\"iccid\":\""
                        + request.body().replaceAll("(?s).*\"iccid\":\"(\\d+F?)\".*", "$1") + "\"}",
                Map.of("Content-Type", "application/json"));
    }

    @AfterEach
    void asBefore() {
        STUB.reply = new Reply(202, "", Map.of());
        WIRE.replies = null;
    }

    /** An eUICC of acme's whose EID begins so, at a peer by the inventory, or nobody knows where. */
    private String eid(String beginning, String peer) {
        var digits = (beginning + "0".repeat(30)).substring(0, 26) + String.format("%04d", NEXT.incrementAndGet());
        var eid = Eids.eid(digits);
        jdbc.update("insert into euicc (eid, tenant, peer) values (?, 'acme', ?)", eid, peer);
        return eid;
    }

    private boolean stubGot(String eid) {
        return STUB.got.stream().anyMatch(request -> request.body().contains(eid));
    }

    private boolean simulatorGot(String eid) {
        return nobody.get("/simulator/smsr/calls").text().contains(eid);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "89049041, -,         smsr-two",
                "89049042, -,         smsr-stub",
                "89049043, -,         smsr-two",
                "89049032, smsr-stub, smsr-stub",
                "89049042, smsr-demo, smsr-demo",
            })
    void givenRangesOfEids_thenTheMostSpecificGetsTheCall(String beginning, String inventory, String chosen) {
        // Within 8904904199-8904904299 for the second, outside it for the others.
        var eid = eid(beginning.equals("89049042") ? "8904904250" : beginning, inventory);

        var answer = acme.order("{\"function\":\"getEIS\",\"eid\":\"" + eid + "\"}");

        assertThat(answer.json().path("peer").asText()).as(answer.text()).isEqualTo(chosen);
        assertThat(stubGot(eid)).isEqualTo(chosen.equals("smsr-stub"));
        assertThat(simulatorGot(eid)).isEqualTo(!chosen.equals("smsr-stub"));
    }

    @Test
    void givenAPeerThatTheOrderNames_thenItGetsTheCall() {
        var eid = eid("8904904250", "smsr-demo");

        var answer = acme.order("{\"function\":\"getEIS\",\"eid\":\"" + eid + "\",\"peer\":\"smsr-two\"}");

        assertThat(answer.json().path("peer").asText()).isEqualTo("smsr-two");
        assertThat(simulatorGot(eid)).isTrue();
        assertThat(stubGot(eid)).isFalse();
    }

    /** A change of SM-SR starts where the eUICC is. */
    @ParameterizedTest
    @ValueSource(strings = {"prepareSMSRChange", "smsrChange"})
    void givenAChangeThatNamesAnotherPeerThanTheEuiccs_thenItIsRefused(String function) {
        var eid = eid("8904904251", "smsr-demo");

        var answer = acme.order("{\"function\":\"" + function + "\",\"eid\":\"" + eid
                + "\",\"peer\":\"smsr-next\",\"targetPeer\":\"smsr-two\"}");

        assertThat(answer.code()).isEqualTo("target-peer-unknown");
        assertThat(answer.text()).contains("The peer it names is not the SM-SR that has the eUICC");
        assertThat(simulatorGot(eid)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,         in the eid-ranges and iccid-ranges of rsp.peers (none fits)",
                "gone,      The inventory names 'gone'",
            })
    void givenACardThatNobodyHas_thenTheRefusalSaysWhereWeLooked(String inventory, String looked) {
        var eid = eid("890491", inventory);
        var order = "{\"function\":\"getEIS\",\"eid\":\"" + eid + "\"}";

        var answer = acme.post("/rsp/v1/operations", order, "Idempotency-Key", eid);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("peer-unknown");
        assertThat(answer.json().path("detail").asText())
                .contains(looked, "loads the inventory")
                .doesNotContain(eid);
        assertThat(acme.post("/rsp/v1/operations", order, "Idempotency-Key", eid)
                        .text())
                .contains(looked);
        assertThat(simulatorGot(eid) || stubGot(eid)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "P9054-9, -,       wire-typed",
                "P9054-8, -,       smdp-demo",
                "-,       -,       smdp-demo",
                "-,       P9054-9, wire-typed",
                "P9054-9, P9054-8, smdp-demo",
                "P9054-8, P9054-9, wire-typed"
            })
    void givenProfileTypes_thenTheMostSpecificGetsTheCall(String known, String ordered, String chosen) {
        var iccid =
                io.rsproutes.common.Identifiers.canonicalIccid(String.format("894799%012d", NEXT.incrementAndGet()));
        jdbc.update("insert into inventory (iccid, tenant, profile_type) values (?, 'acme', ?)", iccid, known);

        var answer = acme.order("{\"function\":\"downloadOrder\",\"iccid\":\"" + iccid + "\",\"parameters\":{"
                + (ordered == null ? "" : "\"profileType\":\"" + ordered + "\"") + "}}");

        assertThat(answer.json().path("peer").asText()).as(answer.text()).isEqualTo(chosen);
        assertThat(WIRE.got.stream()
                        .anyMatch(request -> request.line().contains("/typed/")
                                && request.body().contains(iccid)))
                .isEqualTo(chosen.equals("wire-typed"));
    }
}
