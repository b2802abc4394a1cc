package io.rsproutes.southbound.es2plus;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A SM-DP+ that answers what a test says. */
abstract class PeerAnswerScenarios extends BundleIT {

    static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    static final String OK = header("{\"status\":\"Executed-Success\"}");
    static final String FAILED = header(
                    """
                    {"status":"Failed","statusCodeData":{"subjectCode":"8.2.1","reasonCode":"3.3","message":"m"}}""")
            + "}";

    @BeforeEach
    void forget() {
        WIRE.got.clear();
    }

    @AfterEach
    void letGo() {
        WIRE.replies = null;
    }

    static String header(String status) {
        return """
               {"header":{"functionExecutionStatus":%s}""".formatted(status);
    }

    /** confirmOrder is answered so; every other function as it should be. */
    static void confirming(Reply reply) {
        WIRE.replies = request -> {
            var allotted =
                    request.line().endsWith("downloadOrder") ? ",\"iccid\":\"" + request.field("iccid") + "\"}" : "}";
            return request.line().endsWith("confirmOrder") ? reply : new Reply(200, OK + allotted, JSON);
        };
    }

    static void answering(Function<String, Reply> reply) {
        WIRE.replies = request -> reply.apply(request.field("iccid"));
    }

    Answer orderProfile() {
        return order("orderProfile", "");
    }

    /** An order of this function for a fresh profile, with more fields as JSON. */
    Answer order(String function, String more) {
        var order = """
                    {"function":"%s","peer":"wire-sgp22-v2","iccid":"%s"%s}""";
        return acme.order(order.formatted(function, owned(), more));
    }

    static List<String> called() {
        return WIRE.got.stream()
                .map(request -> request.line().replaceAll(".*/", ""))
                .toList();
    }
}
