package io.rsproutes.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The authorities' lists of revoked certificates (CRL, PEM or DER; {@code rsp.partner.revocations}: a file or a folder
 * of files), read again when they change. A list that is gone, cannot be read any more, or is out of date, still
 * counts, and is told in the log: a certificate once revoked does not come back because a file went.
 */
@Component
public class Revocations {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();

    private final Path where;
    private volatile List<X509CRL> lists = List.of();
    private volatile long looked;
    private Map<Path, Object> known = Map.of();

    public Revocations(Settings settings) {
        this.where = settings.partner().revocations();
        if (where != null) {
            try {
                read();
            } catch (IOException | GeneralSecurityException e) {
                throw new SettingsFault(
                        "rsp.partner.revocations",
                        "cannot be read",
                        "name a file, or a folder of files, with revocation lists (" + e.getMessage() + ")");
            }
        }
    }

    /** Whether its authority has revoked it. */
    public boolean revoked(X509Certificate certificate) {
        if (where == null) {
            return false;
        }
        look();
        for (var list : lists) {
            if (list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                    && list.isRevoked(certificate)) {
                return true;
            }
        }
        return false;
    }

    /** The lists that are past their time, by authority, with since when. */
    Map<String, Date> outOfDate() {
        var past = new TreeMap<String, Date>();
        lists.stream()
                .filter(list ->
                        list.getNextUpdate() != null && list.getNextUpdate().before(new Date()))
                .forEach(list -> past.put(list.getIssuerX500Principal().getName(), list.getNextUpdate()));
        return past;
    }

    private void look() {
        long now = System.nanoTime();
        if (now - looked < LOOK_EVERY) {
            return;
        }
        synchronized (this) {
            if (System.nanoTime() - looked < LOOK_EVERY) {
                return;
            }
            try {
                if (!files().equals(known)) {
                    read();
                    LOG.info("rsp.partner.revocations was read again: {} lists", lists.size());
                }
            } catch (IOException | GeneralSecurityException e) {
                LOG.warn(
                        "rsp.partner.revocations cannot be read; what was read before still counts: {}",
                        e.getMessage());
            }
            looked = System.nanoTime();
        }
    }

    private synchronized void read() throws IOException, GeneralSecurityException {
        var files = files();
        var factory = CertificateFactory.getInstance("X.509");
        var found = new ArrayList<X509CRL>();
        for (var file : files.keySet()) {
            try {
                for (var list : factory.generateCRLs(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                    found.add((X509CRL) list);
                }
            } catch (GeneralSecurityException e) {
                throw new GeneralSecurityException(file.getFileName() + ": " + e.getMessage(), e);
            }
        }
        for (var list : lists) {
            if (found.stream().noneMatch(one -> one.getIssuerX500Principal().equals(list.getIssuerX500Principal()))) {
                LOG.warn(
                        "the revocation list of {} is gone;"
                                + " what it said still counts until another comes, or a restart",
                        list.getIssuerX500Principal());
                found.add(list);
            }
        }
        if (found.isEmpty()) {
            LOG.warn("rsp.partner.revocations has no revocation list: no certificate counts as revoked");
        }
        for (var list : found) {
            if (list.getNextUpdate() != null && list.getNextUpdate().before(new Date())) {
                LOG.warn(
                        "the revocation list of {} is out of date since {}; fetch a new one",
                        list.getIssuerX500Principal(),
                        list.getNextUpdate().toInstant());
            }
        }
        lists = List.copyOf(found);
        known = files;
        looked = System.nanoTime();
    }

    // Each file with what changes when it does.
    private Map<Path, Object> files() throws IOException {
        var files = new TreeMap<Path, Object>();
        if (Files.isDirectory(where)) {
            try (var listed = Files.list(where)) {
                for (var file : listed.filter(Files::isRegularFile).toList()) {
                    files.put(file, stamp(file));
                }
            }
        } else {
            files.put(where, stamp(where));
        }
        return files;
    }

    private static Object stamp(Path file) throws IOException {
        return List.of(Files.getLastModifiedTime(file), Files.size(file));
    }
}
