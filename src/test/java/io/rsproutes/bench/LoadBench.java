package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.rsproutes.proof.Run;
import io.rsproutes.support.Api;
import io.rsproutes.support.BundleJvm;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * How fast it is, each figure beside the least that could do a part of the same work on this machine:
 * {@code bench/bench.sh} (docs/performance.md).
 */
public final class LoadBench {

    private static final Map<String, String> OPTIONS =
            Map.of("only", "B1,B3,B5,B6", "orders", "3000", "warm-up", "5000", "clients", "16");
    private static final String HEAD = """
            | | ours | baseline | ours : baseline | ours again : ours |
            |---|---|---|---|---|
            """;
    private static final String LINE = "| %s, %s | %s | %s | %.2f | %.2f |%n";
    private static final int OPEN_CLIENTS = 128;
    private static final int WEBHOOKS = 20;
    private static final int WEBHOOK_ORDERS = 100;
    private static final int POSTERS = 32;
    private static final String BASELINE_SECONDS = "10";
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    /** As long as an event. */
    private static final String MESSAGE = "x".repeat(400);
    /** Ours, the baseline twice, and ours again: what drifts during a run weighs on both alike. */
    private static final List<Boolean> TURNS = List.of(true, false, false, true);

    private final Run run;
    private final int orders;
    private final int clients;
    private final Bench bench;
    private final StringBuilder table = new StringBuilder(HEAD);
    private int ordered;
    private int notified;

    private LoadBench(Run run, Bench bench) {
        this.run = run;
        this.bench = bench;
        orders = run.number("orders");
        clients = run.number("clients");
    }

    public static void main(String[] arguments) throws Exception {
        Run.endServersAtExit();
        var run = new Run(OPTIONS, arguments);
        try (var bench = new Bench(true)) {
            new LoadBench(run, bench).run();
        }
        System.exit(0);
    }

    private void run() throws IOException {
        int warmUp = run.number("warm-up");
        bench.stock(orders + warmUp, 0);
        run.say("PostgreSQL, Artemis and one instance serve");
        closed(warmUp, bench::downloadOrder);
        bench.settle(new Bench.Out(warmUp * Measure.DOWNLOAD_ORDER.events, 0));
        run.say("warm after " + warmUp + " orders");
        var chosen = List.of(run.text("only").split(","));
        if (chosen.contains("B1")) {
            b1(warmUp);
        }
        if (chosen.contains("B3")) {
            b3();
        }
        if (chosen.contains("B5")) {
            b5();
        }
        if (chosen.contains("B6")) {
            b6();
        }
        System.out.println("\n" + table);
    }

    private void compare(String title, Supplier<Map<String, Double>> ours, Supplier<Map<String, Double>> baseline) {
        var taken = new ArrayList<Map<String, Double>>();
        for (boolean our : TURNS) {
            taken.add((our ? ours : baseline).get());
            run.say(title + (our ? ", ours: " : ", baseline: ") + text(taken.get(taken.size() - 1)));
        }
        taken.get(0).forEach((name, first) -> {
            double again = taken.get(3).get(name);
            double our = (first + again) / 2;
            // A baseline of one figure stands beside all of ours.
            var other = taken.get(1).containsKey(name) ? name : taken.get(1).keySet().iterator().next();
            double least = (taken.get(1).get(other) + taken.get(2).get(other)) / 2;
            table.append(String.format(Locale.ROOT, LINE, title, name, number(our),
                    number(least) + (other.equals(name) ? "" : " " + other), our / least, again / first));
        });
    }

