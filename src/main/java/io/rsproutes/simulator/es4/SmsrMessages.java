package io.rsproutes.simulator.es4;

import java.time.Instant;
import java.util.UUID;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.message.Sgp02;
import io.rsproutes.protocol.sgp02.message.Sgp02Notifications;
import io.rsproutes.protocol.sgp02.message.Sgp02Responses;

/** Writes what the simulated SM-SR and its SM-DP send, as the peer it plays would. */
final class SmsrMessages {

    private SmsrMessages() {}

    static String notification(
            String interfaceName,
            String to,
            String own,
            SmsrEffects.Change change,
            String eid,
            Instant at,
            SmsrFaults now) {
        return notification(
                interfaceName,
                to,
                own,
                change.name(),
                Sgp02Notifications.notification(interfaceName, change.name(), eid, change.iccid(), at, Sgp02.NAMESPACE),
                at,
                now);
    }

    /** The new SM-SR says that it has the eUICC: {@code call}, the one that prepared it. */
    static String smsrChange(SmsrCall call, JsonNode euicc, Instant at, SmsrFaults now) {
        var eis = Json.MAPPER.createObjectNode().put("eid", call.eid()).put("smsrId", call.own());
        var profiles = eis.putArray("profiles");
        euicc.path("profiles").forEach(profile -> profiles.addObject()
                .put("iccid", profile.path("iccid").asText())
                .put("state", profile.path("state").asText()));
        var to = call.message().replyTo();
        return notification(
                "es4",
                to,
                call.own(),
                "HandleSMSRChange",
                Sgp02Notifications.smsrChange("es4", eis, at, Sgp02.NAMESPACE),
                at,
                now);
    }

    private static String notification(
            String interfaceName,
            String to,
            String own,
            String name,
            SoapWriter.Body body,
            Instant at,
            SmsrFaults now) {
        var messageId = EntityUri.messageId(own, urn(), urn(), Sgp02.time(at));
        var headers = new Addressing(
                messageId, null, from(own, now), to, null, action(interfaceName, name + "Notification", now));
        return behaviour(SoapWriter.envelope(headers, body), now);
    }

    static Addressing callback(SmsrCall call, SmsrFaults now) {
        var request = call.message();
        var own = call.own();
        var transaction = EntityUri.parameter(request.messageId(), "TransactionId");
        var relatesTo =
                switch (now.behaviour) {
                    case "gsoap" -> null;
                    case "sloppy" -> EntityUri.base(request.messageId());
                    default -> request.messageId();
                };
        var messageId = EntityUri.messageId(
                own, urn(), now.behaviour.equals("gsoap") ? transaction : urn(), Sgp02.time(Instant.now()));
        return new Addressing(
                messageId,
                relatesTo,
                from(own, now),
                request.replyTo(),
                null,
                action(call.interfaceName(), Sgp02.name(call.function()), now));
    }

    private static String urn() {
        return "urn:uuid:" + UUID.randomUUID();
    }

    private static String from(String own, SmsrFaults now) {
        return "https://smsr.example.com/es4?EntityId=" + own
                + (now.behaviour.equals("sloppy") ? " ?EntityName=SM-SR" : "&EntityName=SM-SR");
    }

    private static String action(String interfaceName, String name, SmsrFaults now) {
        var action = Sgp02.callbackAction(interfaceName, name);
        return now.behaviour.equals("sloppy") ? action.replace("ProfileManagement", "ProfileManagent") : action;
    }

    /** The response to a call; {@code euicc}: what it shows, if the function reads; null: nothing. */
    static String response(
            Addressing headers, SmsrCall call, SmsrSimulator.Verdict verdict, JsonNode euicc, SmsrFaults now) {
        boolean eis = verdict.code == null && call.reads() && euicc != null;
        var response = Sgp02Responses.response(
                call.interfaceName(),
                call.function(),
                verdict.at,
                verdict.at,
                verdict.status,
                verdict.code,
                Sgp02.NAMESPACE,
                eis
                        ? out -> eis(out, call, euicc)
                        : verdict.iccid == null ? null : out -> text(out, "Iccid", verdict.iccid));
        return behaviour(SoapWriter.envelope(headers, response), now);
    }

