package io.rsproutes.southbound.es2plus;

import java.util.Map;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.BeforeEach;

/** A SM-DP+ of every dialect that answers as it should. */
abstract class DialectScenarios extends BundleIT {

    static final String OK = """
            {"header":{"functionExecutionStatus":{"status":"Executed-Success"}}""";

    @BeforeEach
    void answers() {
        WIRE.got.clear();
        WIRE.replies = request -> new Reply(
                200,
                request.line().endsWith("confirmOrder")
                        ? OK + ",\"matchingId\":\"04386-AGYFT-A74Y8-3F815\"}"
                        : request.line().endsWith("getProfileStatus")
                                ? OK + ",\"profileStatusList\":[{\"iccid\":\"" + request.field("iccid")
                                        + "\",\"state\":\"RELEASED\"}]}"
                                : request.line().endsWith("downloadOrder")
                                        ? OK + ",\"iccid\":\"" + request.field("iccid") + "\"}"
                                        : OK + "}",
                Map.of("Content-Type", "application/json"));
    }
}
