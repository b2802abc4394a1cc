package io.rsproutes.platform.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/**
 * The paths that routes serve, as Camel keeps them ({@code /operations/{id}}: a segment in braces stands for any), and
 * what each takes. Spring and Camel's REST would match more than that, and answer some of it without a body.
 */
final class ServedPaths {

    private static final long REFRESH = Duration.ofSeconds(1).toNanos();
    /** Of Java: what is no route. */
    private static final List<Served> OTHERS =
            List.of(new Served(segments("/rsp/v1/events/stream"), "GET", null, false));

    // verbs: with commas, null for any; consumes: the same
    private record Served(String[] template, String verbs, String consumes, boolean prefix) {
        int names() {
            return (int) Arrays.stream(template).filter(ServedPaths::named).count();
        }
    }

    private record Snapshot(List<Served> served, long at) {}

    /**
     * @param methods   empty: any
     * @param consumes  media types of a body, as {@code a/b,c/d}; null: any
     * @param variables the segments that stood for the names in braces
     */
    record Path(Set<String> methods, String consumes, Map<String, String> variables) {}

    private final CamelContext camel;
    private volatile Snapshot snapshot;

    ServedPaths(CamelContext camel) {
        this.camel = camel;
    }

    /** What serves this path, the one with the fewest names in braces; null when nothing does. */
    Path find(String path) {
        var segments = segments(path);
        var found = all().stream()
                .filter(one -> matches(one.template(), segments, one.prefix()))
                .toList();
        int names = found.stream().mapToInt(Served::names).min().orElse(0);
        var best = found.stream().filter(one -> one.names() == names).toList();
        if (best.isEmpty()) {
            return null;
        }
        var methods = new TreeSet<String>();
        best.stream()
                .map(Served::verbs)
                .filter(Objects::nonNull)
                .forEach(verbs -> methods.addAll(Set.of(verbs.split(","))));
        var consumes = best.stream()
                .map(Served::consumes)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        boolean any = best.stream().anyMatch(one -> one.verbs() == null);
        return new Path(
                any ? Set.of() : methods, consumes, variables(best.get(0).template(), segments));
    }

    /** Whether the path lies below one that is served, where Camel would answer for it. */
    boolean below(String path) {
        var segments = segments(path);
        return all().stream().anyMatch(one -> matches(one.template(), segments, true));
    }

    // Routes may be reloaded, but not between two requests of a burst.
    private List<Served> all() {
        var now = snapshot;
        if (now == null || System.nanoTime() - now.at() > REFRESH) {
            now = new Snapshot(collect(), System.nanoTime());
            snapshot = now;
        }
        return now.served();
    }

    // Of a path that a contract and a route of its own share, Camel's list of endpoints keeps one.
    private List<Served> collect() {
        var component = (PlatformHttpComponent) camel.hasComponent("platform-http");
        var routes = component == null
                ? Stream.<Served>of()
                : component.getHttpEndpoints().stream()
                        .map(one -> new Served(segments(one.getUri()), verbs(one), one.getConsumes(), prefix(one)));
        var contracts = camel.getRestRegistry().listAllRestServices().stream()
                .map(one -> new Served(
                        segments(one.getBasePath() + one.getBaseUrl()), one.getMethod(), one.getConsumes(), false));
        return Stream.of(routes, methods(), contracts, OTHERS.stream())
                .flatMap(all -> all)
                .toList();
    }

    // Of routes that share a path, each for its method, that list keeps one too.
    private Stream<Served> methods() {
        return camel.getRoutes().stream()
                .map(Route::getEndpoint)
                .filter(PlatformHttpEndpoint.class::isInstance)
                .map(PlatformHttpEndpoint.class::cast)
                .filter(one -> !one.isMatchOnUriPrefix())
                .map(one -> new Served(segments(one.getPath()), one.getHttpMethodRestrict(), one.getConsumes(), false));
    }

    private static String verbs(HttpEndpointModel model) {
        return model.getVerbs() == null && model.getConsumer() != null
                ? ((PlatformHttpEndpoint) model.getConsumer().getEndpoint()).getHttpMethodRestrict()
                : model.getVerbs();
    }

    // A route that takes all below its path; the paths of a contract share an endpoint that says so of itself.
    private static boolean prefix(HttpEndpointModel model) {
        return model.getConsumer() != null
                && model.getConsumer().getEndpoint() instanceof PlatformHttpEndpoint endpoint
                && endpoint.isMatchOnUriPrefix()
                && model.getUri().equals(endpoint.getPath());
    }

    // A slash at the end does not count.
    private static String[] segments(String path) {
        return path.replaceFirst("^/+", "").replaceFirst("/$", "").split("/", -1);
    }

    private static boolean matches(String[] template, String[] segments, boolean prefix) {
        if (prefix ? template.length > segments.length : template.length != segments.length) {
            return false;
        }
        for (int i = 0; i < template.length; i++) {
            if (named(template[i]) ? segments[i].isEmpty() : !template[i].equals(segments[i])) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> variables(String[] template, String[] segments) {
        var variables = new HashMap<String, String>();
        for (int i = 0; i < template.length; i++) {
            if (named(template[i])) {
                variables.put(template[i].substring(1, template[i].length() - 1), segments[i]);
            }
        }
        return variables;
    }

    private static boolean named(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    /** As the header Allow has them. */
    static String allow(Set<String> methods) {
        return String.join(", ", new TreeSet<>(methods));
    }
}
