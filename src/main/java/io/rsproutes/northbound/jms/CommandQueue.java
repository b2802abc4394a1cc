package io.rsproutes.northbound.jms;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

import io.rsproutes.common.Causes;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.SimSecrets;
import io.rsproutes.common.Strings;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Settings;
import io.rsproutes.config.Tenant.Role;
import io.rsproutes.operation.command.Commands;
import io.rsproutes.platform.broker.BrokerConfiguration;
import io.rsproutes.platform.database.TenantScope;
import io.rsproutes.platform.http.Problems;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.camel.Exchange;

/** Orders that come over JMS: who sends for whom, under which key, and where the answer goes. */
public class CommandQueue {

    /**
     * An order as it came. {@code tenant} and {@code scope} (whose rows it may touch) only of a tenant that
     * there is, {@code metricTenant} says who it is in the metric; {@code rejection}: why it is no order that
     * could be recorded.
     */
    public record Order(
            String tenant,
            String scope,
            String metricTenant,
            String idempotencyKey,
            String raw,
            String commandId,
            Destination replyTo,
            String correlationId,
            Rejection rejection) {}

    /** Why, as its dead letter says it ({@code reason}), and as its sender is answered. */
    public record Rejection(String reason, String code, String problem) {}

    private record Sender(String tenant, String scope, Problem refusal) {}

    /** What the broker calls them; a sender may write any name as that of a temporary queue. */
    private static final Pattern TEMPORARY = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final Pattern KEY = Pattern.compile(Commands.IDEMPOTENCY_KEY);

    private final Settings settings;

    public CommandQueue(Settings settings) {
        this.settings = settings;
    }

    /**
     * Reads a message: its body and the headers rspTenant, rspIdempotencyKey, JMSReplyTo, JMSCorrelationID.
     * Out: {@code tenant}, null for one that is not configured; {@code scope}, the tenant, whose rows alone
     * statements see for the rest of the exchange (null: an operator, or no tenant); {@code metricTenant},
     * the tenant's name for metrics (unknown without one); {@code idempotencyKey} (else JMSMessageID); {@code
     * raw}, the text, with *** for keys and codes of a SIM (no order takes them), null if it cannot be read or
     * is above {@code rsp.rest.max-body} characters; {@code
     * commandId}, a hash of rspTenant and key (without a key: new); {@code replyTo}, null unless JMSReplyTo
     * is allowed: a temporary queue, the tenant's {@code rsp.commands.reply-prefix}, or that, a dot and more;
     * {@code correlationId} (else JMSMessageID); {@code rejection} when there is no such tenant, it lacks the
     * role order, the key is missing or not 1 to 255 printable characters, raw is null, or JMSReplyTo is not
     * allowed; else null. Throws nothing.
     */
    public Order read(Exchange exchange) {
        var message = exchange.getMessage();
        var named = message.getHeader("rspTenant", String.class);
        var id = message.getHeader("JMSMessageID", String.class);
        var key = message.getHeader("rspIdempotencyKey", id, String.class);
        var correlation = message.getHeader("JMSCorrelationID", id, String.class);
        var replyTo = queue(message.getHeader("JMSReplyTo", Destination.class));
        Problem fault = null;
        String raw = null;
        try {
            raw = SimSecrets.masked(text(message.getBody()));
        } catch (Problem e) {
            fault = e;
        }
        var sender = sender(exchange, named);
        if (sender.refusal() != null) {
            fault = sender.refusal();
        } else if (keyFault(key) != null) {
            fault = new Problem(400, "invalid-command", keyFault(key));
        }
        var answerTo = allowed(replyTo, sender.tenant());
        if (replyTo != null && answerTo == null && fault == null) {
            fault = new Problem(
                    400,
                    "reply-to-refused",
                    "JMSReplyTo is neither a temporary queue nor one of the tenant's (rsp.commands.reply-prefix).");
        }
        return new Order(
                sender.tenant(),
                sender.scope(),
                metricTenant(sender),
                key,
                raw,
                Strings.sha256(Json.write(new Object[] {named, key == null ? UuidV7.next() : key})),
                answerTo,
                correlation,
                rejection(fault));
    }

    private static String keyFault(String key) {
        if (key == null) {
            // Two of these could not be told apart, nor one that comes twice from two.
            return "The message has neither rspIdempotencyKey nor a message id; set one.";
        }
        return KEY.matcher(key).matches() ? null : "rspIdempotencyKey is not 1 to 255 printable characters.";
    }

    /**
     * As read, from columns tenant, idempotency_key and raw of the row (the body) of an order that is
     * submitted again. commandId, replyTo and correlationId are null: nobody waits for its answer. rejection
     * when the tenant may not order any more, or raw is null.
     */
    public Order readReplayed(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        var raw = (String) row.get("raw");
        var sender = sender(exchange, (String) row.get("tenant"));
        var fault = sender.refusal();
        if (fault == null && raw == null) {
            fault = new Problem(400, "malformed-json", "There was no text that could be kept.");
        }
        return new Order(
                sender.tenant(),
                sender.scope(),
                metricTenant(sender),
                (String) row.get("idempotency_key"),
                raw,
                null,
                null,
                null,
                rejection(fault));
    }

