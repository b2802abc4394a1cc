package io.rsproutes.delivery.webhook;

import io.rsproutes.config.Settings;
import io.rsproutes.security.PartnerListener;
import io.rsproutes.security.ReloadableTls;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.util.Timeout;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The pool of calls to customers of the gateway: as guarded as that of webhooks, with our client
 * certificate ({@code rsp.gateway.tls}).
 */
@Configuration(proxyBeanMethods = false)
public class GatewayConnections {

    @Bean(destroyMethod = "close")
    PoolingHttpClientConnectionManager customerConnections(Settings settings, SslBundles bundles) {
        var builder = WebhookConnections.builder(settings);
        if (settings.gateway().tls() == null) {
            return builder.build();
        }
        var tls = new ReloadableTls(PartnerListener.bundle(
                bundles, "rsp.gateway.tls", settings.gateway().tls()));
        var manager = builder.setTlsSocketStrategy(tls).build();
        bundles.addBundleUpdateHandler(settings.gateway().tls(), updated -> {
            tls.use(updated);
            manager.closeIdle(Timeout.ZERO_MILLISECONDS);
        });
        return manager;
    }
}
