package io.rsproutes.proof;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rsproutes.common.Identifiers;
import io.rsproutes.support.Eids;
import io.rsproutes.support.Loopback;

/**
 * The tenants' BSS: so many orders a second, whatever becomes of those before (an open model), each under its own idempotency key, sent again until it is answered. Six in ten order a profile at the SM-DP+, two
 * order it whole (orderProfile), two switch the profile of a card.
 */
final class Load implements AutoCloseable {

    static final String[] TENANTS = {"acme", "globex"};
    private static final String ITEMS = "894703";
    private static final String PROFILES = "894704";
    private static final String CARDS = "890490320000000000";
    private static final int FIRST_CARD = 500_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Ledger ledger;
    private final String url;
    private final int cards;
    private final int validity;
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> switched = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ScheduledExecutorService later = Loopback.later(2);
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger accepted = new AtomicInteger();
    private int next;

    /** @param validity seconds that a switching of a card may take */
    Load(Ledger ledger, String url, int cards, int validity) {
        this.validity = validity;
        this.ledger = ledger;
        this.url = url;
        this.cards = cards;
    }

    static String iccid(int item) {
        return Identifiers.canonicalIccid(String.format(ITEMS + "%012d", item));
    }

    static String eid(int card) {
        return Eids.eid(String.format(CARDS + "%012d", FIRST_CARD + card));
    }

    /** One of the two profiles of a card. */
    static String profile(int card, int which) {
        return Identifiers.canonicalIccid(String.format(PROFILES + "%012d", card * 2 + which));
    }

    /** The one a card belongs to. */
    static String owner(int number) {
        return TENANTS[number % 2];
    }

    /** Whose an ICCID or EID of ours is; null for any other. */
    static String ownerOf(String subject) {
        if (subject.startsWith(ITEMS)) {
            return owner(Integer.parseInt(subject.substring(ITEMS.length(), 18)));
        }
        if (subject.startsWith(PROFILES)) {
            return owner(Integer.parseInt(subject.substring(PROFILES.length(), 18)) / 2);
        }
        return subject.startsWith(CARDS)
                ? owner(Integer.parseInt(subject.substring(CARDS.length(), 30)) - FIRST_CARD)
                : null;
    }

    /** Until the time has come, or so many are accepted where items is not 0; and no sooner than the last fault is over. */
    void run(double rate, long untilNanos, int items, BooleanSupplier injecting) {
        long begun = System.nanoTime();
        int steady = 0;
        while (items > 0 && accepted.get() < items
                || items == 0 && System.nanoTime() < untilNanos
                || injecting.getAsBoolean()) {
            long due = begun + (long) (steady++ / rate * 1e9);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(Math.min(due - System.nanoTime(), 50_000_000));
            }
            order();
        }
    }

    /** The number of an item nobody has ordered yet, of that tenant. */
    synchronized int take(String tenant) {
        while (!owner(next).equals(tenant)) {
            next++;
        }
        return next++;
    }

    /** One more order, now. */
    synchronized Ledger.Request order() {
        int item = next++;
        var tenant = owner(item);
        int kind = item / 2 % 10;
        String function;
        String body;
        String subject;
        if (kind < 8) {
            function = kind < 6 ? "downloadOrder" : "orderProfile";
            subject = iccid(item);
            body = "{\"function\":\"" + function + "\",\"iccid\":\"" + subject + "\",\"clientReference\":\"item-" + item
                    + "\"}";
        } else {
            function = "enableProfile";
            // Cards of the same tenant, each in turn; every order enables the profile the one before disabled.
            int card =
                    turns.computeIfAbsent(tenant, key -> new AtomicInteger()).getAndIncrement() * 2 % cards + item % 2;
            int which =
                    switched.computeIfAbsent(card, key -> new AtomicInteger()).incrementAndGet() % 2;
            subject = eid(card);
            body = "{\"function\":\"enableProfile\",\"eid\":\"" + subject + "\",\"iccid\":\"" + profile(card, which)
                    + "\",\"validityPeriod\":" + validity + ",\"clientReference\":\"item-" + item + "\"}";
        }
        var request = new Ledger.Request("item-" + item, tenant, function, body);
        request.subject = subject;
        ledger.requests.put(request.key, request);
        waiting.incrementAndGet();
        send(request);
        return request;
    }

    /** A client that lost an answer which came. */
    void repeat(Ledger.Request request) {
        waiting.incrementAndGet();
        send(request);
    }

    /** An order that goes through at once when all is well; says whether it has ended. */
    BooleanSupplier probe() {
        Ledger.Request request;
        synchronized (this) {
            // The next that is no card's: cards have a turn to wait for.
            while (next / 2 % 10 >= 6) {
                order();
            }
            request = order();
        }
        return () -> {
            if (!request.accepted()) {
                return false;
            }
            try {
                var answer = http.send(
                        HttpRequest.newBuilder(URI.create(url + "/rsp/v1/operations/" + request.operation()))
                                .timeout(Duration.ofSeconds(5))
                                .header("Authorization", "Bearer demo-" + request.tenant)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                return answer.statusCode() == 200 && answer.body().contains("\"finishedAt\"");
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        };
    }

    private void send(Ledger.Request request) {
        CompletableFuture<HttpResponse<String>> sent = http.sendAsync(
                HttpRequest.newBuilder(URI.create(url + "/rsp/v1/operations"))
                        .timeout(Duration.ofSeconds(15))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer demo-" + request.tenant)
                        .header("Idempotency-Key", request.key)
                        .POST(HttpRequest.BodyPublishers.ofString(request.body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        sent.whenComplete((answer, failure) -> {
            request.answered(
                    failure == null ? answer.statusCode() : 0,
                    failure == null && answer.statusCode() < 300 ? id(answer.body()) : null);
            if (request.accepted()) {
                accepted.incrementAndGet();
                waiting.decrementAndGet();
            } else if (request.refused()) {
                waiting.decrementAndGet();
            } else {
                later.schedule(() -> send(request), 1, TimeUnit.SECONDS);
            }
        });
    }

    private static String id(String body) {
        try {
            return JSON.readTree(body).path("id").asText();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
