package io.rsproutes.delivery.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.rsproutes.delivery.EventFormats.Payload;
import org.apache.camel.Exchange;

/** The signed request of a webhook (Standard Webhooks 1.0). */
public class Webhooks {

    private final WebhookSecrets secrets;

    public Webhooks(WebhookSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * Writes body and headers of the request, from variables {@code delivery, payload, subscriptionId}:
     * Content-Type, webhook-id (the event's id), webhook-timestamp, webhook-signature, and of a replay
     * webhook-replay. A secret that was replaced signs beside the new one until its overlap ends. Throws
     * WebhookSecrets$Unopenable (see delivery-attempt) when a secret is kept under a key that this instance
     * lacks.
     */
    @SuppressWarnings("unchecked")
    public void write(Exchange exchange) {
        var delivery = (Map<String, Object>) exchange.getVariable("delivery");
        var payload = exchange.getVariable("payload", Payload.class);
        var subscription = exchange.getVariable("subscriptionId", String.class);
        var id = delivery.get("event_id").toString();
        var timestamp = String.valueOf(Instant.now().getEpochSecond());
        var signed = id + "." + timestamp + "." + payload.body();
        var signature = sign(secrets.open(subscription, delivery.get("secret").toString()), signed);
        if (delivery.get("previous_secret") != null) {
            signature += " "
                    + sign(
                            secrets.open(
                                    subscription,
                                    delivery.get("previous_secret").toString()),
                            signed);
        }
        var message = exchange.getMessage();
        message.setHeader(Exchange.CONTENT_TYPE, payload.contentType());
        message.setHeader("webhook-id", id);
        message.setHeader("webhook-timestamp", timestamp);
        message.setHeader("webhook-signature", signature);
        if (delivery.get("replay") != null) {
            message.setHeader("webhook-replay", delivery.get("replay"));
        }
        message.setBody(payload.body().getBytes(StandardCharsets.UTF_8));
    }

    static String sign(String secret, String signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
