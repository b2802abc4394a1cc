package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A customer's ES2+ downloadOrder, client certificates on both sides, beside a reverse proxy before the same peer. */
final class GatewayOrder implements Comparison {

    static final int PROFILES = 2_000;
    private static final String RATE = "orders/s";
    private static final String REQUESTS = "requests/s";
    private static final String PATH = "/gsma/rsp2/es2plus/downloadOrder";
    /** So many requests through the proxy for one order. */
    private static final int FASTER = 5;

    private static int ordered;

    private final Load load;
    private final Caller customer;
    private Nginx nginx;
    private Caller proxied;

    GatewayOrder(Load load) {
        this.load = load;
        customer = new Caller(
                load.tls.gateway,
                load.tls.customer().getSocketFactory(),
                "Content-Type",
                "application/json",
                "X-Admin-Protocol",
                "gsma/rsp/v2.2.0");
    }

    @Override
    public String title() {
        return "B2 gateway, mTLS on both sides";
    }

    @Override
    public List<Figure> figures() {
        return List.of(new Figure(RATE, REQUESTS, Aim.ratioAtLeast(0.02)));
    }

    @Override
    public void begin() throws Exception {
        if (ordered == 0) {
            Stock.profiles(Stock.GATEWAY_ICCIDS, PROFILES, TlsPeer.NAME, load.bench::load);
        }
        order(load.warmUp / 5);
        load.bench.quiet();
        if (Installed.has("nginx", "nginx-light", load.run)) {
            nginx = new Nginx(load.tls);
            proxied =
                    new Caller(nginx.port, load.tls.customer().getSocketFactory(), "Content-Type", "application/json");
            await().atMost(Duration.ofSeconds(20))
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> proxied.post(PATH, TlsPeer.order(0)).status() == 200);
            baseline();
        }
    }

    private double order(int orders) {
        int first = ordered;
        ordered += orders;
        return load.closed(first, orders, n -> expect(customer, n));
    }

    private static void expect(Caller caller, int n) {
        var answer = caller.post(PATH, TlsPeer.order(n));
        if (answer.status() != 200 || !answer.body().contains("Executed-Success")) {
            throw new IllegalStateException("an order at the gateway was answered " + answer);
        }
    }

    @Override
    public Map<String, Double> ours() {
        double rate = order(load.orders);
        load.bench.quiet();
        return Map.of(RATE, rate);
    }

    @Override
    public Map<String, Double> baseline() {
        return nginx == null
                ? Map.of()
                : Map.of(REQUESTS, load.closed(0, load.orders * FASTER, n -> expect(proxied, n)));
    }

    @Override
    public void close() {
        customer.close();
        if (nginx != null) {
            proxied.close();
            nginx.close();
        }
    }
}
