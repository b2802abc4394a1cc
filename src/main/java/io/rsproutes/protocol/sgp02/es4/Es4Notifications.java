package io.rsproutes.protocol.sgp02.es4;

import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.Xml;

/** Notifications of ES4: those we send as the contract has them, those of peers as they write them (docs/spec/es4.md C6). */
public final class Es4Notifications {

    /** The eUICC has another SM-SR now. */
    public static final String SMSR_CHANGED = "smsr-changed";

    private static final String NOTIFICATION = "Notification";

    private static final Map<String, String> EVENTS = Map.of(
            Xml.fold("HandleProfileEnabledNotification"), "enabled",
            Xml.fold("HandleProfileDisabledNotification"), "disabled",
            Xml.fold("HandleProfileDeletedNotification"), "deleted",
            Xml.fold("HandleSMSRChangeNotification"), SMSR_CHANGED);

    /** A notification. {@code what}: canonical name, null when it is none we know; {@code name}: as the peer calls it; {@code eis}: of the eUICC, null when it has none. */
    public record Notification(String what, String name, String eid, String iccid, Instant at, ObjectNode eis) {}

    private Es4Notifications() {}

    /** The body element of a profile notification: HandleProfileEnabled and the like. */
    public static SoapWriter.Body notification(String name, String eid, String iccid, Instant at, String namespace) {
        return out -> {
            Es4.start(out, "ES4-" + name + NOTIFICATION, namespace);
            Es4.text(out, namespace, "Eid", eid);
            Es4.text(out, namespace, "Iccid", iccid);
            Es4.text(out, namespace, "CompletionTimestamp", Es4.time(at));
            out.writeEndElement();
        };
    }

    /** The body element of the notification that an eUICC has another SM-SR: HandleSMSRChange; {@code eis} as {@link Eis#read} has it. */
    public static SoapWriter.Body smsrChange(JsonNode eis, Instant at, String namespace) {
        return out -> {
            Es4.start(out, "ES4-HandleSMSRChange" + NOTIFICATION, namespace);
            Eis.write(out, namespace, eis);
            Es4.text(out, namespace, "CompletionTimestamp", Es4.time(at));
            out.writeEndElement();
        };
    }

    /** Reads a notification, whatever is missing from it. */
    public static Notification notification(Xml body) {
        var name = body.name().replaceFirst("^ES4-", "");
        var eis = body.child("Eis").exists() ? Eis.read(body.child("Eis")) : null;
        var eid = body.value("Eid") != null || eis == null
                ? body.value("Eid")
                : eis.path("eid").asText(null);
        return new Notification(
                EVENTS.get(Xml.fold(name)),
                name,
                eid,
                body.value("Iccid"),
                Es4.instant(body.value("CompletionTimestamp")),
                eis);
    }
}
