package io.rsproutes.delivery.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.rsproutes.common.Json;
import io.rsproutes.common.Masking;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Settings;
import io.rsproutes.delivery.CloudEvents;
import io.rsproutes.delivery.EventFormats;
import io.rsproutes.platform.broker.BrokerConfiguration;
import io.rsproutes.security.AddressGuard.RefusedAddress;
import jakarta.jms.JMSException;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * One attempt to deliver: builds the signed request (Standard Webhooks 1.0; spec/reliability.md 1.2) and judges what came of it:
 * {@code delivered}, {@code retry} (variable {@code nextIn}, s), {@code gone} (410) or {@code dead}.
 */
public class Webhooks {

    private static final int MAX_DETAIL = 300;
    /** How long a place is held with one key after the other. */
    private static final Duration TURN = Duration.ofSeconds(1);
    /** Channels that lead to a customer of the gateway. */
    private static final Set<String> CUSTOMERS = Set.of("reply", "es4", "es2plus");
    /** Instead of the channel, when there is nothing to send. */
    private static final String NOTHING = "nothing";
    private static final String NOTHING_SAID = "the format has nothing to say of this event";

    private final List<Duration> schedule;
    private final int maxConcurrent;
    private final EventFormats formats;
    private final WebhookSecrets secrets;
    private final Map<String, Semaphore> places = new ConcurrentHashMap<>();
    /** Subscriptions whose receiver did not answer the last time. */
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    public Webhooks(Settings settings, EventFormats formats, WebhookSecrets secrets) {
        this.secrets = secrets;
        this.formats = formats;
        this.schedule = settings.delivery().schedule();
        this.maxConcurrent = settings.delivery().maxConcurrent();
    }

    /** The nudge {@code subscription|key} into variables; {@code place}: whether this subscription may have one more delivery under way. */
    public void readNudge(Exchange exchange) {
        var nudge = exchange.getMessage().getBody(String.class).split("\\|", 2);
        exchange.setVariable("subscriptionId", nudge[0]);
        exchange.setVariable("key", nudge[1]);
        exchange.setVariable("more", true);
        exchange.setVariable("dry", false);
        exchange.setVariable("entered", System.nanoTime());
        // A slow receiver must not hold every deliverer, and one that says nothing holds one at most; the sweeper comes back for what found no place.
        var free = places.computeIfAbsent(nudge[0], id -> new Semaphore(maxConcurrent));
        exchange.setVariable("place", (!silent.contains(nudge[0]) || free.availablePermits() == maxConcurrent) && free.tryAcquire());
    }

    /**
     * The claimed row in the body, if there is one, as variable {@code delivery}; {@code dry}: the key has nothing more
     * that is due; {@code waits}: nor was its last one delivered, so the first of the key may wait.
     */
    public void claimed(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        exchange.setVariable("waits", row == null && !"delivered".equals(exchange.getVariable("outcome")));
        exchange.getMessage().removeHeaders("*");
        exchange.setVariable("delivery", row);
        exchange.setVariable("dry", row == null);
    }

    /** The key in the body, if there is one, is the next to be worked on ({@code more}); by a later nudge ({@code further}), if the place has been held for long enough. */
    public void other(Exchange exchange) {
        var key = exchange.getMessage().getBody(String.class);
        boolean over = System.nanoTime() - exchange.getVariable("entered", Long.class) > TURN.toNanos();
        exchange.getMessage().removeHeaders("*");
        exchange.removeVariable("outcome");
        exchange.setVariable("dry", false);
        exchange.setVariable("key", key);
        exchange.setVariable("more", key != null && !over);
        exchange.setVariable("further", key != null && over ? List.of(Map.of("due", exchange.getVariable("subscriptionId") + "|" + key)) : null);
    }

    public void leave(String subscription) {
        places.get(subscription).release();
    }

