package io.rsproutes.simulator.es4;

import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.protocol.sgp02.message.Sgp02;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests;

/**
 * A call that a simulated SM-SR was sent, over ES4 or, by its SM-DP, over ES2.
 *
 * @param smsr     the SM-SR, by the name in its path
 * @param function canonical, or as the peer spells one that there is not
 */
record SmsrCall(String smsr, String function, SoapMessage message, Sgp02Requests.Call said) {

    static SmsrCall of(String smsr, SoapMessage message) {
        var prefix = message.interfaceName();
        // Without a prefix, an ES2 call still names the SM-SR.
        boolean es2 = prefix == null ? message.body().child("Smsr-id").exists() : prefix.equals("es2");
        var said = Sgp02Requests.call(message.body(), es2 ? "es2" : "es4");
        var name = message.body().name().replaceFirst("^ES\\d-", "").replaceFirst("Request$", "");
        var function =
                said.function() == null ? Character.toLowerCase(name.charAt(0)) + name.substring(1) : said.function();
        return new SmsrCall(smsr, function, message, said);
    }

    String interfaceName() {
        return said.interfaceName();
    }

    String eid() {
        return said.eid();
    }

    /** As it was written; null when there is none. */
    String iccid() {
        return message.body().value("Iccid");
    }

    /** The EntityId it is addressed to. */
    String own() {
        return EntityUri.parameter(message.to(), "EntityId");
    }

    /** In which it was written, and is answered. */
    String namespace() {
        var namespace = message.body().namespace();
        return namespace.isEmpty() ? Sgp02.NAMESPACE : namespace;
    }

    boolean reads() {
        return function.equals("getEIS") || function.equals("auditEIS");
    }

    boolean moves() {
        return function.equals("prepareSMSRChange") || function.equals("smsrChange");
    }
}
