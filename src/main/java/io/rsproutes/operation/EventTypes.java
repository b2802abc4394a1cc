package io.rsproutes.operation;

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
        for (var what : new String[] {"created", "changed", "state-changed"}) {
            all.add("rsp.service-order." + what);
        }
        return all;
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
