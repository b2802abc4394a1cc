package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.rsproutes.common.Json;
import io.rsproutes.protocol.es2plus.Es2Plus.ProfileStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusQueriesTest {

    private static final String ICCID = "8947010000123456784";
    private static final String EID = "89049032123451234512345678901235";

    /** What another operation had left may look like this call's doing; what came before an order of several began does not. */
    @ParameterizedTest
    @CsvSource({
        "downloadOrder, downloadOrder, , true", "downloadOrder, downloadOrder, cancelOrder, true",
                "downloadOrder, downloadOrder, downloadOrder, false",
        "orderProfile, downloadOrder, confirmOrder, false", "confirmOrder, confirmOrder, downloadOrder, true",
                "confirmOrder, confirmOrder, orderProfile, false",
        "confirmOrder, confirmOrder, releaseProfile, false", "orderProfile, confirmOrder, orderProfile, true",
                "orderProfile, confirmOrder, releaseProfile, true",
        "cancelOrder, cancelOrder, confirmOrder, true"
    })
    void aStateIsTheCallsOwn(String function, String called, String before, boolean own) {
        assertThat(StatusQueries.provesExecuted(function, called, before)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({
        "downloadOrder, Allocated, false, done", "downloadOrder, Available, false, unknown",
                "downloadOrder, Available, true, not-done",
        "confirmOrder, Released, false, done", "confirmOrder, Allocated, true, not-done",
                "releaseProfile, Confirmed, true, not-done",
        "cancelOrder, Available, false, done", "getProfileStatus, Installed, false, done",
                "downloadOrder, Odd, true, unknown"
    })
    void theStateSaysWhetherTheCallWasExecuted(String called, String state, boolean over, String verdict) {
        var call = new StatusQueries.Call(called, called, null, null, Json.read("{}"), over);

        assertThat(StatusQueries.evaluate(call, status(state, null, null))).containsEntry("verdict", verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "downloadOrder, downloadOrder, , , never",
        "downloadOrder, , " + EID + ", , never",
        "confirmOrder, , , OTHER, never",
        "confirmOrder, , , mine, done"
    })
    void anothersDoingSettlesNothing(String called, String before, String eid, String matchingId, String verdict) {
        var asked = eid == null ? null : EID.replace('5', '6');
        var call =
                new StatusQueries.Call(called, called, before, asked, Json.read("{\"matchingId\": \"MINE\"}"), false);

        assertThat(StatusQueries.evaluate(call, status("Released", eid, matchingId)))
                .containsEntry("verdict", verdict);
    }

    private static ProfileStatus status(String state, String eid, String matchingId) {
        return StatusQueries.shown(List.of(new ProfileStatus(ICCID, state, eid, matchingId, null)), ICCID);
    }
}
