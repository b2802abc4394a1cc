package io.rsproutes.security.wss;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.rsproutes.config.ListenerSettings.Certificate;
import io.rsproutes.config.ListenerSettings.WsSecurity;
import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.protocol.sgp02.wss.Credentials;
import io.rsproutes.protocol.sgp02.wss.WssSigner;
import io.rsproutes.protocol.sgp02.wss.WssVerifier;
import io.rsproutes.security.CertificateDirectory;
import io.rsproutes.security.PartnerListener;
import io.rsproutes.security.Revocations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * The WS-Security agreed with each peer, for what we send it, and with each customer, for what it sends us. Keys and
 * authorities are those of SSL bundles; a renewed bundle is used from the next message on.
 */
@Component
public class MessageSecurity {

    private static final Logger LOG = LoggerFactory.getLogger(MessageSecurity.class);

    private final Map<String, WssSigner> peers = new ConcurrentHashMap<>();
    private final Map<String, WssVerifier> tenants = new ConcurrentHashMap<>();
    private final SslBundles bundles;
    private final Revocations revocations;

    public MessageSecurity(Settings settings, SslBundles bundles, Revocations revocations) {
        this.bundles = bundles;
        this.revocations = revocations;
        settings.peers().forEach((id, peer) -> {
            if (peer.wsSecurity() != null) {
                addPeer(id, "rsp.peers." + id + ".ws-security", peer.wsSecurity());
            }
        });
        settings.tenants().forEach((id, tenant) -> {
            if (tenant.gateway() != null && tenant.gateway().wsSecurity() != null) {
                addTenant(
                        id,
                        "rsp.tenants." + id + ".gateway.ws-security",
                        tenant.gateway().wsSecurity(),
                        settings.gateway().wsSecurityWindow());
            }
        });
    }

    /** The envelope as the peer wants it: as it is, unless WS-Security is agreed. */
    public String secure(String peer, String envelope) {
        var signer = peers.get(peer);
        return signer == null ? envelope : signer.secure(envelope);
    }

    /**
     * What of a customer's message is to be worked on; null when no WS-Security is agreed with it.
     *
     * @throws io.rsproutes.protocol.sgp02.wss.WssRefusal when the message does not bring what is agreed
     */
    public WssVerifier.Verified verify(String tenant, String envelope) {
        var verifier = tenants.get(tenant);
        return verifier == null ? null : verifier.verify(envelope);
    }

    private void addPeer(String id, String at, WsSecurity agreed) {
        var name = agreed.signature();
        if (name == null) {
            peers.put(id, signer(at, agreed, null));
            return;
        }
        var bundle = PartnerListener.bundle(
                bundles, at + ".signature", name, "lacks a key store", stores -> stores.getKeyStore() != null);
        peers.put(id, signer(at, agreed, bundle));
        bundles.addBundleUpdateHandler(name, updated -> renew(id, at, agreed, updated));
    }

    // A key that cannot sign leaves the one before, and whoever else uses the bundle is renewed all the same.
    private void renew(String id, String at, WsSecurity agreed, SslBundle updated) {
        try {
            peers.put(id, signer(at, agreed, updated));
        } catch (SettingsFault e) {
            LOG.error("the key that signs stays as it was: {}", e.getMessage());
        }
    }

    private static WssSigner signer(String at, WsSecurity agreed, SslBundle bundle) {
        try {
            return new WssSigner(credentials(agreed), bundle == null ? null : key(bundle));
        } catch (GeneralSecurityException e) {
            throw new SettingsFault(
                    at + ".signature",
                    "names the SSL bundle '" + agreed.signature() + "', whose key cannot sign",
                    "give it one RSA or EC key with its certificate, and its password (" + e.getMessage() + ")");
        }
    }

    private static WssSigner.Key key(SslBundle bundle) throws GeneralSecurityException {
        var store = bundle.getStores().getKeyStore();
        var alias = bundle.getKey().getAlias();
        var password = bundle.getKey().getPassword();
        if (password == null) {
            password = bundle.getStores().getKeyStorePassword();
        }
        return new WssSigner.Key(store, alias == null ? only(store) : alias, password == null ? "" : password);
    }

    private static String only(KeyStore store) throws GeneralSecurityException {
        for (var alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return alias;
            }
        }
        throw new GeneralSecurityException("it has no key");
    }

    private void addTenant(String id, String at, WsSecurity agreed, Duration window) {
        var name = agreed.signature();
        if (name == null) {
            tenants.put(id, new WssVerifier(credentials(agreed), null, window));
            return;
        }
        var bundle = PartnerListener.bundle(
                bundles, at + ".signature", name, "lacks a trust store", stores -> stores.getTrustStore() != null);
        tenants.put(id, verifier(agreed, bundle, window));
        bundles.addBundleUpdateHandler(name, updated -> tenants.put(id, verifier(agreed, updated, window)));
    }

    private WssVerifier verifier(WsSecurity agreed, SslBundle bundle, Duration window) {
        return new WssVerifier(
                credentials(agreed),
                new WssVerifier.Signers(
                        bundle.getStores().getTrustStore(), certificate -> mayBe(agreed.certificates(), certificate)),
                window);
    }

    private boolean mayBe(List<Certificate> forms, X509Certificate certificate) {
        return (forms.isEmpty() || forms.stream().anyMatch(form -> CertificateDirectory.matches(form, certificate)))
                && !revocations.revoked(certificate);
    }

    private static Credentials credentials(WsSecurity agreed) {
        return agreed.username() == null ? null : new Credentials(agreed.username(), agreed.password());
    }
}
