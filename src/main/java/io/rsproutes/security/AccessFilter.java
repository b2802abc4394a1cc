package io.rsproutes.security;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rsproutes.common.Problem;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.platform.http.ContractRequest;
import io.rsproutes.platform.http.EmptyAnswer;
import io.rsproutes.platform.http.Face;
import io.rsproutes.platform.http.PackedRequest;
import io.rsproutes.platform.http.Problems;
import io.rsproutes.platform.http.RequestForm;
import io.rsproutes.platform.http.SoapRequest;
import io.rsproutes.protocol.sgp02.message.Sgp02;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.CamelContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The one door of both listeners: which path belongs to which port, whether the routes are up, and who is calling.
 * Judges by local port and servlet path; the raw URI can be dressed up.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class AccessFilter extends OncePerRequestFilter {

    /** Paths peers and customers use. */
    private static final String[] PARTNER_PATHS = {"/gsma/", "/esim-messaging/"};
    /** Below this CXF listens; it is let hear of nothing but the addresses there are. */
    private static final String SOAP = "/esim-messaging/";

    private static final String ES2PLUS = "/gsma/rsp2/es2plus/";
    private static final String SIMULATOR = "/simulator/";
    private static final String METRICS = "/actuator/prometheus";
    /** Where end users come, who have a link and no token. */
    private static final String ACTIVATION = "/activation";
    /** What shows an activation code, or may. */
    private static final Pattern CODES = Pattern.compile("/activation|/rsp/v1/operations/[^/]+/activation(/.*)?");

    private final Settings settings;
    private final CamelContext camel;
    private final CertificateDirectory certificates;
    private final Map<String, Caller> tokens = new HashMap<>();
    private final Set<String> metricsTokens;
    private final CallerLimits limits;
    private final AccessTokens accessTokens;
    private final RequestForm requests;
    private final Set<String> soapAddresses;
    private final Set<String> openPaths;
    /** Where peers call us other than SGP.22 says, by their dialects: the path of SGP.22 it stands for. */
    private final Map<String, String> aliases = new HashMap<>();

    public AccessFilter(Settings settings, CamelContext camel, CertificateDirectory certificates, CallerLimits limits) {
        this.settings = settings;
        this.camel = camel;
        this.certificates = certificates;
        this.limits = limits;
        this.accessTokens = new AccessTokens(settings);
        this.requests = new RequestForm(camel);
        this.soapAddresses = soapAddresses(settings.gateway().entityId() != null);
        this.metricsTokens =
                settings.rest().metricsTokens().stream().map(AccessFilter::hash).collect(Collectors.toSet());
        this.openPaths = Set.copyOf(settings.rest().openPaths());
        settings.peers().values().stream().map(settings::dialectOf).forEach(dialect -> {
            for (var function : Dialect.INBOUND) {
                if (!dialect.path(function).equals(ES2PLUS + function)) {
                    aliases.put(dialect.path(function), ES2PLUS + function);
                }
            }
        });
        settings.tenants().forEach((id, tenant) -> tenant.tokens()
                .forEach(token -> tokens.put(hash(token), Caller.tenant(id, tenant.roles()))));
    }

    // Those of the gateway only where there is one.
    private static Set<String> soapAddresses(boolean gateway) {
        return Stream.of(Functions.ES4, Functions.ES2)
                .flatMap(one -> gateway
                        ? Stream.of(Sgp02.callbackPath(one), Sgp02.gatewayPath(one))
                        : Stream.of(Sgp02.callbackPath(one)))
                .collect(Collectors.toSet());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var path = request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
        boolean partnerPath = startsWithAny(path, PARTNER_PATHS) || aliases.containsKey(path);
        boolean partnerPort = settings.partner().port() > 0
                && request.getLocalPort() == settings.partner().port();
        var passed = path.startsWith(SOAP)
                ? soap(request, path)
                : Optional.<HttpServletRequest>of(new PackedRequest(request));
        (passed.isEmpty() ? Face.REST : Face.of(aliases.getOrDefault(path, path))).mark(request);
        boolean open;
        Caller caller;
        try {
            keepToReader(path, response);
            checkServed(path, passed.isPresent() && isOfPort(partnerPath, partnerPort));
            open = isOpen(request, path);
            caller = open ? null : caller(request, path, partnerPath, partnerPort);
            if (requests.answered(request, response, aliases.getOrDefault(path, path))) {
                return;
            }
            if (!open && path.startsWith(METRICS) && !caller.operator()) {
                // They are about everybody.
                throw new Problem(
                        403, "role-missing", "This needs the role operator, or a token of rsp.rest.metrics-tokens.");
            }
        } catch (Problem problem) {
            if (problem.status() == 401) {
                response.setHeader("WWW-Authenticate", "Bearer");
            }
            Problems.write(request, response, problem);
            return;
        }
        if (open) {
            chain.doFilter(passed.get(), response);
        } else {
            request.setAttribute(Caller.ATTRIBUTE, caller);
            serve(caller, path, passed.get(), request, response, chain);
        }
    }

    // An error at such a path says something of a code, too.
    private static void keepToReader(String path, HttpServletResponse response) {
        if (CODES.matcher(path).matches()) {
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("Referrer-Policy", "no-referrer");
            response.setHeader("X-Content-Type-Options", "nosniff");
        }
    }

    private Caller caller(HttpServletRequest request, String path, boolean partnerPath, boolean partnerPort) {
        return path.equals(ACTIVATION)
                ? Caller.END_USER
                : partnerPath ? partner(request, partnerPort) : bearer(request);
    }

    private boolean isOfPort(boolean partnerPath, boolean partnerPort) {
        return partnerPath ? partnerPort || settings.partner().plain() : !partnerPort;
    }

    private void checkServed(String path, boolean found) {
        if (!found || path.equals(ACTIVATION) && !settings.activation().links()) {
            throw new Problem(404, "not-found", "There is nothing at this path.");
        }
        if (!path.startsWith("/actuator/") && !camel.isStarted()) {
            throw new Problem(503, "starting", "The instance is starting or stopping; try again.", List.of(), 5);
        }
    }

    private boolean isOpen(HttpServletRequest request, String path) {
        return openPaths.contains(path)
                || settings.partner().plain() && path.startsWith(SIMULATOR)
                || path.startsWith(METRICS) && metrics(request);
    }

    // passed: the request as those behind this filter see it.
    private void serve(
            Caller caller,
            String path,
            HttpServletRequest passed,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws ServletException, IOException {
        var place = limits.enter(caller);
        if (place.refused()) {
            var fault = "More requests than agreed; try again in a while.";
            Problems.write(
                    request, response, new Problem(429, "too-many-requests", fault, List.of(), place.retryAfter()));
            return;
        }
        try {
            if (aliases.containsKey(path)) {
                request.getRequestDispatcher(aliases.get(path)).forward(passed, response);
            } else {
                chain.doFilter(passed, EmptyAnswer.of(ContractRequest.answer(passed, response)));
            }
        } finally {
            place.leaveWhenDone(request);
        }
    }

    private Caller partner(HttpServletRequest request, boolean partnerPort) {
        if (!partnerPort) {
            // Demo: no certificate to know anyone by; whoever calls may be any peer, but no customer.
            return Caller.peers(settings.peers().keySet());
        }
        var chain = (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
        return certificates.caller(chain);
    }

    // Whoever collects the metrics need not be able to order.
    private boolean metrics(HttpServletRequest request) {
        var token = token(request);
        return token != null && metricsTokens.contains(Strings.sha256(token));
    }

    private static String token(HttpServletRequest request) {
        var header = request.getHeader("Authorization");
        return header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? null
                : header.substring(7).trim();
    }

    private static String hash(String token) {
        return token.startsWith("plain:") ? Strings.sha256(token.substring(6)) : token.substring(7);
    }

    private Caller bearer(HttpServletRequest request) {
        var token = token(request);
        var caller = token == null ? null : tokens.get(Strings.sha256(token));
        if (caller == null && token != null) {
            caller = accessTokens.caller(token).orElse(null);
        }
        if (caller == null) {
            throw new Problem(401, "token-required", "Send a known token: Authorization: Bearer <token>.");
        }
        return caller;
    }

    // A message may come to an address with any query; what is asked for otherwise must be there.
    private Optional<HttpServletRequest> soap(HttpServletRequest request, String path) {
        return !soapAddresses.contains(path)
                ? Optional.empty()
                : request.getMethod().equals("POST")
                        ? Optional.of(new SoapRequest(request))
                        : ContractRequest.of(request);
    }

    private static boolean startsWithAny(String path, String[] prefixes) {
        for (var prefix : prefixes) {
            if (path.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
