package io.rsproutes.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import javax.security.auth.x500.X500Principal;

import io.rsproutes.core.Settings;
import io.rsproutes.core.Settings.Certificate;
import io.rsproutes.core.SettingsFault;

/**
 * Knows a partner by its client certificate: fingerprint, or issuer and SAN, or the full subject; never by a common name
 * alone (spec/reliability.md 4.2).
 */
public class CertificateDirectory {

    private record Entry(Certificate form, Caller caller) { }

    private final List<Entry> entries = new ArrayList<>();

    public CertificateDirectory(Settings settings) {
        settings.peers().forEach((id, peer) -> peer.certificates().forEach(form -> add("rsp.peers." + id, form, Caller.peers(Set.of(id)))));
        settings.tenants().forEach((id, tenant) -> tenant.certificates().forEach(form -> add("rsp.tenants." + id, form, Caller.tenant(id, tenant.roles()))));
    }

    private void add(String at, Certificate form, Caller caller) {
        for (var name : new String[] {form.issuer(), form.subject()}) {
            try {
                if (name != null) {
                    new X500Principal(name);
                }
            } catch (IllegalArgumentException e) {
                throw new SettingsFault(at + ".certificates", "has a name that is not a distinguished name", "write it as CN=...,O=...,C=...");
            }
        }
        entries.add(new Entry(form, caller));
    }

    /** The first it stands for; all the peers, where several share it (an operator's SM-SR and SM-DP may). */
    public Optional<Caller> find(X509Certificate certificate) {
        var found = entries.stream().filter(entry -> matches(entry.form(), certificate)).map(Entry::caller).toList();
        if (found.isEmpty() || found.get(0).tenant() != null) {
            return found.stream().findFirst();
        }
        return Optional.of(Caller.peers(found.stream().flatMap(caller -> caller.peers().stream()).collect(Collectors.toSet())));
    }

    private static boolean matches(Certificate form, X509Certificate certificate) {
        if (form.fingerprint() != null) {
            var wanted = form.fingerprint().toLowerCase(Locale.ROOT).replace("sha256:", "").replace(":", "");
            return wanted.equals(fingerprint(certificate));
        }
        if (form.subject() != null) {
            return new X500Principal(form.subject()).equals(certificate.getSubjectX500Principal());
        }
        return new X500Principal(form.issuer()).equals(certificate.getIssuerX500Principal()) && sans(certificate).contains(form.san().toLowerCase(Locale.ROOT));
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
            return names == null ? List.of()
                    : names.stream().map(name -> name.get(1)).filter(String.class::isInstance).map(name -> name.toString().toLowerCase(Locale.ROOT)).toList();
        } catch (GeneralSecurityException e) {
            return List.of();
        }
    }
}
