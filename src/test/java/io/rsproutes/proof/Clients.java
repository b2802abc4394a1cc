package io.rsproutes.proof;

import java.util.List;

/** What clients do to the instances: many orders at once, and what nobody can read. */
final class Clients implements Target {

    /** Orders of a burst. */
    static final int BURST_SIZE = 300;

    private static final int POISON_SIZE = 20;
    private final Environment environment;

    Clients(Environment environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "clients";
    }

    @Override
    public List<String> faults() {
        return List.of(BURST, POISON);
    }

    @Override
    public void begin(String fault) {
        if (fault.equals(POISON)) {
            poison();
        } else {
            for (int i = 0; i < BURST_SIZE; i++) {
                environment.load.order();
            }
        }
    }

    @Override
    public void end(String fault) {
        // it is over by itself
    }

    private void poison() {
        var acme = environment.api("acme");
        for (int i = 0; i < POISON_SIZE; i++) {
            var letters = Environment.unreadable();
            if (environment.send(letters)) {
                environment.ledger.poison += letters.size();
            }
            for (var face : List.of(
                    "/rsp/v1/operations",
                    "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                    "/tmf-api/serviceOrdering/v4/serviceOrder")) {
                acme.post(face, Environment.HALF);
            }
            acme.post(
                    "/esim-messaging/3/ES4/ES4MnoService?EntityId=1.3.6.1.4.1.99999",
                    "<Envelope>",
                    "Content-Type",
                    "application/soap+xml");
        }
    }
}
