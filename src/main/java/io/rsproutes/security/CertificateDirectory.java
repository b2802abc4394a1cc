package io.rsproutes.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import javax.security.auth.x500.X500Principal;

import io.rsproutes.common.Problem;
import io.rsproutes.config.ListenerSettings.Certificate;
import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import org.springframework.stereotype.Component;

/**
 * Knows a partner by its client certificate: fingerprint, or issuer and SAN, or the full subject; never by a
 * common name alone (SECURITY.md).
 */
@Component
public class CertificateDirectory {

    private record Entry(Certificate form, Caller caller) {}

    private final List<Entry> entries = new ArrayList<>();

    private final Revocations revocations;
    private final CertificateExpiry expiry;

    public CertificateDirectory(Settings settings, Revocations revocations, CertificateExpiry expiry) {
        this.revocations = revocations;
        this.expiry = expiry;
        settings.peers().forEach((id, peer) -> peer.certificates()
                .forEach(form -> add("rsp.peers." + id, form, Caller.peers(Set.of(id)))));
        settings.tenants().forEach((id, tenant) -> tenant.certificates()
                .forEach(form -> add("rsp.tenants." + id, form, Caller.tenant(id, tenant.roles()))));
    }

    private void add(String at, Certificate form, Caller caller) {
        for (var name : new String[] {form.issuer(), form.subject()}) {
            try {
                if (name != null) {
                    new X500Principal(name);
                }
            } catch (IllegalArgumentException e) {
                throw new SettingsFault(
                        at + ".certificates",
                        "has a name that is not a distinguished name",
                        "write it as CN=...,O=...,C=...");
            }
        }
        if (caller.tenant() != null
                && entries.stream()
                        .anyMatch(other -> other.caller().tenant() != null
                                && !other.caller().tenant().equals(caller.tenant())
                                && other.form().equals(form))) {
            throw new SettingsFault(
                    at + ".certificates", "has an entry that another tenant has too", "give each tenant its own");
        }
        entries.add(new Entry(form, caller));
    }

    /**
     * Who calls with this chain, judged at every request, so that what ends, ends also on a connection that is open.
     *
     * @throws Problem 403 when nobody may call with it
     */
    public Caller caller(X509Certificate[] chain) {
        if (chain == null || chain.length == 0) {
            throw unknown();
        }
        for (var one : chain) {
            if (revocations.revoked(one)) {
                throw new Problem(
                        403, "certificate-revoked", "This client certificate, or its authority's, has been revoked.");
            }
        }
        if (chain[0].getNotAfter().before(new Date())) {
            throw new Problem(403, "certificate-expired", "This client certificate has expired.");
        }
        var caller = find(chain[0]).orElseThrow(CertificateDirectory::unknown);
        if (caller.tenant() != null) {
            expiry.seen("tenant " + caller.tenant(), chain[0]);
        }
        caller.peers().forEach(id -> expiry.seen("peer " + id, chain[0]));
        return caller;
    }

    private static Problem unknown() {
        return new Problem(403, "certificate-unknown", "This client certificate belongs to no configured partner.");
    }

    /**
     * Whom it stands for: a tenant, all the peers that share it (an operator's SM-SR and SM-DP may), or both (a
     * company that is customer and peer).
     */
    public Optional<Caller> find(X509Certificate certificate) {
        var found = entries.stream()
                .filter(entry -> matches(entry.form(), certificate))
                .map(Entry::caller)
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.stream()
                        .map(Caller::tenant)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count()
                > 1) {
            // Two tenants' forms fit: nobody knows whose it is.
            return Optional.empty();
        }
        var tenant = found.stream().filter(caller -> caller.tenant() != null).findFirst();
        var peers = found.stream().flatMap(caller -> caller.peers().stream()).collect(Collectors.toSet());
        return Optional.of(new Caller(
                tenant.map(Caller::tenant).orElse(null),
                tenant.map(Caller::roles).orElse(Set.of()),
                peers));
    }

    /** Whether this is a certificate of that form. */
    public static boolean matches(Certificate form, X509Certificate certificate) {
        if (form.fingerprint() != null) {
            var wanted = form.fingerprint()
                    .toLowerCase(Locale.ROOT)
                    .replace("sha256:", "")
                    .replace(":", "");
            return wanted.equals(fingerprint(certificate));
        }
        if (form.subject() != null) {
            return new X500Principal(form.subject()).equals(certificate.getSubjectX500Principal());
        }
        return new X500Principal(form.issuer()).equals(certificate.getIssuerX500Principal())
                && sans(certificate).contains(form.san().toLowerCase(Locale.ROOT));
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // DNS names, URIs, IP addresses and registered ids (an SGP role's OID) alike.
    private static List<String> sans(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .map(name -> name.get(1))
                            .filter(String.class::isInstance)
                            .map(name -> name.toString().toLowerCase(Locale.ROOT))
                            .toList();
        } catch (GeneralSecurityException e) {
            return List.of();
        }
    }
}
