package io.rsproutes.simulator;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

import io.rsproutes.common.Problem;
import io.rsproutes.config.Settings;
import io.rsproutes.platform.http.PackedRequest;
import io.rsproutes.platform.http.Problems;
import io.rsproutes.platform.http.RequestForm;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.CamelContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The door of the simulators where they run on their own: what a partner calls comes to the listener that wants its
 * certificate, what controls them to the plain one.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public class SimulatorFilter extends OncePerRequestFilter {

    /** What partners call: ES2+ functions, those of a dialect, ES4 of any SM-SR, and a customer's own endpoint. */
    private static final Pattern CALLS = Pattern.compile(
            "/simulator/(smdp/(gsma|as)/.+|smsr/(.+/)?ES4SmSrService|customer/(?!calls$)[^/]+(/gsma/.+)?)");

    private static final String HEALTH = "/actuator/health";

    private final int partnerPort;
    private final CamelContext camel;
    private final RequestForm requests;

    public SimulatorFilter(Settings settings, CamelContext camel) {
        this.partnerPort = settings.partner().port();
        this.camel = camel;
        this.requests = new RequestForm(camel);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        boolean partner = request.getLocalPort() == partnerPort;
        var passed = new PackedRequest(request);
        try {
            check(path, partner);
            if (!requests.answered(request, response, path)) {
                chain.doFilter(passed, response);
            }
        } catch (Problem problem) {
            Problems.write(request, response, problem);
        }
    }

    private void check(String path, boolean partner) {
        boolean health = path.startsWith(HEALTH) && !partner;
        if (!path.startsWith("/simulator/") && !health) {
            throw new Problem(404, "not-found", "There is nothing at this path; the simulators are below /simulator.");
        }
        if (!health && CALLS.matcher(path).matches() != partner) {
            throw new Problem(
                    404,
                    "not-found",
                    partner
                            ? "The simulators are controlled on the plain listener (server.port)."
                            : "The simulators are called on the listener with client certificates (rsp.partner.port).");
        }
        if (!health && !camel.isStarted()) {
            throw new Problem(503, "starting", "The simulators are starting or stopping; try again.", List.of(), 5);
        }
    }
}