    private static String text(Map<String, Double> figures) {
        return String.join(", ", figures.entrySet().stream()
                .map(one -> one.getKey() + " " + number(one.getValue())).toList());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    /** Each client begins the next when its last has ended; units a second. */
    private double closed(int units, IntConsumer unit) {
        int first = ordered;
        ordered += units;
        return rate(units, () -> new Pace(clients, 0).run(first, first + units, unit));
    }

    private static double rate(int units, Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return units / ((System.nanoTime() - begun) / 1e9);
    }

    // What an order costs the process that takes it, and how long it takes at half the load that it bears.
    private void b1(int warmUp) {
        int port = Ports.free();
        var passthrough = passthrough(port);
        var api = new Api("http://127.0.0.1:" + port, "demo-acme");
        IntConsumer through = n -> {
            var answer = api.post(Bench.OPERATIONS, bench.download(n), "Prefer", "wait=10", "Idempotency-Key",
                    "download-" + n);
            if (answer.status() != 200) {
                throw new IllegalStateException("the baseline answered " + answer.status() + " " + answer.text());
            }
        };
        try {
            await().atMost(Duration.ofMinutes(1)).ignoreException(UncheckedIOException.class)
                    .until(() -> api.post(Bench.OPERATIONS, bench.download(0)).status() == 200);
            closed(warmUp, through);
            compare("B1", () -> {
                var before = bench.out();
                var figures = order(bench.cluster.bundle(0).process(), bench::downloadOrder);
                bench.settle(before.plus((orders + orders / 2) * Measure.DOWNLOAD_ORDER.events, 0));
                return figures;
            }, () -> order(passthrough, through));
        } finally {
            Processes.kill(passthrough);
        }
    }

    private Map<String, Double> order(Process process, IntConsumer unit) {
        var figures = new LinkedHashMap<String, Double>();
        long before = ProcessTimes.millis(process);
        double rate = closed(orders, unit);
        figures.put("orders/s", rate);
        figures.put("CPU of the process, ms an order", (ProcessTimes.millis(process) - before) / (double) orders);
        int first = ordered;
        ordered += orders / 2;
        var took = new Pace(OPEN_CLIENTS, rate / 2).run(first, ordered, unit);
        figures.put("p50 at half of that, ms", took.getValueAtPercentile(50) / 1e3);
        figures.put("p99 at half of that, ms", took.getValueAtPercentile(99) / 1e3);
        return figures;
    }

    private Process passthrough(int port) {
        var folder = Processes.folder("rsp-passthrough-");
        try {
            Files.copy(Path.of("bench", "passthrough.camel.yaml"), folder.resolve("passthrough.camel.yaml"));
            // Instead of ours, which are on the class path.
            var settings = Files.writeString(folder.resolve("application.yaml"),
                    "spring.application.name: passthrough\n");
            var options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=4"));
            options.addAll(BundleJvm.steady(512));
            var command = new ArrayList<>(BundleJvm.command(512, options));
            var unused = String.join(",", Stream.of("jdbc.DataSource", "flyway.Flyway", "jms.artemis.Artemis")
                    .map(name -> "org.springframework.boot.autoconfigure." + name + "AutoConfiguration").toList());
            command.addAll(List.of(Passthrough.class.getName(), "--spring.config.location=file:" + settings,
                    "--server.port=" + port, "--server.address=127.0.0.1", "--spring.autoconfigure.exclude=" + unused,
                    "--camel.main.run-controller=true",
                    "--camel.main.routes-include-pattern=file:passthrough.camel.yaml",
                    "--passthrough.peer=" + bench.smdpUrl() + "/gsma/rsp2/es2plus/downloadOrder"));
            return Processes.start(Path.of("target", "passthrough.log").toAbsolutePath(), folder, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Orders to their end, beside what the same server takes of the smallest durable writes.
    private void b3() throws IOException {
        var server = bench.cluster.postgres();
        server.database("baseline");
        var folder = Processes.folder("rsp-pgbench-");
        var table = Files.writeString(folder.resolve("table.sql"), "create table one_row (n integer, text varchar);\n");
        var insert = Files.writeString(folder.resolve("insert.sql"), "\\set n random(1, 1000000)\n"
                + "insert into one_row (n, text) values (:n, '" + "x".repeat(200) + "');\n");
        pgbench(server.port(), "-t", "1", "-f", table.toString());
        compare("B3", () -> {
            var figures = new LinkedHashMap<String, Double>();
            int events = orders * Measure.DOWNLOAD_ORDER.events;
            var before = bench.out();
            figures.put("orders/s, each waited for", closed(orders, bench::downloadOrder));
            bench.settle(before.plus(events, 0));
            figures.put("orders/s, answered 202, to their last event", rate(orders, () -> {
                closed(orders, bench::acceptOrder);
                bench.come(before.plus(2 * events, 0));
            }));
            return figures;
        }, () -> {
            var said = pgbench(server.port(), "-M", "prepared", "-c", String.valueOf(clients), "-j", "2",
                    "-T", BASELINE_SECONDS, "-f", insert.toString());
            var tps = TPS.matcher(said);
            if (!tps.find()) {
                throw new IllegalStateException("pgbench said: " + said);
            }
            return Map.of("one-row commits/s", Double.valueOf(tps.group(1)));
        });
    }

    private static String pgbench(int port, String... arguments) {
        var command = new ArrayList<>(List.of("pgbench", "-n", "-h", "127.0.0.1", "-p"));
        command.addAll(List.of(String.valueOf(port), "-U", "rsp"));
        command.addAll(List.of(arguments));
        command.add("baseline");
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("pgbench is missing (Debian: apt install postgresql-contrib)", e);
        }
    }

    // Notifications, beside durable messages.
    private void b5() {
        compare("B5", () -> {
            var figures = new LinkedHashMap<String, Double>();
            var before = bench.out();
            int first = notified;
            notified += orders;
            double done = rate(orders, () -> {
                figures.put("notifications/s, accepted",
                        rate(orders, () -> new Pace(clients, 0).run(first, notified, bench::notify)));
                bench.come(before.plus(orders, 0));
            });
            figures.put("notifications/s, to their event", done);
            return figures;
        }, () -> Map.of("JMS commits/s", rate(orders, this::send)));
    }

    private void send() {
        var factory = new ActiveMQConnectionFactory(bench.cluster.brokerUrl());
        try (var connection = factory.createConnection("rsp", "rsp")) {
            new Pace(clients, 0).run(0, clients, client -> send(connection, client));
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(Connection connection, int client) {
        try (var session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            var producer = session.createProducer(session.createQueue("bss.baseline"));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            for (int message = client; message < orders; message += clients) {
                producer.send(session.createTextMessage(MESSAGE));
                session.commit();
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    // Deliveries, beside signed POSTs to the same receiver.
    private void b6() throws IOException {
        int events = WEBHOOK_ORDERS * Measure.DOWNLOAD_ORDER.events;
        int deliveries = events * WEBHOOKS;
        var connections = PoolingHttpClientConnectionManagerBuilder.create().setMaxConnTotal(POSTERS)
                .setMaxConnPerRoute(POSTERS).build();
        try (var http = HttpClients.custom().setConnectionManager(connections).build()) {
            compare("B6", () -> {
                for (int webhook = 0; webhook < WEBHOOKS; webhook++) {
                    bench.subscribe();
                }
                var before = bench.out();
                double rate = rate(deliveries, () -> {
                    closed(WEBHOOK_ORDERS, bench::acceptOrder);
                    bench.come(before.plus(events, deliveries));
                });
                bench.unsubscribe();
                return Map.of("deliveries/s", rate);
            }, () -> Map.of("deliveries/s",
                    rate(deliveries, () -> new Pace(POSTERS, 0).run(0, deliveries, n -> post(http, n)))));
        }
    }

    private void post(CloseableHttpClient http, int n) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(MESSAGE.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var signature = mac.doFinal((n + "." + MESSAGE).getBytes(StandardCharsets.UTF_8));
            var post = new HttpPost(bench.receiverUrl());
            post.addHeader("webhook-id", String.valueOf(n));
            post.addHeader("webhook-signature", "v1," + Base64.getEncoder().encodeToString(signature));
            post.setEntity(new StringEntity(MESSAGE, ContentType.APPLICATION_JSON));
            http.execute(post, HttpResponse::getCode);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
