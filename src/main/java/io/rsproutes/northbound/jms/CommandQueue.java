package io.rsproutes.northbound.jms;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
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

    /** What the broker calls them; a sender may write any name as that of a temporary queue. */
    private static final Pattern TEMPORARY = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern KEY = Pattern.compile(Commands.IDEMPOTENCY_KEY);

    private final Settings settings;

    public CommandQueue(Settings settings) {
        this.settings = settings;
    }

    /**
     * Takes everything off the message: variables {@code tenant, scope, idempotencyKey, raw, commandId, replyTo, correlationId}; and
     * {@code reason}, when it is no order that could be recorded.
     */
    public void read(Exchange exchange) {
        var message = exchange.getMessage();
        var tenant = message.getHeader("rspTenant", String.class);
        var key = message.getHeader("rspIdempotencyKey", String.class);
        var id = message.getHeader("JMSMessageID", String.class);
        if (key == null) {
            key = id;
        }
        var correlation = message.getHeader("JMSCorrelationID", String.class);
        var replyTo = queue(message.getHeader("JMSReplyTo", Destination.class));
        var body = message.getBody();
        message.removeHeaders("*");
        message.setBody(null);
        exchange.setVariable("correlationId", correlation == null ? id : correlation);
        exchange.setVariable("idempotencyKey", key);
        exchange.setVariable("reason", null);
        exchange.setVariable("raw", null);
        try {
            exchange.setVariable("raw", text(body));
        } catch (Problem e) {
            refuse(exchange, e);
        }
        try {
            admit(exchange, tenant);
            if (key == null) {
                // Two of these could not be told apart, nor one that comes twice from two.
                throw new Problem(400, "invalid-command", "The message has neither rspIdempotencyKey nor a message id; set one.");
            }
            if (!KEY.matcher(key).matches()) {
                throw new Problem(400, "invalid-command", "rspIdempotencyKey is not 1 to 255 printable characters.");
            }
        } catch (Problem e) {
            refuse(exchange, e);
        }
        exchange.setVariable("commandId", Strings.sha256(Json.write(new Object[] {tenant, key == null ? UuidV7.next() : key})));
        exchange.setVariable("replyTo", allowed(replyTo, exchange.getVariable("tenant", String.class)));
        if (replyTo != null && exchange.getVariable("replyTo") == null && exchange.getVariable("reason") == null) {
            refuse(exchange, new Problem(400, "reply-to-refused", "JMSReplyTo is neither a temporary queue nor one of the tenant's (rsp.commands.reply-prefix)."));
        }
    }

    private String text(Object body) {
        String text;
        if (body instanceof byte[] bytes) {
            try {
                text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            } catch (CharacterCodingException e) {
                throw new Problem(400, "malformed-json", "The message is not UTF-8 text.");
            }
        } else if (body instanceof String string) {
            text = string.replace("\u0000", "");
        } else {
            throw new Problem(400, "malformed-json", "The message is neither a text nor a bytes message, or empty.");
        }
        if (text.length() > settings.rest().maxBody()) {
            throw new Problem(413, "body-too-large", "The message is larger than " + settings.rest().maxBody() + " characters.");
        }
        return text;
    }

    private void admit(Exchange exchange, String id) {
        var tenant = id == null ? null : settings.tenants().get(id);
        exchange.setVariable("tenant", tenant == null ? null : id);
        exchange.setVariable("parkedFor", tenant == null ? "unknown" : id);
        if (tenant == null) {
            throw new Problem(403, "tenant-unknown", id == null ? "The property rspTenant is missing." : "The property rspTenant names no tenant.");
        }
        boolean operator = tenant.roles().contains(Role.OPERATOR);
        exchange.setVariable("scope", operator ? null : id);
        TenantScope.enter(exchange, operator ? null : id);
        if (!operator && !tenant.roles().contains(Role.ORDER)) {
            throw new Problem(403, "role-missing", "This needs the role order.");
        }
    }

    // STOMP and AMQP clients name a queue by its bare name, or as /queue/<name>; the broker hands on what they wrote.
    private static Destination queue(Destination named) {
        if (named instanceof Queue || named instanceof Topic || !(named instanceof ActiveMQDestination other)) {
            return named;
        }
        return ActiveMQDestination.createQueue(other.getName().replaceFirst("^/?(?:temp-)?queues?(?:/|://)|^jms\\.(?:temp)?queue\\.", ""));
    }

    // Who may send here must not make us send just anywhere.
    private Destination allowed(Destination replyTo, String tenant) {
        try {
            if (replyTo instanceof Queue queue && TEMPORARY.matcher(queue.getQueueName()).matches()) {
                return replyTo;
            }
            var prefix = tenant == null ? null : settings.commands().replyPrefix().replace("{tenant}", tenant);
            return prefix != null && replyTo instanceof Queue queue && !(replyTo instanceof TemporaryQueue) && (queue.getQueueName().equals(prefix) || queue.getQueueName().startsWith(prefix + ".")) ? replyTo : null;
        } catch (JMSException e) {
            return null;
        }
    }

    /** The row in the body: too many attempts are a reason; variable {@code wasParked}: whether there is a dead letter of it. */
    public void counted(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        exchange.setVariable("wasParked", !"RECEIVED".equals(row.get("state")));
        if (exchange.getVariable("reason") == null && ((Number) row.get("attempts")).intValue() > settings.commands().maxAttempts()) {
            refuse(exchange, new Problem(500, "processing-failed", "Its processing failed again and again; the log of its attempts says why."));
        }
    }

    /** A replayed order: the row in the body as the variables that {@link #read} sets. */
    public void again(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        exchange.setVariable("wasParked", true);
        exchange.setVariable("raw", row.get("raw"));
        exchange.setVariable("idempotencyKey", row.get("idempotency_key"));
        exchange.setVariable("reason", null);
        try {
            admit(exchange, (String) row.get("tenant"));
            if (row.get("raw") == null) {
                throw new Problem(400, "malformed-json", "There was no text that could be kept.");
            }
        } catch (Problem e) {
            refuse(exchange, e);
        }
    }

    /** The problem that submitting it met. */
    public void refused(Exchange exchange) {
        for (var cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class); cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                refuse(exchange, problem);
            }
        }
    }

    /** The order stays where it was: the broker brings it again. */
    public void bringBack(Exchange exchange) throws Exception {
        throw exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }

    private static void refuse(Exchange exchange, Problem problem) {
        var text = new StringBuilder(problem.code()).append(": ").append(problem.getMessage());
        problem.violations().forEach(violation -> text.append(' ').append(violation.pointer()).append(' ').append(violation.detail()).append('.'));
        exchange.setVariable("reason", Strings.cap(text.toString(), 1_000));
        exchange.setVariable("code", problem.code());
        exchange.setVariable("problem", Json.write(Problems.body(problem)));
    }

    /** The answer: the operation (variable {@code shown}), or the problem. */
    public void reply(Exchange exchange) {
        var message = exchange.getMessage();
        boolean refused = exchange.getVariable("reason") != null;
        message.setBody(exchange.getVariable(refused ? "problem" : "shown"));
        message.removeHeaders("*");
        if (exchange.getVariable("replyTo") == null) {
            return;
        }
        message.setHeader("CamelJmsDestination", exchange.getVariable("replyTo"));
        message.setHeader("JMSCorrelationID", exchange.getVariable("correlationId"));
        BrokerConfiguration.CONTENT_TYPES.forEach(name -> message.setHeader(name, refused ? "application/problem+json" : "application/json"));
        // Should the order come again, its answer does not.
        message.setHeader("_AMQ_DUPL_ID", exchange.getVariable("commandId") + "/" + exchange.getVariable("correlationId"));
        if (refused) {
            message.setHeader("rspCode", exchange.getVariable("code"));
        } else {
            message.setHeader("rspOperationId", exchange.getVariable("operationId"));
            message.setHeader("rspState", exchange.getVariable("state"));
        }
    }
}
