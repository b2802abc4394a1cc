package io.rsproutes.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;

import io.rsproutes.common.Causes;
import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.net.SSLHostConfigCertificate.Type;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** The partners' listener: TLS 1.2/1.3 with a required client certificate, reloaded when its bundle changes. */
@Component
public class PartnerListener implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger LOG = LoggerFactory.getLogger(PartnerListener.class);

    private final Settings settings;
    private final SslBundles bundles;

    public PartnerListener(Settings settings, SslBundles bundles) {
        this.settings = settings;
        this.bundles = bundles;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        var partner = settings.partner();
        if (partner.plain()) {
            LOG.warn("DEMO: the partners' paths are served in plain HTTP on the operator's port, without certificates,"
                    + " tokens are plain words, and webhook secrets are encrypted under a key that everybody knows."
                    + " Never expose this.");
        }
        if (partner.port() == 0) {
            if (!settings.peers().isEmpty() && !partner.plain()) {
                LOG.warn("rsp.partner.port is 0: no peer can notify us."
                        + " Set it, with the SSL bundle rsp.partner.tls names.");
            }
            return;
        }
        var connector = new Connector("HTTP/1.1");
        connector.setPort(partner.port());
        connector.setScheme("https");
        connector.setSecure(true);
        connector.setAllowTrace(true);
        connector.setMaxPostSize(settings.rest().maxBody());
        var protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        protocol.setSSLEnabled(true);
        protocol.setMaxHttpRequestHeaderSize(16 * 1024);
        protocol.setConnectionTimeout(20_000);
        try {
            protocol.setAddress(InetAddress.getByName(partner.address()));
        } catch (UnknownHostException e) {
            throw new SettingsFault(
                    "rsp.partner.address",
                    "is not an address of this machine",
                    "set an IP address, or 0.0.0.0 for all");
        }
        apply(protocol, bundle(bundles, "rsp.partner.tls", partner.tls()));
        bundles.addBundleUpdateHandler(partner.tls(), updated -> {
            apply(protocol, updated);
            LOG.info("The partners' listener uses its new certificates");
        });
        factory.addAdditionalTomcatConnectors(connector);
    }

    private static void apply(AbstractHttp11Protocol<?> protocol, SslBundle bundle) {
        var host = new SSLHostConfig();
        host.setHostName("_default_");
        host.setCertificateVerification("required");
        host.setProtocols("TLSv1.2+TLSv1.3");
        var certificate = new SSLHostConfigCertificate(host, Type.UNDEFINED);
        certificate.setCertificateKeystore(bundle.getStores().getKeyStore());
        var password = bundle.getStores().getKeyStorePassword();
        certificate.setCertificateKeystorePassword(password == null ? "" : password);
        if (bundle.getKey().getPassword() != null) {
            certificate.setCertificateKeyPassword(bundle.getKey().getPassword());
        }
        if (bundle.getKey().getAlias() != null) {
            certificate.setCertificateKeyAlias(bundle.getKey().getAlias());
        }
        host.addCertificate(certificate);
        host.setTrustStore(bundle.getStores().getTrustStore());
        protocol.addSslHostConfig(host, true);
    }

    /** The bundle, its stores opened, or one line that says which setting cannot be used. */
    public static SslBundle bundle(SslBundles bundles, String property, String name) {
        return bundle(
                bundles,
                property,
                name,
                "lacks a key store or a trust store",
                stores -> stores.getKeyStore() != null && stores.getTrustStore() != null);
    }

    /** The same of a bundle that has these stores; {@code fault}: what is wrong with one that does not. */
    public static SslBundle bundle(
            SslBundles bundles, String property, String name, String fault, Predicate<SslStoreBundle> has) {
        try {
            var bundle = bundles.getBundle(name);
            if (!has.test(bundle.getStores())) {
                throw new SettingsFault(
                        "spring.ssl.bundle.*." + name,
                        fault,
                        "give our certificate (keystore), and the authorities we trust (truststore)");
            }
            return bundle;
        } catch (NoSuchSslBundleException e) {
            throw new SettingsFault(
                    property,
                    "names the SSL bundle '" + name + "', which is not there",
                    "define spring.ssl.bundle.pem." + name + " or .jks." + name);
        } catch (IllegalStateException | IllegalArgumentException | java.io.UncheckedIOException e) {
            throw new SettingsFault(
                    "spring.ssl.bundle.*." + name,
                    "cannot be read",
                    "check its files and passwords (" + Causes.root(e).getMessage() + ")");
        }
    }
}
