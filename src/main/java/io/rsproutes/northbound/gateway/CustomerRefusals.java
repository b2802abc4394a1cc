package io.rsproutes.northbound.gateway;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Causes;
import io.rsproutes.common.Problem;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Functions;
import io.rsproutes.northbound.rest.Faults;
import io.rsproutes.operation.CustomerMessages;
import io.rsproutes.platform.http.BrokenRequests;
import io.rsproutes.platform.http.SoapAnswer;
import io.rsproutes.protocol.CustomerStatus;
import io.rsproutes.protocol.sgp02.SoapFault;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a customer is answered whose call did not become an operation: a FAILED response, or a fault with a code. */
final class CustomerRefusals {

    private static final Logger LOG = LoggerFactory.getLogger(CustomerRefusals.class);

    private final CustomerMessages messages;

    CustomerRefusals(CustomerMessages messages) {
        this.messages = messages;
    }

    /**
     * Answers the failure: what is no call of this customer's as a fault, a call with a fault in it as
     * FAILED.
     *
     * @param function of the call; null when it was not read so far
     * @param context  of the call, as {@link CustomerMessages} has it
     */
    void answer(Exchange exchange, Throwable failure, String function, JsonNode context) {
        var fault = fault(failure);
        var problem = Faults.find(failure);
        if (fault != null) {
            refuse(exchange, fault);
        } else if (problem != null && problem.status() < 500) {
            refuse(exchange, problem, function, context);
        } else if (BrokenRequests.is(failure)) {
            LOG.warn("a call of {} broke off", exchange.getVariable("tenant"));
            SoapAnswer.fault(exchange, new SoapFault("Sender", "The message broke off; nothing was done."));
        } else {
            Faults.logged(exchange, failure);
            SoapAnswer.unavailable(
                    exchange,
                    new SoapFault(
                            "Receiver",
                            "unavailable",
                            "Something failed here before the call was answered. Send it again later with the same"
                                    + " FunctionCallIdentifier."),
                    5);
        }
    }

    private static SoapFault fault(Throwable failure) {
        return Causes.find(failure, SoapFault.class);
    }

    private static void refuse(Exchange exchange, SoapFault fault) {
        LOG.warn(
                "a call of {} was refused: {}",
                exchange.getVariable("tenant") == null ? "nobody we know" : exchange.getVariable("tenant"),
                fault.getMessage());
        if ("certificate-unknown".equals(fault.subcode())) {
            SoapAnswer.fault(exchange, 403, fault);
        } else {
            SoapAnswer.fault(exchange, fault);
        }
    }

    private void refuse(Exchange exchange, Problem problem, String function, JsonNode context) {
        if (problem.code().equals("idempotency-key-reused")) {
            SoapAnswer.fault(
                    exchange,
                    new SoapFault(
                            "Sender",
                            "message-id-reused",
                            "This wsa:MessageID came with another call before; give each call its own."));
        } else if (problem.code().equals("function-call-id-reused")) {
            SoapAnswer.fault(exchange, new SoapFault("Sender", problem.code(), problem.getMessage()));
        } else if (function == null) {
            var fault = new SoapFault("Sender", problem.code(), problem.getMessage());
            SoapAnswer.fault(exchange, problem.status(), fault);
        } else {
            var status = CustomerStatus.of(Functions.ES4, code(problem), words(problem));
            SoapAnswer.write(
                    exchange,
                    200,
                    messages.response(function, status, null, context, UuidV7.next(), Instant.now(), null));
        }
    }

    /** Our code of a problem; of one that is only about what is missing, that. */
    static String code(Problem problem) {
        boolean missing = !problem.violations().isEmpty()
                && problem.violations().stream().allMatch(one -> one.detail().startsWith("is missing"));
        return missing ? "missing-parameter" : problem.code();
    }

    /** A problem in words, with the customer's names of fields. */
    static String words(Problem problem) {
        return problem.violations().isEmpty()
                ? problem.getMessage()
                : String.join(
                        "; ",
                        problem.violations().stream()
                                .map(one ->
                                        one.pointer().substring(one.pointer().lastIndexOf('/') + 1) + " "
                                                + one.detail().replace("/parameters/", ""))
                                .toList());
    }
}
