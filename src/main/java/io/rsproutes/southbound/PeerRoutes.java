package io.rsproutes.southbound;

import io.rsproutes.config.Peer;
import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.platform.http.client.HttpGuard;
import io.rsproutes.security.PartnerListener;
import io.rsproutes.security.ReloadableTls;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * Gives every peer its own call route: own pool, time-outs, breaker and certificate. One that keeps its results gets a
 * route that asks for them.
 */
@Component
public class PeerRoutes {

    private static final int MAX_ANSWER = 1_048_576;

    private final Settings settings;
    private final SslBundles bundles;
    private final PeerBreakers breakers;

    public PeerRoutes(Settings settings, SslBundles bundles, PeerBreakers breakers) {
        this.settings = settings;
        this.bundles = bundles;
        this.breakers = breakers;
    }

    public void add(CamelContext context) {
        settings.peers().forEach((id, peer) -> {
            context.getRegistry().bind("breaker-" + id, breakers.of(id));
            context.getRegistry().bind("connections-" + id, connections(id, peer));
            var guard = new HttpGuard(MAX_ANSWER, peer.connectTimeout().plus(peer.responseTimeout()));
            context.getRegistry().bind("guard-" + id, new PeerClient(guard, peer.speaksSgp02(), MAX_ANSWER));
            try {
                TemplatedRouteBuilder.builder(context, "southbound-peer-call")
                        .routeId("southbound-peer-call-" + id)
                        .parameter("peer", id)
                        .parameter("url", peer.url())
                        .parameter("connectTimeout", peer.connectTimeout().toMillis())
                        .parameter("responseTimeout", peer.responseTimeout().toMillis())
                        .add();
                if (settings.dialectOf(peer).isPolled()) {
                    TemplatedRouteBuilder.builder(context, "southbound-poll-peer")
                            .routeId("southbound-poll-peer-" + id)
                            .parameter("peer", id)
                            .parameter(
                                    "interval",
                                    settings.dialectOf(peer).pollInterval().toMillis())
                            .add();
                }
            } catch (Exception e) {
                throw new SettingsFault("rsp.peers." + id, "cannot be given a route", String.valueOf(e.getMessage()));
            }
        });
    }

    private PoolingHttpClientConnectionManager connections(String id, Peer peer) {
        var builder = PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(HttpGuard.connections())
                .setMaxConnTotal(peer.maxConcurrent())
                .setMaxConnPerRoute(peer.maxConcurrent())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(peer.connectTimeout()))
                        .setSocketTimeout(Timeout.of(peer.responseTimeout()))
                        .setValidateAfterInactivity(Timeout.ofSeconds(1))
                        .build());
        if (peer.tls() != null) {
            var bundle = PartnerListener.bundle(bundles, "rsp.peers." + id + ".tls", peer.tls());
            var tls = new ReloadableTls(bundle);
            builder.setTlsSocketStrategy(tls);
            var manager = builder.build();
            bundles.addBundleUpdateHandler(peer.tls(), updated -> {
                tls.use(updated);
                manager.closeIdle(Timeout.ZERO_MILLISECONDS);
            });
            return manager;
        }
        return builder.build();
    }
}
