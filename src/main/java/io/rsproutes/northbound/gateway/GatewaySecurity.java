package io.rsproutes.northbound.gateway;

import java.util.Map;

import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.wss.WssRefusal;
import io.rsproutes.security.wss.MessageSecurity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WS-Security of customers' SOAP messages: what is wrong with it only we are told. */
public class GatewaySecurity {

    private static final Logger LOG = LoggerFactory.getLogger(GatewaySecurity.class);

    private final MessageSecurity security;

    public GatewaySecurity(MessageSecurity security) {
        this.security = security;
    }

    /**
     * A map about the WS-Security of a tenant's SOAP message; null when none is agreed with the tenant ({@code
     * rsp.tenants.<id>.gateway.ws-security}). reason: what is wrong, in a word (missing, malformed, token,
     * password, stale, signature, certificate, uncovered, wrapped), and detail, the same in words; both null
     * when it holds. Then message: what of the message may be worked on, the envelope without wsse:Security;
     * and token, which may come only once.
     */
    public Map<String, String> verify(String tenant, String message) {
        try {
            var verified = security.verify(tenant, message);
            return verified == null ? null : Map.of("message", verified.message(), "token", verified.token());
        } catch (WssRefusal e) {
            return Map.of("reason", e.reason(), "detail", e.getMessage());
        }
    }

    /**
     * Logs why the WS-Security of the tenant's message does not hold, in a word and in words, and throws the
     * SOAP fault security-refused, which says nothing of it.
     */
    public void refuse(String tenant, String reason, String detail) {
        LOG.warn("the WS-Security of a message of {} does not hold: {} ({})", tenant, reason, detail);
        throw new SoapFault(
                "Sender",
                "security-refused",
                "The message does not bring the WS-Security that was agreed; nothing was done.");
    }
}