    private String text(Object body) {
        String text;
        if (body instanceof byte[] bytes) {
            try {
                text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new Problem(400, "malformed-json", "The message is not UTF-8 text.");
            }
        } else if (body instanceof String string) {
            text = string.replace("\u0000", "");
        } else {
            throw new Problem(400, "malformed-json", "The message is neither a text nor a bytes message, or empty.");
        }
        if (text.length() > settings.rest().maxBody()) {
            throw new Problem(
                    413,
                    "body-too-large",
                    "The message is larger than " + settings.rest().maxBody() + " characters.");
        }
        return text;
    }

    // From here on the work is the tenant's: whose rows it may touch.
    private Sender sender(Exchange exchange, String id) {
        var tenant = id == null ? null : settings.tenants().get(id);
        if (tenant == null) {
            return new Sender(
                    null,
                    null,
                    new Problem(
                            403,
                            "tenant-unknown",
                            id == null
                                    ? "The property rspTenant is missing."
                                    : "The property rspTenant names no tenant."));
        }
        var scope = tenant.may(Role.OPERATOR) ? null : id;
        TenantScope.enter(exchange, scope);
        return new Sender(
                id,
                scope,
                tenant.may(Role.ORDER) ? null : new Problem(403, "role-missing", "This needs the role order."));
    }

    private static String metricTenant(Sender sender) {
        return sender.tenant() == null ? "unknown" : sender.tenant();
    }

    // STOMP and AMQP clients name a queue by its bare name, or as /queue/<name>; the broker hands on what they wrote.
    private static Destination queue(Destination named) {
        if (named instanceof Queue || named instanceof Topic || !(named instanceof ActiveMQDestination other)) {
            return named;
        }
        return ActiveMQDestination.createQueue(
                other.getName().replaceFirst("^/?(?:temp-)?queues?(?:/|://)|^jms\\.(?:temp)?queue\\.", ""));
    }

    // Who may send here must not make us send just anywhere.
    private Destination allowed(Destination replyTo, String tenant) {
        try {
            if (replyTo instanceof Queue queue
                    && TEMPORARY.matcher(queue.getQueueName()).matches()) {
                return replyTo;
            }
            var prefix =
                    tenant == null ? null : settings.commands().replyPrefix().replace("{tenant}", tenant);
            return prefix != null
                            && replyTo instanceof Queue queue
                            && !(replyTo instanceof TemporaryQueue)
                            && (queue.getQueueName().equals(prefix)
                                    || queue.getQueueName().startsWith(prefix + "."))
                    ? replyTo
                    : null;
        } catch (JMSException e) {
            return null;
        }
    }

    /** The rejection of an order that was tried too often: code processing-failed, status 500. */
    public Rejection givenUp() {
        return rejection(new Problem(
                500, "processing-failed", "Its processing failed again and again; the log of its attempts says why."));
    }

    /** The rejection of an order whose submission threw this problem; its reason is code, message and violations. */
    public Rejection rejected(Throwable failure) {
        Problem problem = null;
        for (var cause : Causes.of(failure)) {
            problem = cause instanceof Problem one ? one : problem;
        }
        return rejection(problem);
    }

    private static Rejection rejection(Problem problem) {
        if (problem == null) {
            return null;
        }
        var text = new StringBuilder(problem.code()).append(": ").append(problem.getMessage());
        problem.violations().forEach(violation -> text.append(' ')
                .append(violation.pointer())
                .append(' ')
                .append(violation.detail())
                .append('.'));
        return new Rejection(Strings.cap(text.toString(), 1_000), problem.code(), Json.write(Problems.body(problem)));
    }

    /**
     * Throws this exception again. If it is a message that failed, its transaction is rolled back, and the
     * broker delivers it again; if it is an order that is replayed, it is taken again at a later beat.
     */
    public void redeliver(Exception failure) throws Exception {
        throw failure;
    }

    /**
     * Makes the body the answer, but does not send it: the operation (variable {@code shown}), or the problem
     * of variable {@code rejection} if that is not null. Takes every header off; if variable {@code replyTo}
     * is not null, sets the destination (that); JMSCorrelationID (variable {@code correlationId}); the
     * content type; rspOperationId and rspState (variables {@code operationId, state}), or else rspCode; and
     * an id, of commandId and correlationId, by which the broker drops a second answer with the same two to
     * the same queue.
     */
    public void reply(Exchange exchange) {
        var message = exchange.getMessage();
        var rejection = exchange.getVariable("rejection", Rejection.class);
        message.setBody(rejection == null ? exchange.getVariable("shown") : rejection.problem());
        message.removeHeaders("*");
        if (exchange.getVariable("replyTo") == null) {
            return;
        }
        message.setHeader("CamelJmsDestination", exchange.getVariable("replyTo"));
        message.setHeader("JMSCorrelationID", exchange.getVariable("correlationId"));
        BrokerConfiguration.CONTENT_TYPES.forEach(
                name -> message.setHeader(name, rejection == null ? "application/json" : "application/problem+json"));
        // Should the order come again, its answer does not.
        message.setHeader(
                "_AMQ_DUPL_ID", exchange.getVariable("commandId") + "/" + exchange.getVariable("correlationId"));
        if (rejection == null) {
            message.setHeader("rspOperationId", exchange.getVariable("operationId"));
            message.setHeader("rspState", exchange.getVariable("state"));
        } else {
            message.setHeader("rspCode", rejection.code());
        }
    }
}
