package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.support.Api;
import io.rsproutes.support.Processes;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** An inventory file, beside COPY of the same file into a table without an index; and a file of orders. */
final class LargeFiles implements Comparison {

    private static final String INVENTORY = "inventory lines/s";
    private static final String COPY = "lines/s by COPY";
    private static final String BULK = "orders/s of a file";
    private static final String INSTANCE = "CPU of the instance, ms a line";
    private static final String DATABASE = "CPU of PostgreSQL, ms a line";
    private static final String BROKER = "CPU of Artemis, ms a line";
    private static final String STATEMENTS = "statements a line";
    /** Of the profile. */
    private static final int TOP = 25;

    private static final Duration LONGEST = Duration.ofHours(4);
    /** Each look costs the instance as much as some lines. */
    private static final Duration POLL = Duration.ofMillis(250);

    private static int loaded;

    private final Load load;
    private final JdbcTemplate counters;
    private final int lines;
    private final int orders;
    private final Path file = Processes.folder("rsp-files-").resolve("file.csv");

    LargeFiles(Load load) {
        this.load = load;
        counters = load.bench.superuser();
        lines = load.full() ? 1_000_000 : load.quick() ? 2_000 : 50_000;
        orders = load.full() ? 50_000 : load.quick() ? 300 : 3_000;
    }

    @Override
    public String title() {
        return "B8 files";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(INVENTORY, COPY, Aim.ratioAtLeast(0.3)),
                new Figure(BULK, null, Aim.atLeast(300)),
                new Figure(INSTANCE, null, Aim.NONE),
                new Figure(DATABASE, null, Aim.NONE),
                new Figure(BROKER, null, Aim.NONE),
                new Figure(STATEMENTS, null, Aim.NONE));
    }

    @Override
    public void begin() throws IOException {
        load.bench
                .cluster
                .jdbc()
                .execute("create table if not exists bench_inventory "
                        + "(tenant varchar, eid varchar, iccid varchar, profile_type varchar, peer varchar)");
        counters.execute("create extension if not exists pg_stat_statements");
        // As what loads and copies a file is warm only then.
        write(lines / 10);
        inventory(lines / 10);
        baseline();
        bulk(orders / 3);
    }

    private void write(int number) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            out.write(Stock.HEAD);
            for (int n = loaded; n < loaded + number; n++) {
                out.write(Stock.line(Stock.LOADED_ICCIDS, n, "smdp-demo"));
            }
        }
        loaded += number;
    }

    @Override
    public Map<String, Double> ours() throws IOException {
        var figures = new LinkedHashMap<String, Double>();
        write(lines);
        figures.put(INVENTORY, inventory(lines));
        load.bench.quiet();
        orders(figures);
        load.bench.quiet();
        return figures;
    }

    private void orders(Map<String, Double> figures) throws IOException {
        counters.execute("select pg_stat_statements_reset()");
        double instance = ProcessTimes.millis(load.instance());
        double database = ProcessTimes.millis(load.database());
        double broker = ProcessTimes.millis(load.bench.cluster.broker().process());
        figures.put(BULK, bulk(orders));
        figures.put(INSTANCE, (ProcessTimes.millis(load.instance()) - instance) / orders);
        figures.put(DATABASE, (ProcessTimes.millis(load.database()) - database) / orders);
        figures.put(BROKER, (ProcessTimes.millis(load.bench.cluster.broker().process()) - broker) / orders);
        var statements = CostMeter.statements(counters);
        figures.put(
                STATEMENTS, statements.stream().mapToDouble(Statement::calls).sum() / orders);
        if (load.run.text("profile").contains("B8")) {
            var sql = new SqlFiles();
            var names = new StatementNames(sql.names().stream().collect(Collectors.toMap(name -> name, sql::read)));
            System.out.println(StatementTable.text(statements, orders, TOP, "time", names));
        }
    }

    private double inventory(int number) {
        return Load.rate(number, () -> {
            var answer = upload(load.bench.operator, "/rsp/v1/inventory", file);
            if (answer.path("loaded").asInt() != number) {
                throw new IllegalStateException("the inventory was loaded so far: " + answer);
            }
        });
    }

    private double bulk(int number) throws IOException {
        int first = load.next(number);
        var csv = new StringBuilder("ref,function,iccid\n");
        for (int n = first; n < first + number; n++) {
            csv.append("line,downloadOrder,").append(load.bench.iccid(n)).append('\n');
        }
        var orderFile = Files.writeString(file.resolveSibling("orders.csv"), csv);
        return Load.rate(number, () -> {
            var job = upload(load.bench.acme, "/rsp/v1/bulk-jobs?name=bench.csv", orderFile)
                    .path("id")
                    .asText();
            await().atMost(LONGEST).pollInterval(POLL).until(() -> load.bench
                    .acme
                    .get("/rsp/v1/bulk-jobs/" + job)
                    .json()
                    .has("finishedAt"));
        });
    }

    private static JsonNode upload(Api api, String path, Path what) {
        try {
            var answer = api.send(api.request(path, "Content-Type", "text/csv")
                    .timeout(LONGEST)
                    .POST(BodyPublishers.ofFile(what)));
            if (answer.status() >= 300) {
                throw new IllegalStateException(path + ": " + answer.status() + " " + answer.text());
            }
            return answer.json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, Double> baseline() throws IOException {
        long number;
        try (var all = Files.lines(file)) {
            number = all.count() - 1;
        }
        load.bench.cluster.jdbc().execute("truncate bench_inventory");
        return Map.of(
                COPY, Load.rate((int) number, () -> load.bench.cluster.jdbc().execute((ConnectionCallback<Long>)
                        connection -> {
                            try (var in = Files.newInputStream(file)) {
                                return connection
                                        .unwrap(PGConnection.class)
                                        .getCopyAPI()
                                        .copyIn("copy bench_inventory from stdin with (format csv, header)", in);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
