package io.rsproutes.delivery.webhook;

import io.rsproutes.config.Settings;
import io.rsproutes.platform.http.client.HttpGuard;
import io.rsproutes.platform.http.client.ReceiverGuard;
import io.rsproutes.security.AddressGuard;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

/** The pool all webhooks share; names are resolved by the {@link AddressGuard}. */
public final class WebhookConnections {

    private WebhookConnections() {}

    public static PoolingHttpClientConnectionManager create(Settings settings) {
        return builder(settings).build();
    }

    static PoolingHttpClientConnectionManagerBuilder builder(Settings settings) {
        var delivery = settings.delivery();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new AddressGuard(settings))
                .setConnectionFactory(ReceiverGuard.tolerantConnections())
                .setMaxConnTotal(256)
                .setMaxConnPerRoute(64)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(delivery.connectTimeout()))
                        .setSocketTimeout(Timeout.of(delivery.timeout()))
                        .setValidateAfterInactivity(Timeout.ofSeconds(1))
                        .build());
    }

    public static HttpGuard guard(Settings settings) {
        return new ReceiverGuard(
                settings.delivery().maxAnswer(), settings.delivery().timeout());
    }
}
