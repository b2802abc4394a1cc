package io.rsproutes.security;

import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.health.HealthStatus;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.rsproutes.common.Problem;
import io.rsproutes.config.ListenerSettings;
import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.config.Tenant.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OAuth2 access tokens (RFC 9068: signed JWTs) beside our own: the issuer's signature, issuer, audience and times
 * must hold, and a claim must name a configured tenant. Roles are those of the claim that the tenant has too;
 * without the claim, the tenant's.
 */
public class AccessTokens {

    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    private static final int MAX_KEYS = 262_144;

    private final Settings settings;
    private final DefaultJWTProcessor<SecurityContext> processor;
    /** Whether the issuer gave its keys when it was asked last. */
    private volatile boolean reachable = true;

    public AccessTokens(Settings settings) {
        this.settings = settings;
        this.processor = settings.rest().jwt().jwks() == null
                ? null
                : processor(settings.rest().jwt());
    }

    private DefaultJWTProcessor<SecurityContext> processor(ListenerSettings.Jwt jwt) {
        try {
            // Keys are cached, asked for again (but rarely) when a token names an unknown one, and kept over an outage
            // of the issuer.
            var keys = JWKSourceBuilder.<SecurityContext>create(
                            URI.create(jwt.jwks()).toURL(), new DefaultResourceRetriever(2_000, 2_000, MAX_KEYS))
                    .retrying(true)
                    .outageTolerant(4 * 3_600_000L)
                    .healthReporting(report -> reachable = report.getHealthStatus() == HealthStatus.HEALTHY)
                    .build();
            var processor = new DefaultJWTProcessor<SecurityContext>();
            processor.setJWSTypeVerifier((type, context) -> checkType(type));
            processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
            processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                    jwt.audience(),
                    new JWTClaimsSet.Builder().issuer(jwt.issuer()).build(),
                    Set.of("exp", jwt.tenantClaim())));
            return processor;
        } catch (MalformedURLException e) {
            throw new SettingsFault("rsp.rest.jwt.jwks", "is not an address", "set the address of the issuer's keys");
        }
    }

    // RFC 9068 says at+jwt; many issuers say JWT, or nothing. RFC 7515: in any case, application/ before it or not.
    private static void checkType(JOSEObjectType type) throws BadJOSEException {
        var name =
                type == null ? "jwt" : type.getType().toLowerCase(Locale.ROOT).replaceFirst("^application/", "");
        if (!name.equals("at+jwt") && !name.equals("jwt")) {
            throw new BadJOSEException("typ is neither at+jwt nor JWT");
        }
    }

    /**
     * Whom the token stands for; empty when it is none of the issuer's, or no longer.
     *
     * @throws Problem 503 when the issuer's keys cannot be had
     */
    public Optional<Caller> caller(String token) {
        if (processor == null || token.indexOf('.') < 0) {
            return Optional.empty();
        }
        try {
            var claims = processor.process(token, null);
            var jwt = settings.rest().jwt();
            var id = claims.getClaimAsString(jwt.tenantClaim());
            var tenant = id == null ? null : settings.tenants().get(id);
            return tenant == null
                    ? Optional.empty()
                    : Optional.of(Caller.tenant(id, roles(claims, jwt.rolesClaim(), tenant.roles())));
        } catch (JOSEException e) {
            if (e instanceof RateLimitReachedException && reachable) {
                LOG.debug("an access token names a key that the issuer did not have a moment ago");
                return Optional.empty();
            }
            LOG.warn(
                    "the keys of rsp.rest.jwt.jwks cannot be had: {}",
                    e.getMessage() == null ? "they could not be had a moment ago" : e.getMessage());
            throw new Problem(
                    503,
                    "issuer-unavailable",
                    "The token's issuer cannot be reached; try again.",
                    java.util.List.of(),
                    5);
        } catch (ParseException | BadJOSEException e) {
            LOG.debug("an access token was refused: {}", e.getMessage());
            return Optional.empty();
        }
    }

    // Never more than the tenant has.
    private static Set<Role> roles(JWTClaimsSet claims, String name, Set<Role> most) throws ParseException {
        var said = claims.getClaim(name);
        if (said == null) {
            return most;
        }
        var words = said instanceof String text
                ? Set.of(text.split("[ ,]+"))
                : new HashSet<>(claims.getStringListClaim(name));
        var roles = new HashSet<Role>();
        for (var role : most) {
            if (words.contains(role.name().toLowerCase(Locale.ROOT))
                    || words.contains("rsp:" + role.name().toLowerCase(Locale.ROOT))) {
                roles.add(role);
            }
        }
        return roles;
    }
}
