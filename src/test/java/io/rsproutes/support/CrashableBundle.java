package io.rsproutes.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;
import io.rsproutes.RspRoutes;
import io.rsproutes.platform.database.SqlFiles;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.component.sql.SqlConstants;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.TransactedDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;

/**
 * The bundle as shipped, which halts (as kill -9 would) right after a durable step: a commit, a statement that writes, a message or a call that left. Every such step of every route is a crash point, named by its
 * own id or as {@code <route>/<statement>}, {@code <route>/commit}, {@code <route>/jms}, {@code <route>/http}; the product knows nothing of it. Listens on -Dcrash.control (loopback): {@code /arm?<point>#<hit>}
 * (nothing: none) also forgets the hits, {@code /hits} tells {@code <point> <times>} a line.
 */
public class CrashableBundle {

    public static final int HALTED = 137;
    private static final SqlFiles STATEMENTS = new SqlFiles();
    private static final Pattern SQL = Pattern.compile("\\{\\{sql:([a-z]+/([a-z0-9-]+\\.[a-z0-9-]+))}}");
    private static final Pattern WRITES =
            Pattern.compile("(?is)\\b(insert\\s+into|update\\s+[a-z_]+\\s+(?:[a-z]+\\s+)?set|delete\\s+from)\\b");

    private final Map<String, AtomicInteger> hits = new ConcurrentSkipListMap<>();
    /** Statements that changed something, and messages that left, by this thread. */
    private static final ThreadLocal<Integer> DONE = ThreadLocal.withInitial(() -> 0);

    private volatile String point = "";
    private volatile int hit;

    public static void main(String[] args) {
        SpringApplication.run(new Class<?>[] {RspRoutes.class, CrashableBundle.class}, args);
    }

    public CrashableBundle() throws IOException {
        var server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.getInteger("crash.control")), 0);
        server.createContext("/", exchange -> {
            var answer = "";
            if (exchange.getRequestURI().getPath().equals("/arm")) {
                arm(URLDecoder.decode(String.valueOf(exchange.getRequestURI().getRawQuery()), StandardCharsets.UTF_8));
            } else {
                answer = hits.entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining("\n"));
            }
            var bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    private void arm(String wanted) {
        point = "";
        hits.values().forEach(times -> times.set(0));
        hit = wanted.contains("#") ? Integer.parseInt(wanted.replaceFirst(".*#", "")) : 1;
        point = wanted.replaceFirst("#.*", "");
    }

    @Bean
    InterceptStrategy crashPoint() {
        return (context, definition, target, next) -> {
            var name = name((NamedNode) definition);
            return name == null ? target : halting(target, name, kind((NamedNode) definition));
        };
    }

    private enum Kind {
        STATEMENT,
        COMMIT,
        OTHER
    }

    private static Kind kind(NamedNode step) {
        return step instanceof TransactedDefinition
                ? Kind.COMMIT
                : step instanceof ToDefinition to && to.getUri().startsWith("sql") ? Kind.STATEMENT : Kind.OTHER;
    }

    /** Null for a step that leaves nothing behind. */
    private static String name(NamedNode step) {
        if (!(step instanceof ProcessorDefinition<?> definition)) {
            return null;
        }
        if (definition.hasCustomIdAssigned()) {
            return definition.getId();
        }
        var route = ProcessorDefinitionHelper.getRoute(definition);
        if (route == null) {
            return null;
        }
        var kind = definition instanceof TransactedDefinition
                ? "commit"
                : definition instanceof ToDefinition to ? left(to) : null;
        return kind == null ? null : route.getId() + "/" + kind;
    }

    private static String left(ToDefinition to) {
        var uri = to.getUri();
        var sql = SQL.matcher(uri);
        if (sql.find()) {
            return WRITES.matcher(STATEMENTS.read(sql.group(1))).find() ? sql.group(2) : null;
        }
        return uri.startsWith("jms") ? "jms" : uri.startsWith("http") ? "http" : null;
    }

    private Processor halting(Processor target, String name, Kind kind) {
        hits.putIfAbsent(name, new AtomicInteger());
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                int before = DONE.get();
                // camel-sql leaves the count of the statement before.
                var message = exchange.getMessage();
                var counted = kind == Kind.STATEMENT ? message.removeHeader(SqlConstants.SQL_UPDATE_COUNT) : null;
                var read = kind == Kind.STATEMENT ? message.removeHeader(SqlConstants.SQL_ROW_COUNT) : null;
                return super.process(exchange, doneSync -> {
                    if (exchange.getException() == null && changed(kind, exchange, before)) {
                        DONE.set(DONE.get() + 1);
                        if (hits.get(name).incrementAndGet() == hit && name.equals(point)) {
                            Runtime.getRuntime().halt(HALTED);
                        }
                    }
                    keep(exchange, SqlConstants.SQL_UPDATE_COUNT, counted);
                    keep(exchange, SqlConstants.SQL_ROW_COUNT, read);
                    callback.done(doneSync);
                });
            }
        };
    }

    private static void keep(Exchange exchange, String header, Object value) {
        if (value != null && exchange.getMessage().getHeader(header) == null) {
            exchange.getMessage().setHeader(header, value);
        }
    }

    // A sweeper's statement that found nothing, and a transaction around such, leave nothing behind.
    private static boolean changed(Kind kind, Exchange exchange, int before) {
        return switch (kind) {
            case STATEMENT ->
                exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT, 0, Integer.class) > 0
                        || exchange.getMessage().getHeader(SqlConstants.SQL_ROW_COUNT, 0, Integer.class) > 0;
            case COMMIT -> DONE.get() > before;
            case OTHER -> true;
        };
    }
}
