package io.rsproutes.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.boot.context.properties.bind.DefaultValue;

/** How long an operation may take, and how it is tried. */
public record OperationSettings(
        @DefaultValue("1h") Duration validity,
        @DefaultValue("8") int maxAttempts,
        @DefaultValue("1s") Duration retryDelay,
        @DefaultValue("1m") Duration maxRetryDelay,
        @DefaultValue("2m") Duration lease,
        @DefaultValue("24h") Duration inDoubtFor,
        @DefaultValue("20s") Duration auditDelay,
        @DefaultValue("15m") Duration maxAuditDelay) {

    public enum CheckDigitPolicy {
        OFF,
        WARN,
        REJECT
    }

    public record CheckDigits(
            @DefaultValue("reject") CheckDigitPolicy northbound, @DefaultValue("warn") CheckDigitPolicy southbound) {}

    /** Functions, with commas between, that the block list does not stop. */
    public record BlockList(@DefaultValue("") String passes) {

        void check() {
            if (!passes.isEmpty()) {
                Checks.functions("rsp.block-list.passes", Set.copyOf(List.of(passes.split(",", -1))));
            }
        }
    }

    public record Ownership(@DefaultValue("") String sql, @DefaultValue("false") boolean elsewhere) {}

    /** What peers send us of an operation: how often one message is tried, and how long one of nobody's is kept. */
    public record Callbacks(
            @DefaultValue("3") int maxAttempts,
            @DefaultValue("1m") Duration lease,
            @DefaultValue("10m") Duration orphanFor) {

        void check() {
            Checks.check(
                    maxAttempts > 1,
                    "rsp.callbacks.max-attempts",
                    "is less than 2",
                    "set 2 or more: one is spent when a message's nudge is lost");
        }
    }

    /**
     * Orders that come over JMS: how often one is tried, and the queues it may be answered on besides temporary ones.
     */
    public record CommandQueue(@DefaultValue("3") int maxAttempts, @DefaultValue("bss.{tenant}") String replyPrefix) {}

    /** Asking SM-DP+ servers after the profiles ordered there: each so often (0s: never), so many in one call. */
    public record Reconciliation(
            @DefaultValue("24h") Duration every,
            @DefaultValue("1m") Duration interval,
            @DefaultValue("50") int batch) {}

    void check() {
        Checks.check(maxAttempts > 0, "rsp.operations.max-attempts", "is not positive", "set 1 or more");
    }

    /** The lease of a call must outlast the call. */
    void checkLease(Map<String, Peer> peers) {
        peers.forEach((id, peer) -> {
            var longest = peer.responseTimeout().plus(peer.connectTimeout());
            Checks.check(
                    longest.compareTo(lease) < 0,
                    "rsp.operations.lease",
                    "is not longer than the timeouts of peer " + id,
                    "raise it above " + longest.toSeconds() + "s");
        });
    }
}
