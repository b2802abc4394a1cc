package io.rsproutes.operation;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.message.Sgp02;
import org.springframework.boot.convert.DurationStyle;

/** The ids of a call to a peer, and when it goes again. */
public class CallSchedule {

    private final Settings settings;

    public CallSchedule(Settings settings) {
        this.settings = settings;
    }

    /**
     * The id (text) by which the peer knows a call of the operation; a repeat keeps it. It is the operation's
     * id. A later call of an order of several has an id of its own, always the same for that operation and
     * called function, unless the peer's dialect has call-ids: order.
     */
    public String callId(String operationId, String function, String calledFunction, String peer) {
        var whole = Functions.get(function);
        boolean first = !whole.composite() || whole.steps().get(0).equals(calledFunction);
        var dialect = settings.dialectOf(settings.peers().get(peer));
        return first || dialect.callIds() == Dialect.CallIds.ORDER
                ? operationId
                : UuidV7.of(operationId, calledFunction);
    }

    /**
     * The message id (text) of a call to an SM-SR or SM-DP; it has the sendingId in it, which the answer brings back.
     * Null for an SM-DP+.
     */
    public String messageId(String peer, String sendingId) {
        var known = settings.peers().get(peer);
        return known.speaksSgp02()
                ? EntityUri.messageId(known.ownEntityId(), sendingId, sendingId, Sgp02.time(Instant.now()))
                : null;
    }

    /**
     * Seconds an audit may take: those given, but at least rsp.peers.&lt;id&gt;.validity.min; neither max nor
     * a fixed validity counts.
     */
    public long auditValidity(String peer, Long untilNext) {
        return Math.max(settings.peers().get(peer).validity().min().toSeconds(), untilNext);
    }

    /**
     * How often the present step has been sent: all attempts less {@code stepAttempts}, those before the step
     * began (null: 0).
     */
    public int sendings(Integer attempts, Integer stepAttempts) {
        return attempts - (stepAttempts == null ? 0 : stepAttempts);
    }

    /**
     * Seconds, with a fraction, until a call goes again: {@code delay} after the first sending, doubled with
     * each further one up to {@code longest}; of that 75 to 125 percent, at random; but at least {@code
     * retryIn} (s), which the peer asked for (null: it did not).
     */
    public double backoff(Integer sendings, Integer retryIn, String delay, String longest) {
        double doubled = DurationStyle.detectAndParse(delay).toMillis() * Math.pow(2, Math.max(0, sendings - 1));
        double wait = Math.min(doubled, DurationStyle.detectAndParse(longest).toMillis())
                / 1000
                * (0.75 + ThreadLocalRandom.current().nextDouble(0.5));
        return retryIn == null ? wait : Math.max(wait, retryIn);
    }
}