    /** The delivery's state after an outcome. */
    public String stateAfter(String outcome) {
        return switch (outcome) {
            case "delivered" -> "DELIVERED";
            case "retry", "postponed" -> "PENDING";
            default -> "DEAD";
        };
    }

    /** Body and headers of the delivery row in variable {@code delivery}; those of a customer's own protocol are written by {@link CustomerDeliveries}. */
    @SuppressWarnings("unchecked")
    public void write(Exchange exchange) {
        var row = (Map<String, Object>) exchange.getVariable("delivery");
        var message = exchange.getMessage();
        message.removeHeaders("*");
        begin(exchange, row);
        if (CUSTOMERS.contains(row.get("channel"))) {
            return;
        }
        var format = (String) row.get("format");
        var body = formats.write(format, CloudEvents.event(Map.of(
                "id", row.get("event_id"), "tenant", row.get("tenant"), "type", row.get("type"), "subject", row.get("subject"),
                "at", row.get("at"), "sequence", row.get("sequence"), "data", row.get("data"))));
        // A mapping may write CloudEvents too, as CAMARA has them.
        var contentType = body != null && (format == null || Json.read(body).has("specversion")) ? "application/cloudevents+json" : "application/json";
        if (body == null) {
            exchange.setVariable("channel", NOTHING);
            row.put("detail", NOTHING_SAID);
        } else if ("webhook".equals(row.get("channel"))) {
            var id = row.get("event_id").toString();
            var timestamp = String.valueOf(Instant.now().getEpochSecond());
            var signed = id + "." + timestamp + "." + body;
            var subscription = exchange.getVariable("subscriptionId", String.class);
            var signature = sign(secrets.open(subscription, row.get("secret").toString()), signed);
            if (row.get("previous_secret") != null) {
                signature += " " + sign(secrets.open(subscription, row.get("previous_secret").toString()), signed);
            }
            message.setHeader(Exchange.HTTP_METHOD, "POST");
            message.setHeader(Exchange.HTTP_URI, row.get("address"));
            message.setHeader(Exchange.CONTENT_TYPE, contentType);
            message.setHeader("webhook-id", id);
            message.setHeader("webhook-timestamp", timestamp);
            message.setHeader("webhook-signature", signature);
            if (row.get("replay") != null) {
                message.setHeader("webhook-replay", row.get("replay"));
            }
            message.setBody(body.getBytes(StandardCharsets.UTF_8));
        } else {
            if ("queue".equals(row.get("channel"))) {
                message.setHeader("CamelJmsDestinationName", row.get("address"));
            }
            message.setHeader("_AMQ_DUPL_ID", row.get("id") + (row.get("replay") == null ? "" : "/" + row.get("replay")));
            BrokerConfiguration.CONTENT_TYPES.forEach(name -> message.setHeader(name, contentType));
            message.setHeader("rspTenant", row.get("tenant"));
            message.setHeader("rspType", row.get("type"));
            message.setHeader("rspSubject", row.get("subject"));
            message.setHeader("rspEventId", row.get("event_id"));
            message.setBody(body);
        }
    }

    /** Instead of {@link #write} and a send: the delivery waits for the one before it. */
    @SuppressWarnings("unchecked")
    public void hold(Exchange exchange) {
        begin(exchange, (Map<String, Object>) exchange.getVariable("delivery"));
        exchange.setVariable("httpStatus", null);
        millis(exchange);
        outcome(exchange, "postponed", "waits for the one before it", 1);
    }

    private static void begin(Exchange exchange, Map<String, Object> row) {
        exchange.setVariable("begun", System.nanoTime());
        exchange.setVariable("channel", row.get("channel"));
        exchange.setVariable("deliveryId", row.get("id"));
        exchange.setVariable("attempts", row.get("attempts"));
        exchange.setVariable("replay", row.get("replay"));
    }

