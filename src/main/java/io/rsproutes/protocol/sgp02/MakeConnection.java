package io.rsproutes.protocol.sgp02;

/** WS-MakeConnection 1.0: the sender of a call fetches what is kept for it (docs/spec/es4.md 1.6). */
public final class MakeConnection {

    public static final String NAMESPACE = "http://docs.oasis-open.org/ws-rx/wsmc/200702";
    public static final String ACTION = NAMESPACE + "/MakeConnection";

    private static final String ANONYMOUS = NAMESPACE + "/anonymous?id=";

    private MakeConnection() {}

    /** The address, nobody's, under which results are kept until they are asked for. */
    public static String address(String id) {
        return ANONYMOUS + id;
    }

    public static boolean isAddress(String address) {
        return address != null && address.startsWith(ANONYMOUS);
    }

    /** Asks for the next message that is kept under the address. */
    public static SoapWriter.Body request(String address) {
        return out -> {
            out.writeStartElement("wsmc", "MakeConnection", NAMESPACE);
            out.writeNamespace("wsmc", NAMESPACE);
            out.writeStartElement("wsmc", "Address", NAMESPACE);
            out.writeCharacters(address);
            out.writeEndElement();
            out.writeEndElement();
        };
    }

    /** The address that a message asks for; null when it is no MakeConnection, or names none. */
    public static String requested(SoapMessage message) {
        var body = message.body();
        return body.is("MakeConnection") && body.namespace().equals(NAMESPACE) ? body.value("Address") : null;
    }

    /** Whether a message says that more wait under the address it was kept under. */
    public static boolean isPending(SoapMessage message) {
        return message.header().all("MessagePending").stream()
                .filter(block -> block.namespace().equals(NAMESPACE))
                .map(block -> block.attribute("pending").trim())
                .anyMatch(pending -> pending.equals("1") || pending.equalsIgnoreCase("true"));
    }
}
