package io.rsproutes.delivery.subscription;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Settings;
import io.rsproutes.delivery.EventFormats;
import io.rsproutes.delivery.webhook.CustomerDeliveries;
import io.rsproutes.security.AddressGuard;
import org.apache.camel.Exchange;

/**
 * Reads what callers subscribe: {@code {channel: webhook|queue|es4|es2plus, url|queue, types: [globs],
 * filter?, format?, secret?, tenant?}}. es4 and es2plus are a gateway customer's own endpoint.
 */
public class SubscriptionReader {

    /** A subscription as its row has it. */
    public record Wanted(
            String channel,
            String owner,
            String address,
            String types,
            String typePattern,
            String filter,
            String format,
            String secret) {}

    /** A new secret, and for how many seconds the one before signs beside it. */
    public record Rotation(String secret, long overlap) {}

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<String> FIELDS =
            Set.of("channel", "url", "queue", "types", "filter", "format", "secret", "tenant");
    private final Settings settings;
    private final AddressGuard guard;
    private final EventFormats formats;

    public SubscriptionReader(Settings settings, AddressGuard guard, EventFormats formats) {
        this.settings = settings;
        this.guard = guard;
        this.formats = formats;
    }

    /**
     * The subscription that the body asks for, JSON {@code {channel: webhook|queue|es4|es2plus, url or queue,
     * types, filter?, format?, secret?, tenant? (operators only)}}; of es4 and es2plus, types may be left
     * out: all that the protocol can say. Checked and not kept yet, as an object: {@code channel}; {@code
     * owner}, the tenant whose events it gets (variable {@code scope}, or whom an operator names; null: all
     * tenants); {@code address}, its url or queue; {@code types} (a JSON list) and {@code typePattern}, a
     * regular expression for them; {@code filter} (JSON), null for none; {@code format}, null for
     * CloudEvents; {@code secret}, of a webhook the given one or a new one, else null. In: {@code scope};
     * {@code tenant}, after whom an operator's queue is named. 400 malformed-json, or invalid-subscription
     * with all that is wrong.
     */
    public Wanted read(Exchange exchange) {
        return read(
                exchange.getMessage().getBody(String.class),
                exchange.getVariable("tenant", String.class),
                exchange.getVariable("scope", String.class));
    }

    Wanted read(String text, String tenant, String scope) {
        var body = object(text, "subscription");
        var faults = new ArrayList<Violation>();
        checkFields(
                body,
                FIELDS,
                "a subscription; it has channel, url or queue, types, filter, format, secret, and for operators tenant",
                faults);
        var channel = body.path("channel").asText("");
        var owner = owner(scope, body, faults);
        var address = address(channel, body);
        if (SubscribedTypes.isCustomers(channel)) {
            checkCustomer(channel, address, owner, body, faults);
        } else if (channel.equals("webhook")) {
            checkWebhook(address, body, faults);
        } else if (channel.equals("queue")) {
            checkQueue(address, owner == null ? tenant : owner, body, faults);
        } else {
            faults.add(new Violation("/channel", "is not webhook, queue, es4, es2 or es2plus"));
        }
        var types = SubscribedTypes.read(channel, body, settings, faults);
        var filter = SubscriptionFilter.read(body.get("filter"), types, settings, faults);
        var secret = channel.equals("webhook") ? secret(body, faults) : null;
        var format = format(channel, body, faults);
        refuse(faults, "subscription");
        return new Wanted(
                channel,
                owner,
                address,
                Json.write(types),
                SubscribedTypes.pattern(channel, types),
                filter,
                format.equals(EventFormats.CLOUDEVENTS) ? null : format,
                secret);
    }

    // Whose events: the caller's own; an operator's subscription is about everybody, unless it names a tenant.
    private String owner(String scope, ObjectNode body, List<Violation> faults) {
        if (!body.has("tenant")) {
            return scope;
        }
        var named = body.path("tenant").asText();
        if (scope != null || !settings.tenants().containsKey(named)) {
            faults.add(new Violation("/tenant", scope != null ? "is for operators; leave it out" : "is no tenant"));
        }
        return named;
    }

    private static String address(String channel, ObjectNode body) {
        return switch (channel) {
            case "queue" -> body.path("queue").asText("");
            case "es2plus" -> CustomerDeliveries.base(body.path("url").asText(""));
            default -> body.path("url").asText("");
        };
    }

