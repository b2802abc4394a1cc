package io.rsproutes.northbound.gateway;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.States;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Settings;
import io.rsproutes.northbound.rest.Faults;
import io.rsproutes.platform.http.Problems;
import io.rsproutes.protocol.CustomerStatus;
import io.rsproutes.protocol.es2plus.AdminProtocol;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.es2plus.Es2PlusWriter;
import org.apache.camel.Exchange;

/**
 * ES2+ as customers call it: reads a call as a canonical command, and answers in the HTTP response as a SM-DP+ would.
 */
public class GatewayEs2Plus {

    private final Settings settings;

    public GatewayEs2Plus(Settings settings) {
        this.settings = settings;
    }

    /**
     * Reads the ES2+ request (the body) of variable {@code gatewayFunction}; the body becomes the command, JSON. Sets
     * variables {@code received}; {@code idempotencyKey}, of requester, function and call identifier, null if the
     * customer's {@code call-ids-unique} is false; {@code prefer}, to wait {@code rsp.gateway.answer-within}; {@code
     * gatewayRead}, once it is JSON of ES2+; {@code refusal} (function-not-offered) only when the customer's offer
     * lacks the function. 403 requester-refused; 400 missing-parameter, invalid-command or malformed-json.
     */
    public void read(Exchange exchange) {
        var customer = settings.tenants()
                .get(exchange.getVariable("tenant", String.class))
                .gateway();
        var function = exchange.getVariable("gatewayFunction", String.class);
        var received = exchange.getMessage().getBody(String.class);
        var request = Es2Plus.read(received);
        exchange.setVariable("gatewayRead", true);
        if (request.requesterId() == null || !customer.requesterIds().contains(request.requesterId())) {
            throw new Problem(
                    403,
                    "requester-refused",
                    "The functionRequesterIdentifier is not one agreed with the holder of this client certificate.");
        }
        if (request.callId() == null || request.callId().isBlank()) {
            throw new Problem(400, "missing-parameter", "functionCallIdentifier is missing.");
        }
        if (!settings.gateway().offers().get(customer.offer()).functions().contains(function)) {
            exchange.setVariable("refusal", "function-not-offered");
        }
        var text = Json.write(command(function, request));
        // One call id, one call of the function: the same again is answered with the same result, another (in whatever
        // of its body) is refused.
        exchange.setVariable("received", received);
        exchange.setVariable(
                "idempotencyKey",
                customer.callIdsUnique()
                        ? "es2plus:"
                                + Strings.sha256(
                                        Json.write(new Object[] {request.requesterId(), function, request.callId()}))
                        : null);
        exchange.setVariable(
                "prefer", "wait=" + settings.gateway().answerWithin().toSeconds());
        exchange.getMessage().setBody(text);
    }

    private static ObjectNode command(String function, Es2Plus.Request request) {
        var command = Json.MAPPER
                .createObjectNode()
                .put("function", function)
                .put("clientReference", Strings.cap(request.callId().replaceAll("\\p{Cntrl}+", " "), 128));
        Json.put(command, "eid", request.fields().get("eid"));
        Json.put(command, "iccid", request.fields().get("iccid"));
        var parameters = parameters(function, request);
        if (!parameters.isEmpty()) {
            command.set("parameters", parameters);
        }
        return command;
    }

    private static ObjectNode parameters(String function, Es2Plus.Request request) {
        var fields = request.fields();
        var parameters = Json.MAPPER.createObjectNode();
        switch (function) {
            case "downloadOrder" -> Json.put(parameters, "profileType", fields.get("profiletype"));
            case "confirmOrder" -> {
                Json.put(parameters, "matchingId", fields.get("matchingid"));
                Json.put(parameters, "confirmationCode", fields.get("confirmationcode"));
                Json.put(parameters, "smdsAddress", fields.get("smdsaddress"));
                var flag = fields.get("releaseflag") == null
                        ? ""
                        : fields.get("releaseflag").strip();
                if (!flag.equalsIgnoreCase("true") && !flag.equalsIgnoreCase("false")) {
                    throw new Problem(
                            400,
                            fields.get("releaseflag") == null ? "missing-parameter" : "invalid-command",
                            "releaseFlag is not true or false.");
                }
                parameters.put("releaseFlag", Boolean.valueOf(flag));
            }
            case "cancelOrder" -> {
                Json.put(parameters, "matchingId", fields.get("matchingid"));
                if (fields.get("finalprofilestatusindicator") == null) {
                    throw new Problem(400, "missing-parameter", "finalProfileStatusIndicator is missing.");
                }
                parameters.put("finalProfileStatusIndicator", Es2Plus.state(fields.get("finalprofilestatusindicator")));
            }
            default -> {
                // releaseProfile has none
            }
        }
        return parameters;
    }

