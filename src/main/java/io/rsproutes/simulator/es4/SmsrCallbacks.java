package io.rsproutes.simulator.es4;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.rsproutes.protocol.sgp02.SoapWriter;

/** The work that the simulated SM-SR has taken, and the messages it sends of it. */
final class SmsrCallbacks {

    private static final int TRIES = 60;
    private static final int PAUSE = 500;

    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(6, task -> {
        var thread = new Thread(task, "simulator-smsr");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** Runs it now, and waits for its end. */
    void run(Runnable work) {
        CompletableFuture.runAsync(work, later).join();
    }

    void run(Runnable work, int delay) {
        later.schedule(work, delay, TimeUnit.MILLISECONDS);
    }

    /** Calls to be worked on and messages to be sent. */
    int waiting() {
        return later.getQueue().size() + later.getActiveCount();
    }

    /** Sends a message, as late and as often as the faults say. */
    void send(String to, String message, SmsrFaults faults) {
        for (int i = 0; i < faults.duplicate; i++) {
            if (faults.late > 0) {
                later.schedule(() -> post(to, message, 1), faults.late, TimeUnit.MILLISECONDS);
            } else if (faults.duplicate > 1) {
                later.execute(() -> post(to, message, 1));
            } else {
                post(to, message, 1);
            }
        }
    }

    void sendNow(String to, String message, int times) {
        for (int i = 0; i < times; i++) {
            post(to, message, 1);
        }
    }

    /** Posts a message again until it is answered 202; gives up after sixty tries. */
    private void post(String to, String message, int attempt) {
        int status = 0;
        try {
            var request = HttpRequest.newBuilder(URI.create(to))
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", SoapWriter.CONTENT_TYPE)
                    .POST(HttpRequest.BodyPublishers.ofString(message, StandardCharsets.UTF_8))
                    .build();
            status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            // tried again below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (status != 202 && status != 400 && attempt < TRIES) {
            later.schedule(() -> post(to, message, attempt + 1), PAUSE, TimeUnit.MILLISECONDS);
        }
    }
}
