package io.rsproutes.protocol.sgp02;

/** The WS-Addressing headers of a message (spec/es4.md 1.7); null ones are not written. */
public record Addressing(String messageId, String relatesTo, String from, String to, String replyTo, String action) { }
