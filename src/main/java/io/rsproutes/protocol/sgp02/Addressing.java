package io.rsproutes.protocol.sgp02;

/** The WS-Addressing headers of a message (docs/spec/es4.md 1.7); null ones are not written. */
public record Addressing(String messageId, String relatesTo, String from, String to, String replyTo, String action) {

    /** Nobody's address: the answer goes into the HTTP response. */
    public static final String ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous";
    /** Nobody's address: there is to be no answer. */
    public static final String NONE = "http://www.w3.org/2005/08/addressing/none";
}
