package io.rsproutes.operation;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.es4.Es4;
import org.springframework.boot.convert.DurationStyle;

/** The ids of a call to a peer, and when it goes again. */
public class CallSchedule {

    private final Settings settings;

    public CallSchedule(Settings settings) {
        this.settings = settings;
    }

    /**
     * The call id by which the peer knows a call of the operation: a repeat keeps it. It is the operation's id, and
     * for a later step of several it is made of that, unless the dialect wants one id for the whole order.
     */
    public String callId(String operationId, String function, String calledFunction, String peer) {
        var whole = Functions.get(function);
        boolean first = !whole.composite() || whole.steps().get(0).equals(calledFunction);
        var dialect = settings.dialectOf(settings.peers().get(peer));
        return first || dialect.callIds() == Dialect.CallIds.ORDER
                ? operationId
                : UuidV7.of(operationId, calledFunction);
    }

    /** ES4: the message id, which carries the sending's id for the answer to bring back. Null for other interfaces. */
    public String messageId(String peer, String sendingId) {
        var known = settings.peers().get(peer);
        return "es4".equals(known.interfaceName())
                ? EntityUri.messageId(known.ownEntityId(), sendingId, sendingId, Es4.time(Instant.now()))
                : null;
    }

    /** Seconds an audit may take: until the next one, but no less than the peer takes. */
    public long auditValidity(String peer, Long untilNext) {
        return Math.max(settings.peers().get(peer).validity().min().toSeconds(), untilNext);
    }

    /** How often the present step has been sent. {@code stepAttempts}: attempts when it began, null for the first. */
    public int sendings(Integer attempts, Integer stepAttempts) {
        return attempts - (stepAttempts == null ? 0 : stepAttempts);
    }

    /**
     * Seconds until a call goes again: {@code delay} after the first sending, doubling up to {@code longest}, jittered
     * by a quarter, and not before the peer wants it ({@code retryIn}, s, may be null).
     */
    public double backoff(Integer sendings, Integer retryIn, String delay, String longest) {
        double doubled = DurationStyle.detectAndParse(delay).toMillis() * Math.pow(2, Math.max(0, sendings - 1));
        double wait = Math.min(doubled, DurationStyle.detectAndParse(longest).toMillis())
                / 1000
                * (0.75 + ThreadLocalRandom.current().nextDouble(0.5));
        return retryIn == null ? wait : Math.max(wait, retryIn);
    }
}
