package io.rsproutes.delivery.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import io.rsproutes.common.Globs;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.config.Settings;
import io.rsproutes.config.Tenant.Role;
import io.rsproutes.delivery.CloudEvents;
import io.rsproutes.operation.EventTypes;
import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.platform.database.TenantScope;
import io.rsproutes.platform.http.Problems;
import io.rsproutes.platform.http.QueryString;
import io.rsproutes.security.Bulkhead;
import io.rsproutes.security.Caller;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * {@code GET /rsp/v1/events/stream}: events as they come, as Server-Sent Events; the id of each is its position, and
 * Last-Event-ID (or {@code after}) goes on behind it, so that a client that comes back misses nothing that is still
 * kept. Here and not in YAML: an answer that does not end is none of Camel's.
 */
public class EventStream extends HttpServlet {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final Pattern POSITION = Pattern.compile("[0-9]{1,18}");
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9.*-]{1,100}");
    private static final Pattern SUBJECT = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final long LOOK_EVERY = 300;
    /** Said when there is nothing to say, so that either side learns when the other is gone. */
    private static final long BREATH = Duration.ofSeconds(5).toNanos();

    private final Settings settings;
    private final JdbcTemplate jdbc;
    private final String next;
    private final String last;
    private final Bulkhead bulkhead;
    private volatile boolean stopping;

    /**
     * What one client gets.
     *
     * @param scope   whose events; null: everybody's
     * @param type    a regular expression, or null
     * @param subject may be null
     * @param after   the position to go on behind; empty: what comes from now on
     */
    private record Wanted(String scope, String type, String subject, String after) {}

    /** The servlet and its path. */
    @Configuration(proxyBeanMethods = false)
    static class Registration {
        @Bean
        EventStream eventStream(Settings settings, DataSource dataSource, SqlFiles sql) {
            return new EventStream(settings, dataSource, sql);
        }

        @Bean
        ServletRegistrationBean<EventStream> eventStreamPath(EventStream stream) {
            return new ServletRegistrationBean<>(stream, "/rsp/v1/events/stream");
        }
    }

    EventStream(Settings settings, DataSource dataSource, SqlFiles sql) {
        this.settings = settings;
        this.bulkhead =
                new Bulkhead(settings.rest().maxStreams(), settings.rest().maxStreamsPerTenant());
        this.jdbc = new JdbcTemplate(dataSource);
        this.next = sql.read("delivery/events.stream");
        this.last = sql.read("delivery/events.last");
    }

    @EventListener(ContextClosedEvent.class)
    public void stop() {
        stopping = true;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            var caller = (Caller) request.getAttribute(Caller.ATTRIBUTE);
            if (caller == null || caller.tenant() == null || !caller.may(Role.READ)) {
                throw new Problem(403, "role-missing", "This needs the role read.");
            }
            var wanted = wanted(request, caller.operator() ? null : caller.tenant());
            enter(caller.tenant());
            try {
                stream(response, wanted);
            } finally {
                bulkhead.leave(caller.tenant());
            }
        } catch (Problem problem) {
            Problems.write(request, response, problem);
        } catch (DataAccessException e) {
            Problems.write(
                    request,
                    response,
                    new Problem(
                            503, "database-unavailable", "The database cannot be reached. Try again.", List.of(), 5));
        }
    }

    private Wanted wanted(HttpServletRequest request, String scope) {
        var query = QueryString.read(request, Set.of("type", "subject", "after"));
        var type = field(query, "type", TYPE, "a type of event, such as rsp.profile.*");
        var fault = type == null ? null : EventTypes.fault(settings, type);
        if (fault != null) {
            throw QueryString.invalid("type", fault);
        }
        var subject = field(query, "subject", SUBJECT, "an EID, an ICCID or the id of an operation");
        var after = Objects.requireNonNullElse(
                field(query, "after", POSITION, "the id of an event, or 0"),
                Objects.requireNonNullElse(request.getHeader("Last-Event-ID"), ""));
        if (!after.isEmpty() && !POSITION.matcher(after).matches()) {
            throw new Problem(400, "invalid-field", "Last-Event-ID is not the id of an event of this stream.");
        }
        return new Wanted(
                scope,
                type == null ? null : "^" + Globs.regex(type) + "$",
                Identifiers.isIccid(subject) ? Identifiers.canonicalIccid(subject) : subject,
                after);
    }

    private void enter(String tenant) {
        var entry = bulkhead.enter(tenant);
        if (entry != Bulkhead.Entry.IN) {
            boolean own = entry == Bulkhead.Entry.TENANT_FULL;
            throw new Problem(
                    own ? 429 : 503,
                    "too-many-streams",
                    "As many streams are open as this instance allows (rsp.rest.max-streams"
                            + (own ? "-per-tenant" : "") + ").",
                    List.of(),
                    10);
        }
    }

    private static String field(Map<String, String> query, String name, Pattern form, String words) {
        var text = query.get(name);
        if (text != null && !text.isEmpty() && !form.matcher(text).matches()) {
            throw QueryString.invalid(name, "is not " + words);
        }
        return text == null || text.isEmpty() ? null : text;
    }

    private void stream(HttpServletResponse response, Wanted wanted) throws IOException {
        long position = wanted.after().isEmpty()
                ? TenantScope.within(wanted.scope(), () -> jdbc.queryForObject(last, Long.class))
                : Long.parseLong(wanted.after());
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        var out = response.getOutputStream();
        // The id too: whoever is cut off before its first event comes back to where it began.
        say(out, "id: " + position + "\nretry: 2000\n\n");
        long breath = System.nanoTime();
        try {
            while (!stopping) {
                var rows = next(wanted, position);
                if (rows.isEmpty()) {
                    if (System.nanoTime() - breath > BREATH) {
                        say(out, ":\n\n");
                        breath = System.nanoTime();
                    }
                    Thread.sleep(LOOK_EVERY);
                    continue;
                }
                var text = new StringBuilder();
                for (var row : rows) {
                    position = ((Number) row.get("position")).longValue();
                    text.append(event(row, position));
                }
                say(out, text.toString());
                breath = System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException e) {
            // The client comes back with the id it had last.
            LOG.warn("a stream of events ended: the database cannot be reached");
        } catch (IOException e) {
            LOG.debug("a client left its stream of events: {}", e.getMessage());
        }
    }

    private List<Map<String, Object>> next(Wanted wanted, long position) {
        return TenantScope.within(
                wanted.scope(),
                () -> jdbc.queryForList(
                        next,
                        position,
                        wanted.scope(),
                        wanted.scope(),
                        wanted.type(),
                        wanted.type(),
                        wanted.subject(),
                        wanted.subject()));
    }

    private static String event(Map<String, Object> row, long position) {
        return "id: " + position + "\nevent: " + row.get("type") + "\ndata: " + Json.write(CloudEvents.event(row))
                + "\n\n";
    }

    private static void say(ServletOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
