package io.rsproutes.simulator.es4;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.rsproutes.protocol.sgp02.MakeConnection;
import io.rsproutes.protocol.sgp02.SoapVersion;
import io.rsproutes.simulator.SimulatorClient;

/** The work that the simulated SM-SR has taken, and the messages it sends of it. */
final class SmsrCallbacks {

    private static final int TRIES = 60;
    /** Addresses of WS-Addressing that are none. */
    private static final String NOWHERE = "http://www.w3.org/2005/08/addressing/";

    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(6, task -> {
        var thread = new Thread(task, "simulator-smsr");
        thread.setDaemon(true);
        return thread;
    });
    private final SimulatorClient client;
    private final SmsrParked parked = new SmsrParked();

    SmsrCallbacks(SimulatorClient client) {
        this.client = client;
    }

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

    /** What waits until it is asked for. */
    SmsrParked parked() {
        return parked;
    }

    /**
     * Sends a message, as late and as often as the faults say; to {@code none} and {@code anonymous} nothing. What is
     * for an address of WS-MakeConnection is kept.
     */
    void send(String to, String message, SmsrFaults faults) {
        if (to.startsWith(NOWHERE)) {
            return;
        }
        for (int i = 0; i < faults.duplicate; i++) {
            if (faults.late > 0) {
                later.schedule(() -> post(to, message), faults.late, TimeUnit.MILLISECONDS);
            } else if (faults.duplicate > 1) {
                later.execute(() -> post(to, message));
            } else {
                post(to, message);
            }
        }
    }

    void sendNow(String to, String message, int times) {
        for (int i = 0; i < times; i++) {
            post(to, message);
        }
    }

    // Again until it is answered 202. What is answered 400 would be no better the next time.
    private void post(String to, String message) {
        if (MakeConnection.isAddress(to)) {
            parked.keep(to, message);
            return;
        }
        var soap = SoapVersion.of(message, null);
        var headers = soap == SoapVersion.V1_1
                ? Map.of("Content-Type", soap.contentType(), "SOAPAction", "\"\"")
                : Map.of("Content-Type", soap.contentType());
        client.post(later, new SimulatorClient.Message(to, headers, message, Set.of(202, 400), TRIES));
    }
}
