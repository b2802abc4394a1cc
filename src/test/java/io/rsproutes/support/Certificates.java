package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Throw-away authorities and certificates, by the JDK's keytool; all stores are PKCS12 with the password `changeit`. */
public final class Certificates {

    public static final String PASSWORD = "changeit";
    private final Path folder = Processes.folder("rsp-certificates-");
    private List<String> keys = List.of("-keyalg", "EC", "-groupname", "secp256r1");

    /** What is made from now on has RSA keys. */
    public Certificates rsa() {
        keys = List.of("-keyalg", "RSA", "-keysize", "2048");
        return this;
    }

    /** A self-signed authority. */
    public Certificates authority(String name) {
        generate(name, name, "CN=" + name + ",O=Test", "-ext", "bc:c", "-validity", "30");
        try {
            var certificate = load(store(name)).getCertificate(name);
            var trust = empty();
            trust.setCertificateEntry(name, certificate);
            save(trust, store(name + "-trust"));
            return this;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate of that authority, with SAN dns:name and 127.0.0.1, valid from and for so many days. */
    public Certificates issue(String authority, String name, String subject, String start, int days) {
        generate(
                authority,
                name,
                subject,
                "-signer",
                authority,
                "-ext",
                "san=dns:" + name + ",ip:127.0.0.1",
                "-startdate",
                start,
                "-validity",
                String.valueOf(days));
        try {
            // One call of keytool, which starts a JVM, is enough: it signs within a store, and what it made moves to
            // its own.
            var signers = load(store(authority));
            var own = empty();
            own.setKeyEntry(
                    name,
                    signers.getKey(name, PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    signers.getCertificateChain(name));
            own.setCertificateEntry(authority, signers.getCertificate(authority));
            save(own, store(name));
            signers.deleteEntry(name);
            save(signers, store(authority));
            return this;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void generate(String store, String alias, String subject, String... options) {
        var arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                subject,
                "-keystore",
                store(store).toString()));
        arguments.addAll(keys);
        arguments.addAll(List.of(options));
        keytool(arguments.toArray(String[]::new));
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static void save(KeyStore store, Path path) throws GeneralSecurityException, IOException {
        try (var out = Files.newOutputStream(path)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    /** Properties of an SSL bundle with this certificate, trusting those of that authority. */
    public Map<String, String> bundle(String bundle, String name, String authority) {
        var at = "spring.ssl.bundle.jks." + bundle + ".";
        return Map.of(
                at + "keystore.location",
                "file:" + store(name),
                at + "keystore.password",
                PASSWORD,
                at + "truststore.location",
                "file:" + store(authority + "-trust"),
                at + "truststore.password",
                PASSWORD);
    }

    /** The authority's revocation list with these certificates on it, as {@code <authority>.crl}. */
    public Path revoke(String authority, String... names) {
        var arguments = new ArrayList<>(List.of(
                "-gencrl",
                "-alias",
                authority,
                "-keystore",
                store(authority).toString(),
                "-file",
                file(authority + ".crl").toString()));
        for (var name : names) {
            arguments.addAll(List.of("-id", certificate(name).getSerialNumber().toString()));
        }
        keytool(arguments.toArray(String[]::new));
        return file(authority + ".crl");
    }

    public java.security.cert.X509Certificate certificate(String name) {
        try {
            return (java.security.cert.X509Certificate) load(store(name)).getCertificate(name);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public String fingerprint(String name) {
        try {
            var certificate = load(store(name)).getCertificate(name);
            return java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path store(String name) {
        return file(name + ".p12");
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** A certificate with its chain and key, as one PEM file; of an authority, the certificate alone. */
    public Path pem(String name) {
        try {
            boolean authority = Files.exists(store(name + "-trust"));
            var from = load(store(authority ? name + "-trust" : name));
            var text = new StringBuilder();
            if (!authority) {
                block(
                        text,
                        "PRIVATE KEY",
                        from.getKey(name, PASSWORD.toCharArray()).getEncoded());
            }
            var chain = authority ? new Certificate[] {from.getCertificate(name)} : from.getCertificateChain(name);
            for (var one : chain) {
                block(text, "CERTIFICATE", one.getEncoded());
            }
            return Files.writeString(file(name + ".pem"), text);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void block(StringBuilder text, String label, byte[] bytes) {
        text.append("-----BEGIN ").append(label).append("-----\n");
        text.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
        text.append("\n-----END ").append(label).append("-----\n");
    }

    /** A client's TLS: its key store (or none) and the authority it trusts. */
    public SSLContext client(String name, String authority) {
        try {
            var context = SSLContext.getInstance("TLS");
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            if (name != null) {
                keys.init(load(store(name)), PASSWORD.toCharArray());
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(store(authority + "-trust")));
            context.init(name == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store of these. */
    public static KeyStore load(Path path) throws GeneralSecurityException, IOException {
        try (var in = Files.newInputStream(path)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void keytool(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Processes.run(folder, command);
    }
}