    // What real peers do to a message: mustUnderstand as gSOAP sets it; no namespaces, other spellings.
    private static String behaviour(String text, SmsrFaults now) {
        return switch (now.behaviour) {
            case "gsoap" ->
                text.replace("<wsa:To>", "<wsa:To soap:mustUnderstand=\"true\">")
                        .replace("<wsa:Action>", "<wsa:Action soap:mustUnderstand=\"true\">");
            case "sloppy" ->
                text.replace("xmlns:rps=\"" + Sgp02.NAMESPACE + "\"", "")
                        .replace("rps:", "")
                        .replace("<wsa:", "<")
                        .replace("</wsa:", "</")
                        .replace("EXECUTED_SUCCESS", "Executed-Success")
                        .replace("CompletionTimestamp", "CompletionTimeStamp");
            default -> text;
        };
    }

    // With a key set and a certificate, as some peers send them: nobody may keep those.
    private static void eis(XMLStreamWriter out, SmsrCall call, JsonNode euicc) throws XMLStreamException {
        var only = call.iccid();
        open(out, "Eis");
        open(out, "EumSignedInfo");
        text(out, "Eid", call.eid());
        text(out, "PlatformType", "Simulated");
        text(out, "PlatformVersion", "1.0.0");
        open(out, "Ecasd");
        text(out, "Aid", "A0000005591010FFFFFFFF8900000200");
        open(out, "Keyset");
        text(out, "Version", 116);
        open(out, "Key");
        text(out, "KeyComponent", "00112233445566778899AABBCCDDEEFF");
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndElement();
        text(out, "RemainingMemory", 524_288);
        text(out, "AvailableMemoryForProfiles", 393_216);
        text(out, "Smsr-id", call.interfaceName().equals("es2") ? call.said().smsrId() : call.own());
        for (var profile : euicc.path("profiles")) {
            if (only != null && !profile.path("iccid").asText().equals(only)) {
                continue;
            }
            profile(out, profile);
        }
        out.writeEndElement();
    }

    private static void profile(XMLStreamWriter out, JsonNode profile) throws XMLStreamException {
        open(out, "ProfileInfo");
        text(out, "Iccid", profile.path("iccid").asText());
        text(out, "Isd-p-aid", "A0000005591010FFFFFFFF8900001000");
        text(out, "Mno-id", profile.path("mnoId").asText("1.3.6.1.4.1.99999"));
        text(out, "FallbackAttribute", profile.path("fallback").asBoolean());
        address(out, profile.path("subscriptionAddress"));
        text(out, "State", profile.path("state").asText());
        text(out, "ProfileType", profile.path("profileType").asText("P9054-1"));
        text(out, "AllocatedMemory", 65_536);
        text(out, "FreeMemory", 32_768);
        open(out, "pol2");
        for (var rule : profile.path("policyRules")) {
            open(out, "Rule");
            text(out, "Subject", rule.path("subject").asText("PROFILE"));
            text(out, "Action", rule.path("action").asText());
            text(out, "Qualification", rule.path("qualification").asText());
            out.writeEndElement();
        }
        out.writeEndElement();
        out.writeEndElement();
    }

    private static void address(XMLStreamWriter out, JsonNode address) throws XMLStreamException {
        if (!address.isEmpty()) {
            open(out, "SubscriptionAddress");
            text(out, "Imsi", address.path("imsi").asText(null));
            text(out, "Msisdn", address.path("msisdn").asText(null));
            out.writeEndElement();
        }
    }

    private static void open(XMLStreamWriter out, String name) throws XMLStreamException {
        out.writeStartElement("rps", name, Sgp02.NAMESPACE);
    }

    private static void text(XMLStreamWriter out, String name, Object value) throws XMLStreamException {
        Sgp02.text(out, Sgp02.NAMESPACE, name, value);
    }
}
