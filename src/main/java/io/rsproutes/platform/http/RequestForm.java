package io.rsproutes.platform.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.rsproutes.common.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.CamelContext;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What of a request can be judged before any route reads it: its path, its method, and the media types it names.
 * Refused here, so that neither Spring nor Camel fails on it, or answers without a body.
 */
public final class RequestForm {

    /** Request attribute: the path's segments by the names they have in the contract. */
    private static final String VARIABLES = "rsp.path";

    private static final Pattern FORM =
            Pattern.compile("\\s*(application/x-www-form-urlencoded|multipart/form-data)", Pattern.CASE_INSENSITIVE);

    /** What is uploaded here is read as a stream. */
    private static final Set<String> FILES = Set.of("/rsp/v1/bulk-jobs", "/rsp/v1/inventory");

    /** A message, and its contract. */
    private static final Set<String> SOAP = Set.of("GET", "POST");

    private final ServedPaths served;

    public RequestForm(CamelContext camel) {
        this.served = new ServedPaths(camel);
    }

    /** The path's segments by the names they have in the contract. */
    @SuppressWarnings("unchecked")
    public static Map<String, String> variables(HttpServletRequest request) {
        return request.getAttribute(VARIABLES) instanceof Map<?, ?> known ? (Map<String, String>) known : Map.of();
    }

    /**
     * Whether the request needs no more: it was an OPTIONS, and told the methods.
     *
     * @param path the one of ours, whatever a peer calls it
     * @throws Problem 400, 404, 405 or 415, with header Allow where the method is wrong
     */
    public boolean answered(HttpServletRequest request, HttpServletResponse response, String path) {
        var match = served.find(path);
        if (!request.getRequestURI().equals(plain(request))) {
            // Camel compares what was sent, as it was sent.
            throw new Problem(
                    404, "not-found", "There is nothing at this path; write it plainly, without %, ; and .. in it.");
        }
        if (match == null) {
            if (served.below(path)) {
                throw new Problem(404, "not-found", "There is nothing at this path.");
            }
        } else {
            request.setAttribute(VARIABLES, match.variables());
        }
        boolean soap = Face.of(request) == Face.SOAP;
        if (method(request, response, soap ? SOAP : match == null ? Set.of() : match.methods())) {
            return true;
        }
        if (soap && request.getMethod().equals("GET") && ContractRequest.asked(request) == null) {
            throw new Problem(400, "bad-request", "Send a SOAP message with POST; GET ?wsdl shows the contract.");
        }
        contentType(request, match == null ? null : match.consumes(), soap);
        if (!soap) {
            accept(request);
        }
        if (match != null && FILES.contains(path)) {
            asItIs(request);
        }
        return false;
    }

    private static String plain(HttpServletRequest request) {
        return request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
    }

    // A file is read as it comes, a chunk at a time; only bodies that are held whole are unpacked.
    private static void asItIs(HttpServletRequest request) {
        for (var lines = request.getHeaders("Content-Encoding"); lines.hasMoreElements(); ) {
            if (!lines.nextElement().trim().equalsIgnoreCase("identity")) {
                throw new Problem(
                        415, "encoding-unsupported", "A file is not taken with a Content-Encoding; send it as it is.");
            }
        }
    }

    private static boolean method(HttpServletRequest request, HttpServletResponse response, Set<String> methods) {
        var method = request.getMethod();
        boolean asked = method.equals("OPTIONS") && !methods.isEmpty();
        if (!asked && !method.equals("TRACE") && (methods.isEmpty() || methods.contains(method))) {
            return false;
        }
        var allow = ServedPaths.allow(methods);
        response.setHeader("Allow", allow);
        if (asked) {
            return true;
        }
        throw new Problem(
                405,
                "method-not-allowed",
                "This path does not take " + (method.matches("[A-Z]{1,10}") ? method : "this method")
                        + (allow.isEmpty() ? "." : "; it takes " + allow + "."));
    }

    // A form is curl's way of sending what nobody said the type of. Spring and Camel would read it as parameters, and
    // fail when they cannot.
    private static void contentType(HttpServletRequest request, String consumes, boolean soap) {
        var text = request.getContentType();
        if (text == null || text.isBlank()) {
            return;
        }
        if (FORM.matcher(text).lookingAt()) {
            throw unsupported("A form is not taken; say what the body is: Content-Type: "
                    + (soap ? "application/soap+xml" : consumes == null ? "application/json" : consumes.split(",")[0])
                    + ".");
        }
        if (soap) {
            return;
        }
        var type = parsed(text);
        boolean body = Set.of("POST", "PUT", "PATCH").contains(request.getMethod());
        if (body
                && consumes != null
                && Arrays.stream(consumes.split(","))
                        .noneMatch(known -> known.trim().equals(type.getType() + "/" + type.getSubtype()))) {
            throw unsupported("This path does not take this Content-Type; it takes "
                    + String.join(", ", new TreeSet<>(Set.of(consumes.split(",")))) + ".");
        }
    }

    private static MediaType parsed(String text) {
        try {
            var type = MediaType.parseMediaType(text.toLowerCase(Locale.ROOT));
            type.getCharset();
            if (type.isConcrete()) {
                return type;
            }
            throw new InvalidMediaTypeException(text, "a wildcard");
        } catch (InvalidMediaTypeException e) {
            throw String.valueOf(e.getMessage()).contains("charset")
                    ? noCharset()
                    : unsupported("The Content-Type is no media type; it is written such as application/json.");
        } catch (IllegalArgumentException e) {
            throw noCharset();
        }
    }

    private static Problem noCharset() {
        return unsupported("The Content-Type names a charset that does not exist; write charset=utf-8, or none.");
    }

    // What a client accepts never changes whether it is answered (RFC 9110, 12.4.1), but what it says must be readable.
    private static void accept(HttpServletRequest request) {
        for (var lines = request.getHeaders("Accept"); lines.hasMoreElements(); ) {
            try {
                MediaType.parseMediaTypes(lines.nextElement());
            } catch (InvalidMediaTypeException e) {
                throw new Problem(
                        400,
                        "bad-request",
                        "Accept is no list of media types; it is written such as application/json, text/csv.");
            }
        }
    }

    private static Problem unsupported(String detail) {
        return new Problem(415, "unsupported-media-type", detail);
    }
}
