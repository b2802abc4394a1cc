package io.rsproutes.support;

/** SOAP messages of a SM-SR, written by hand: the tests' own hand, not the bundle's codec. */
public final class Soap {

    public static final String ENDPOINT = "/esim-messaging/3/ES4/ES4MnoService";
    /** As it is announced in wsa:ReplyTo, and called by whoever reads it there. */
    public static final String ADDRESS = ENDPOINT + "?EntityId=1.3.6.1.4.1.99999";

    public static final String TYPE = "application/soap+xml; charset=utf-8";

    private Soap() {}

    public static String envelope(String header, String body) {
        return "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:wsa='http://www.w3.org/2005/08/addressing' xmlns:rps='http://namespaces.gsma.org/esim-messaging/3'>"
                + "<s:Header>" + header + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
    }

    public static String from(String entityId) {
        return "<wsa:From><wsa:Address>https://smsr/es4?EntityId=" + entityId + "</wsa:Address></wsa:From>";
    }

    public static String messageId(String id, String transactionId) {
        return "<wsa:MessageID>//1.3.6.1.4.1.20/" + id
                + (transactionId == null
                        ? ""
                        : "?TransactionId=" + transactionId + "&amp;MessageDate=2026-01-01T00:00:00Z")
                + "</wsa:MessageID>";
    }

    public static String relatesTo(String messageId) {
        return "<wsa:RelatesTo>" + messageId.replace("&", "&amp;") + "</wsa:RelatesTo>";
    }

    /** ES4-&lt;function&gt;Response with this status and nothing more. */
    public static String response(String function, String status) {
        return "<rps:ES4-" + function + "Response><rps:FunctionExecutionStatus><rps:Status>" + status
                + "</rps:Status></rps:FunctionExecutionStatus></rps:ES4-" + function + "Response>";
    }

    public static String notification(String name, String eid, String iccid, String at) {
        return "<rps:ES4-" + name + "Notification><rps:Eid>" + eid + "</rps:Eid><rps:Iccid>" + iccid
                + "</rps:Iccid><rps:CompletionTimestamp>" + at + "</rps:CompletionTimestamp></rps:ES4-" + name
                + "Notification>";
    }
}
