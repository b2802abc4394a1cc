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

    /**
     * When a tenant's pool of a profile type is low: fewer than {@code low} are available ({@code lowOf}: acme=500,
     * with commas between, for single tenants), or they last fewer than {@code daysLeft} days at the last weeks' use.
     */
    public record Stock(
            @DefaultValue("1m") Duration interval,
            @DefaultValue("100") int low,
            @DefaultValue("") String lowOf,
            @DefaultValue("7") int daysLeft,
            @DefaultValue("4") int weeks) {

        void check(Set<String> tenants) {
            Checks.check(low >= 0, "rsp.stock.low", "is negative", "set 0 or more");
            Checks.check(daysLeft >= 0, "rsp.stock.days-left", "is negative", "set 0 or more");
            Checks.check(weeks > 0, "rsp.stock.weeks", "is not positive", "set 1 or more");
            if (!lowOf.isEmpty()) {
                for (var entry : lowOf.split(",", -1)) {
                    Checks.check(
                            entry.matches("[a-z0-9-]+=[0-9]{1,9}") && tenants.contains(entry.split("=")[0]),
                            "rsp.stock.low-of",
                            "has '" + entry + "', which is no tenant and number",
                            "write acme=500,globex=20");
                }
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

    /**
     * How an SM-DP+ takes the data of profiles (IMSI, Ki, OPc …): its own function, as the standard has none.
     *
     * @param path        below base-path, unless it begins with a slash
     * @param profileType what the peer calls the member with the type
     * @param profiles    and the list of profiles, in the request and in the answer
     * @param iccid       and the ICCID of one
     * @param fields      what a profile may have besides, by our names, and what the peer calls them
     * @param most        profiles in one call
     */
    public record Provisioning(
            @DefaultValue("provisionProfiles") String path,
            @DefaultValue("profileType") String profileType,
            @DefaultValue("profiles") String profiles,
            @DefaultValue("iccid") String iccid,
            @DefaultValue Map<String, String> fields,
            @DefaultValue("200") int most) {

        private static final String NAME = "[A-Za-z_][A-Za-z0-9._-]{0,63}";
        private static final int MOST = 1_000;

        /** Where it is called, with a leading slash. */
        public String path(Dialect dialect) {
            return path.startsWith("/") ? path : dialect.basePath().replaceFirst("/+$", "") + "/" + path;
        }

        static void check(Provisioning provisioning, String at, Dialect dialect) {
            if (provisioning != null) {
                provisioning.check(at, dialect);
            }
        }

        private void check(String at, Dialect dialect) {
            Checks.check(
                    Functions.ES2PLUS.equals(dialect.interfaceName()),
                    at,
                    "is set for the interface " + dialect.interfaceName(),
                    "leave it out: only an SM-DP+ takes the data of profiles");
            Checks.check(
                    path(dialect).matches("/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-]")
                            && !path(dialect).contains("//"),
                    at + ".path",
                    "is '" + path + "'",
                    "write it as a/b below base-path, or /a/b from the root");
            Checks.check(
                    !fields.isEmpty(),
                    at + ".fields",
                    "is empty",
                    "list what a profile has, such as {ki: ki, opc: opc}");
            fields.forEach((ours, theirs) -> Checks.check(
                    ours.matches(NAME) && !"iccid".equals(ours) && theirs.matches(NAME) && !theirs.equals(iccid),
                    at + ".fields",
                    "has '" + ours + ": " + theirs + "'",
                    "write names of members, other than the ICCID's"));
            for (var name : new String[] {profileType, profiles, iccid}) {
                Checks.matches(at, name, NAME, "write the name of a member");
            }
            Checks.check(most > 0 && most <= MOST, at + ".most", "is " + most, "set 1 to " + MOST);
        }
    }

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
