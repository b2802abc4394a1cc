package io.rsproutes.operation;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.rsproutes.common.Globs;
import io.rsproutes.common.States;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.es2plus.Es2Plus;

/**
 * The types of events there are: a filter that names none of them can never match, and says so instead of staying
 * silent.
 */
public final class EventTypes {

    /** Of a profile, beside the names that dialects give to notifications. A new event's name goes here. */
    private static final Set<String> PROFILE = Set.of(
            "eligibility-checked",
            "eligibility-failed",
            "confirmation-checked",
            "confirmation-failed",
            "downloaded",
            "download-failed",
            "installed",
            "install-failed",
            "enabled",
            "enable-failed",
            "disabled",
            "disable-failed",
            "deleted",
            "delete-failed",
            "fallback-set",
            "fallback-unset",
            "emergency-set",
            "emergency-unset",
            "policy-rules-updated",
            "subscription-address-updated",
            "unmapped",
            "drifted",
            "device-change-requested");

    /** By our own order; by one that a customer gave through the gateway. */
    public static final String ORDER = "order";

    public static final String CUSTOMER = "customer";
    /** The eUICC enabled the profile with the Fall-Back Attribute; or its emergency profile, or left that. */
    public static final String FALL_BACK = "fall-back";

    public static final String EMERGENCY = "emergency";
    /** By the profile's own policy rules. */
    public static final String AUTO_DELETE = "auto-delete";

    public static final String SMSR_CHANGE = "smsr-change";
    /** A time has passed: of a download order, or until an operation's end. */
    public static final String EXPIRY = "expiry";
    /** A reading showed it. */
    public static final String AUDIT = "audit";
    /** A server reported it, and nothing of the above is known. */
    public static final String SERVER = "server";

    /** Why something happened: member cause of an event's data (docs/guides/webhooks.md). */
    public static final Set<String> CAUSES = Collections.unmodifiableSet(new LinkedHashSet<>(
            List.of(ORDER, CUSTOMER, FALL_BACK, EMERGENCY, AUTO_DELETE, SMSR_CHANGE, EXPIRY, AUDIT, SERVER)));

    private EventTypes() {}

    /** Of an operation that comes to this state: {@code rsp.operation.in-doubt} for IN_DOUBT. */
    static String ofState(String state) {
        return "rsp.operation." + state.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All of them, by name: ours, those of the dialects, and those of {@code rsp.delivery.event-types}. */
    public static Set<String> all(Settings settings) {
        var all = new TreeSet<>(settings.delivery().eventTypes());
        States.ALL.forEach(state -> all.add(ofState(state)));
        all.add("rsp.operation.late-result");
        PROFILE.forEach(what -> all.add("rsp.profile." + what));
        Es2Plus.POINTS.values().forEach(what -> all.add("rsp.profile." + what));
        settings.dialects().values().stream()
                .filter(dialect -> "es2plus".equals(dialect.interfaceName()))
                .forEach(dialect -> dialect.notifications().values().forEach(what -> all.add("rsp.profile." + what)));
        all.add("rsp.euicc.smsr-changed");
        all.add("rsp.peer.plma-set");
        all.add("rsp.euicc.drifted");
        all.add("rsp.stock.low");
        all.add("rsp.stock.empty");
        for (var what : new String[] {"created", "changed", "state-changed"}) {
            all.add("rsp.service-order." + what);
        }
        return all;
    }

    /** Whether the data of events of this type can have this member of a subscription's filter. */
    public static boolean tells(String type, String member) {
        if (type.startsWith("rsp.service-order.")) {
            return false;
        }
        return switch (type) {
            case "rsp.stock.low", "rsp.stock.empty" -> member.equals("profileType");
            case "rsp.peer.plma-set" -> member.equals("peer") || member.equals("cause");
            default -> !member.equals("cause") || !type.startsWith("rsp.operation.") || type.equals(ofState("EXPIRED"));
        };
    }

    /** What is wrong with a filter of types (* stands for any run of characters), or null. */
    public static String fault(Settings settings, String filter) {
        var all = all(settings);
        return all.stream().anyMatch(type -> Globs.matches(filter, type))
                ? null
                : "matches no type of event; there are " + String.join(", ", all)
                        + ", and * stands for any run of characters";
    }
}
