package io.rsproutes.protocol.sgp02.message;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.Xml;

/**
 * Notifications of ES4 and ES2: those we send as the contract has them, those of peers as they write them
 * (docs/spec/es4.md C6 to C8).
 */
public final class Sgp02Notifications {

    /** The eUICC has another SM-SR now. */
    public static final String SMSR_CHANGED = "smsr-changed";
    /** The operator's authorisations of others were set: about no eUICC. */
    public static final String PLMA_SET = "plma-set";

    private static final String NOTIFICATION = "Notification";

    /** Those of v3, by the element's name as {@link #plain} has it. */
    private static final Map<String, String> V3 = Map.of(
            Sgp02.plain("HandleProfileEnabledNotification"), "enabled",
            Sgp02.plain("HandleProfileDisabledNotification"), "disabled",
            Sgp02.plain("HandleProfileDeletedNotification"), "deleted",
            Sgp02.plain("HandleSMSRChangeNotification"), SMSR_CHANGED);

    /**
     * A notification.
     *
     * @param what        canonical name, null when it is none we know
     * @param name        as the peer calls it
     * @param eis         of the eUICC, null when it has none
     * @param policyRules of the profile, null when it shows none that can be read
     * @param rulesUnread whether it shows some that cannot
     */
    public record Notification(
            String what,
            String name,
            String eid,
            String iccid,
            Instant at,
            ObjectNode eis,
            ArrayNode policyRules,
            boolean rulesUnread) {}

    private Sgp02Notifications() {}

    /** The body element of a profile notification: HandleProfileEnabled and the like. */
    public static SoapWriter.Body notification(
            String interfaceName, String name, String eid, String iccid, Instant at, String namespace) {
        return notification(interfaceName, name, eid, iccid, null, at, namespace);
    }

    /** The same, with the policy rules (null: none) of HandleProfilePOL2Updated. */
    public static SoapWriter.Body notification(
            String interfaceName,
            String name,
            String eid,
            String iccid,
            JsonNode policyRules,
            Instant at,
            String namespace) {
        return out -> {
            Sgp02.start(out, element(interfaceName, name), namespace);
            Sgp02.text(out, namespace, "Eid", eid);
            Sgp02.text(out, namespace, "Iccid", iccid);
            if (policyRules != null) {
                Eis.policyRules(out, namespace, policyRules);
            }
            Sgp02.text(out, namespace, "CompletionTimestamp", Sgp02.time(at));
            out.writeEndElement();
        };
    }

    /**
     * The body element of the notification that an eUICC has another SM-SR: HandleSMSRChange;
     * {@code eis} as {@link Eis#read} has it.
     */
    public static SoapWriter.Body smsrChange(String interfaceName, JsonNode eis, Instant at, String namespace) {
        return out -> {
            Sgp02.start(out, element(interfaceName, "HandleSMSRChange"), namespace);
            Eis.write(out, namespace, eis);
            Sgp02.text(out, namespace, "CompletionTimestamp", Sgp02.time(at));
            out.writeEndElement();
        };
    }

    private static String element(String interfaceName, String name) {
        return interfaceName.toUpperCase(Locale.ROOT) + "-" + name + NOTIFICATION;
    }

    /**
     * Reads a notification, whatever is missing from it.
     *
     * @param names canonical names by the body elements of the peer's dialect, besides those of v3
     */
    public static Notification notification(Xml body, Map<String, String> names) {
        var eis = body.child("Eis").exists() ? Eis.read(body.child("Eis")) : null;
        var eid = body.value("Eid") != null || eis == null
                ? body.value("Eid")
                : eis.path("eid").asText(null);
        return new Notification(
                what(body.name(), names),
                body.name().replaceFirst("^ES[24]-", ""),
                eid,
                body.value("Iccid"),
                Sgp02.instant(body.value("CompletionTimestamp")),
                eis,
                Eis.shownRules(body),
                Eis.rulesUnread(body));
    }

    private static String what(String element, Map<String, String> names) {
        var plain = Sgp02.plain(element);
        return names.entrySet().stream()
                .filter(name -> Sgp02.plain(name.getKey()).equals(plain))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(V3.get(plain));
    }
}
