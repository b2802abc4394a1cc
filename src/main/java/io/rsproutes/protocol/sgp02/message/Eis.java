package io.rsproutes.protocol.sgp02.message;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Numbers;
import io.rsproutes.common.Strings;
import io.rsproutes.protocol.sgp02.Xml;

/**
 * The eUICC information set, any part of which may be missing (docs/spec/es4.md 3.2). Keys, certificates
 * and signatures are never read.
 */
public final class Eis {

    private Eis() {}

    /**
     * {@code {eid, smsrId, platformType, platformVersion, remainingMemory, availableMemoryForProfiles, lastAuditDate,
     * profiles: [{iccid, isdpAid, mnoId, fallback, state, smdpId, profileType, allocatedMemory, freeMemory,
     * subscriptionAddress: {imsi, msisdn}, policyRules: [{subject, action, qualification}]}]}}; memory in bytes.
     */
    static ObjectNode read(Xml eis) {
        var view = Json.MAPPER.createObjectNode();
        var signed = eis.child("EumSignedInfo");
        put(view, "eid", signed.value("Eid") != null ? signed.value("Eid") : eis.value("Eid"));
        put(view, "smsrId", eis.value("Smsr-id"));
        put(view, "platformType", signed.value("PlatformType"));
        put(view, "platformVersion", signed.value("PlatformVersion"));
        number(view, "remainingMemory", eis.value("RemainingMemory"));
        number(view, "availableMemoryForProfiles", eis.value("AvailableMemoryForProfiles"));
        var audited = Sgp02.instant(eis.value("LastAuditDate"));
        put(view, "lastAuditDate", audited == null ? null : audited.toString());
        var profiles = view.putArray("profiles");
        eis.all("ProfileInfo").forEach(profile -> profile(profiles.addObject(), profile));
        return view;
    }

    /**
     * The other way: what {@link #read} made, as the element Eis, in the order of the schema (docs/spec/es4.md 3.2).
     */
    static void write(XMLStreamWriter out, String namespace, JsonNode eis) throws XMLStreamException {
        out.writeStartElement("rps", "Eis", namespace);
        out.writeStartElement("rps", "EumSignedInfo", namespace);
        fields(out, namespace, eis, "Eid", "eid", "PlatformType", "platformType", "PlatformVersion", "platformVersion");
        out.writeEndElement();
        fields(
                out,
                namespace,
                eis,
                "RemainingMemory",
                "remainingMemory",
                "AvailableMemoryForProfiles",
                "availableMemoryForProfiles",
                "LastAuditDate",
                "lastAuditDate",
                "Smsr-id",
                "smsrId");
        for (var profile : eis.path("profiles")) {
            profile(out, namespace, profile);
        }
        out.writeEndElement();
    }

    private static void profile(XMLStreamWriter out, String namespace, JsonNode profile) throws XMLStreamException {
        out.writeStartElement("rps", "ProfileInfo", namespace);
        fields(
                out,
                namespace,
                profile,
                "Iccid",
                "iccid",
                "Isd-p-aid",
                "isdpAid",
                "Mno-id",
                "mnoId",
                "FallbackAttribute",
                "fallback");
        if (profile.has("subscriptionAddress")) {
            address(out, namespace, "SubscriptionAddress", profile.path("subscriptionAddress"));
        }
        fields(
                out,
                namespace,
                profile,
                "State",
                "state",
                "Smdp-id",
                "smdpId",
                "ProfileType",
                "profileType",
                "AllocatedMemory",
                "allocatedMemory",
                "FreeMemory",
                "freeMemory");
        if (profile.has("policyRules")) {
            policyRules(out, namespace, profile.path("policyRules"));
        }
        out.writeEndElement();
    }

    private static void fields(XMLStreamWriter out, String namespace, JsonNode from, String... pairs)
            throws XMLStreamException {
        for (int i = 0; i < pairs.length; i += 2) {
            Sgp02.text(out, namespace, pairs[i], from.path(pairs[i + 1]).asText(null));
        }
    }

