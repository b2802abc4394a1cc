package io.rsproutes.delivery.subscription;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Globs;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Settings;
import io.rsproutes.delivery.CloudEvents;
import io.rsproutes.delivery.EventFormats;
import io.rsproutes.delivery.webhook.CustomerDeliveries;
import io.rsproutes.operation.CustomerMessages;
import io.rsproutes.operation.EventTypes;
import io.rsproutes.security.AddressGuard;
import org.apache.camel.Exchange;

/**
 * Reads and shows subscriptions: {@code {channel: webhook|queue|es4|es2plus, url|queue, types: [globs], format?, secret?, tenant?}}. es4 and es2plus are
 * a gateway customer's own endpoint: their types are those the protocol has words for.
 */
public class Subscriptions {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<String> FIELDS = Set.of("channel", "url", "queue", "types", "format", "secret", "tenant");
    /** What can be said by ES4, and by ES2+, of a profile. */
    private static final Map<String, List<String>> SAYABLE = Map.of(
            "es4", CustomerMessages.ES4,
            "es2plus", List.of("rsp.profile.eligibility-checked", "rsp.profile.eligibility-failed", "rsp.profile.confirmation-failed", "rsp.profile.downloaded", "rsp.profile.download-failed",
                    "rsp.profile.installed", "rsp.profile.install-failed", "rsp.profile.enabled", "rsp.profile.disabled", "rsp.profile.deleted", "rsp.profile.unmapped"));
    private static final Pattern TYPE = Pattern.compile("[a-z0-9.*-]{1,100}");

    private final Settings settings;
    private final AddressGuard guard;
    private final EventFormats formats;

    public Subscriptions(Settings settings, AddressGuard guard, EventFormats formats) {
        this.formats = formats;
        this.settings = settings;
        this.guard = guard;
    }

