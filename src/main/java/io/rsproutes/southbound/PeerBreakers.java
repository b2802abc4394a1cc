package io.rsproutes.southbound;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rsproutes.common.Causes;
import io.rsproutes.config.Settings;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.springframework.stereotype.Component;

/** Every peer's breaker ({@code rsp.peers.<id>.breaker}), and what the metrics tell of a peer. */
@Component
public class PeerBreakers {

    /** Calls let through at once to see whether a peer is back. */
    static final int TRIALS = 3;

    private static final Pattern REFUSAL =
            Pattern.compile("<faultcode[^>]{0,200}>[^<]{0,100}\\b(Client|VersionMismatch|MustUnderstand)\\b");

    private final Map<String, CircuitBreaker> breakers = new TreeMap<>();
    private final MeterRegistry meters;

    public PeerBreakers(Settings settings, MeterRegistry meters) {
        this.meters = meters;
        settings.peers().forEach((id, peer) -> {
            var breaker = CircuitBreaker.of(
                    id,
                    CircuitBreakerConfig.custom()
                            .slidingWindowSize(peer.breaker().calls())
                            .minimumNumberOfCalls(peer.breaker().failures())
                            .failureRateThreshold(100f
                                    * peer.breaker().failures()
                                    / peer.breaker().calls())
                            .waitDurationInOpenState(peer.breaker().pause())
                            .permittedNumberOfCallsInHalfOpenState(TRIALS)
                            .automaticTransitionFromOpenToHalfOpenEnabled(true)
                            .ignoreException(PeerBreakers::isRefusal)
                            .build());
            breakers.put(id, breaker);
            gauge("rsp.peer.breaker", id, () -> switch (breaker.getState()) {
                case OPEN, FORCED_OPEN -> 2;
                case HALF_OPEN -> 1;
                default -> 0;
            });
        });
    }

    // SOAP 1.1 has HTTP 500 for every fault, also for one that says that the peer is well, and our message is not.
    private static boolean isRefusal(Throwable failure) {
        var http = Causes.find(failure, HttpOperationFailedException.class);
        return http != null
                && http.getResponseBody() != null
                && REFUSAL.matcher(http.getResponseBody()).find();
    }

    public CircuitBreaker of(String peer) {
        return breakers.get(peer);
    }

    boolean open(String peer) {
        var breaker = of(peer);
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> true;
            // One thread opens it: until it has, which takes long on a busy machine, the others see it closed.
            case CLOSED ->
                breaker.getMetrics().getFailureRate()
                        >= breaker.getCircuitBreakerConfig().getFailureRateThreshold();
            default -> false;
        };
    }

    boolean trying(String peer) {
        return of(peer).getState() == State.HALF_OPEN;
    }

    void gauge(String name, String peer, Supplier<Number> value) {
        Gauge.builder(name, value).tag("peer", peer).register(meters);
    }

    /** An order waits, for this. */
    void held(String peer, String waitsFor) {
        meters.counter("rsp.peer.held", "peer", peer, "for", waitsFor).increment();
    }
}
