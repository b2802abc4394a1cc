package io.rsproutes.northbound.gateway;

import java.time.Instant;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.States;
import io.rsproutes.common.Strings;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Customer;
import io.rsproutes.config.Customer.EarlyRefusals;
import io.rsproutes.config.Customer.ReplyTo;
import io.rsproutes.config.GatewaySettings;
import io.rsproutes.config.Settings;
import io.rsproutes.northbound.rest.Faults;
import io.rsproutes.operation.CustomerMessages;
import io.rsproutes.platform.http.BrokenRequests;
import io.rsproutes.platform.http.SoapAnswer;
import io.rsproutes.protocol.CustomerStatus;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.es4.Es4;
import io.rsproutes.protocol.sgp02.es4.Es4Requests;
import io.rsproutes.security.AddressGuard;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ES4 as customers call it: reads a call as a canonical command, and answers as a SM-SR would. */
public class GatewayEs4 {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayEs4.class);
    private static final int MAX_MESSAGE_ID = 1_000;
    private static final Set<String> NOBODY = Set.of(Addressing.ANONYMOUS, Addressing.NONE);

    private final Settings settings;
    private final AddressGuard guard;
    private final CustomerMessages messages;

    public GatewayEs4(Settings settings, AddressGuard guard, CustomerMessages messages) {
        this.settings = settings;
        this.guard = guard;
        this.messages = messages;
    }

    /**
     * From the message (text) to a command (JSON text) as the body and variables {@code idempotencyKey, callKey, received, customerReplyTo,
     * customerContext, earlyRefusals, prefer, refusal}: all that will be needed to answer. The customer's headers end here.
     *
     * @throws SoapFault when it is no call, or not the customer's to make
     */
    public void read(Exchange exchange) {
        var customer = customer(exchange);
        var message = SoapReader.read(exchange.getMessage().getBody(String.class));
        var call = Es4Requests.call(message.body());
        if (call.function() == null) {
            throw new SoapFault(
                    "Sender",
                    "function-unknown",
                    "The body is no ES4 request we take; there are getEIS, auditEIS, enableProfile and setFallBackAttribute.");
        }
        var entity = sender(customer, message);
        var context = Json.MAPPER.createObjectNode();
        if (message.messageId() == null || message.messageId().isBlank()) {
            throw new SoapFault(
                    "Sender",
                    "message-id-required",
                    "wsa:MessageID is missing; results name it in wsa:RelatesTo, and the same one again is the same call.");
        }
        if (message.messageId().length() > MAX_MESSAGE_ID) {
            throw new SoapFault(
                    "Sender", "message-id-required", "wsa:MessageID is longer than " + MAX_MESSAGE_ID + " characters.");
        }
        Json.put(context, "messageId", message.messageId());
        Json.put(context, "transactionId", Strings.cap(EntityUri.parameter(message.messageId(), "TransactionId"), 255));
        Json.put(context, "entityId", entity);
        Json.put(
                context,
                "namespace",
                message.body().namespace().startsWith("http://namespaces.gsma.org/esim-messaging/")
                        ? Strings.cap(message.body().namespace(), 100)
                        : null);
        Json.put(context, "began", Es4.time(Instant.now()));
        exchange.setVariable("gatewayFunction", call.function());
        exchange.setVariable("gatewayContext", context);
        exchange.setVariable("earlyRefusals", customer.refusals().name());
        exchange.setVariable(
                "idempotencyKey", customer.callIdsUnique() ? "es4:" + Strings.sha256(message.messageId()) : null);
        exchange.setVariable(
                "callKey",
                customer.callIdsUnique() && call.callId() != null
                        ? "es4-call:"
                                + Strings.sha256(Json.write(new Object[] {entity, call.function(), call.callId()}))
                        : null);
        exchange.setVariable("received", message.body().canonical());
        exchange.setVariable("customerReplyTo", replyTo(customer, call.function(), message));
        // SGP.02 has getEIS answered in the HTTP response; a customer that names no ReplyTo gets it there.
        boolean answered = call.function().equals("getEIS") && exchange.getVariable("customerReplyTo") == null;
        exchange.setVariable(
                "prefer", answered ? "wait=" + settings.gateway().answerWithin().toSeconds() : null);
        exchange.getMessage().setBody(Json.write(command(exchange, customer, call, context)));
        exchange.setVariable("customerContext", Json.write(context));
    }

    private Customer customer(Exchange exchange) {
        return settings.tenants()
                .get(exchange.getVariable("tenant", String.class))
                .gateway();
    }

    // The certificate says which customer calls; what the message says must belong to it.
    private String sender(Customer customer, SoapMessage message) {
        var to = EntityUri.parameter(message.to(), "EntityId");
        if (to != null && !to.equals(settings.gateway().entityId())) {
            throw new SoapFault("Sender", "receiver-unknown", "The EntityId of wsa:To is not ours.");
        }
        var from = message.senderEntityId();
        if (from == null && customer.entityIds().size() == 1) {
            return customer.entityIds().get(0);
        }
        if (from == null || !customer.entityIds().contains(from)) {
            throw new SoapFault(
                    "Sender",
                    "requester-refused",
                    from == null
                            ? "The message does not say who sent it: wsa:From has no EntityId."
                            : "The EntityId of wsa:From is not one agreed with the holder of this client certificate.");
        }
        return from;
    }

    // An address we may call: a host registered for this customer, and public.
    private String replyTo(Customer customer, String function, SoapMessage message) {
        var address = message.replyTo();
        if (address == null || NOBODY.contains(EntityUri.base(address))) {
            if (customer.replyTo() == ReplyTo.REQUIRED && !function.equals("getEIS")) {
                throw new SoapFault(
                        "Sender",
                        "replyto-required",
                        "wsa:ReplyTo is missing, so that no result could ever reach you; name an address at a host registered for you.");
            }
            if (!function.equals("getEIS")) {
                LOG.warn(
                        "a customer's {} names no wsa:ReplyTo: its result is kept until it sends the same message again, or reads the operation",
                        function);
            }
            return null;
        }
        var fault = address.length() > 1_500 ? "is longer than 1500 characters" : guard.fault(address, customer);
        if (fault != null) {
            throw new SoapFault("Sender", "replyto-refused", "wsa:ReplyTo " + fault + ".");
        }
        return address;
    }

    private ObjectNode command(Exchange exchange, Customer customer, Es4Requests.Call call, ObjectNode context) {
        var offer = settings.gateway().offers().get(customer.offer());
        if (!offer.functions().contains(call.function())) {
            exchange.setVariable("refusal", "function-not-offered");
        }
        if (call.callId() == null) {
            throw new Problem(400, "missing-parameter", "FunctionCallIdentifier is missing.");
        }
        if (call.iccids().size() > 1) {
            throw new Problem(
                    400, "invalid-command", "More than one Iccid is not taken; name one, or none for the whole eUICC.");
        }
        var command = Json.MAPPER.createObjectNode().put("function", call.function());
        Json.put(command, "eid", call.eid());
        if (!call.iccids().isEmpty()) {
            command.put("iccid", call.iccids().get(0));
        }
        command.put("clientReference", Strings.cap(call.callId().replaceAll("\\p{Cntrl}+", " "), 128));
        validity(exchange, offer, call, context, command);
        return command;
    }

    private static void validity(
            Exchange exchange,
            GatewaySettings.Offer offer,
            Es4Requests.Call call,
            ObjectNode context,
            ObjectNode command) {
        var fixed = offer.validity().fixed().get(call.function());
        if (fixed != null) {
            command.put("validityPeriod", fixed.toSeconds());
        } else if (call.validity() != null) {
            if (!call.validity().matches("0*[1-9]\\d{0,17}")) {
                throw new Problem(400, "invalid-command", "ValidityPeriod is not a positive whole number of seconds.");
            }
            long wanted = Long.parseLong(call.validity());
            long taken = Math.max(
                    offer.validity().min().toSeconds(),
                    Math.min(wanted, offer.validity().max().toSeconds()));
            if (taken != wanted) {
                exchange.setVariable("refusal", "validity-refused");
                context.put("acceptableValidity", taken);
            }
            command.put("validityPeriod", taken);
        }
    }

    /** The operation (JSON in the body) as the answer: 202 while its result is still to come, or is to come by callback; else the response itself. */
    public void answer(Exchange exchange) {
        var operation = Json.read(exchange.getMessage().getBody(String.class));
        var state = operation.path("state").asText();
        boolean refused = "REFUSED".equals(state);
        // What the peer would take, when the core refused for that.
        if (refused
                && exchange.getVariable("acceptableValidity") != null
                && context(exchange) instanceof ObjectNode context
                && !context.has("acceptableValidity")) {
            context.put("acceptableValidity", exchange.getVariable("acceptableValidity", Long.class));
        }
        // Sent again after the end, it is answered with the result at once: the callback may have been lost on the
        // customer's side.
        boolean again = Boolean.TRUE.equals(exchange.getVariable("existing"));
        boolean body = again
                || exchange.getVariable("customerReplyTo") == null
                || refused && EarlyRefusals.BODY.name().equals(exchange.getVariable("earlyRefusals"));
        if (body && (refused || States.TERMINAL.contains(state))) {
            SoapAnswer.write(
                    exchange, 200, messages.response(operation, context(exchange), UuidV7.next(), Instant.now(), null));
        } else {
            SoapAnswer.write(exchange, 202, null);
        }
    }

    private static JsonNode context(Exchange exchange) {
        return exchange.getVariable("gatewayContext") instanceof JsonNode context
                ? context
                : Json.MAPPER.createObjectNode();
    }

    /** The exception of the route: a call with a fault in it as a FAILED response, what is no call of this customer's as a fault. */
    public void refuse(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        var function = exchange.getVariable("gatewayFunction", String.class);
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SoapFault fault) {
                LOG.warn(
                        "a call of {} was refused: {}",
                        exchange.getVariable("tenant") == null ? "nobody we know" : exchange.getVariable("tenant"),
                        fault.getMessage());
                SoapAnswer.write(
                        exchange,
                        "certificate-unknown".equals(fault.subcode()) ? 403 : fault.status(),
                        SoapWriter.fault(fault));
                return;
            }
        }
        var problem = Faults.find(failure);
        if (problem != null && problem.status() < 500) {
            if (problem.code().equals("idempotency-key-reused")) {
                SoapAnswer.write(
                        exchange,
                        400,
                        SoapWriter.fault(
                                "Sender",
                                "message-id-reused",
                                "This wsa:MessageID came with another call before; give each call its own."));
            } else if (problem.code().equals("function-call-id-reused")) {
                SoapAnswer.write(exchange, 400, SoapWriter.fault("Sender", problem.code(), problem.getMessage()));
            } else if (function == null) {
                SoapAnswer.write(
                        exchange, problem.status(), SoapWriter.fault("Sender", problem.code(), problem.getMessage()));
            } else {
                SoapAnswer.write(
                        exchange,
                        200,
                        messages.response(
                                function,
                                CustomerStatus.of("es4", code(problem), words(problem)),
                                null,
                                context(exchange),
                                UuidV7.next(),
                                Instant.now(),
                                null));
            }
            return;
        }
        if (BrokenRequests.is(failure)) {
            LOG.warn("a call of {} broke off", exchange.getVariable("tenant"));
            SoapAnswer.write(exchange, 400, SoapWriter.fault("Sender", "The message broke off; nothing was done."));
            return;
        }
        Faults.logged(exchange, failure);
        SoapAnswer.write(
                exchange,
                503,
                SoapWriter.fault(
                        "Receiver",
                        "unavailable",
                        "The call could not be taken; nothing was done. Send it again later."));
        exchange.getMessage().setHeader("Retry-After", 5);
    }

    static String code(Problem problem) {
        boolean missing = !problem.violations().isEmpty()
                && problem.violations().stream().allMatch(one -> one.detail().startsWith("is missing"));
        return missing ? "missing-parameter" : problem.code();
    }

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