    /**
     * Writes the answer for the operation (JSON in the body); throws nothing. HTTP 200 with its ES2+ status, codes and
     * result when it has ended or is REFUSED. Problem+json 503 under-way with Retry-After while it is under way: the
     * same call again is told the result. Problem+json 504 in-doubt when it is IN_DOUBT, or is under way and {@code
     * idempotencyKey} is null, as the same call again would be another order. An ES2+ answer has the header
     * X-Admin-Protocol: the lower of our version and that of variable {@code xAdminProtocol} (null: ours).
     */
    public void answer(Exchange exchange) {
        var operation = Json.read(exchange.getMessage().getBody(String.class));
        var state = operation.path("state").asText();
        if ("REFUSED".equals(state) || States.TERMINAL.contains(state)) {
            var fields = new LinkedHashMap<String, String>();
            if ("SUCCEEDED".equals(state)) {
                for (var field : new String[] {"iccid", "eid", "matchingId", "smdpAddress"}) {
                    if (operation.path("result").hasNonNull(field)) {
                        fields.put(field, operation.path("result").path(field).asText());
                    }
                }
            }
            send(
                    exchange,
                    200,
                    Es2PlusWriter.answer(codes(CustomerStatus.of("es2plus", state, operation.get("status"))), fields));
            return;
        }
        boolean repeatable = exchange.getVariable("idempotencyKey") != null && !"IN_DOUBT".equals(state);
        problem(
                exchange,
                new Problem(
                        repeatable ? 503 : 504,
                        repeatable ? "under-way" : "in-doubt",
                        repeatable
                                ? "The call is under way;"
                                        + " send it again with the same functionCallIdentifier to be told its result."
                                : "Nobody knows yet whether the call was executed; it is being settled.",
                        java.util.List.of(),
                        repeatable ? 5 : null));
    }

    /**
     * Answers the exception just caught. A fault of the caller is Failed with codes: under HTTP 200 once the request
     * was read ({@code gatewayRead} is set), before that under the status of the problem (4xx). A failure of ours is
     * logged: problem+json, 503 unavailable with Retry-After. An ES2+ answer has X-Admin-Protocol as .answer writes it.
     */
    public void refuse(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        var problem = Faults.fault(failure);
        if (problem != null && problem.status() < 500) {
            if (problem.code().equals("idempotency-key-reused")) {
                problem = new Problem(
                        400,
                        "invalid-command",
                        "This functionCallIdentifier came with another " + exchange.getVariable("gatewayFunction")
                                + " before; give each call its own.");
            }
            if (exchange.getVariable("gatewayRead") == null) {
                problem(exchange, problem);
            } else {
                send(
                        exchange,
                        200,
                        Es2PlusWriter.answer(
                                codes(CustomerStatus.of(
                                        "es2plus", CustomerRefusals.code(problem), CustomerRefusals.words(problem))),
                                java.util.Map.of()));
            }
            return;
        }
        Faults.logged(exchange, failure);
        problem(
                exchange,
                new Problem(
                        503,
                        "unavailable",
                        "Something failed here before the call was answered. Send it again with the same"
                                + " functionCallIdentifier.",
                        java.util.List.of(),
                        5));
    }

    private static java.util.Map<String, String> codes(CustomerStatus status) {
        var codes = new LinkedHashMap<String, String>();
        codes.put("status", status.status());
        if (status.code() != null) {
            codes.put("subjectCode", status.code()[0]);
            codes.put("reasonCode", status.code()[1]);
            put(codes, "message", status.message());
        }
        return codes;
    }

    private static void send(Exchange exchange, int status, String body) {
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader(
                "X-Admin-Protocol",
                AdminProtocol.answer(exchange.getVariable("xAdminProtocol", String.class), AdminProtocol.OURS));
        message.setBody(body.getBytes(StandardCharsets.UTF_8));
    }

    private static void problem(Exchange exchange, Problem problem) {
        boolean refused = problem.status() < 500;
        send(exchange, problem.status(), refused ? Problems.es2plus(problem) : Json.write(Problems.body(problem)));
        if (!refused) {
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        }
        if (problem.retryAfter() != null) {
            exchange.getMessage().setHeader("Retry-After", problem.retryAfter());
        }
    }

    private static void put(java.util.Map<String, String> map, String field, String value) {
        if (value != null) {
            map.put(field, value);
        }
    }
}
