package io.rsproutes.platform.http;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

import io.rsproutes.common.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Host;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.ViewResolver;

/** Errors that never reach a route (no such path, wrong method, broken request line) are problem+json too. */
@Controller
public class ContainerErrors implements ErrorController, WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerErrors.class);

    @RequestMapping("${server.error.path:/error}")
    public void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var status = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        var failure = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        Problems.write(request, response, problem(status == null ? 404 : status, failure));
    }

    /**
     * After an asynchronous request Spring renders a view instead of asking the controller: whatever its name, and
     * whatever the caller accepts, this one.
     */
    @Bean
    static ViewResolver viewResolver() {
        return new OneView((model, request, response) -> {
            LOG.warn("a request broke off, or could not be read: HTTP {}", response.getStatus());
            Problems.write(request, response, problem(response.getStatus()));
        });
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        // Tomcat's own 405 to TRACE has no body, and allows what no path of ours takes; AccessFilter refuses it.
        factory.addConnectorCustomizers(connector -> connector.setAllowTrace(true));
        factory.addContextCustomizers(context -> ((org.apache.catalina.core.StandardHost) (Host) context.getParent())
                .setErrorReportValveClass(Valve.class.getName()));
    }

    // Where the container meets it first, a body that is cut off or framed wrongly is an error of the server's.
    private static Problem problem(int status, Throwable failure) {
        return problem(BrokenRequests.is(failure) ? 400 : status);
    }

    private static Problem problem(int status) {
        return switch (status) {
            case 400 -> new Problem(400, "bad-request", "The request cannot be read.");
            case 404 -> new Problem(404, "not-found", "There is nothing at this path.");
            case 405 -> new Problem(405, "method-not-allowed", "This path does not take this method.");
            case 406, 415 -> new Problem(status, "media-type", "This path speaks JSON (inventory: CSV).");
            // Neither the method CONNECT nor a transfer coding or version that nobody knows makes the fault ours.
            case 501, 505 ->
                new Problem(
                        400,
                        "bad-request",
                        "The request uses a method, transfer coding or version of HTTP that is not known here.");
            case 413 -> new Problem(413, "body-too-large", "The body is too large.");
            case 503 -> new Problem(503, "busy", "Too busy now; try again.", List.of(), 5);
            default ->
                status < 500
                        ? new Problem(status, "bad-request", "The request cannot be answered.")
                        : new Problem(500, "internal", "Something failed here.");
        };
    }

    // Before Spring Boot's own, which answers in HTML.
    private record OneView(View view) implements ViewResolver, Ordered {
        @Override
        public View resolveViewName(String name, Locale locale) {
            return view;
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }

    /** Tomcat's own last word, for requests no servlet sees. */
    public static class Valve extends ErrorReportValve {
        @Override
        protected void report(Request request, Response response, Throwable throwable) {
            if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            try {
                var problem = problem(response.getStatus(), throwable);
                response.setStatus(problem.status());
                var body = Face.of((HttpServletRequest) request).write(request, response.getResponse(), problem);
                response.getResponse().getOutputStream().write(body);
                response.finishResponse();
            } catch (IOException | IllegalStateException e) {
                // the connection is gone
            }
        }
    }
}
