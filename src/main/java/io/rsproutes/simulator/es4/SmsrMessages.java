package io.rsproutes.simulator.es4;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.SoapForm;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.message.Sgp02;
import io.rsproutes.protocol.sgp02.message.Sgp02Notifications;
import io.rsproutes.protocol.sgp02.message.Sgp02Responses;

/** Writes what the simulated SM-SR and its SM-DP send, as the peer it plays would. */
final class SmsrMessages {

    private SmsrMessages() {}

    /**
     * How and for whom a notification is written: as the call came that it goes along with.
     *
     * @param own the EntityId of the server that sends it
     */
    record Letter(String interfaceName, String to, String own, SoapForm form, String namespace) {

        static Letter of(SmsrCall call) {
            var message = call.message();
            return new Letter(call.interfaceName(), message.replyTo(), call.own(), message.form(), call.namespace());
        }

        /** To an address that no call names. */
        static Letter v3(String to, String own) {
            return new Letter("es4", to, own, SoapForm.V3, Sgp02.NAMESPACE);
        }
    }

    static String notification(Letter letter, SmsrEffects.Change change, String eid, Instant at, SmsrFaults now) {
        return notification(
                letter,
                change.name(),
                Sgp02Notifications.notification(
                        letter.interfaceName(), change.name(), eid, change.iccid(), at, letter.namespace()),
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
        var letter = Letter.of(call);
        var body = Sgp02Notifications.smsrChange("es4", eis, at, letter.namespace());
        return notification(letter, "HandleSMSRChange", body, at, now);
    }

    private static String notification(Letter letter, String name, SoapWriter.Body body, Instant at, SmsrFaults now) {
        var own = letter.own();
        var messageId = EntityUri.messageId(own, urn(), urn(), Sgp02.time(at));
        var action = action(letter.interfaceName(), name + "Notification", now);
        var headers = new Addressing(messageId, null, from(own, now), letter.to(), null, action);
        return behaviour(SoapWriter.envelope(letter.form(), headers, body), now);
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
    static String response(Addressing headers, SmsrCall call, SmsrVerdict verdict, JsonNode euicc, SmsrFaults now) {
        boolean eis = verdict.code == null && call.reads() && euicc != null;
        var response = Sgp02Responses.response(
                call.interfaceName(),
                call.function(),
                verdict.at,
                verdict.at,
                verdict.status,
                verdict.code,
                call.namespace(),
                eis
                        ? out -> new SmsrEis(out, call.namespace()).write(call, euicc)
                        : verdict.iccid == null
                                ? null
                                : out -> Sgp02.text(out, call.namespace(), "Iccid", verdict.iccid));
        return behaviour(SoapWriter.envelope(call.message().form(), headers, response), now);
    }

    // What real peers do to a message: mustUnderstand as gSOAP sets it; no namespaces, other spellings.
    private static String behaviour(String text, SmsrFaults now) {
        return switch (now.behaviour) {
            case "gsoap" ->
                text.replace("<wsa:To>", "<wsa:To soap:mustUnderstand=\"true\">")
                        .replace("<wsa:Action>", "<wsa:Action soap:mustUnderstand=\"true\">");
            case "sloppy" ->
                text.replaceAll("xmlns:rps=\"[^\"]*\"", "")
                        .replace("rps:", "")
                        .replace("<wsa:", "<")
                        .replace("</wsa:", "</")
                        .replace("EXECUTED_SUCCESS", "Executed-Success")
                        .replace("CompletionTimestamp", "CompletionTimeStamp");
            default -> text;
        };
    }
}
