package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.rsproutes.common.Problem;
import io.rsproutes.config.Settings;
import io.rsproutes.config.Tenant.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AccessTokensTest {

    private static final String ISSUER = "https://issuer.example";
    private HttpServer issuer;
    private ECKey key;
    private AccessTokens tokens;

    @BeforeEach
    void start() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/jwks", exchange -> {
            var body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        issuer.start();
        tokens = tokens("http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks");
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    private static AccessTokens tokens(String jwks) {
        return new AccessTokens(new Binder(new MapConfigurationPropertySource(Map.of(
                        "rsp.rest.jwt.issuer",
                        ISSUER,
                        "rsp.rest.jwt.audience",
                        "rsp",
                        "rsp.rest.jwt.jwks",
                        jwks,
                        "rsp.tenants.acme.roles",
                        "read,order")))
                .bind("rsp", Settings.class)
                .get());
    }

    private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        var builder = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("rsp")
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("tenant", "acme");
        change.accept(builder);
        return builder.build();
    }

    private String signed(JWSSigner signer, JWSAlgorithm algorithm, Consumer<JWTClaimsSet.Builder> change)
            throws Exception {
        var jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID("k1").build(), claims(change));
        jwt.sign(signer);
        return jwt.serialize();
    }

    private String signed(Consumer<JWTClaimsSet.Builder> change) throws Exception {
        return signed(new ECDSASigner(key), JWSAlgorithm.ES256, change);
    }

    @Test
    void givenATokenOfTheIssuer_thenItIsTheTenantWithItsRoles() throws Exception {
        var caller = tokens.caller(signed(claims -> {})).orElseThrow();
        assertThat(caller.tenant()).isEqualTo("acme");
        assertThat(caller.roles()).containsExactlyInAnyOrder(Role.READ, Role.ORDER);
    }

    @Test
    void givenRolesInTheToken_thenTheyTakeAwayAndNeverAdd() throws Exception {
        assertThat(tokens.caller(signed(claims -> claims.claim("roles", List.of("read", "operator", "admin"))))
                        .orElseThrow()
                        .roles())
                .isEqualTo(Set.of(Role.READ));
        assertThat(tokens.caller(signed(claims -> claims.claim("roles", "rsp:order other")))
                        .orElseThrow()
                        .roles())
                .isEqualTo(Set.of(Role.ORDER));
    }

    @Test
    void givenAnythingWrongWithIt_thenItIsNobodys() throws Exception {
        var other = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        for (var bad : List.of(
                signed(claims -> claims.issuer("https://other.example")),
                signed(claims -> claims.audience("else")),
                signed(claims -> claims.expirationTime(null)),
                signed(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(300)))),
                signed(claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(300)))),
                signed(claims -> claims.claim("tenant", "globex")),
                signed(claims -> claims.claim("tenant", null)),
                signed(new ECDSASigner(other), JWSAlgorithm.ES256, claims -> {}),
                signed(new MACSigner(key.toPublicJWK().toJSONString()), JWSAlgorithm.HS256, claims -> {}),
                new PlainJWT(claims(claims -> {})).serialize(),
                "a.b.c",
                "no-token")) {
            assertThat(tokens.caller(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void givenAnIssuerThatCannotBeReached_thenTheCallerIsToldToTryAgain() throws Exception {
        var token = signed(claims -> {});
        issuer.stop(0);
        assertThatThrownBy(
                        () -> tokens("http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks")
                                .caller(token))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
    }

    private String typed(String type, String kid) throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid);
        var jwt = new SignedJWT(
                (type == null ? header : header.type(new JOSEObjectType(type))).build(), claims(claims -> {}));
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt", "application/jwt"})
    void givenATokenOfRfc9068_thenItIsTheTenants(String type) throws Exception {
        assertThat(tokens.caller(typed(type, "k1"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dpop+jwt", "id_token", "secevent+jwt", "text/at+jwt", "logout+jwt"})
    void givenATokenOfAnotherKind_thenItIsNobodys(String type) throws Exception {
        assertThat(tokens.caller(typed(type, "k1"))).isEmpty();
    }

    /** However many there are: nobody can make the issuer look as if it were away. */
    @Test
    void givenAKeyThatTheIssuerDoesNotHave_thenTheTokenIsNobodys() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(tokens.caller(typed("at+jwt", "other" + i))).isEmpty();
        }
        assertThat(tokens.caller(typed("at+jwt", "k1"))).isPresent();
    }

    @Test
    void givenAnIssuerThatIsAway_thenEveryCallerIsToldSo() throws Exception {
        issuer.stop(0);
        var away = tokens("http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks");
        var token = typed("at+jwt", "k1");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> away.caller(token))
                    .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                            .isEqualTo(503));
        }
    }
}
