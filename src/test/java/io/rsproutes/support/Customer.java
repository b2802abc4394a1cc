package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A customer of the gateway with its own certificate; messages written by hand. */
public final class Customer {

    public static final String ES4 = "/esim-messaging/3/ES4/ES4SmSrService";
    /** As it is given to customers, with our EntityId. */
    public static final String ADDRESS = ES4 + "?EntityId=1.3.6.1.4.1.99999";

    public static final String ES2 = "/esim-messaging/3/ES2/ES2SmDpService";
    /** The SM-SR that has the cards of a test, as a call of ES2 names it. */
    public static final String SMSR = "<rps:Smsr-id>1.3.6.1.4.1.20</rps:Smsr-id>";

    private static final String OURS = "1.3.6.1.4.1.99999";

    private final String base;
    private final String entityId;
    private final HttpClient http;

    public Customer(String base, String name, String entityId, Certificates certificates) {
        this.base = base;
        this.entityId = entityId;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(certificates.client(name, "ca"))
                .build();
    }

    /** ES4-&lt;function&gt; about a card, answered to {@code replyTo} (null: none named). */
    public HttpResponse<String> es4(String function, String messageId, String eid, String iccid, String replyTo) {
        // To prepare a change of the SM-SR is asked of the one that is to have the eUICC.
        var header = function.equals("prepareSMSRChange")
                ? to(header(messageId, replyTo), "1.3.6.1.4.1.30")
                : header(messageId, replyTo);
        return soap(
                Soap.envelope(header, body(function, "call-" + messageId, eid, iccid, Es4Orders.elements(function))));
    }

    /** ES2-&lt;function&gt; about a card, answered to {@code replyTo} (null: none named); {@code more}: content. */
    public HttpResponse<String> es2(
            String function, String messageId, String eid, String iccid, String replyTo, String more) {
        var body = body("ES2", function, "call-" + messageId, eid, iccid, Es4Orders.elements(function) + more);
        return post(ES2, "application/soap+xml; charset=utf-8", Soap.envelope(header(messageId, replyTo), body));
    }

    public String header(String messageId, String replyTo) {
        return "<wsa:MessageID>//" + entityId + "/" + messageId + "?TransactionId=tx-" + messageId
                + "</wsa:MessageID><wsa:From><wsa:Address>https://customer/es4?EntityId=" + entityId
                + "</wsa:Address></wsa:From><wsa:To>https://gateway/es4?EntityId=" + OURS + "</wsa:To>"
                + (replyTo == null ? "" : "<wsa:ReplyTo><wsa:Address>" + replyTo + "</wsa:Address></wsa:ReplyTo>");
    }

    /** The header addressed to one of our SM-SRs instead of us. */
    public static String to(String header, String entityId) {
        return header.replace("EntityId=" + OURS, "EntityId=" + entityId);
    }

    public static String body(String function, String callId, String eid, String iccid, String more) {
        return body("ES4", function, callId, eid, iccid, more);
    }

    private static String body(String protocol, String function, String callId, String eid, String iccid, String more) {
        var name = "rps:" + Es4Orders.stem(protocol, function) + "Request";
        return "<" + name + "><rps:FunctionCallIdentifier>" + callId + "</rps:FunctionCallIdentifier>" + more
                + "<rps:Eid>" + eid + "</rps:Eid>" + (iccid == null ? "" : "<rps:Iccid>" + iccid + "</rps:Iccid>")
                + "</" + name + ">";
    }

    public HttpResponse<String> soap(String message) {
        return post(ADDRESS, "application/soap+xml; charset=utf-8", message);
    }

    /** ES2+; {@code fields} as JSON members. */
    public HttpResponse<String> es2plus(String function, String callId, String fields) {
        return post(
                "/gsma/rsp2/es2plus/" + function,
                "application/json",
                "{\"header\":{\"functionRequesterIdentifier\":\"" + entityId + "\",\"functionCallIdentifier\":\""
                        + callId + "\"}" + (fields.isEmpty() ? "" : ",") + fields + "}");
    }

    public HttpResponse<String> get(String path) {
        return send(path, HttpRequest.newBuilder(URI.create(base + path)).GET());
    }

    public HttpResponse<String> post(String path, String type, String body) {
        return post(path, type, body.getBytes(StandardCharsets.UTF_8));
    }

    public HttpResponse<String> post(String path, String type, byte[] body) {
        return send(
                path,
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", type)
                        .header("X-Admin-Protocol", "gsma/rsp/v2.2.0")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<String> send(String path, HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 400
                    || answer.body().contains("FAILED")
                    || answer.body().contains("\"Failed\"")) {
                Scan.read("error body of " + path, answer.body());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
