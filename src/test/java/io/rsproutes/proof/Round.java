package io.rsproutes.proof;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import io.rsproutes.support.Api;
import io.rsproutes.support.Loopback;

/**
 * A little of everything at once, through the public faces: orders of each kind, one by a template of two steps, one that takes its profile from the pool, a file of orders, a TMF641 order of two related items, orders over JMS, a card that goes to another SM-SR, one that gets a profile, a lost answer of the SM-DP+, a lost callback of the SM-SR, an
 * event its receiver refuses and that is replayed, some it takes at the second try, inventory, a subscription that comes and goes, messages nobody can read. Clients repeat what is not answered.
 */
final class Round implements AutoCloseable {

    private static final int ORDERS = 20;
    private static final String NOT_FOUND = "not-found";
    private final Environment environment;
    private final ExecutorService clients = Executors.newCachedThreadPool(Loopback::thread);
    private int number;
    /** The ICCID of an order of the round before. */
    private volatile String ordered;
    /** The EID of a card for which another SM-SR is ready; null: none moves. */
    private String moving;
    /** The EID of a card that is to get a profile; null: none. */
    private String loading;

    Round(Environment environment) {
        this.environment = environment;
    }

    /** @param callbacks how the SM-SR calls back: early (before its answer), on time, late (after a restart would have ended) */
    void play(String callbacks) {
        var round = "round-" + ++number;
        environment.smsr.smsr.setFaults(
                switch (callbacks) {
                    case "early" -> "{\"lostCallback\":1,\"early\":true}";
                    case "late" -> "{\"lostCallback\":1,\"late\":7000,\"duplicate\":2}";
                    default -> "{\"lostCallback\":1}";
                });
        environment.smdp.lose(1);
        environment.webhooks.fail(2);
        environment.webhooks.refuse(1);
        var acme = environment.api("acme");
        clients.execute(() -> subscription(acme, round));
        for (int i = 0; i < ORDERS; i++) {
            var request = environment.load.order();
            if (i == 0) {
                environment.load.repeat(request);
            }
        }
        var before = ordered;
        if (before != null) {
            clients.execute(() -> refused(acme, round, before));
        }
        clients.execute(() -> inventory(round));
        clients.execute(() -> file(acme, round));
        clients.execute(() -> related(acme, round));
        clients.execute(() -> byTemplate(acme, round));
        clients.execute(() -> fromPool(acme, round));
        clients.execute(() -> overJms(round));
        if (moving != null) {
            clients.execute(() -> smsrOrder(round + "-moved", "smsrChange", 3));
            clients.execute(() -> download(acme, round));
        }
    }

