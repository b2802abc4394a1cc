package io.rsproutes.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** 100 orders, each of whose events goes to 20 webhooks, beside signed POSTs to the same receiver. */
final class Webhooks implements Comparison {

    private static final String RATE = "deliveries/s";
    private static final String POSTS = "signed POSTs/s";
    private static final int SUBSCRIPTIONS = 20;
    private static final int ORDERS = 100;
    private static final int POSTERS = 32;
    private static final String MESSAGE = "x".repeat(400);

    private final Load load;
    private final CloseableHttpClient http = HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(POSTERS)
                    .setMaxConnPerRoute(POSTERS)
                    .build())
            .build();

    Webhooks(Load load) {
        this.load = load;
    }

    @Override
    public String title() {
        return "B6 signed webhook";
    }

    @Override
    public List<Figure> figures() {
        return List.of(new Figure(RATE, POSTS, Aim.ratioAtLeast(0.1)));
    }

    @Override
    public void begin() {
        deliver(ORDERS / 4);
        baseline();
    }

    @Override
    public Map<String, Double> ours() {
        return Map.of(RATE, deliver(ORDERS));
    }

    private double deliver(int orders) {
        int events = orders * Measure.DOWNLOAD_ORDER.events;
        for (int webhook = 0; webhook < SUBSCRIPTIONS; webhook++) {
            load.bench.subscribe();
        }
        var before = load.bench.quiet();
        double rate = Load.rate(events * SUBSCRIPTIONS, () -> {
            load.closed(load.next(orders), orders, load.bench::acceptOrder);
            load.bench.come(before.plus(events, events * SUBSCRIPTIONS));
        });
        load.bench.unsubscribe();
        return rate;
    }

    @Override
    public Map<String, Double> baseline() {
        int posts = ORDERS * Measure.DOWNLOAD_ORDER.events * SUBSCRIPTIONS;
        return Map.of(POSTS, Load.rate(posts, () -> new Pace(POSTERS, 0).run(0, posts, this::post)));
    }

    private void post(int n) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(MESSAGE.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var signature = mac.doFinal((n + "." + MESSAGE).getBytes(StandardCharsets.UTF_8));
            var post = new HttpPost(load.bench.receiverUrl());
            post.addHeader("webhook-id", String.valueOf(n));
            post.addHeader("webhook-signature", "v1," + Base64.getEncoder().encodeToString(signature));
            post.setEntity(new StringEntity(MESSAGE, ContentType.APPLICATION_JSON));
            http.execute(post, HttpResponse::getCode);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        // Of a turn that did not end.
        load.bench.unsubscribe();
        http.close();
    }
}
