package io.rsproutes.simulator.es4;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.protocol.sgp02.message.Sgp02;

/** Writes the information set of a simulated eUICC. */
record SmsrEis(XMLStreamWriter out, String namespace) {

    /** With a key set and a certificate, as some peers send them: nobody may keep those. */
    void write(SmsrCall call, JsonNode euicc) throws XMLStreamException {
        var only = call.iccid();
        open("Eis");
        open("EumSignedInfo");
        text("Eid", call.eid());
        text("PlatformType", "Simulated");
        text("PlatformVersion", "1.0.0");
        open("Ecasd");
        text("Aid", "A0000005591010FFFFFFFF8900000200");
        open("Keyset");
        text("Version", 116);
        open("Key");
        text("KeyComponent", "00112233445566778899AABBCCDDEEFF");
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndElement();
        text("RemainingMemory", 524_288);
        text("AvailableMemoryForProfiles", 393_216);
        text("Smsr-id", call.interfaceName().equals("es2") ? call.said().smsrId() : call.own());
        for (var profile : euicc.path("profiles")) {
            if (only != null && !profile.path("iccid").asText().equals(only)) {
                continue;
            }
            profile(profile);
        }
        out.writeEndElement();
    }

    private void profile(JsonNode profile) throws XMLStreamException {
        open("ProfileInfo");
        text("Iccid", profile.path("iccid").asText());
        text("Isd-p-aid", "A0000005591010FFFFFFFF8900001000");
        text("Mno-id", profile.path("mnoId").asText("1.3.6.1.4.1.99999"));
        text("FallbackAttribute", profile.path("fallback").asBoolean());
        address(profile.path("subscriptionAddress"));
        text("State", profile.path("state").asText());
        text("ProfileType", profile.path("profileType").asText("P9054-1"));
        text("AllocatedMemory", 65_536);
        text("FreeMemory", 32_768);
        open("pol2");
        for (var rule : profile.path("policyRules")) {
            open("Rule");
            text("Subject", rule.path("subject").asText("PROFILE"));
            text("Action", rule.path("action").asText());
            text("Qualification", rule.path("qualification").asText());
            out.writeEndElement();
        }
        out.writeEndElement();
        out.writeEndElement();
    }

    private void address(JsonNode address) throws XMLStreamException {
        if (!address.isEmpty()) {
            open("SubscriptionAddress");
            text("Imsi", address.path("imsi").asText(null));
            text("Msisdn", address.path("msisdn").asText(null));
            out.writeEndElement();
        }
    }

    private void open(String name) throws XMLStreamException {
        out.writeStartElement("rps", name, namespace);
    }

    private void text(String name, Object value) throws XMLStreamException {
        Sgp02.text(out, namespace, name, value);
    }
}
