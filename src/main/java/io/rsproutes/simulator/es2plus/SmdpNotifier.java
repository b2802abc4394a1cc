package io.rsproutes.simulator.es2plus;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.rsproutes.simulator.SimulatorClient;

/** Sends the notifications of the simulated SM-DP+. */
final class SmdpNotifier {

    private static final int TRIES = 10;

    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2, task -> {
        var thread = new Thread(task, "simulator-smdp");
        thread.setDaemon(true);
        return thread;
    });
    private final SimulatorClient client;
    private final String base;

    /** @param notifyAt a base address, with or without a slash at its end */
    SmdpNotifier(String notifyAt, SimulatorClient client) {
        this.base = notifyAt.endsWith("/") ? notifyAt.substring(0, notifyAt.length() - 1) : notifyAt;
        this.client = client;
    }

    /** Posts a notification, so many times, each until it is answered as the server expects. */
    void send(SmdpBehaviour.Message message, int times) {
        var headers = Map.of("Content-Type", "application/json", "X-Admin-Protocol", message.version());
        for (int i = 0; i < Math.max(1, times); i++) {
            client.post(
                    later,
                    new SimulatorClient.Message(
                            base + message.path(), headers, message.body(), Set.of(message.expected()), TRIES));
        }
    }
}