    /** After a send that did not throw: 2xx, or an answer of another class. */
    public void judge(Exchange exchange) {
        var message = exchange.getMessage();
        var http = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        var retryAfter = message.getHeader("Retry-After", String.class);
        var answer = http == null ? "" : message.getBody(String.class);
        message.removeHeaders("*");
        message.setBody(null);
        millis(exchange);
        silent.remove(exchange.getVariable("subscriptionId", String.class));
        exchange.setVariable("httpStatus", http);
        if (NOTHING.equals(exchange.getVariable("channel"))) {
            outcome(exchange, "delivered", NOTHING_SAID, null);
        } else if (http == null || http >= 200 && http < 300) {
            outcome(exchange, "delivered", null, null);
        } else if (http == 410 && "webhook".equals(exchange.getVariable("channel"))) {
            outcome(exchange, "gone", "HTTP 410: the receiver wants no more", null);
        } else {
            var said = answer == null || answer.isBlank() ? "" : ": " + answer;
            retry(exchange, "HTTP " + http + (http >= 300 && http < 400 ? " (redirects are not followed)" : said), retryAfter, permanent(http));
        }
    }

    /** After a send that threw. */
    public void failed(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
        millis(exchange);
        exchange.setVariable("httpStatus", failure instanceof HttpOperationFailedException http ? http.getStatusCode() : null);
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedAddress || cause instanceof EventFormats.Unmappable) {
                retry(exchange, cause.getMessage(), null, true);
                return;
            }
            if (cause instanceof WebhookSecrets.Unopenable) {
                // A key that this process lacks, another may have: wait without spending an attempt.
                outcome(exchange, "postponed", cause.getMessage(), 30);
                return;
            }
            if (cause instanceof JMSException || cause.getClass().getName().startsWith("org.springframework.jms")) {
                // Our broker is away, not the subscriber: wait without spending an attempt.
                outcome(exchange, "postponed", "the broker cannot be reached", 5);
                return;
            }
        }
        // The results of a tenant go to many addresses.
        if (!"reply".equals(exchange.getVariable("channel")) && !(failure instanceof ConnectionRequestTimeoutException)) {
            silent.add(exchange.getVariable("subscriptionId", String.class));
        }
        retry(exchange, NoAnswer.words(failure), null, false);
    }

    // A refusal that no repetition mends; 408, 425 and 429 are not.
    private static boolean permanent(int http) {
        return http >= 400 && http < 500 && http != 408 && http != 425 && http != 429 && http != 401 && http != 403 && http != 404 && http != 409;
    }

    private void retry(Exchange exchange, String detail, String retryAfter, boolean permanent) {
        int attempts = ((Number) ((Map<?, ?>) exchange.getVariable("delivery")).get("attempts")).intValue();
        if (permanent || attempts >= schedule.size()) {
            outcome(exchange, "dead", detail, null);
            return;
        }
        double wait = schedule.get(attempts).toMillis() / 1000d;
        // Up to a tenth more, so that a receiver that comes back is not met by all at once.
        wait += wait * ThreadLocalRandom.current().nextDouble(0.1);
        // HttpGuard has made seconds of it, if it could be read.
        if (retryAfter != null && retryAfter.matches("\\d{1,6}")) {
            wait = Math.max(wait, Integer.parseInt(retryAfter));
        }
        outcome(exchange, "retry", detail, wait);
    }

    private static void outcome(Exchange exchange, String outcome, String detail, Number nextIn) {
        exchange.setVariable("outcome", outcome);
        var text = detail == null ? null : Masking.mask(detail.replaceAll("[\\p{Cntrl}]+", " "));
        exchange.setVariable("detail", Strings.cap(text, MAX_DETAIL));
        exchange.setVariable("nextIn", nextIn == null ? null : nextIn.doubleValue());
    }

    private static void millis(Exchange exchange) {
        exchange.setVariable("millis", (System.nanoTime() - exchange.getVariable("begun", Long.class)) / 1_000_000);
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
