package io.rsproutes.northbound.gateway;

import java.time.Instant;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.States;
import io.rsproutes.common.Strings;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Customer;
import io.rsproutes.config.Customer.EarlyRefusals;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.CustomerMessages;
import io.rsproutes.platform.database.SqlList;
import io.rsproutes.platform.http.SoapAnswer;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapForm;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.message.Sgp02;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests;
import io.rsproutes.security.AddressGuard;
import org.apache.camel.Exchange;

/** ES4 and ES2 as customers call them: reads a call as a canonical command, and answers as an SM-SR or SM-DP would. */
public class GatewaySgp02 {

    private static final String NAMESPACES = "http://namespaces.gsma.org/esim-messaging/";

    private final Settings settings;
    private final CustomerMessages messages;
    private final CustomerAddressing addressing;
    private final CustomerCommands commands;
    private final CustomerRefusals refusals;

    public GatewaySgp02(Settings settings, AddressGuard guard, CustomerMessages messages) {
        this.settings = settings;
        this.messages = messages;
        this.addressing = new CustomerAddressing(settings, guard);
        this.commands = new CustomerCommands(settings);
        this.refusals = new CustomerRefusals(messages);
    }

    /**
     * Reads the SOAP message (the body), a call at the interface es4 or es2; the body becomes the command, JSON. Sets
     * variables {@code received, gatewayFunction}; what the answer repeats of the call, as {@code gatewayContext} for
     * the answer now, as {@code customerContext} (JSON) for one that is sent later; {@code idempotencyKey} (of
     * wsa:MessageID) and {@code callKey} (of FunctionCallIdentifier), both null if the customer's {@code
     * call-ids-unique} is false; {@code customerReplyTo}, where the result goes: wsa:ReplyTo, without one the
     * customer's callback-url, null for nowhere; {@code bootstrapTenants}, of an enableProfile, whose profiles on its
     * eUICCs the customer may enable besides its own (as SQL takes a list), null for nobody's; {@code earlyRefusals},
     * BODY or CALLBACK; {@code prefer}, to wait {@code rsp.gateway.answer-within} for a getEIS without ReplyTo, else
     * null; {@code refusal}, a code of rejectionReasons, only when the customer's offer does not have the call
     * (function-not-offered, validity-refused), or an SM-SR that it names is not configured (target-peer-unknown).
     * Throws a SOAP fault for what is no such call of this customer's, also for a ReplyTo at a host that is not
     * registered for the customer (replyto-refused), or a missing one if the customer must have one; a problem (400)
     * for a call with a wrong field.
     *
     * @throws SoapFault when it is no call, or not the customer's to make
     */
    public void read(Exchange exchange, String interfaceName) {
        var customer = settings.tenants()
                .get(exchange.getVariable("tenant", String.class))
                .gateway();
        var message = SoapReader.read(exchange.getMessage().getBody(String.class));
        var call = Sgp02Requests.call(message.body(), interfaceName);
        if (call.function() == null
                || !Functions.get(call.function()).interfaces().contains(interfaceName)) {
            throw new SoapFault(
                    "Sender",
                    "function-unknown",
                    "The body is no " + interfaceName.toUpperCase(Locale.ROOT) + " request we take; you may call "
                            + String.join(", ", commands.functions(customer, interfaceName)) + ".");
        }
        addressing.checkReceiver(message, commands.isForAnySmsr(call.function()));
        var entityId = addressing.sender(customer, message);
        var messageId = addressing.messageId(message);
        var context = context(message, messageId, entityId).put("interface", interfaceName);
        exchange.setVariable("gatewayFunction", call.function());
        exchange.setVariable("gatewayContext", context);
        exchange.setVariable("earlyRefusals", customer.refusals().name());
        exchange.setVariable("received", message.body().canonical());
        keys(exchange, customer, call, messageId, entityId);
        exchange.setVariable("bootstrapTenants", bootstrapTenants(customer, call.function()));
        var replyTo = addressing.replyTo(customer, call.function(), message);
        exchange.setVariable("customerReplyTo", replyTo);
        boolean answered = replyTo == null && CustomerAddressing.answersInResponse(call.function());
        exchange.setVariable(
                "prefer", answered ? "wait=" + settings.gateway().answerWithin().toSeconds() : null);
        var order = commands.order(
                customer, call, EntityUri.parameter(message.to(), "EntityId"), message.providerEntityId());
        if (order.refusal() != null) {
            exchange.setVariable("refusal", order.refusal());
        }
        if (order.acceptableValidity() != null) {
            context.put("acceptableValidity", order.acceptableValidity());
        }
        exchange.getMessage().setBody(Json.write(order.command()));
        exchange.setVariable("customerContext", Json.write(context));
    }

