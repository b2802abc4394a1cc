package io.rsproutes.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.rsproutes.common.HostName;
import io.rsproutes.common.Identifiers;
import io.rsproutes.config.ListenerSettings.Certificate;
import io.rsproutes.config.ListenerSettings.WsSecurity;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * A remote server. {@code url}: of an SM-DP+ without the interface's own path, of an SM-SR or SM-DP the whole.
 * requesterId, smdpAddress, smdpOid, accessKey and secret are for ES2+; entityId, ownEntityId, providers, ownUrl,
 * to, precheckWithin and validity are for ES4 and ES2; eidRanges and reconciliation are for ES4; smsrId, the EntityId
 * of the SM-SR of eUICCs of which the inventory names none, is for ES2.
 */
public record Peer(
        @Name("interface") String interfaceName,
        String url,
        String requesterId,
        String smdpAddress,
        String smdpOid,
        String accessKey,
        String secret,
        @DefaultValue List<Range> iccidRanges,
        @DefaultValue List<Range> eidRanges,
        String entityId,
        String ownEntityId,
        String smsrId,
        @DefaultValue List<Provider> providers,
        String ownUrl,
        String to,
        String dialect,
        @DefaultValue Validity validity,
        @DefaultValue("60s") Duration grace,
        @DefaultValue("5/s") Rate auditRate,
        @DefaultValue("1h") Duration precheckWithin,
        @DefaultValue Reconciliation reconciliation,
        String tls,
        @DefaultValue List<String> profileTypes,
        @DefaultValue List<Certificate> certificates,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration responseTimeout,
        @DefaultValue("32") int maxConcurrent,
        @DefaultValue("50/s") Rate maxRate,
        @DefaultValue Inbound inbound,
        @DefaultValue Breaker breaker,
        WsSecurity wsSecurity) {

    /**
     * Of an SM-SR: each of its eUICCs is read again when it was not for so long (0s: never), and, if {@code
     * doubts}, one on which nobody knows what became of an order; by {@code auditEIS}, which asks the card,
     * or {@code getEIS}.
     */
    public record Reconciliation(
            @DefaultValue("0s") Duration every,
            @DefaultValue("false") boolean doubts,
            @DefaultValue("auditEIS") String function) {

        public boolean isOn() {
            return doubts || !every.isZero();
        }
    }

    /** What the peer may send us: notifications and results. Generous, for what is refused may never come again. */
    public record Inbound(@DefaultValue("500/s") Rate maxRate, @DefaultValue("64") int maxConcurrent) {}

    /**
     * Opens when that share of the last calls failed ({@code failures} of {@code calls}), for so long; then a
     * few calls are let through to see. Judged from {@code failures} calls on.
     */
    public record Breaker(
            @DefaultValue("10") int failures, @DefaultValue("20") int calls, @DefaultValue("30s") Duration pause) {}

    /**
     * How long an SM-SR or SM-DP may try: what we ask for when the order does not say, between which bounds, and where
     * the peer decides alone.
     */
    public record Validity(
            @Name("default") @DefaultValue("3600s") Duration preset,
            @DefaultValue("60s") Duration min,
            @DefaultValue("86400s") Duration max,
            @DefaultValue Map<String, Duration> fixed) {}

    private static final Duration SHORTEST = Duration.ofMinutes(1);

    /** The name of its dialect. */
    public String dialectName() {
        return dialect != null ? dialect : defaultDialect(interfaceName);
    }

    static String defaultDialect(String interfaceName) {
        return switch (String.valueOf(interfaceName)) {
            case Functions.ES4 -> "sgp02-v3";
            case Functions.ES2 -> "sgp02-v3-es2";
            default -> "sgp22-v2";
        };
    }

    /** Whether it is called by SOAP of SGP.02, as an SM-SR or SM-DP. */
    public boolean speaksSgp02() {
        return Functions.isSgp02(interfaceName);
    }

    public boolean isSmsr() {
        return Functions.ES4.equals(interfaceName);
    }

    void check(String id, Map<String, Dialect> dialects) {
        var at = "rsp.peers." + id;
        Checks.functions(at + ".validity.fixed", validity.fixed().keySet());
        Checks.check(
                Checks.NAME.matcher(id).matches(), at, "is not a name", "use lower-case letters, digits and hyphens");
        Checks.check(interfaceName != null, at + ".interface", "is missing", Functions.INTERFACE_WORDS);
        Checks.check(
                Functions.INTERFACES.contains(interfaceName),
                at + ".interface",
                "is '" + interfaceName + "'",
                Functions.INTERFACE_WORDS);
        Checks.check(
                smdpAddress == null || smdpAddress.isBlank() || HostName.of(smdpAddress) != null,
                at + ".smdp-address",
                "is '" + smdpAddress + "'",
                "set the host name in the server's activation codes, such as smdp.example.com");
        checkRanges(at);
        Checks.address(at + ".url", url, "set " + exampleUrl());
        checkDialect(at, dialects);
        Provider.check(at + ".providers", providers, dialects.get(dialectName()));
        if (speaksSgp02()) {
            checkSgp02(at);
        } else {
            Checks.check(
                    requesterId != null && !requesterId.isBlank(),
                    at + ".requester-id",
                    "is missing",
                    "set the functionRequesterIdentifier agreed with the peer");
        }
        checkLimits(at);
        Checks.certificates(at, certificates);
        WsSecurity.checkOfPeer(at + ".ws-security", wsSecurity, speaksSgp02());
    }

    private String exampleUrl() {
        return switch (interfaceName) {
            case Functions.ES4 ->
                "the SM-SR's ES4 address, such as https://smsr.example.com/esim-messaging/3/ES4/ES4SmSrService";
            case Functions.ES2 ->
                "the SM-DP's ES2 address, such as https://smdp.example.com/esim-messaging/3/ES2/ES2SmDpService";
            default -> "the server's base address, such as https://smdp.example.com";
        };
    }

    private void checkDialect(String at, Map<String, Dialect> dialects) {
        var own = dialects.get(dialectName());
        Checks.check(
                own != null && interfaceName.equals(own.interfaceName()),
                at + ".dialect",
                "is '" + dialectName() + "'",
                "set it to one of "
                        + Checks.sorted(dialects.entrySet().stream()
                                .filter(one ->
                                        interfaceName.equals(one.getValue().interfaceName()))
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet())));
        Checks.check(
                own.signature() == null || accessKey != null && secret != null,
                at + ".access-key",
                "or secret is missing",
                "set both: dialect " + dialectName() + " signs its calls");
    }

    private void checkLimits(String at) {
        Checks.check(maxConcurrent > 0, at + ".max-concurrent", "is not positive", "set 1 or more");
        Checks.check(inbound.maxConcurrent() > 0, at + ".inbound.max-concurrent", "is not positive", "set 1 or more");
        Checks.check(
                breaker.failures() > 0 && breaker.failures() <= breaker.calls(),
                at + ".breaker",
                "does not hold 0 < failures <= calls",
                "correct the two");
    }

    private void checkRanges(String at) {
        checkLengths(at + ".iccid-ranges", iccidRanges, 20);
        checkLengths(at + ".eid-ranges", eidRanges, 32);
        Checks.check(
                isSmsr() || eidRanges.isEmpty(),
                at + ".eid-ranges",
                "is set, but only an SM-SR (interface: es4) manages eUICCs",
                "remove it");
        Checks.check(
                isSmsr() || !reconciliation.isOn(),
                at + ".reconciliation",
                "is set, but only an SM-SR (interface: es4) is asked for all that it manages",
                "remove it");
    }

    static void checkLengths(String at, List<Range> ranges, int digits) {
        ranges.forEach(range -> Checks.check(
                range.length() <= digits,
                at,
                "has '" + range + "', of " + range.length() + " digits",
                "write the first digits, " + digits + " at most"));
    }

    /** An eUICC is at one SM-SR: no two peers may claim the same EIDs equally. */
    static void checkRivals(Map<String, Peer> peers) {
        var ids = peers.keySet().stream().sorted().toList();
        for (var id : ids) {
            for (var other : ids.subList(ids.indexOf(id) + 1, ids.size())) {
                peers.get(id).eidRanges().forEach(range -> peers.get(other).eidRanges().stream()
                        .filter(range::rivals)
                        .forEach(rival -> Checks.check(
                                false,
                                "rsp.peers." + other + ".eid-ranges",
                                "has '" + rival + "', and rsp.peers." + id + " has '" + range + "': an eUICC is at"
                                        + " one SM-SR",
                                "give one of the two longer beginnings, which win")));
            }
        }
    }

    private void checkSgp02(String at) {
        Checks.check(
                Identifiers.isOid(entityId),
                at + ".entity-id",
                "is no object identifier",
                "set the EntityId of the " + (isSmsr() ? "SM-SR" : "SM-DP") + ", such as 1.3.6.1.4.1.20");
        Checks.check(
                smsrId == null || !isSmsr() && Identifiers.isOid(smsrId),
                at + ".smsr-id",
                "is '" + smsrId + "'",
                "set it for an SM-DP only (interface: es2), to the EntityId of an SM-SR");
        Checks.check(
                Identifiers.isOid(ownEntityId),
                at + ".own-entity-id",
                "is no object identifier",
                "set the EntityId you are known by, such as 1.3.6.1.4.1.99999");
        Checks.address(
                at + ".own-url",
                ownUrl,
                "set the base address at which the " + (isSmsr() ? "SM-SR" : "SM-DP") + " reaches us,"
                        + " such as https://our.host; without it no result ever comes");
        Checks.check(
                Set.of("auditEIS", "getEIS").contains(reconciliation.function()),
                at + ".reconciliation.function",
                "is '" + reconciliation.function() + "'",
                "set it to auditEIS, which asks the card, or getEIS, which asks the SM-SR only");
        Checks.check(
                reconciliation.every().isZero() || reconciliation.every().compareTo(SHORTEST) >= 0,
                at + ".reconciliation.every",
                "is shorter than a minute",
                "set 1m or more, or 0s for never");
        Checks.check(
                !validity.min().isZero()
                        && validity.min().compareTo(validity.preset()) <= 0
                        && validity.preset().compareTo(validity.max()) <= 0,
                at + ".validity",
                "does not hold min <= default <= max",
                "correct the three");
    }
}