    /** From the body to variables {@code channel, address, types, typePattern, format, secret}. */
    public void read(Exchange exchange) {
        var body = object(exchange);
        var faults = new ArrayList<Violation>();
        body.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                faults.add(new Violation("/" + field, "is not a field of a subscription; it has channel, url or queue, types, format, secret, and for operators tenant"));
            }
        });
        var channel = body.path("channel").asText("");
        var url = channel.equals("es2plus") ? CustomerDeliveries.base(body.path("url").asText("")) : body.path("url").asText("");
        var queue = body.path("queue").asText("");
        var owner = owner(exchange, body, faults);
        if (!channel.equals("webhook") && !channel.equals("queue") && !SAYABLE.containsKey(channel)) {
            faults.add(new Violation("/channel", "is not webhook, queue, es4 or es2plus"));
        } else if (SAYABLE.containsKey(channel)) {
            var customer = owner == null || settings.tenants().get(owner) == null ? null : settings.tenants().get(owner).gateway();
            var fault = customer == null ? "belongs to no customer of the gateway (rsp.tenants.<id>.gateway); an operator names the tenant"
                    : url.length() > 1_500 ? "is longer than 1500 characters"
                    : channel.equals("es2plus") && !CustomerDeliveries.isBase(url) ? "is not a base address: give scheme, host, port and path only; " + CustomerDeliveries.PROGRESS + " is added to it"
                    : guard.fault(url, customer);
            if (fault != null) {
                faults.add(new Violation("/url", fault));
            }
            for (var field : List.of("queue", "secret")) {
                if (body.has(field)) {
                    faults.add(new Violation("/" + field, "does not go with channel " + channel));
                }
            }
        } else if (channel.equals("webhook")) {
            var fault = url.length() > 2000 ? "is longer than 2000 characters" : guard.fault(url);
            if (fault != null) {
                faults.add(new Violation("/url", fault));
            }
            if (body.has("queue")) {
                faults.add(new Violation("/queue", "does not go with channel webhook"));
            }
        } else {
            var own = settings.delivery().queuePrefix().replace("{tenant}", owner == null ? exchange.getVariable("tenant", String.class) : owner);
            if (!queue.matches("[A-Za-z0-9._-]{1,200}") || !queue.equals(own) && !queue.startsWith(own + ".")) {
                faults.add(new Violation("/queue", "is not a queue you may name; yours is " + own + ", and those that go on with a dot"));
            }
            for (var field : List.of("url", "secret")) {
                if (body.has(field)) {
                    faults.add(new Violation("/" + field, "does not go with channel queue"));
                }
            }
        }
        var types = types(!body.has("types") && SAYABLE.containsKey(channel) ? Json.MAPPER.valueToTree(SAYABLE.get(channel)) : body.get("types"), faults);
        if (SAYABLE.containsKey(channel) && types.stream().noneMatch(type -> SAYABLE.get(channel).stream().anyMatch(one -> Globs.matches(type, one)))) {
            faults.add(new Violation("/types", "has nothing that can be said by " + channel + ": " + String.join(", ", SAYABLE.get(channel))));
        }
        var secret = channel.equals("webhook") ? secret(body, faults) : null;
        var format = body.path("format").asText(EventFormats.CLOUDEVENTS);
        if (body.has("format") && SAYABLE.containsKey(channel)) {
            faults.add(new Violation("/format", "does not go with channel " + channel));
        } else if (!formats.names().contains(format)) {
            faults.add(new Violation("/format", "is no format we know; there are " + String.join(", ", formats.names())));
        }
        refuse(faults, "subscription");
        exchange.setVariable("format", format.equals(EventFormats.CLOUDEVENTS) ? null : format);
        exchange.setVariable("channel", channel);
        exchange.setVariable("owner", owner);
        exchange.setVariable("address", channel.equals("queue") ? queue : url);
        exchange.setVariable("types", Json.write(types));
        var meant = !SAYABLE.containsKey(channel) ? types : SAYABLE.get(channel).stream().filter(one -> types.stream().anyMatch(type -> Globs.matches(type, one))).toList();
        exchange.setVariable("typePattern", meant.stream().map(Globs::regex).collect(Collectors.joining("|", "^(", ")$")));
        exchange.setVariable("secret", secret);
    }

    // Whose events: the caller's own; an operator's subscription is about everybody, unless it names a tenant.
    private String owner(Exchange exchange, ObjectNode body, List<Violation> faults) {
        var scope = exchange.getVariable("scope", String.class);
        if (!body.has("tenant")) {
            return scope;
        }
        var named = body.path("tenant").asText();
        if (scope != null || !settings.tenants().containsKey(named)) {
            faults.add(new Violation("/tenant", scope != null ? "is for operators; leave it out" : "is no tenant"));
        }
        return named;
    }

    /** From the body {@code {secret?, overlap? (s)}}, may be empty, to variables {@code secret, overlap}. */
    public void readRotation(Exchange exchange) {
        var text = exchange.getMessage().getBody(String.class);
        var body = text == null || text.isBlank() ? Json.MAPPER.createObjectNode() : object(exchange);
        var faults = new ArrayList<Violation>();
        body.fieldNames().forEachRemaining(field -> {
            if (!field.equals("secret") && !field.equals("overlap")) {
                faults.add(new Violation("/" + field, "is not a field of a rotation; it has secret and overlap"));
            }
        });
        var overlap = body.path("overlap");
        if (!overlap.isMissingNode() && (!overlap.isIntegralNumber() || overlap.asLong() < 0 || overlap.asLong() > Duration.ofDays(30).toSeconds())) {
            faults.add(new Violation("/overlap", "is not a whole number of seconds from 0 to 2592000"));
        }
        var secret = secret(body, faults);
        refuse(faults, "rotation");
        exchange.setVariable("secret", secret);
        exchange.setVariable("overlap", overlap.isMissingNode() ? settings.delivery().secretOverlap().toSeconds() : overlap.asLong());
    }

    /** The row in the body (a map) as JSON; the secret only right after it was made. */
    public void show(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        if (row == null) {
            throw Problem.notFound("subscription");
        }
        @SuppressWarnings("unchecked")
        var view = view((Map<String, Object>) row);
        var secret = exchange.getVariable("secret", String.class);
        if (secret != null) {
            view.put("secret", secret);
        }
        exchange.getMessage().setBody(Json.write(view));
    }

    /** 409 when the tenant has as many as it may. */
    public void checkMade(Exchange exchange) {
        if (!Boolean.TRUE.equals(exchange.getVariable("moved"))) {
            throw new Problem(409, "too-many-subscriptions", "There are " + settings.delivery().maxSubscriptions() + " subscriptions already; delete one that is not needed (rsp.delivery.max-subscriptions).");
        }
    }

    /** 409 unless the statement before changed its row: there is such a subscription, but of a channel that has no such thing. */
    public void checkMoved(Exchange exchange) {
        if (!Boolean.TRUE.equals(exchange.getVariable("moved"))) {
            throw new Problem(409, "not-applicable", "That cannot be done with a subscription of this channel: only a webhook has a secret, and that of results (reply) and of the topic are the bundle's own.");
        }
    }

    /** 409 while what a disabled subscription still had to get is being kept as dead letters. */
    public void checkEnabled(Exchange exchange) {
        if (!Boolean.TRUE.equals(exchange.getVariable("moved"))) {
            throw new Problem(409, "still-ending", "What it still had to get is being kept as dead letters; enable it when its \"waiting\" is 0.");
        }
    }

    public void list(Exchange exchange) {
        var list = Json.MAPPER.createObjectNode();
        var items = list.putArray("items");
        CloudEvents.rows(exchange).forEach(row -> items.add(view(row)));
        list.putNull("cursor");
        exchange.getMessage().setBody(Json.write(list));
    }

    private static ObjectNode view(Map<String, Object> row) {
        var view = Json.MAPPER.createObjectNode();
        var channel = CloudEvents.text(row, "channel");
        view.put("id", CloudEvents.text(row, "id")).put("tenant", CloudEvents.text(row, "tenant")).put("channel", channel)
                .put("queue".equals(channel) || "topic".equals(channel) ? "queue" : "url", "reply".equals(channel) ? null : CloudEvents.text(row, "address"));
        view.set("types", Json.read(CloudEvents.text(row, "types")));
        if ("webhook".equals(channel) || "queue".equals(channel)) {
            view.put("format", row.get("format") == null ? EventFormats.CLOUDEVENTS : row.get("format").toString());
        }
        view.put("state", CloudEvents.text(row, "state")).put("reason", CloudEvents.text(row, "reason"))
                .put("createdAt", Timestamps.text(row.get("created_at")));
        if (row.get("waiting") != null) {
            view.put("waiting", ((Number) row.get("waiting")).longValue()).put("attempts", row.get("attempts") == null ? 0 : ((Number) row.get("attempts")).intValue());
        }
        return view;
    }

    private static ObjectNode object(Exchange exchange) {
        if (!(Json.read(exchange.getMessage().getBody(String.class)) instanceof ObjectNode body)) {
            throw new Problem(400, "invalid-subscription", "The body is not a JSON object.");
        }
        return body;
    }

    private List<String> types(JsonNode node, List<Violation> faults) {
        var types = new ArrayList<String>();
        if (node == null || !node.isArray() || node.isEmpty() || node.size() > 50) {
            faults.add(new Violation("/types", "is not a list of 1 to 50 event types, such as [\"rsp.operation.*\", \"rsp.profile.*\"]"));
            return types;
        }
        for (int i = 0; i < node.size(); i++) {
            if (!node.get(i).isTextual() || !TYPE.matcher(node.get(i).asText()).matches()) {
                faults.add(new Violation("/types/" + i, "is not an event type; * stands for any run of characters"));
            } else if (EventTypes.fault(settings, node.get(i).asText()) != null) {
                faults.add(new Violation("/types/" + i, EventTypes.fault(settings, node.get(i).asText())));
            } else {
                types.add(node.get(i).asText());
            }
        }
        if (String.join("|", types).length() > 1500) {
            faults.add(new Violation("/types", "is too long"));
        }
        return types;
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
        faults.add(new Violation("/secret", "is not whsec_ and the base64 of 24 to 64 bytes; leave it out to be given one"));
        return null;
    }

    private static void refuse(List<Violation> faults, String what) {
        if (!faults.isEmpty()) {
            throw new Problem(400, "invalid-" + what, "The " + what + " has " + (faults.size() == 1 ? "a fault." : faults.size() + " faults."), faults);
        }
    }
}