    private static String bootstrapTenants(Customer customer, String function) {
        return function.equals("enableProfile") && !customer.bootstrapTenants().isEmpty()
                ? SqlList.of(customer.bootstrapTenants())
                : null;
    }

    private static ObjectNode context(SoapMessage message, String messageId, String entityId) {
        var context = Json.MAPPER.createObjectNode();
        var namespace = message.body().namespace();
        Json.put(context, "messageId", messageId);
        Json.put(context, "transactionId", Strings.cap(EntityUri.parameter(messageId, "TransactionId"), 255));
        Json.put(context, "entityId", entityId);
        Json.put(context, "namespace", namespace.startsWith(NAMESPACES) ? Strings.cap(namespace, 100) : null);
        Json.put(context, "began", Sgp02.time(Instant.now()));
        var form = message.form();
        if (!form.equals(SoapForm.V3)) {
            context.put("soap", form.version().number()).put("rpc", form.rpc()).put("addressing", form.addressing());
        }
        return context;
    }

    // By which a call that comes again is recognised.
    private static void keys(
            Exchange exchange, Customer customer, Sgp02Requests.Call call, String messageId, String entityId) {
        boolean unique = customer.callIdsUnique();
        var callId = Json.write(new Object[] {entityId, call.function(), call.callId()});
        var prefix = call.interfaceName();
        exchange.setVariable("idempotencyKey", unique ? prefix + ":" + Strings.sha256(messageId) : null);
        exchange.setVariable(
                "callKey", unique && call.callId() != null ? prefix + "-call:" + Strings.sha256(callId) : null);
    }

    /**
     * Answers for the operation (JSON in the body). 200 with the response when it has ended or is
     * REFUSED, and one of these holds: {@code customerReplyTo} is null; the same call came before (variable
     * {@code existing}); it is REFUSED, and {@code earlyRefusals} is BODY (the customer's setting {@code
     * gateway.refusals}). Else 202 without a body: the result goes to customerReplyTo; without that, it is
     * kept until the same message comes again. In: also {@code gatewayContext}, and {@code
     * acceptableValidity}, which a refusal for the validity names.
     */
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

    /**
     * Answers the exception just caught. A problem of a call that was read ({@code gatewayFunction} is set):
     * 200 with a FAILED response, which has its codes and words. What is no call of this customer's
     * (thrown as a SOAP fault), a message that broke off, or a wsa:MessageID or FunctionCallIdentifier that
     * came with another call: a SOAP fault, 400 (of SOAP 1.1 500); 403 for an unknown certificate, 500 for
     * another version of SOAP or a header that we must understand and do not. A failure of ours is logged:
     * SOAP fault unavailable, 503 with Retry-After.
     */
    public void refuse(Exchange exchange) {
        refusals.answer(
                exchange,
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class),
                exchange.getVariable("gatewayFunction", String.class),
                context(exchange));
    }

    private static JsonNode context(Exchange exchange) {
        return exchange.getVariable("gatewayContext") instanceof JsonNode context
                ? context
                : Json.MAPPER.createObjectNode();
    }
}
