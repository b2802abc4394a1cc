package io.rsproutes.simulator;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.rsproutes.security.PartnerListener;
import io.rsproutes.security.ReloadableTls;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundles;

/** The client of a simulated server: HTTP/1.1, addresses byte for byte as given, a client certificate of its own. */
public final class SimulatorClient {

    /**
     * A message on its way.
     *
     * @param to    the address; its path and query are sent as they stand here
     * @param ends  HTTP statuses after which it is not sent again
     * @param tries how often it is sent at most
     */
    public record Message(String to, Map<String, String> headers, String body, Set<Integer> ends, int tries) {}

    private static final Logger LOG = LoggerFactory.getLogger(SimulatorClient.class);
    private static final int PAUSE = 500;
    private static final int CONNECTIONS = 32;

    private final String who;
    private final CloseableHttpClient http;

    /** Without a certificate: for plain HTTP. @param who names it in the log */
    public SimulatorClient(String who) {
        this.who = who;
        this.http = client(null);
    }

    /**
     * With certificate and authorities of an SSL bundle, renewed when that is.
     *
     * @param property the setting that names the bundle
     * @param tls      the bundle; null: none
     */
    public SimulatorClient(String who, SslBundles bundles, String property, String tls) {
        this.who = who;
        var own = tls == null ? null : new ReloadableTls(PartnerListener.bundle(bundles, property, tls));
        this.http = client(own);
        if (own != null) {
            bundles.addBundleUpdateHandler(tls, own::use);
        }
    }

    private static CloseableHttpClient client(ReloadableTls tls) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.ofSeconds(2))
                        .setSocketTimeout(Timeout.ofSeconds(10))
                        .setValidateAfterInactivity(Timeout.ofSeconds(1))
                        .build());
        if (tls != null) {
            connections.setTlsSocketStrategy(tls);
        }
        return HttpClients.custom()
                .setConnectionManager(connections.build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .build();
    }

    /** Posts it now; again by {@code later}, every half second, until a status ends it or there are no tries left. */
    public void post(ScheduledExecutorService later, Message message) {
        post(later, message, 1);
    }

    private void post(ScheduledExecutorService later, Message message, int attempt) {
        String failure;
        try {
            int status = once(message);
            if (message.ends().contains(status)) {
                return;
            }
            failure = "it was answered HTTP " + status;
        } catch (IllegalArgumentException e) {
            LOG.warn("The simulated {} cannot send a message: {} is no address", who, message.to());
            return;
        } catch (IOException e) {
            failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        boolean last = attempt >= message.tries();
        if (attempt == 1 || last) {
            LOG.warn(
                    "The simulated {} could not deliver a message to {} ({}); it {}",
                    who,
                    message.to(),
                    failure,
                    last ? "gives up" : "tries again");
        }
        if (!last) {
            later.schedule(() -> post(later, message, attempt + 1), PAUSE, TimeUnit.MILLISECONDS);
        }
    }

    private int once(Message message) throws IOException {
        var uri = URI.create(message.to());
        if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
            throw new IllegalArgumentException(message.to());
        }
        var request = new BasicClassicHttpRequest("POST", HttpHost.create(uri), target(message.to(), uri));
        message.headers().forEach(request::addHeader);
        request.setEntity(new ByteArrayEntity(message.body().getBytes(StandardCharsets.UTF_8), null));
        return http.execute(request, response -> response.getCode());
    }

    // What follows scheme and authority, as it stands: an empty query is one, and nothing is normalized.
    private static String target(String text, URI uri) {
        var target = text.substring(
                        uri.getScheme().length() + 3 + uri.getRawAuthority().length())
                .replaceFirst("#.*", "");
        return target.startsWith("/") ? target : "/" + target;
    }
}
