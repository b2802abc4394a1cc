package io.rsproutes.northbound.rest;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.schibsted.spt.data.jslt.JsltException;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.JsonText;
import io.rsproutes.common.Masking;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.io.ContentCodings;
import io.rsproutes.config.Settings;
import io.rsproutes.config.Tenant.Role;
import io.rsproutes.operation.Commands;
import io.rsproutes.operation.EventTypes;
import io.rsproutes.operation.RejectionReasons;
import io.rsproutes.platform.database.DatabaseOutage;
import io.rsproutes.platform.database.TenantScope;
import io.rsproutes.platform.http.BrokenRequests;
import io.rsproutes.platform.http.PackedRequest;
import io.rsproutes.platform.http.Problems;
import io.rsproutes.platform.http.QueryString;
import io.rsproutes.platform.http.RequestForm;
import io.rsproutes.platform.http.SoapRequest;
import io.rsproutes.protocol.es2plus.AdminProtocol;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.XmlText;
import io.rsproutes.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.Exchange;
import org.apache.camel.component.cxf.common.message.CxfConstants;
import org.apache.camel.component.jsonvalidator.JsonValidationException;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.support.ExchangeHelper;
import org.apache.cxf.transport.http.AbstractHTTPDestination;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.MediaType;

/** The first step of every route from outside, and its last when something is refused. */
public class Edge {

    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);

    /** What a route may see of a path, a query or the headers; all else is dropped. */
    private static final List<Field> FIELDS = List.of(
            field("id", "[A-Za-z0-9.-]{1,120}", "1 to 120 letters, digits, dots and hyphens"),
            field("eid", "[0-9]{32}", "32 digits"),
            field("iccid", "[0-9]{18,20}[Ff]{0,2}", "18 to 20 digits, or 19 and F"),
            field("state", "[A-Za-z_-]{1,32}", "a state, such as SUCCEEDED"),
            field("function", "[A-Za-z]{1,64}", "a function, such as enableProfile"),
            field("limit", "[1-9][0-9]{0,2}|1000", "a number from 1 to 1000"),
            field("cursor", "[A-Za-z0-9.-]{1,120}", "the cursor of the page before"),
            field("after", "[0-9]{1,18}", "the cursor of the page before, or 0"),
            field("type", "[A-Za-z0-9.*-]{1,100}", "a type of event, such as rsp.profile.*"),
            field("subject", "[A-Za-z0-9-]{1,64}", "an EID, an ICCID or the id of an operation"),
            field("kind", "delivery|callback|command", "delivery, callback or command"),
            field("name", "[^\\p{Cntrl}\\p{Z}./\\\\:*?\"<>|][^\\p{Cntrl}/\\\\:*?\"<>|]{0,199}",
                    "a file name of 1 to 200 characters, without / \\ : * ? \" < > | and not beginning with a dot or blank"),
            field("outcome", "[a-z-]{1,32}", "a word of small letters and hyphens"),
            field("offset", "[0-9]{1,9}", "a number from 0 to 999999999"),
            field("externalId", "[\\x20-\\x7E]{1,128}", "1 to 128 printable characters of ASCII"),
            field("category", "[A-Za-z]{1,32}", "a word of letters"),
            field("peer", "[A-Za-z0-9._-]{1,64}", "the id of a peer"),
            field("profileType", "[\\x20-\\x7E]{1,100}", "1 to 100 printable characters of ASCII"),
            field("format", "json|csv", "json or csv"),
            new Field("from", false, text -> QueryString.moment(text) != null,
                    "a time such as 2026-01-31T12:00:00Z, of the years 1970 to 9999"),
            new Field("to", false, text -> QueryString.moment(text) != null,
                    "a time such as 2026-01-31T12:00:00Z, of the years 1970 to 9999"),
            header("Idempotency-Key", Commands.IDEMPOTENCY_KEY, "1 to 255 printable characters of ASCII"),
            header("x-correlator", "[a-zA-Z0-9_:;./<>{}-]{0,256}",
                    "at most 256 letters, digits and _ : ; . / < > { } -"),
            // A caller's wishes are not refused, whatever they are (RFC 7240, 2).
            header("Prefer", "(?s).*", ""),
            header("X-Admin-Protocol", "(?s).*", ""));
    private static final Set<String> KEPT = Set.of("content-type");

    private final Settings settings;

    public Edge(Settings settings) {
        this.settings = settings;
    }

    /**
     * A field that routes know.
     *
     * @param header whether it is a header; else it is part of the path, or a query parameter
     * @param words  the form it must have
     */
    private record Field(String name, boolean header, Predicate<String> form, String words) { }

    private static Field field(String name, String form, String words) {
        return new Field(name, false, Pattern.compile(form).asMatchPredicate(), words);
    }

    private static Field header(String name, String form, String words) {
        return new Field(name, true, Pattern.compile(form).asMatchPredicate(), words);
    }

    /**
     * Lets a tenant with this role in. Sets variables {@code tenant, scope} (the tenant, null for an operator: sees all) and one
     * per known field; takes every header off; reads the body as text within its limit.
     */
    public void admit(Exchange exchange, String role) throws IOException {
        admitStream(exchange, role);
        text(exchange);
    }

    /** The same for a body that is streamed by whoever reads it. */
    public void admitStream(Exchange exchange, String role) {
        var caller = open(exchange);
        if (caller.tenant() == null || !caller.may(Role.valueOf(role.toUpperCase(Locale.ROOT)))) {
            throw new Problem(403, "role-missing", "This needs the role " + role + ".");
        }
        exchange.setVariable("tenant", caller.tenant());
        scope(exchange, caller.operator() ? null : caller.tenant());
    }

    /** Lets peers of this interface in: variable {@code peers}, those the caller may be. */
    public void admitPeer(Exchange exchange, String interfaceName) throws IOException {
        var caller = open(exchange);
        var peers = caller.peers().stream().filter(id -> settings.peers().get(id).interfaceName().equals(interfaceName)).collect(Collectors.toSet());
        if (peers.isEmpty()) {
            throw new Problem(403, "certificate-unknown", "This client certificate belongs to no configured peer of this interface.");
        }
        exchange.setVariable("peers", peers);
        text(exchange);
    }

    /** Lets peers in that speak SOAP: variable {@code peers}, those the caller may speak for. The body as text, within its limit. */
    public void admitSoap(Exchange exchange) throws IOException {
        var request = soap(exchange);
        var caller = (Caller) request.getAttribute(Caller.ATTRIBUTE);
        if (caller == null || caller.peers().isEmpty()) {
            throw new SoapFault("Sender", "This client certificate belongs to no configured peer.");
        }
        exchange.setVariable("peers", caller.peers());
        soapText(exchange, request);
    }

    /** Lets customers in that speak SOAP: variables {@code tenant} and {@code scope}. The body as text, within its limit. */
    public void admitSoapCustomer(Exchange exchange) throws IOException {
        var request = soap(exchange);
        if (!customer(exchange, (Caller) request.getAttribute(Caller.ATTRIBUTE))) {
            throw new SoapFault("Sender", "certificate-unknown", "This client certificate belongs to no customer who may call here.");
        }
        soapText(exchange, request);
    }

    /** Lets customers in that speak ES2+: variables {@code tenant} and {@code scope}. */
    public void admitCustomer(Exchange exchange) throws IOException {
        if (!customer(exchange, open(exchange))) {
            throw new Problem(403, "certificate-unknown", "This client certificate belongs to no customer who may call here.");
        }
        text(exchange);
    }

    // Through the gateway nobody sees more than its own, whatever its roles.
    private boolean customer(Exchange exchange, Caller caller) {
        if (caller == null || caller.tenant() == null || !caller.may(Role.ORDER) || settings.tenants().get(caller.tenant()).gateway() == null) {
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
    }

    private static HttpServletRequest soap(Exchange exchange) {
        TenantScope.leave();
        var message = exchange.getMessage();
        var request = (HttpServletRequest) message.getHeader(CxfConstants.CAMEL_CXF_MESSAGE, org.apache.cxf.message.Message.class).get(AbstractHTTPDestination.HTTP_REQUEST);
        var type = (String) request.getAttribute(SoapRequest.TYPE);
        message.removeHeaders("*");
        if (!"POST".equals(request.getMethod()) || type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            throw new SoapFault("Sender", "One SOAP 1.2 message by POST is expected, without attachments.");
        }
        return request;
    }

    private void soapText(Exchange exchange, HttpServletRequest request) throws IOException {
        var message = exchange.getMessage();
        int most = settings.rest().maxBody();
        try (var in = message.getBody(InputStream.class)) {
            var bytes = in == null ? new byte[0] : in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new SoapFault("Sender", "The message is larger than " + most + " bytes.");
            }
            message.setBody(XmlText.of(bytes, (String) request.getAttribute(SoapRequest.TYPE), PackedRequest.encoding(request), most));
        }
    }

    /** Lets anyone in: the demo's simulators. */
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

    // Each from where it belongs: Camel puts headers, query and path into one map.
    private static void fields(Exchange exchange) {
        var message = exchange.getMessage();
        var request = exchange.getMessage(PlatformHttpMessage.class).getRequest();
        var known = Contracts.queries(ExchangeHelper.getRouteId(exchange));
        var query = QueryString.read(request, known == null ? null : known.keySet());
        var path = RequestForm.variables(request);
        for (var field : FIELDS) {
            var text = field.header() ? header(request, field.name())
                    : path.getOrDefault(field.name(), query.get(field.name()));
            if (text != null && text.isEmpty()) {
                text = null;
            }
            if (text != null && !field.form().test(text)) {
                throw QueryString.invalid(field.name(), "is not " + field.words());
            }
            var values = known == null || field.header() ? List.<String>of() : known.getOrDefault(field.name(), List.of());
            if (text != null && !values.isEmpty()) {
                text = one(field.name(), text, values);
            }
            exchange.setVariable(variable(field.name()), text);
        }
        for (var moment : new String[] {"from", "to"}) {
            var text = exchange.getVariable(moment, String.class);
            exchange.setVariable(moment, text == null ? null : QueryString.moment(text).toString());
        }
        exchange.setVariable("prefer", Waiters.preference(exchange.getVariable("prefer", String.class)));
        if (known != null && known.containsKey("format") && exchange.getVariable("format") == null && csv(request)) {
            exchange.setVariable("format", "csv");
        }
        exchange.setVariable("limit", exchange.getVariable("limit") == null ? 100 : Integer.parseInt(exchange.getVariable("limit", String.class)));
        exchange.setVariable("iccid", exchange.getVariable("iccid") == null ? null : Identifiers.canonicalIccid(exchange.getVariable("iccid", String.class)));
        var subject = exchange.getVariable("subject", String.class);
        exchange.setVariable("subject", Identifiers.isIccid(subject) ? Identifiers.canonicalIccid(subject) : subject);
        var state = exchange.getVariable("state", String.class);
        exchange.setVariable("state", state == null ? null : state.toUpperCase(Locale.ROOT).replace('-', '_'));
        message.getHeaders().keySet().removeIf(name -> !KEPT.contains(name.toLowerCase(Locale.ROOT)));
    }

    // One that can be any of several may be written in any case, and with hyphens.
    private static String one(String field, String text, List<String> known) {
        return known.stream().filter(one -> one.replace('_', '-').equalsIgnoreCase(text.replace('_', '-'))).findFirst()
                .orElseThrow(() -> QueryString.invalid(field, "is none of " + String.join(", ", known)));
    }

    /** All lines of a header as one; two of those that say one thing are refused. */
    private static String header(HttpServletRequest request, String name) {
        var lines = Collections.list(request.getHeaders(name));
        if (name.equals("Idempotency-Key") && new HashSet<>(lines).size() > 1) {
            throw QueryString.invalid(name, "stands more than once");
        }
        return lines.isEmpty() ? null : name.equals("Idempotency-Key") ? lines.get(0) : String.join(", ", lines);
    }

    // Whether a list would rather be read as CSV.
    private static boolean csv(HttpServletRequest request) {
        double json = 0;
        double csv = 0;
        for (var type : MediaType.parseMediaTypes(Collections.list(request.getHeaders("Accept")))) {
            json = type.includes(MediaType.APPLICATION_JSON) ? Math.max(json, type.getQualityValue()) : json;
            csv = type.includes(MediaType.valueOf("text/csv")) ? Math.max(csv, type.getQualityValue()) : csv;
        }
        return csv > json;
    }

    // Idempotency-Key is idempotencyKey.
    private static String variable(String field) {
        return Character.toLowerCase(field.charAt(0)) + field.substring(1).replace("-", "");
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
            int most = settings.rest().maxBody();
            var bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new Problem(413, "body-too-large", "The body is larger than " + most + " bytes.");
            }
            var request = exchange.getMessage(PlatformHttpMessage.class).getRequest();
            var text = JsonText.decode(unpacked(bytes, PackedRequest.encoding(request), most),
                    request.getContentType());
            if (text == null) {
                throw new Problem(400, "malformed-json", "The body is not UTF-8 text.");
            }
            message.setBody(text);
            // Under a key of the caller's, the whole request counts, whatever a mapping makes of it.
            exchange.setVariable("received", exchange.getVariable("idempotencyKey") == null ? null : text);
        }
    }

    private static byte[] unpacked(byte[] bytes, String encoding, int most) {
        try {
            return ContentCodings.unpack(bytes, encoding, most);
        } catch (ContentCodings.TooLarge e) {
            throw new Problem(413, "body-too-large", "The body, unpacked, is larger than " + most + " bytes.");
        } catch (ContentCodings.Unknown e) {
            throw new Problem(415, "encoding-unsupported",
                    "The body's Content-Encoding is not one we read; send it as it is, or as gzip or deflate.");
        } catch (IOException e) {
            throw new Problem(400, "malformed-json", "The body is not what its Content-Encoding says.");
        }
    }

    /** The body, read strictly and written again: one JSON document and nothing after it, so that a schema and a mapping read the same. */
    public void json(Exchange exchange) {
        var text = Json.write(Json.read(exchange.getMessage().getBody(String.class)));
        if (text.contains("\\u0000")) {
            throw new Problem(400, "malformed-json", "The body has a NUL character in a text, which no text of an order needs.");
        }
        exchange.getMessage().setBody(text);
    }

    /** Answers 200 (or the status given) with the JSON text in the body. */
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

    /** Answers the exception as problem+json: the caller's fault in words, ours without any. */
    public void problem(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        var problem = fault(failure);
        if (problem == null && exchange.getVariable("operationId") == null && caused(failure, cause -> cause instanceof JsltException)) {
            problem = new Problem(400, "body-unmapped", "The mapping of this format cannot read the body; nothing was done. It says: " + Masking.mask(String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage())));
        }
        if (problem == null) {
            problem = DatabaseOutage.isAway(failure)
                    ? new Problem(503, "database-unavailable", "The database cannot be reached; nothing was done. Try again.", List.of(), 5)
                    : remote(failure) ? new Problem(503, "system-unavailable", "A system that is asked before anything is sent cannot be reached; nothing was done. Try again.", List.of(), 5)
                    : new Problem(500, "internal", "Something failed here; nothing was half-done. The log of this time says what.");
            logged(exchange, failure);
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

    /** The same to whoever speaks ES2+: Failed with codes for the caller's fault, a problem for ours. */
    public void es2plusProblem(Exchange exchange) {
        problem(exchange);
        var message = exchange.getMessage();
        var problem = fault(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        if (problem != null && problem.status() < 500) {
            message.setBody(Problems.es2plus(problem));
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
        var theirs = exchange.getVariable("xAdminProtocol", String.class);
        message.setHeader("X-Admin-Protocol", AdminProtocol.answer(theirs, AdminProtocol.OURS));
    }

    /** Our own failure, for whoever reads the log. */
    public static void logged(Exchange exchange, Throwable failure) {
        LOG.error("{} failed", exchange.getProperty(Exchange.FAILURE_ROUTE_ID, exchange.getFromRouteId(), String.class), failure);
    }

    /** The same, a body that cannot be read included. */
    public static Problem fault(Throwable failure) {
        var problem = find(failure);
        if (problem == null && unmapped(failure)) {
            return new Problem(400, "malformed-json", "The body is not JSON; nothing was done.");
        }
        return problem == null && BrokenRequests.is(failure) ? new Problem(400, "body-unreadable", "The body is not UTF-8 text, or broke off; nothing was done.") : problem;
    }

    /** What the caller is told of this failure, when it is not ours; else null. */
    public static Problem find(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem;
            }
            if (cause instanceof JsonValidationException schema && !schema.getErrors().isEmpty()) {
                return unfit(schema);
            }
            if (cause instanceof SQLException sql && "42501".equals(sql.getSQLState())) {
                // The second wall held. It should not have been reached.
                LOG.error("the database refused a row that is not the tenant's; if another system says whose EID and ICCID are, set rsp.ownership.elsewhere");
                return RejectionReasons.problem("ownership-refused");
            }
        }
        return null;
    }

    // A format's schema does not take the body.
    private static Problem unfit(JsonValidationException failure) {
        return new Problem(400, "invalid-body", "The body is not as this format wants it.", failure.getErrors().stream().map(one -> new Violation(
                one.getInstanceLocation().toString().replaceFirst("^\\$", "").replaceAll("[.\\[\\]]+", "/").replaceFirst("/$", ""),
                Masking.mask(String.valueOf(one.getMessage()).replaceFirst("^\\S+: ", "")))).toList());
    }

    // A mapping of a team's own format read the body before we did.
    private static boolean unmapped(Throwable failure) {
        return caused(failure, cause -> cause instanceof com.fasterxml.jackson.core.JsonProcessingException);
    }

    // A team's own ownership route may ask another system.
    private static boolean remote(Throwable failure) {
        return caused(failure, cause -> cause instanceof HttpOperationFailedException || cause instanceof java.net.SocketException || cause instanceof java.net.SocketTimeoutException
                || cause instanceof java.net.UnknownHostException);
    }

    private static boolean caused(Throwable failure, Predicate<Throwable> by) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (by.test(cause)) {
                return true;
            }
        }
        return false;
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