    private void checkCustomer(String channel, String url, String owner, ObjectNode body, List<Violation> faults) {
        var customer = owner == null || settings.tenants().get(owner) == null
                ? null
                : settings.tenants().get(owner).gateway();
        String fault;
        if (customer == null) {
            fault = "belongs to no customer of the gateway (rsp.tenants.<id>.gateway); an operator names the tenant";
        } else if (url.length() > 1_500) {
            fault = "is longer than 1500 characters";
        } else if (channel.equals("es2plus") && !CustomerDeliveries.isBase(url)) {
            fault = "is not a base address: give scheme, host, port and path only; " + CustomerDeliveries.PROGRESS
                    + " is added to it";
        } else {
            fault = guard.fault(url, customer);
        }
        add(faults, "/url", fault);
        without(body, channel, faults, "queue", "secret");
    }

    private void checkWebhook(String url, ObjectNode body, List<Violation> faults) {
        add(faults, "/url", url.length() > 2000 ? "is longer than 2000 characters" : guard.fault(url));
        without(body, "webhook", faults, "queue");
    }

    private void checkQueue(String queue, String tenant, ObjectNode body, List<Violation> faults) {
        var own = settings.delivery().queuePrefix().replace("{tenant}", tenant);
        if (!queue.matches("[A-Za-z0-9._-]{1,200}") || !queue.equals(own) && !queue.startsWith(own + ".")) {
            faults.add(new Violation(
                    "/queue", "is not a queue you may name; yours is " + own + ", and those that go on with a dot"));
        }
        without(body, "queue", faults, "url", "secret");
    }

    private static void add(List<Violation> faults, String pointer, String fault) {
        if (fault != null) {
            faults.add(new Violation(pointer, fault));
        }
    }

    private static void without(ObjectNode body, String channel, List<Violation> faults, String... fields) {
        for (var field : fields) {
            add(faults, "/" + field, body.has(field) ? "does not go with channel " + channel : null);
        }
    }

    private String format(String channel, ObjectNode body, List<Violation> faults) {
        var format = body.path("format").asText(EventFormats.CLOUDEVENTS);
        if (body.has("format") && SubscribedTypes.isCustomers(channel)) {
            faults.add(new Violation("/format", "does not go with channel " + channel));
        } else if (!formats.names().contains(format)) {
            faults.add(
                    new Violation("/format", "is no format we know; there are " + String.join(", ", formats.names())));
        }
        return format;
    }

    /**
     * From the body (JSON {secret?, overlap?}, or empty) an object: {@code secret}, the given one or a new
     * one; {@code overlap}, for how many seconds the old one signs beside it (rsp.delivery.secret-overlap
     * when it is not given). 400 malformed-json, or invalid-rotation when it is no object, for any other
     * field, a secret that is not whsec_ and the base64 of 24 to 64 bytes, or an overlap that is not a whole
     * number from 0 to 2592000.
     */
    public Rotation readRotation(String text) {
        var body = text == null || text.isBlank() ? Json.MAPPER.createObjectNode() : object(text, "rotation");
        var faults = new ArrayList<Violation>();
        checkFields(body, Set.of("secret", "overlap"), "a rotation; it has secret and overlap", faults);
        var overlap = body.path("overlap");
        if (!overlap.isMissingNode()
                && (!overlap.isIntegralNumber()
                        || overlap.asLong() < 0
                        || overlap.asLong() > Duration.ofDays(30).toSeconds())) {
            faults.add(new Violation("/overlap", "is not a whole number of seconds from 0 to 2592000"));
        }
        var secret = secret(body, faults);
        refuse(faults, "rotation");
        return new Rotation(
                secret,
                overlap.isMissingNode() ? settings.delivery().secretOverlap().toSeconds() : overlap.asLong());
    }

    private static void checkFields(ObjectNode body, Set<String> known, String whose, List<Violation> faults) {
        body.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                faults.add(new Violation("/" + field, "is not a field of " + whose));
            }
        });
    }

    private static ObjectNode object(String text, String what) {
        if (!(Json.read(text) instanceof ObjectNode body)) {
            throw new Problem(400, "invalid-" + what, "The body is not a JSON object.");
        }
        return body;
    }

    private static String secret(ObjectNode body, List<Violation> faults) {
        if (!body.hasNonNull("secret")) {
            var bytes = new byte[32];
            RANDOM.nextBytes(bytes);
            return "whsec_" + Base64.getEncoder().encodeToString(bytes);
        }
        var secret = body.get("secret").asText();
        try {
            int length = secret.startsWith("whsec_") ? Base64.getDecoder().decode(secret.substring(6)).length : 0;
            if (length >= 24 && length <= 64) {
                return secret;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        faults.add(new Violation(
                "/secret", "is not whsec_ and the base64 of 24 to 64 bytes; leave it out to be given one"));
        return null;
    }

    private static void refuse(List<Violation> faults, String what) {
        if (!faults.isEmpty()) {
            throw new Problem(
                    400,
                    "invalid-" + what,
                    "The " + what + " has " + (faults.size() == 1 ? "a fault." : faults.size() + " faults."),
                    faults);
        }
    }
}
