package io.rsproutes.northbound.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.config.Settings;
import io.rsproutes.config.Tenant.Role;
import io.rsproutes.operation.EventTypes;
import io.rsproutes.platform.database.TenantScope;
import io.rsproutes.platform.http.Problems;
import io.rsproutes.platform.http.QueryString;
import io.rsproutes.platform.http.SoapRequest;
import io.rsproutes.protocol.es2plus.AdminProtocol;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.Exchange;
import org.apache.camel.component.cxf.common.message.CxfConstants;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.support.ExchangeHelper;
import org.apache.cxf.message.Message;
import org.apache.cxf.transport.http.AbstractHTTPDestination;

/**
 * The first step of every route from outside, and its last. Admits a caller, and leaves of the request only what
 * routes may see: known fields as variables, the body as text. Writes the answer's headers, and what a failure is
 * answered.
 */
public class Edge {

    private static final Set<String> KEPT = Set.of("content-type");

    private final Settings settings;

    public Edge(Settings settings) {
        this.settings = settings;
    }

    /**
     * Lets a tenant with this role in, and an operator, who has every role; 401 for an unknown token, 403 without the
     * role. Sets variables {@code tenant, scope} (the tenant, null for an operator: sees all), which statements are
     * held to from here on, and one per known field of the request, null when it has none (limit: 100); 400
     * invalid-field for one of a wrong form. With an idempotencyKey also {@code received}, the body. Takes every header
     * off; reads the body as text within its limit (413, 415).
     */
    public void admit(Exchange exchange, String role) throws IOException {
        admitStream(exchange, role);
        text(exchange);
    }

    /** As admit, but the body stays a stream, for whoever reads it, and the header Content-Type stays. */
    public void admitStream(Exchange exchange, String role) {
        var caller = open(exchange);
        if (caller.tenant() == null || !caller.may(Role.valueOf(role.toUpperCase(Locale.ROOT)))) {
            throw new Problem(403, "role-missing", "This needs the role " + role + ".");
        }
        exchange.setVariable("tenant", caller.tenant());
        scope(exchange, caller.operator() ? null : caller.tenant());
    }

    /**
     * Lets peers of this interface in, by their client certificate, else 403: variable {@code peers}, those the caller
     * may be; the body as text.
     */
    public void admitPeer(Exchange exchange, String interfaceName) throws IOException {
        var caller = open(exchange);
        var peers = caller.peers().stream()
                .filter(id -> settings.peers().get(id).interfaceName().equals(interfaceName))
                .collect(Collectors.toSet());
        if (peers.isEmpty()) {
            throw new Problem(
                    403,
                    "certificate-unknown",
                    "This client certificate belongs to no configured peer of this interface.");
        }
        exchange.setVariable("peers", peers);
        text(exchange);
    }

    /**
     * Lets peers in that speak SOAP, by their client certificate: variable {@code peers}, those it stands for; the
     * body as text. Any other caller gets a fault.
     */
    public void admitSoap(Exchange exchange) throws IOException {
        var request = soap(exchange);
        var caller = (Caller) request.getAttribute(Caller.ATTRIBUTE);
        if (caller == null || caller.peers().isEmpty()) {
            throw new SoapFault("Sender", "This client certificate belongs to no configured peer.");
        }
        exchange.setVariable("peers", caller.peers());
        soapText(exchange, request);
    }

    /** Lets customers in that speak SOAP, as admitCustomer; any other caller gets a fault. */
    public void admitSoapCustomer(Exchange exchange) throws IOException {
        var request = soap(exchange);
        if (!customer(exchange, (Caller) request.getAttribute(Caller.ATTRIBUTE))) {
            throw new SoapFault(
                    "Sender",
                    "certificate-unknown",
                    "This client certificate belongs to no customer who may call here.");
        }
        soapText(exchange, request);
    }

    /**
     * Lets customers in that speak ES2+, by their client certificate: tenants with the role order and settings of a
     * gateway, else 403. Variables {@code tenant} and {@code scope}, both the tenant, whatever its roles; the body as
     * text.
     */
    public void admitCustomer(Exchange exchange) throws IOException {
        if (!customer(exchange, open(exchange))) {
            throw new Problem(
                    403, "certificate-unknown", "This client certificate belongs to no customer who may call here.");
        }
        text(exchange);
    }

    // Through the gateway nobody sees more than its own, whatever its roles.
    private boolean customer(Exchange exchange, Caller caller) {
        if (caller == null
                || caller.tenant() == null
                || !caller.may(Role.ORDER)
                || settings.tenants().get(caller.tenant()).gateway() == null) {
            return false;
        }
        exchange.setVariable("tenant", caller.tenant());
        scope(exchange, caller.tenant());
        return true;
    }

    // What the caller may see: kept for the routes' SQL, and for the database's own check.
    private static void scope(Exchange exchange, String tenant) {
        exchange.setVariable("scope", tenant);
        TenantScope.enter(exchange, tenant);
        if (exchange.getMessage() instanceof PlatformHttpMessage http
                && "GET".equals(http.getRequest().getMethod())) {
            TenantScope.lookUp();
        }
    }

