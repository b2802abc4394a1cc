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
 * The first step of every route from outside, and its last: admits a caller, leaves of the request only what routes may
 * see, and writes the answer's headers, and what a failure is answered.
 */
public class Edge {

    private static final Set<String> KEPT = Set.of("content-type");

    private final Settings settings;

    public Edge(Settings settings) {
        this.settings = settings;
    }

    /**
     * Lets a tenant with this role in, or an operator, who has every role; 401 without a known token, else 403
     * role-missing. Sets variables {@code tenant} and {@code scope}: the tenant, whose rows alone statements see for
     * the rest of the exchange, or null for an operator: all rows; {@code ofTenant}: the tenant that the query names.
     */
    public void admit(Exchange exchange, String role) throws IOException {
        admitStream(exchange, role);
        text(exchange);
    }

    /** As admit, but the body stays a stream, {@code received} is not set, and the header Content-Type stays. */
    public void admitStream(Exchange exchange, String role) {
        var caller = open(exchange);
        if (caller.tenant() == null || !caller.may(Role.valueOf(role.toUpperCase(Locale.ROOT)))) {
            throw new Problem(403, "role-missing", "This needs the role " + role + ".");
        }
        exchange.setVariable("ofTenant", exchange.getVariable("tenant"));
        exchange.setVariable("tenant", caller.tenant());
        scope(exchange, caller.operator() ? null : caller.tenant());
    }

    /**
     * Lets a peer of this interface in by its client certificate, else 403. Sets variable {@code peers}: the ids of all
     * peers of the interface that have this certificate.
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
     * Lets a peer in by its client certificate; a SOAP fault for any other caller. Sets variables {@code peers}: the
     * ids of all peers that have this certificate; {@code soapVersion}, 1.1 or 1.2, that of the message and its answer.
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

    /**
     * Lets a customer in by its client certificate: a tenant with the role order (or operator) and a gateway in its
     * settings; a SOAP fault for any other caller. Sets variables {@code tenant} and {@code scope}, both the tenant,
     * even of an operator; {@code soapVersion}, as admitSoap.
     */
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
     * Lets a customer in by its client certificate, else 403: a tenant with the role order (or operator) and a gateway
     * in its settings. Sets variables {@code tenant} and {@code scope}, both the tenant, even of an operator.
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
     * For the rest of the exchange, the database plans each statement anew for its values, as is best for a look-up by
     * filters that may be left out. admit does so itself for a GET.
     */
    public void lookUp() {
        TenantScope.lookUp();
    }

    private static HttpServletRequest soap(Exchange exchange) {
        TenantScope.leave();
        var message = exchange.getMessage();
        var request = (HttpServletRequest) message.getHeader(CxfConstants.CAMEL_CXF_MESSAGE, Message.class)
                .get(AbstractHTTPDestination.HTTP_REQUEST);
        message.removeHeaders("*");
        exchange.setVariable("soapVersion", RequestBody.soapVersion(request, ""));
        if (!RequestBody.isSoap(request)) {
            throw new SoapFault("Sender", "One SOAP message by POST is expected, without attachments.");
        }
        return request;
    }

    private void soapText(Exchange exchange, HttpServletRequest request) throws IOException {
        try (var in = exchange.getMessage().getBody(InputStream.class)) {
            var text = RequestBody.soap(in, request, settings.rest().maxBody());
            exchange.getMessage().setBody(text);
            exchange.setVariable("soapVersion", RequestBody.soapVersion(request, text));
        }
    }

    /** Lets anyone in (end users with a link, and the simulators). Sets neither tenant nor scope. */
    public void admitAnyone(Exchange exchange) throws IOException {
        fields(exchange);
        text(exchange);
    }

    private Caller open(Exchange exchange) {
        var request = exchange.getMessage(PlatformHttpMessage.class).getRequest();
        var caller = (Caller) request.getAttribute(Caller.ATTRIBUTE);
        fields(exchange);
        if (caller == null) {
            throw new Problem(401, "token-required", "Send a known token: Authorization: Bearer <token>.");
        }
        return caller;
    }

    private static void fields(Exchange exchange) {
        TenantScope.leave();
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
     * The body as JSON text, read strictly and written again, so that a schema and a mapping read the same. 400
     * malformed-json unless it is one JSON document with nothing after it, no member twice, and no NUL in a text.
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
     * Makes the body the answer, with this HTTP status and Content-Type application/json; 204: removes the body. It
     * takes every header off, so a route sets other headers of an answer after it.
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
     * Answers the exception just caught: problem+json {@code {title, status, code, detail, violations?, operationId?}}.
     * A fault of the caller: its status and code. A failure of ours: logged, and answered without details, 503 with
     * Retry-After when the database, or a system that an ownership route asks, cannot be reached, else 500. A mapping
     * that fails is the caller's fault (400 body-unmapped), but ours when variable {@code operationId} is set.
     * operationId: variable {@code refused}; of a failure of ours {@code operationId}, if {@code recorded} is true.
     */
    public void problem(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        var problem = Faults.caller(failure, exchange.getVariable("operationId") != null);
        var operation = Faults.operation(exchange, problem == null);
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
        if (operation != null) {
            body.put("operationId", operation);
        }
        message.setBody(Json.write(body));
    }

    /**
     * Answers the exception just caught as ES2+ does. A fault of the caller: Failed with subject and reason code, under
     * the HTTP status of the problem (4xx). A failure of ours: as .problem does, problem+json 503 or 500, not Failed.
     * Adds header X-Admin-Protocol: the lower of our version and that of variable {@code xAdminProtocol} (null: ours).
     */
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

    /** 400 invalid-field when variable {@code type} (a glob with *) matches no type of event; null passes. */
    public void checkEventType(Exchange exchange) {
        var type = exchange.getVariable("type", String.class);
        var fault = type == null ? null : EventTypes.fault(settings, type);
        if (fault != null) {
            throw QueryString.invalid("type", fault);
        }
    }
}
