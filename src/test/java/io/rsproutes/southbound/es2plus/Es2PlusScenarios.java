package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;

/** Orders for profiles, prepared as far as a lost answer needs them. */
abstract class Es2PlusScenarios extends BundleIT {

    String prepared(String peer, String function) {
        var iccid = orderedAt(peer, "downloadOrder");
        if (function.equals("releaseProfile") || function.equals("cancelOrder")) {
            assertThat(acme.order(Order.of("confirmOrder").iccid(iccid).with("releaseFlag", false))
                            .state())
                    .isEqualTo("SUCCEEDED");
        }
        if (function.equals("downloadOrder")) {
            assertThat(acme.order(Order.of("cancelOrder").iccid(iccid)).state()).isEqualTo("SUCCEEDED");
        }
        return iccid;
    }

    /** A person says what became of an operation, and its result. */
    Answer resolve(String id, String outcome, Object result) {
        return operator.post(
                "/rsp/v1/operations/" + id + "/resolve",
                Json.write(Map.of("outcome", outcome, "reason", "portal", "result", result)));
    }
}