    /**
     * What follows looks something up by filters that may be left out, as every GET does: the database plans each
     * statement for its values.
     */
    public void lookUp() {
        TenantScope.lookUp();
    }

    private static HttpServletRequest soap(Exchange exchange) {
        TenantScope.leave();
        var message = exchange.getMessage();
        var request = (HttpServletRequest) message.getHeader(CxfConstants.CAMEL_CXF_MESSAGE, Message.class)
                .get(AbstractHTTPDestination.HTTP_REQUEST);
        var type = (String) request.getAttribute(SoapRequest.TYPE);
        message.removeHeaders("*");
        if (!"POST".equals(request.getMethod())
                || type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            throw new SoapFault("Sender", "One SOAP 1.2 message by POST is expected, without attachments.");
        }
        return request;
    }

    private void soapText(Exchange exchange, HttpServletRequest request) throws IOException {
        var message = exchange.getMessage();
        try (var in = message.getBody(InputStream.class)) {
            message.setBody(RequestBody.soap(in, request, settings.rest().maxBody()));
        }
    }

    /**
     * Lets anyone in (simulators only): known fields as variables and the body as text, as admit; no tenant, no scope.
     */
    public void admitAnyone(Exchange exchange) throws IOException {
        fields(exchange);
        text(exchange);
    }

    private Caller open(Exchange exchange) {
        TenantScope.leave();
        var request = exchange.getMessage(PlatformHttpMessage.class).getRequest();
        var caller = (Caller) request.getAttribute(Caller.ATTRIBUTE);
        fields(exchange);
        if (caller == null) {
            throw new Problem(401, "token-required", "Send a known token: Authorization: Bearer <token>.");
        }
        return caller;
    }

    private static void fields(Exchange exchange) {
        var request = exchange.getMessage(PlatformHttpMessage.class).getRequest();
        RequestFields.read(request, ExchangeHelper.getRouteId(exchange)).forEach(exchange::setVariable);
        exchange.getMessage().getHeaders().keySet().removeIf(name -> !KEPT.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** The body as text, at most rsp.rest.max-body bytes of it, packed or not, and as long unpacked. */
    private void text(Exchange exchange) throws IOException {
        var message = exchange.getMessage();
        message.removeHeaders("*");
        try (var in = message.getBody(InputStream.class)) {
            if (in == null) {
                message.setBody("");
                return;
            }
            var text = RequestBody.json(
                    in,
                    exchange.getMessage(PlatformHttpMessage.class).getRequest(),
                    settings.rest().maxBody());
            message.setBody(text);
            // Under a key of the caller's, the whole request counts, whatever a mapping makes of it.
            exchange.setVariable("received", exchange.getVariable("idempotencyKey") == null ? null : text);
        }
    }

    /**
     * The body, read strictly and written again, so that a schema and a mapping read the same. 400 malformed-json
     * unless it is one JSON document, with nothing after it and no NUL in a text.
     */
    public String json(String body) {
        var text = Json.write(Json.read(body));
        if (text.contains("\\u0000")) {
            throw new Problem(
                    400, "malformed-json", "The body has a NUL character in a text, which no text of an order needs.");
        }
        return text;
    }

    /**
     * Answers with this HTTP status and the JSON text in the body; 204: without a body. It takes every header off, so
     * an answer's other headers are set after it.
     */
    public void answer(Exchange exchange, int status) {
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        if (status != 204) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        } else {
            message.setBody(null);
        }
    }

    /**
     * Answers the exception as problem+json: the caller's fault in words, ours without any. Ours is 500, or 503 with
     * Retry-After when the database, or a system that an ownership route asks, is away; it is logged. A mapping that
     * fails is the caller's (400 body-unmapped), but ours once there is an operationId, which the answer then names.
     */
    public void problem(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        var problem = Faults.caller(failure, exchange.getVariable("operationId") != null);
        if (problem == null) {
            problem = Faults.ours(failure);
            Faults.logged(exchange, failure);
        }
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        message.setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        if (problem.retryAfter() != null) {
            message.setHeader("Retry-After", problem.retryAfter());
        }
        var body = Problems.body(problem);
        var operation = exchange.getVariable("refused");
        if (operation != null) {
            body.put("operationId", operation);
        }
        message.setBody(Json.write(body));
    }

    /** Answers the exception as ES2+ does: Failed with codes for the caller's fault, a problem for ours. */
    public void es2plusProblem(Exchange exchange) {
        problem(exchange);
        var message = exchange.getMessage();
        var problem = Faults.fault(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        if (problem != null && problem.status() < 500) {
            message.setBody(Problems.es2plus(problem));
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
        var theirs = exchange.getVariable("xAdminProtocol", String.class);
        message.setHeader("X-Admin-Protocol", AdminProtocol.answer(theirs, AdminProtocol.OURS));
    }

    /** 400 when variable {@code type} matches no type of event. Other filters have their values in the contract. */
    public void checkEventType(Exchange exchange) {
        var type = exchange.getVariable("type", String.class);
        var fault = type == null ? null : EventTypes.fault(settings, type);
        if (fault != null) {
            throw QueryString.invalid("type", fault);
        }
    }
}
