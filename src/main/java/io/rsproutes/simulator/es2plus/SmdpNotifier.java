package io.rsproutes.simulator.es2plus;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends the notifications of the simulated SM-DP+. */
final class SmdpNotifier {

    private static final int TRIES = 10;
    private static final int PAUSE = 500;

    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2, task -> {
        var thread = new Thread(task, "simulator-smdp");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final URI notifyAt;

    SmdpNotifier(String notifyAt) {
        this.notifyAt = URI.create(notifyAt);
    }

    /** Posts a notification, so many times, each until it is answered as the server expects, or ten times. */
    void send(SmdpBehaviour.Message message, int times) {
        for (int i = 0; i < Math.max(1, times); i++) {
            post(message, 1);
        }
    }

    private void post(SmdpBehaviour.Message message, int attempt) {
        int status = 0;
        try {
            var request = HttpRequest.newBuilder(notifyAt.resolve(notifyAt.getPath() + message.path()))
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .header("X-Admin-Protocol", message.version())
                    .POST(HttpRequest.BodyPublishers.ofString(message.body()))
                    .build();
            status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (java.io.IOException e) {
            // tried again below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (status != message.expected() && attempt < TRIES) {
            later.schedule(() -> post(message, attempt + 1), PAUSE, TimeUnit.MILLISECONDS);
        }
    }
}
