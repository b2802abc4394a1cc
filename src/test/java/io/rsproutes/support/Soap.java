package io.rsproutes.support;

import java.time.Instant;

/** SOAP messages of a SM-SR, written by hand: the tests' own hand, not the instance's codec. */
public final class Soap {

    public static final String ENDPOINT = "/esim-messaging/3/ES4/ES4MnoService";
    /** As it is announced in wsa:ReplyTo, and called by whoever reads it there. */
    public static final String ADDRESS = ENDPOINT + "?EntityId=1.3.6.1.4.1.99999";

    public static final String TYPE = "application/soap+xml; charset=utf-8";

    /** The Content-Type of SOAP 1.1. */
    public static final String OLD_TYPE = "text/xml; charset=utf-8";

    private Soap() {}

    /** The message as SOAP 1.1. */
    public static String old(String message) {
        return message.replace("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/");
    }

    /**
     * The message as rpc/literal, as one public peer has it: its element without ES4- and Request, what is in that in no
     * namespace.
     */
    public static String rpc(String message) {
        return message.replaceAll("(</?)rps:ES4-(\\w+?)(Request)?>", "$1op:$2>")
                .replaceAll("(</?)rps:", "$1")
                .replaceAll("<op:(\\w+)>", "<op:$1 xmlns:op='http://namespaces.gsma.org/esim-messaging/1'>");
    }

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
        return response(function, "", status, "");
    }

    /** One that was worked on at this moment, with content after its status. */
    public static String response(String function, Instant at, String status, String content) {
        var times = "<rps:ProcessingStart>" + at + "</rps:ProcessingStart><rps:ProcessingEnd>" + at
                + "</rps:ProcessingEnd>";
        return response(function, times, status, content);
    }

    private static String response(String function, String times, String status, String content) {
        return "<rps:ES4-" + function + "Response>" + times + "<rps:FunctionExecutionStatus><rps:Status>" + status
                + "</rps:Status></rps:FunctionExecutionStatus>" + content + "</rps:ES4-" + function + "Response>";
    }

    /** An eUICC's information set with this beside its EID. */
    public static String eis(String eid, String more) {
        return "<rps:Eis><rps:EumSignedInfo><rps:Eid>" + eid + "</rps:Eid></rps:EumSignedInfo>" + more + "</rps:Eis>";
    }

    /** The element that names an eUICC's SM-SR; nothing of null. */
    public static String smsr(String entityId) {
        return entityId == null ? "" : "<rps:Smsr-id>" + entityId + "</rps:Smsr-id>";
    }

    public static String profile(String iccid, String state) {
        return "<rps:ProfileInfo><rps:Iccid>" + iccid + "</rps:Iccid><rps:State>" + state
                + "</rps:State></rps:ProfileInfo>";
    }

    /** HandleSMSRChange: the eUICC is at another SM-SR, as its information set says. */
    public static String smsrChange(String eis, String at) {
        return "<rps:ES4-HandleSMSRChangeNotification>" + eis + "<rps:CompletionTimestamp>" + at
                + "</rps:CompletionTimestamp></rps:ES4-HandleSMSRChangeNotification>";
    }

    public static String notification(String name, String eid, String iccid, String at) {
        return "<rps:ES4-" + name + "Notification><rps:Eid>" + eid + "</rps:Eid><rps:Iccid>" + iccid
                + "</rps:Iccid><rps:CompletionTimestamp>" + at + "</rps:CompletionTimestamp></rps:ES4-" + name
                + "Notification>";
    }
}
