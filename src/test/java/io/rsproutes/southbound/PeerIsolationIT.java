package io.rsproutes.southbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.StubServer.Reply;
import org.apache.camel.component.jms.JmsConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** One peer's trouble is its own: others' orders end meanwhile, the metrics show it, and it recovers by itself. */
class PeerIsolationIT extends BundleIT {

    private static final Reply OK = new Reply(
            200,
            "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}},\"matchingId\":\"AB-1\"}",
            Map.of("Content-Type", "application/json"));
    /** So many nudges at most lie in the buffers of busy consumers (docs/operate/performance.md#idle). */
    private static final int BUFFERED = 5;

    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        held.countDown();
        WIRE.replies = null;
    }

    private double metric(String name, String... labels) {
        for (var line : nobody.get("/actuator/prometheus").text().split("\n")) {
            boolean fits = line.startsWith(name + "{");
            for (var label : labels) {
                fits = fits && line.contains(label);
            }
            if (fits) {
                return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return 0;
    }

    private ArrayList<String> orders(String peer, int count) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var answer = acme.post(
                    "/rsp/v1/operations",
                    "{\"function\":\"confirmOrder\",\"peer\":\"" + peer + "\",\"iccid\":\"" + owned() + "\"}");
            assertThat(answer.status()).as(answer.text()).isEqualTo(202);
            ids.add(answer.id());
        }
        return ids;
    }

    private static void waitUntil(CountDownLatch held) {
        try {
            held.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int consumers(String route) throws Exception {
        var consumer = (JmsConsumer) camel.getRoute(route).getConsumer();
        return ((DefaultMessageListenerContainer) consumer.getListenerContainer()).getScheduledConsumerCount();
    }

    private void queued(String peer, int withoutPlace) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> metric("rsp_peer_queued", "peer=\"" + peer + "\"") >= withoutPlace - BUFFERED);
    }

    private void othersGoOn() {
        for (int i = 0; i < 5; i++) {
            ordered();
        }
    }

    @Test
    void givenAPeerThatAnswersSlowly_thenItsBacklogTakesNobodysPlace() throws Exception {
        WIRE.replies = request -> {
            waitUntil(held);
            return OK;
        };
        // Twice as many as there are dispatchers, of which each other peer, and there are many, keeps one.
        var ids = orders("slow", 64);
        await().atMost(Duration.ofSeconds(10)).until(() -> metric("rsp_peer_in_flight", "peer=\"slow\"") >= 4);
        othersGoOn();
        assertThat(metric("rsp_peer_in_flight", "peer=\"slow\"")).isBetween(4d, 31d);
        assertThat(consumers("core-dispatch")).isBetween(4, 32);
        assertThat(metric("rsp_peer_held_total", "peer=\"slow\"", "for=\"concurrency\""))
                .isPositive();
        held.countDown();
        for (var id : ids) {
            settles(id, "SUCCEEDED");
        }
        assertThat(metric("rsp_peer_in_flight", "peer=\"slow\"")).isZero();
        // Each asks the broker again and again: without work all but one go.
        await().atMost(Duration.ofSeconds(60)).until(() -> consumers("core-dispatch") == 1);
    }

    @Test
    void givenAFullPeer_thenItsOrdersWaitForItsPlacesAndNoSweeper() throws Exception {
        camel.getRouteController().stopRoute("core-sweep");
        try {
            WIRE.replies = request -> {
                waitUntil(held);
                return OK;
            };
            // No more than its rate allows in a second, 50: those above it would wait for a sweeper.
            var ids = orders("slow", 48);
            queued("slow", 17);
            // Nothing was written of it: any instance finds them when this one ends.
            assertThat(jdbc.queryForObject(
                            "select count(*) from operation where state = 'ACCEPTED' and peer = 'slow' and waiting_for is null and next_at <= current_timestamp",
                            Integer.class))
                    .isGreaterThanOrEqualTo(17 - BUFFERED);
            held.countDown();
            for (var id : ids) {
                settles(id, "SUCCEEDED");
            }
            assertThat(metric("rsp_peer_queued", "peer=\"slow\"")).isZero();
        } finally {
            camel.getRouteController().startRoute("core-sweep");
        }
    }

    @Test
    void givenAPeerWhoseBreakerOpensWhileOrdersQueue_thenTheyGoWhenItIsBack() {
        var opened = new AtomicBoolean();
        breakers.of("failing").getEventPublisher().onStateTransition(event -> opened.set(true));
        WIRE.replies = request -> {
            waitUntil(held);
            return opened.get() ? OK : new Reply(503, "", Map.of());
        };
        var ids = orders("failing", 64);
        queued("failing", 33);
        held.countDown();
        for (var id : ids) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> operation(id).state().matches("SUCCEEDED|IN_DOUBT"));
        }
        // Of those that had no place, at most ten more go before the breaker has seen enough failures to open.
        assertThat(ids.stream().filter(id -> operation(id).state().equals("SUCCEEDED")))
                .hasSizeGreaterThanOrEqualTo(33 - 10);
    }

    @Test
    void givenAPeerThatIsUnavailable_thenItsBreakerOpensItsOrdersWaitAndItRecoversByItself() {
        WIRE.replies = request -> new Reply(503, "", Map.of("Retry-After", "1"));
        var ids = orders("failing", 12);
        await().atMost(Duration.ofSeconds(20)).until(() -> metric("rsp_peer_breaker", "peer=\"failing\"") == 2);
        othersGoOn();
        // What comes now waits, and spends no attempt.
        var waiting = orders("failing", 3);
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting.stream()
                .anyMatch(id -> operation(id).json().path("waitingFor").asText().equals("breaker")));
        WIRE.replies = request -> OK;
        for (var id : waiting) {
            settles(id, "SUCCEEDED");
        }
        for (var id : ids) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> operation(id).state().matches("SUCCEEDED|FAILED"));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> metric("rsp_peer_breaker", "peer=\"failing\"") == 0);
        assertThat(metric("rsp_calls_seconds_count", "peer=\"failing\"", "outcome=\"not-sent\""))
                .isPositive();
    }

    @Test
    void givenAPeerThatIsDown_thenNothingIsInDoubtAndOthersGoOn() {
        var ids = orders("down", 12);
        await().atMost(Duration.ofSeconds(30)).until(() -> metric("rsp_peer_breaker", "peer=\"down\"") >= 1);
        othersGoOn();
        for (var id : ids) {
            assertThat(operation(id).state()).isIn("ACCEPTED", "SENDING", "FAILED");
        }
    }
}
