package io.rsproutes.southbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rsproutes.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Places and rates of a peer. */
class PeerGateTest {

    @EnableConfigurationProperties(Settings.class)
    static class SettingsOnly {}

    private static PeerGate gate(String... limits) {
        return gateOf(List.of("p"), limits);
    }

    private static PeerGate gateOf(List<String> peers, String... limits) {
        var settings = settings(peers, limits);
        return new PeerGate(settings, new PeerBreakers(settings, new SimpleMeterRegistry()));
    }

    private static Settings settings(List<String> peers, String... limits) {
        var arguments = new ArrayList<>(List.of(
                "--rsp.partner.port=8443",
                "--spring.config.location=classpath:dialects.yaml",
                "--spring.main.banner-mode=off",
                "--logging.level.root=OFF"));
        for (var peer : peers) {
            for (var property : List.of(
                    "interface=es4",
                    "url=https://smsr.example.com/es4",
                    "entity-id=1.2",
                    "own-entity-id=1.3",
                    "own-url=https://our.host")) {
                arguments.add("--rsp.peers." + peer + "." + property);
            }
            for (var limit : limits) {
                arguments.add("--rsp.peers." + peer + "." + limit);
            }
        }
        try (var context = new SpringApplicationBuilder(SettingsOnly.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new))) {
            return context.getBean(Settings.class);
        }
    }

    @Test
    void givenEnoughFailures_thenNoneEntersAnyMore_notEvenWhileAThreadStillOpensTheBreaker() {
        var settings = settings(List.of("p"), "breaker.failures=2", "breaker.calls=4");
        var breakers = new PeerBreakers(settings, new SimpleMeterRegistry());
        var gate = new PeerGate(settings, breakers);
        var atTheLast = new ArrayList<String>();
        // Before it is open: another thread may ask now.
        breakers.of("p").getEventPublisher().onFailureRateExceeded(event -> atTheLast.add(gate.enter("p", "2")));

        breakers.of("p").onError(1, TimeUnit.MILLISECONDS, new IOException());
        assertThat(gate.enter("p", "1")).isEqualTo("open");
        breakers.of("p").onError(1, TimeUnit.MILLISECONDS, new IOException());

        assertThat(atTheLast).containsExactly("breaker");
        assertThat(gate.enter("p", "3")).isEqualTo("breaker");
    }

    @Test
    void theSweepHasTheRateOfAudits_andNobodyIsCountedAsWaiting() {
        var gate = gate("audit-rate=2/m", "max-concurrent=10");

        assertThat(gate.enterPeriodic("p")).isTrue();
        assertThat(gate.enterAudit("p")).isTrue();

        assertThat(gate.enterPeriodic("p")).isFalse();
        assertThat(gate.enterPeriodic("nobody")).isFalse();
    }

    @Test
    void auditsAreAsManyAsTheirRateAllowsAndTakePlaces() {
        var gate = gate("audit-rate=2/m", "max-concurrent=10");
        assertThat(gate.enterAudit("p")).isTrue();
        assertThat(gate.enterAudit("p")).isTrue();
        assertThat(gate.enterAudit("p")).isFalse();
        // Orders have a rate of their own.
        assertThat(gate.enter("p", "1")).isEqualTo("open");
        assertThat(gate.enterAudit("nobody")).isFalse();
    }

    @Test
    void noPlaceNoAudit() {
        var gate = gate("audit-rate=100/s", "max-concurrent=1");
        assertThat(gate.enter("p", "1")).isEqualTo("open");
        assertThat(gate.enterAudit("p")).isFalse();
        assertThat(gate.enter("p", "2")).isEqualTo("concurrency");
        gate.leave("p");
        assertThat(gate.enterAudit("p")).isTrue();
    }

    @Test
    void aPlaceGoesToTheOperationThatIsOldest() {
        var gate = gate("max-concurrent=1");
        assertThat(gate.enter("p", "1")).isEqualTo("open");
        for (var operation : List.of("3", "2", "3")) {
            assertThat(gate.enter("p", operation)).isEqualTo("concurrency");
            assertThat(gate.queue("p", operation, "nudge-" + operation)).isTrue();
        }
        assertThat(gate.next()).isNull();
        gate.leave("p");
        assertThat(gate.next()).isEqualTo("nudge-2");
        assertThat(gate.enter("p", "2")).isEqualTo("open");
        assertThat(gate.next()).isNull();
        gate.leave("p");
        // A sweeper brought it meanwhile.
        assertThat(gate.enter("p", "3")).isEqualTo("open");
        gate.leave("p");
        assertThat(gate.next()).isNull();
    }

    @Test
    void soManyQueueAndNoMore() {
        var gate = gate("max-concurrent=1");
        assertThat(gate.enter("p", "0")).isEqualTo("open");
        int queued = 1;
        while (gate.queue("p", "" + queued, "nudge")) {
            queued++;
            assertThat(queued).isLessThan(10_000);
        }
        assertThat(gate.queue("p", "1", "nudge")).isTrue();
        gate.leave("p");
        assertThat(gate.next()).isNotNull();
        assertThat(gate.queue("p", "" + queued, "nudge")).isTrue();
    }

    @Test
    void aPlaceGoesToThePeerWithTheFewestCalls() {
        var gate = gateOf(List.of("p", "q"), "max-concurrent=2");
        for (var call : List.of("p1", "p2", "q3", "q4")) {
            assertThat(gate.enter(call.substring(0, 1), call)).isEqualTo("open");
        }
        gate.queue("p", "p5", "nudge-p5");
        gate.queue("q", "q6", "nudge-q6");
        gate.queue("q", "q7", "nudge-q7");
        assertThat(gate.next()).isNull();
        gate.leave("p");
        gate.leave("q");
        gate.leave("q");
        assertThat(gate.next()).isEqualTo("nudge-q6");
        assertThat(gate.enter("q", "q6")).isEqualTo("open");
        // Now both have one; the oldest goes first.
        assertThat(gate.next()).isEqualTo("nudge-p5");
        assertThat(gate.enter("p", "p5")).isEqualTo("open");
        assertThat(gate.next()).isEqualTo("nudge-q7");
    }

    /** As docs/reference/properties.md has it. */
    @ParameterizedTest
    @CsvSource({"1, 32", "2, 24", "8, 18", "16, 17", "28, 5", "32, 1", "33, 31"})
    void aSlowPeerAmongSoManyHasThisManyOf32Dispatchers(int peers, int most) {
        var gate = gateOf(
                IntStream.range(0, peers).mapToObj(n -> "p" + n).toList(), "max-concurrent=100", "max-rate=1000/s");

        int taken = 0;
        while (gate.enter("p0", "o" + taken).equals("open")) {
            taken++;
        }

        assertThat(taken).isEqualTo(most);
    }
}
