package io.rsproutes.northbound.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
 * ES2+ as customers call it: reads a call as a canonical command, and answers in the HTTP response as a
 * SM-DP+ would.
 */
public class GatewayEs2Plus {

    private final Settings settings;

    public GatewayEs2Plus(Settings settings) {
        this.settings = settings;
    }

    /**
     * Reads the ES2+ request (the body) of variable {@code gatewayFunction}; the body becomes the command,
     * JSON, or of getProfileStatus a list of {@code {place, command}}, one for each profile that it names,
     * with its place in iccidList. Sets variables {@code received}; {@code idempotencyKey}, of requester,
     * function and call identifier, null if the customer's {@code call-ids-unique} is false; {@code prefer},
     * to wait {@code rsp.gateway.answer-within}; {@code answerBy}, when that will be over; {@code
     * gatewayRead}, once it is JSON of ES2+; {@code offerDecides} (true), as core-submit has it; {@code
     * refusal} (function-not-offered) only when the customer's offer lacks the function. 403
     * requester-refused; 400 missing-parameter, invalid-command or malformed-json.
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
        exchange.setVariable("offerDecides", true);
        Object body = "getProfileStatus".equals(function)
                ? Es2PlusCommands.statusQueries(request, settings.gateway().maxIccids())
                : Json.write(Es2PlusCommands.command(function, request));
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
        waitFor(exchange, settings.gateway().answerWithin());
        exchange.getMessage().setBody(body);
    }

    private static void waitFor(Exchange exchange, Duration within) {
        exchange.setVariable("prefer", "wait=" + within.toSeconds());
        exchange.setVariable("answerBy", System.nanoTime() + within.toNanos());
    }

    /** What is left of the wait until {@code answerBy}, as read sets it: {@code wait=<seconds>}, 0 when it is over. */
    public String remaining(Long answerBy) {
        long left = TimeUnit.NANOSECONDS.toMillis(answerBy - System.nanoTime());
        return "wait=" + Math.max(0, (left + 999) / 1000);
    }

    /** Throws the caught problem of one entry of iccidList with the entry's place. Throws a failure of ours on. */
    public void refuseEntry(Exception failure, int place) throws Exception {
        var problem = Faults.find(failure);
        if (problem == null) {
            throw failure;
        }
        throw new Problem(
                problem.status(),
                CustomerRefusals.code(problem),
                "iccidList[" + place + "]: " + CustomerRefusals.words(problem));
    }

    /**
     * Writes the answer for the operation (JSON in the body); throws nothing. HTTP 200 with its ES2+ status,
     * codes and result when it has ended or is REFUSED. Problem+json 503 under-way with Retry-After while it
     * is under way: the same call again is told the result. Problem+json 504 in-doubt when it is IN_DOUBT, or
     * is under way and {@code idempotencyKey} is null, as the same call again would be another order. An ES2+
     * answer has the header X-Admin-Protocol: the lower of our version and that of variable {@code
     * xAdminProtocol} (null: ours).
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
        notEnded(exchange, "IN_DOUBT".equals(state));
    }

    /**
     * Answers for the operations of a getProfileStatus (a list of JSON in the body). 200 when all have ended
     * or are REFUSED, with an entry for each profile whose state the peer showed. A profile that is not the
     * customer's is left out. If no query was executed: Failed or Expired, with the codes of the customer's
     * first profile, or as for one that is not the customer's when none is. If some failed:
     * Executed-WithWarning, with the codes of the first of these. Else 503 or 504, as answer does; 504 only
     * when all that have not ended are IN_DOUBT, or {@code idempotencyKey} is null.
     */
    public void answerStatuses(Exchange exchange) {
        var statuses = ProfileStatuses.of(exchange.getMessage().getBody(List.class));
        if (!statuses.ended()) {
            notEnded(exchange, statuses.inDoubt());
        } else if (statuses.executed()) {
            send(
                    exchange,
                    200,
                    Es2PlusWriter.statuses(codes(statuses.status()), statuses.shown(), statuses.completedAt()));
        } else {
            send(exchange, 200, Es2PlusWriter.answer(codes(statuses.status()), java.util.Map.of()));
        }
    }

    private static void notEnded(Exchange exchange, boolean inDoubt) {
        boolean repeatable = exchange.getVariable("idempotencyKey") != null && !inDoubt;
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
     * Answers the exception just caught. A fault of the caller is Failed with codes: under HTTP 200 once the
     * request was read ({@code gatewayRead} is set), before that under the status of the problem (4xx). A
     * failure of ours is logged: problem+json, 503 unavailable with Retry-After. An ES2+ answer has
     * X-Admin-Protocol as .answer writes it.
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