    /** Before anything halts: an SM-SR is ready for a card of another's, as nobody can be asked later whether it is. */
    void prepare() {
        environment.smsr.smsr.setFaults("{}");
        moving = environment.take();
        loading = environment.take();
        var id = smsrOrder("prepared-" + number, "prepareSMSRChange", 60).id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> again(() -> environment.api("acme").get("/rsp/v1/operations/" + id))
                        .state()
                        .equals("SUCCEEDED"));
    }

    // The card goes over, which the new SM-SR reports, too.
    private Api.Answer smsrOrder(String key, String function, int validity) {
        var request = request(key, function, 1);
        request.subject = moving;
        var body =
                """
                {"function":"%s","eid":"%s","targetPeer":"smsr-next","validityPeriod":%d,"clientReference":"%s"}"""
                        .formatted(function, moving, validity, key);
        var answer = again(() ->
                environment.api("acme").post("/rsp/v1/operations", body, "Idempotency-Key", key, "Prefer", "wait=20"));
        request.answered(202, answer.id());
        return answer;
    }

    // A profile that was ordered in the round before: the SM-DP+ refuses.
    private void refused(Api acme, String round, String iccid) {
        var request = request(round + "-refused", "downloadOrder", 1);
        var body = "{\"function\":\"downloadOrder\",\"iccid\":\"" + iccid + "\",\"clientReference\":\"" + request.key
                + "\"}";
        request.answered(
                202,
                again(() -> acme.post("/rsp/v1/operations", body, "Idempotency-Key", request.key))
                        .id());
    }

    // An SM-DP brings a profile onto a card.
    private void download(Api acme, String round) {
        var request = request(round + "-download", "downloadProfile", 1);
        request.subject = loading;
        var body = "{\"function\":\"downloadProfile\",\"eid\":\"" + loading + "\",\"iccid\":\""
                + Load.iccid(environment.load.take("acme")) + "\",\"validityPeriod\":3,\"clientReference\":\""
                + request.key + "\"}";
        request.answered(
                202,
                again(() -> acme.post("/rsp/v1/operations", body, "Idempotency-Key", request.key))
                        .id());
    }

    private void inventory(String round) {
        var csv = "tenant,eid,iccid,profileType,peer\nacme,," + Load.iccid(environment.load.take("acme"))
                + ",P9054-2,smdp-idemia\n";
        again(() -> environment.api("operator").post("/rsp/v1/inventory", csv, "Content-Type", "text/csv"));
    }

    private void file(Api acme, String round) {
        var csv = new StringBuilder("ref,function,iccid\n");
        var requests = new ArrayList<Ledger.Request>();
        for (int line = 0; line < 4; line++) {
            var request = request(round + "-line-" + line, "downloadOrder", 1);
            requests.add(request);
            ordered = Load.iccid(environment.load.take("acme"));
            csv.append(request.key).append(",downloadOrder,").append(ordered).append('\n');
        }
        again(() -> acme.post(
                "/rsp/v1/bulk-jobs?name=" + round + ".csv",
                csv.toString(),
                "Content-Type",
                "text/csv",
                "Idempotency-Key",
                round));
        requests.forEach(request -> request.answered(202, null));
    }

    private void related(Api acme, String round) {
        var request = request(round + "-related", "downloadOrder", 2);
        var body = "{\"externalId\":\"" + request.key + "\",\"serviceOrderItem\":[" + item("1", "") + ","
                + item(
                        "2",
                        ",\"serviceOrderItemRelationship\":[{\"relationshipType\":\"reliesOn\",\"orderItem\":{\"itemId\":\"1\"}}]")
                + "]}";
        again(() -> acme.post("/tmf-api/serviceOrdering/v4/serviceOrder", body, "Idempotency-Key", request.key));
        request.answered(201, null);
    }

    // Its second step is ordered once the first has succeeded.
    private void byTemplate(Api acme, String round) {
        again(
                () -> environment
                        .api("operator")
                        .put(
                                "/rsp/v1/templates",
                                "{\"items\":[{\"name\":\"two-steps\",\"steps\":[{\"function\":\"downloadOrder\"},{\"function\":\"confirmOrder\"}]}]}"));
        var request = request(round + "-template", "downloadOrder", 2);
        var body = "{\"template\":\"two-steps\",\"iccid\":\"" + Load.iccid(environment.load.take("acme"))
                + "\",\"clientReference\":\"" + request.key + "\"}";
        request.answered(
                202,
                again(() -> acme.post("/rsp/v1/operations", body, "Idempotency-Key", request.key))
                        .id());
    }

    // It takes the profile, and keeps it, however often it is asked.
    private void fromPool(Api acme, String round) {
        var csv = "tenant,eid,iccid,profileType,stockState\nacme,," + Load.iccid(environment.load.take("acme"))
                + ",P9054-pool,available\n";
        again(() -> environment.api("operator").post("/rsp/v1/inventory", csv, "Content-Type", "text/csv"));
        var request = request(round + "-pool", "downloadOrder", 1);
        // By its ICCID, the profile is this peer's.
        var body = "{\"function\":\"downloadOrder\",\"peer\":\"smdp-idemia\",\"clientReference\":\"" + request.key
                + "\",\"parameters\":{\"profileType\":\"P9054-pool\"}}";
        request.answered(
                202,
                again(() -> acme.post("/rsp/v1/operations", body, "Idempotency-Key", request.key))
                        .id());
    }

    private String item(String id, String relation) {
        return "{\"id\":\"" + id
                + "\",\"action\":\"add\",\"service\":{\"serviceCharacteristic\":[{\"name\":\"operation\",\"value\":\"downloadOrder\"},{\"name\":\"iccid\",\"value\":\""
                + Load.iccid(environment.load.take("acme")) + "\"}]}" + relation + "}";
    }

    // Until the broker has it: one that says it could not may have it all the same, so the order has its key.
    private void overJms(String round) {
        var request = request(round + "-jms", "downloadOrder", 1);
        var order = "{\"function\":\"downloadOrder\",\"iccid\":\"" + Load.iccid(environment.load.take("acme"))
                + "\",\"clientReference\":\"" + request.key + "\"}";
        environment.load.waiting.incrementAndGet();
        // Poison goes first.
        var letters = new ArrayList<>(Environment.unreadable());
        letters.add(new Environment.Letter(request.key, order));
        while (!environment.send(letters) && !Thread.currentThread().isInterrupted()) {
            FaultInjector.sleep(300);
        }
        request.answered(202, null);
        environment.load.waiting.decrementAndGet();
    }

    // A queue of the tenant's own, which gets what happens until it is given up.
    private void subscription(Api acme, String round) {
        var id = again(() -> acme.post(
                        Environment.SUBSCRIPTIONS,
                        "{\"channel\":\"queue\",\"queue\":\"bss.acme." + round + "\",\"types\":[\"rsp.operation.*\"]}"))
                .id();
        again(() -> acme.get("/rsp/v1/operations?function=downloadOrder&limit=1"));
        again(() -> acme.delete(Environment.SUBSCRIPTIONS + "/" + id), NOT_FOUND);
    }

    private Ledger.Request request(String key, String function, int size) {
        var request = new Ledger.Request(key, "acme", function, "", size);
        environment.ledger.requests.put(key, request);
        return request;
    }

    /** What the receiver refused is brought to it after all; not what nobody is subscribed to any more, nor what nobody can read. */
    void replay() {
        for (var tenant : Load.TENANTS) {
            letters(tenant, "command")
                    .forEach(letter -> again(() -> environment.api(tenant).delete(letter), NOT_FOUND));
            letters(tenant, "delivery")
                    .forEach(letter -> again(
                            () -> {
                                var answer = environment.api(tenant).post(letter + "/replay", "");
                                return answer.code().equals("subscription-disabled")
                                        ? environment.api(tenant).delete(letter)
                                        : answer;
                            },
                            "not-open",
                            NOT_FOUND));
        }
    }

    private List<String> letters(String tenant, String kind) {
        var open = again(() ->
                        environment.api(tenant).get("/rsp/v1/dead-letters?state=OPEN&kind=" + kind + "&limit=1000"))
                .json()
                .path("items");
        return StreamSupport.stream(open.spliterator(), false)
                .map(letter -> "/rsp/v1/dead-letters/" + letter.path("id").asText())
                .toList();
    }

    // Until it is answered; 4xx is an answer that says what is wrong with us, but for the codes that a repetition gets
    // of what was done before a halt, and not answered.
    private Api.Answer again(Supplier<Api.Answer> call, String... done) {
        environment.load.waiting.incrementAndGet();
        try {
            while (true) {
                try {
                    var answer = call.get();
                    if (answer.status() < 300 || List.of(done).contains(answer.code())) {
                        return answer;
                    }
                    if (answer.status() < 500 && answer.status() != 429) {
                        throw new IllegalStateException(answer.status() + " " + answer.text());
                    }
                } catch (UncheckedIOException e) {
                    // no answer
                }
                Thread.sleep(300);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            environment.load.waiting.decrementAndGet();
        }
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
