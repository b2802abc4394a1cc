package io.rsproutes.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.springframework.boot.context.properties.bind.DefaultValue;

/** The two listeners: the operator's, and the partners' with client certificates. */
public final class ListenerSettings {

    private ListenerSettings() {}

    /** The operator's. */
    public record Rest(
            @DefaultValue("128") int maxWaiters,
            @DefaultValue("32") int maxWaitersPerTenant,
            @DefaultValue("32") int maxStreams,
            @DefaultValue("8") int maxStreamsPerTenant,
            @DefaultValue("60s") Duration maxWait,
            @DefaultValue("1048576") int maxBody,
            @DefaultValue("1073741824") long maxUpload,
            @DefaultValue("/actuator/health") List<String> openPaths,
            @DefaultValue List<String> metricsTokens,
            @DefaultValue("5s") Duration drain,
            @DefaultValue Jwt jwt) {

        /** @param tenantsTokens which are nobody else's */
        void check(Set<String> tenantsTokens, Partner partner) {
            var at = "rsp.rest.metrics-tokens";
            for (var token : metricsTokens) {
                Checks.check(
                        Checks.TOKEN.matcher(token).matches() && !tenantsTokens.contains(token),
                        at,
                        "has an entry of an unknown form, or a tenant's",
                        "write sha256: and the 64 lower-case hex digits of a token of its own");
                Checks.check(
                        !token.startsWith("plain:") || partner.plain(),
                        at,
                        "has a plain token outside the demo",
                        "store it as sha256: and its SHA-256");
            }
            jwt.check();
        }
    }

    /**
     * OAuth2 access tokens beside our own: signed by whom, for whom, and which claims name the tenant and its roles.
     */
    public record Jwt(
            String issuer,
            String audience,
            String jwks,
            @DefaultValue("tenant") String tenantClaim,
            @DefaultValue("roles") String rolesClaim) {

        void check() {
            Checks.check(
                    issuer == null && jwks == null || issuer != null && jwks != null && audience != null,
                    "rsp.rest.jwt",
                    "lacks issuer, audience or jwks",
                    "set all three, or none");
            if (jwks != null) {
                Checks.address("rsp.rest.jwt.jwks", jwks, "set the address of the issuer's keys");
            }
        }
    }

    /** The partners'. */
    public record Partner(
            @DefaultValue("0") int port,
            @DefaultValue("0.0.0.0") String address,
            @DefaultValue("partners") String tls,
            @DefaultValue("false") boolean plain,
            Path revocations) {}

    /** How a partner is known by its client certificate: fingerprint, or issuer and SAN, or the full subject. */
    public record Certificate(String fingerprint, String issuer, String san, String subject) {}
}
