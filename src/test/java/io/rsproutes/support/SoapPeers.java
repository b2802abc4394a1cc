package io.rsproutes.support;

import java.util.Map;

import org.springframework.test.context.DynamicPropertyRegistry;

/** The simulated SM-SR as peers that differ by their dialect alone, smsr-&lt;dialect&gt;; and the stub as one of them. */
public final class SoapPeers {

    private static final String FUNCTIONS = "getEIS,auditEIS,enableProfile,disableProfile";
    private static final Map<String, Map<String, String>> DIALECTS = Map.of(
            "soap11", Map.of("soap-version", "1.1"),
            "first", Map.of("namespace", "http://namespaces.gsma.org/esim-messaging/1"),
            "rpc", Map.of("style", "rpc"),
            "metadata", Map.of("addressing-namespace", "http://www.w3.org/2007/05/addressing/metadata"),
            "polled", Map.of("answers", "polling", "poll-interval", "1s"),
            "warned", Map.of("warning-first", "true"));

    private SoapPeers() {}

    static void add(DynamicPropertyRegistry registry, String base, String stub) {
        DIALECTS.forEach((name, keys) -> {
            var dialect = "rsp.dialects." + name + ".";
            registry.add(dialect + "interface", () -> "es4");
            registry.add(dialect + "functions", () -> FUNCTIONS);
            keys.forEach((key, value) -> registry.add(dialect + key, () -> value));
            peer(registry, "smsr-" + name, base + "/simulator/smsr/ES4SmSrService", name, base);
        });
        peer(registry, "smsr-njiwa", base + "/simulator/smsr/ES4SmSrService", "njiwa", base);
        peer(registry, "smsr-warned-stub", stub, "warned", base);
        peer(registry, "smsr-polled-stub", stub, "polled", base);
    }

    private static void peer(DynamicPropertyRegistry registry, String id, String url, String dialect, String base) {
        var peer = "rsp.peers." + id + ".";
        registry.add(peer + "interface", () -> "es4");
        registry.add(peer + "url", () -> url);
        registry.add(peer + "dialect", () -> dialect);
        registry.add(peer + "entity-id", () -> entityId(id));
        registry.add(peer + "own-entity-id", () -> "1.3.6.1.4.1.99999");
        registry.add(peer + "own-url", () -> base);
        registry.add(peer + "validity.min", () -> "1s");
        registry.add(peer + "grace", () -> "1s");
        registry.add(peer + "audit-rate", () -> "50/s");
        registry.add(peer + "connect-timeout", () -> "1s");
        registry.add(peer + "response-timeout", () -> "3s");
    }

    /** The EntityId of one of them. */
    public static String entityId(String peer) {
        return "1.3.6.1.4.1.40." + Math.floorMod(peer.hashCode(), 100_000);
    }
}
