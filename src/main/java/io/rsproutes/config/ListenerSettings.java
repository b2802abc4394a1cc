package io.rsproutes.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The two listeners: the operator's, with what end users may see there, and the partners' with client certificates.
 */
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

    /**
     * One-time links, by which end users are shown an activation code.
     *
     * @param url          where end users reach us; empty: there are no links
     * @param maxDownloads of one profile; more are shown as too many. 0: as many as its SM-DP+ lets
     */
    public record Activation(
            @DefaultValue("") String url,
            @DefaultValue("24h") Duration linkValidity,
            @DefaultValue("7d") Duration maxLinkValidity,
            @DefaultValue("50/s") Rate maxRate,
            @DefaultValue("16") int maxConcurrent,
            @DefaultValue("0") int maxDownloads) {

        public boolean links() {
            return !url.isBlank();
        }

        void check() {
            if (links()) {
                Checks.address("rsp.activation.url", url, "set where end users reach us");
            }
            Checks.check(
                    linkValidity.toSeconds() > 0 && linkValidity.compareTo(maxLinkValidity) <= 0,
                    "rsp.activation.link-validity",
                    "is not positive, or longer than rsp.activation.max-link-validity",
                    "set it within 1s and that");
            Checks.check(maxConcurrent > 0, "rsp.activation.max-concurrent", "is not positive", "set 1 or more");
            Checks.check(
                    maxDownloads >= 0,
                    "rsp.activation.max-downloads",
                    "is negative",
                    "set 1 or more, or 0 for no limit");
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

    /**
     * What a SOAP message says of its sender in a wsse:Security header, beside the client certificate: a UsernameToken
     * with username and the digest of the password, a signature, or both. {@code signature}: the SSL bundle whose key
     * signs what we send to a peer, or whose trust store vouches for what a customer signs; {@code certificates}: of
     * the latter those that may sign, any for none.
     */
    public record WsSecurity(
            String username, String password, String signature, @DefaultValue List<Certificate> certificates) {

        /**
         * @param wsSecurity of a peer; null: it has none
         * @param soap whether it is called by SOAP
         */
        static void checkOfPeer(String at, WsSecurity wsSecurity, boolean soap) {
            if (wsSecurity != null) {
                Checks.check(soap, at, "is set, but its interface is no SOAP", "remove it");
                wsSecurity.check(at);
                Checks.check(
                        wsSecurity.certificates.isEmpty(),
                        at + ".certificates",
                        "is set, but a peer is not expected to sign",
                        "remove it");
            }
        }

        /** @param wsSecurity of a customer; null: it has none */
        static void checkOfCustomer(String at, WsSecurity wsSecurity) {
            if (wsSecurity != null) {
                wsSecurity.check(at);
                Checks.check(
                        wsSecurity.certificates.isEmpty() || wsSecurity.signature != null,
                        at + ".signature",
                        "is missing",
                        "name the SSL bundle whose trust store vouches for these certificates");
                Checks.certificates(at, wsSecurity.certificates);
            }
        }

        private void check(String at) {
            Checks.check(
                    username != null || password != null || signature != null,
                    at,
                    "asks for nothing",
                    "set username and password, or signature, or all three");
            Checks.check(
                    isSet(username) == isSet(password),
                    at + (isSet(username) ? ".password" : ".username"),
                    "is missing",
                    "a UsernameToken needs both");
            Checks.check(
                    signature == null || !signature.isBlank(), at + ".signature", "is empty", "name an SSL bundle");
        }

        private static boolean isSet(String text) {
            return text != null && !text.isEmpty();
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "WsSecurity[username=" + username + ", signature=" + signature + "]";
        }
    }
}
