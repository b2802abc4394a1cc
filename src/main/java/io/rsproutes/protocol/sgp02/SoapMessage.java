package io.rsproutes.protocol.sgp02;

import java.util.List;

/**
 * A SOAP message with its addressing headers; the body's root element says what it is, never the action.
 *
 * @param form how it was written; an answer is written likewise
 * @param body as document/literal has it, however it came
 */
public record SoapMessage(SoapForm form, Xml header, Xml body) {

    public String messageId() {
        return text("MessageID");
    }

    /** The first message this one is a reply to, null when there is none. */
    public String relatesTo() {
        return relatesToAll().stream().findFirst().orElse(null);
    }

    /** Every message this one is a reply to; relationships of other types are left out. */
    public List<String> relatesToAll() {
        return AddressingHeaders.repliesTo(header);
    }

    public String action() {
        return text("Action");
    }

    public String from() {
        return AddressingHeaders.first(header, "From").value("Address");
    }

    public String to() {
        return text("To");
    }

    public String replyTo() {
        return AddressingHeaders.first(header, "ReplyTo").value("Address");
    }

    /** The OID of whoever sends, null when it does not say. */
    public String senderEntityId() {
        return EntityUri.parameter(from(), "EntityId");
    }

    /** The OID of whose profile it is about, null when it does not say. */
    public String providerEntityId() {
        return EntityUri.providerEntityId(from());
    }

    /** ES4 or ES2, of the body's name; null when it is neither's. */
    public String interfaceName() {
        var name = body.name();
        return name.startsWith("ES4-") ? "es4" : name.startsWith("ES2-") ? "es2" : null;
    }

    private String text(String name) {
        var text = AddressingHeaders.first(header, name).text().trim();
        return text.isEmpty() ? null : text;
    }
}
