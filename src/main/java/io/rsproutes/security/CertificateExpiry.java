package io.rsproutes.security;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rsproutes.config.Settings;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * When certificates end: ours, by the bundle that holds them, and partners', as they last called.
 * Metric {@code rsp.certificate.expiry} (s until then, negative afterwards), and a detail of health for
 * those that end within 30 days.
 */
@Component("certificates")
public class CertificateExpiry implements HealthIndicator {

    private static final Duration SOON = Duration.ofDays(30);

    private final Revocations revocations;
    private final SslBundles bundles;
    private final MeterRegistry meters;
    private final Set<String> ours = new LinkedHashSet<>();
    private final Map<String, Instant> partners = new ConcurrentHashMap<>();

    public CertificateExpiry(Settings settings, SslBundles bundles, MeterRegistry meters, Revocations revocations) {
        this.revocations = revocations;
        this.bundles = bundles;
        this.meters = meters;
        if (settings.partner().port() > 0) {
            ours.add(settings.partner().tls());
        }
        if (settings.gateway().tls() != null) {
            ours.add(settings.gateway().tls());
        }
        settings.peers().values().forEach(peer -> {
            if (peer.tls() != null) {
                ours.add(peer.tls());
            }
            if (peer.wsSecurity() != null && peer.wsSecurity().signature() != null) {
                ours.add(peer.wsSecurity().signature());
            }
        });
        ours.forEach(name -> Gauge.builder("rsp.certificate.expiry", () -> seconds(end(name)))
                .tag("of", "bundle " + name)
                .baseUnit("seconds")
                .register(meters));
    }

    /**
     * A partner called with this certificate; of two that are live while one replaces the other, the later end counts.
     */
    void seen(String partner, X509Certificate certificate) {
        var end = certificate.getNotAfter().toInstant();
        if (partners.putIfAbsent(partner, end) == null) {
            Gauge.builder("rsp.certificate.expiry", () -> seconds(partners.get(partner)))
                    .tag("of", partner)
                    .baseUnit("seconds")
                    .register(meters);
        } else {
            partners.computeIfPresent(partner, (id, known) -> known.isAfter(end) ? known : end);
        }
    }

    // The first of our certificates in the bundle to end; null when it cannot be read now.
    private Instant end(String name) {
        try {
            var store = bundles.getBundle(name).getStores().getKeyStore();
            Instant first = null;
            for (var alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate
                        && (first == null
                                || certificate.getNotAfter().toInstant().isBefore(first))) {
                    first = certificate.getNotAfter().toInstant();
                }
            }
            return first;
        } catch (GeneralSecurityException | NoSuchSslBundleException | IllegalStateException e) {
            return null;
        }
    }

    private static double seconds(Instant end) {
        return end == null ? Double.NaN : Duration.between(Instant.now(), end).toSeconds();
    }

    @Override
    public Health health() {
        var ends = new TreeMap<String, Instant>(partners);
        ours.forEach(name -> {
            var end = end(name);
            if (end != null) {
                ends.put("bundle " + name, end);
            }
        });
        var health = Health.up();
        ends.forEach((of, end) -> {
            long days = Duration.between(Instant.now(), end).toDays();
            if (end.isBefore(Instant.now().plus(SOON))) {
                health.withDetail(
                        of,
                        end.isBefore(Instant.now()) ? "expired " + end : "expires " + end + ", in " + days + " days");
            }
        });
        revocations
                .outOfDate()
                .forEach((authority, since) ->
                        health.withDetail("revocation list of " + authority, "out of date since " + since.toInstant()));
        return health.build();
    }
}
