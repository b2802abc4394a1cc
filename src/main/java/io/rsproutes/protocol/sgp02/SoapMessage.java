package io.rsproutes.protocol.sgp02;

/** A SOAP message with its addressing headers; the body's root element says what it is, never the action. */
public record SoapMessage(Xml header, Xml body) {

    public String messageId() {
        return header.value("MessageID");
    }

    public String relatesTo() {
        return header.value("RelatesTo");
    }

    public String action() {
        return header.value("Action");
    }

    public String from() {
        return header.child("From").value("Address");
    }

    public String to() {
        return header.value("To");
    }

    public String replyTo() {
        return header.child("ReplyTo").value("Address");
    }

    /** The OID of whoever sends, null when it does not say. */
    public String senderEntityId() {
        return EntityUri.parameter(from(), "EntityId");
    }

    /** ES4 or ES2, of the body's name; null when it is neither's. */
    public String interfaceName() {
        var name = body.name();
        return name.startsWith("ES4-") ? "es4" : name.startsWith("ES2-") ? "es2" : null;
    }

    /** The body's name without interface: EnableProfileResponse. */
    public String localName() {
        return body.name().replaceFirst("^ES[0-9]+[A-Z]?-", "");
    }
}