    private static void profile(ObjectNode view, Xml profile) {
        var iccid = profile.value("Iccid");
        put(view, "iccid", Identifiers.isIccid(iccid) ? Identifiers.canonicalIccid(iccid) : iccid);
        put(view, "isdpAid", profile.value("Isd-p-aid"));
        put(view, "mnoId", profile.value("Mno-id"));
        truth(profile.value("FallbackAttribute")).ifPresent(fallback -> view.put("fallback", fallback));
        put(view, "state", state(profile.value("State")));
        put(view, "smdpId", profile.value("Smdp-id"));
        put(view, "profileType", profile.value("ProfileType"));
        number(view, "allocatedMemory", profile.value("AllocatedMemory"));
        number(
                view,
                "freeMemory",
                profile.value("FreeMemory") != null ? profile.value("FreeMemory") : profile.value("FreeMemoery"));
        var address = address(profile.child("SubscriptionAddress"));
        if (!address.isEmpty()) {
            view.set("subscriptionAddress", address);
        }
        var rules = shownRules(profile);
        if (rules != null) {
            view.set("policyRules", rules);
        }
    }

    // Another word is no word: it takes nothing from what is known.
    private static Optional<Boolean> truth(String word) {
        return switch (word == null ? "" : word.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /**
     * Of the values that are kept, the elements of an information set that say something we cannot read, by name. They
     * count as not shown, not as none.
     */
    public static Set<String> unread(Xml eis) {
        var names = new TreeSet<String>();
        for (var profile : eis.all("ProfileInfo")) {
            if (rulesUnread(profile)) {
                names.add("pol2");
            }
            if (profile.value("FallbackAttribute") != null
                    && truth(profile.value("FallbackAttribute")).isEmpty()) {
                names.add("FallbackAttribute");
            }
            if (!Identifiers.isIccid(profile.value("Iccid"))) {
                names.add("Iccid");
            }
        }
        return names;
    }

    /** Whether POL2 is shown in {@code parent} and cannot be read. */
    static boolean rulesUnread(Xml parent) {
        return parent.child("pol2").exists() && shownRules(parent) == null;
    }

    /** POL2 that is shown in {@code parent}, as {@link #policyRules}; null when it is not, or cannot be read. */
    static ArrayNode shownRules(Xml parent) {
        var pol2 = parent.child("pol2");
        boolean readable = pol2.exists()
                && !pol2.hasText()
                && pol2.children().stream()
                        .allMatch(rule ->
                                rule.is("Rule") && rule.value("Action") != null && rule.value("Qualification") != null);
        return readable ? policyRules(pol2) : null;
    }

    /** POL2 as {@code [{subject, action, qualification}]}; without the element there are none. */
    static ArrayNode policyRules(Xml pol2) {
        var rules = Json.MAPPER.createArrayNode();
        for (var rule : pol2.all("Rule")) {
            var one = rules.addObject();
            put(one, "subject", upper(rule.value("Subject")));
            put(one, "action", upper(rule.value("Action")));
            put(one, "qualification", qualification(rule.value("Qualification")));
        }
        return rules;
    }

    private static String upper(String word) {
        return word == null ? null : word.toUpperCase(Locale.ROOT);
    }

    private static String qualification(String word) {
        return word == null
                ? null
                : switch (Xml.fold(word)) {
                    case "notallowed" -> "Not-Allowed";
                    case "autodelete" -> "Auto-Delete";
                    default -> word;
                };
    }

    static void policyRules(XMLStreamWriter out, String namespace, JsonNode rules) throws XMLStreamException {
        out.writeStartElement("rps", "pol2", namespace);
        for (var rule : rules) {
            out.writeStartElement("rps", "Rule", namespace);
            fields(out, namespace, rule, "Subject", "subject", "Action", "action", "Qualification", "qualification");
            out.writeEndElement();
        }
        out.writeEndElement();
    }

    static ObjectNode address(Xml address) {
        var view = Json.MAPPER.createObjectNode();
        put(view, "imsi", address.value("Imsi"));
        put(view, "msisdn", address.value("Msisdn"));
        return view;
    }

    static void address(XMLStreamWriter out, String namespace, String name, JsonNode address)
            throws XMLStreamException {
        out.writeStartElement("rps", name, namespace);
        fields(out, namespace, address, "Imsi", "imsi", "Msisdn", "msisdn");
        out.writeEndElement();
    }

    // Enabled, ENABLED and enabled are one.
    private static String state(String text) {
        for (var known : new String[] {"Created", "Disabled", "Enabled"}) {
            if (known.equalsIgnoreCase(text)) {
                return known;
            }
        }
        return text;
    }

    private static void put(ObjectNode view, String field, String value) {
        if (value != null) {
            view.put(field, Strings.cap(value, 200));
        }
    }

    private static void number(ObjectNode view, String field, String value) {
        var whole = Numbers.whole(value);
        if (whole != null && whole.length() <= 15) {
            view.put(field, Long.parseLong(whole));
        }
    }
}
