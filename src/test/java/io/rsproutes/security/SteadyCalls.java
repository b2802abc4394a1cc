package io.rsproutes.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/** Fifty calls of a customer a second, by two certificates in turn, each on a connection of its own. */
final class SteadyCalls implements AutoCloseable {

    final AtomicInteger sent = new AtomicInteger();
    final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService pool = Executors.newFixedThreadPool(16);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final PartnerBundle bundle;

    SteadyCalls(PartnerBundle bundle, String certificate, String next) {
        this.bundle = bundle;
        var factories = new SSLSocketFactory[] {
            bundle.certificates.client(certificate, "ca").getSocketFactory(),
            bundle.certificates.client(next, "ca").getSocketFactory()
        };
        clock.scheduleAtFixedRate(
                () -> pool.submit(() -> {
                    int number = sent.incrementAndGet();
                    call(number, factories[number % 2]);
                }),
                0,
                20,
                TimeUnit.MILLISECONDS);
    }

    private void call(int number, SSLSocketFactory factory) {
        try {
            var connection = (HttpsURLConnection)
                    bundle.partner(PartnerBundle.RELEASE).toURL().openConnection();
            connection.setSSLSocketFactory(factory);
            connection.setConnectTimeout(20_000);
            connection.setReadTimeout(20_000);
            connection.setRequestProperty("Connection", "close");
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            connection
                    .getOutputStream()
                    .write(PartnerBundle.CALL
                            .replace("\"c\"", "\"c" + number + "\"")
                            .getBytes(StandardCharsets.UTF_8));
            if (connection.getResponseCode() != 200) {
                failures.add("HTTP " + connection.getResponseCode());
            }
            connection.getInputStream().readAllBytes();
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }

    /** Until the last has its answer. */
    @Override
    public void close() throws InterruptedException {
        clock.shutdownNow();
        pool.shutdown();
        pool.awaitTermination(30, TimeUnit.SECONDS);
    }
}
