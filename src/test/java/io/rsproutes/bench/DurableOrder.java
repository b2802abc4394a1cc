package io.rsproutes.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.rsproutes.support.Processes;

/** Orders to their end, beside what the same server takes of the smallest durable writes. */
final class DurableOrder implements Comparison {

    private static final String WAITED = "orders/s, each waited for";
    private static final String ACCEPTED = "orders/s, answered 202, to their last event";
    private static final String COMMITS = "one-row commits/s";
    private static final String DATABASE = "baseline";
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final int SECONDS = 8;
    private static final int ROW = 200;

    private final Load load;
    private Path insert;

    DurableOrder(Load load) {
        this.load = load;
    }

    @Override
    public String title() {
        return "B3 durable order";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(WAITED, COMMITS, Aim.ratioAtLeast(0.04)),
                new Figure(ACCEPTED, COMMITS, Aim.ratioAtLeast(0.04)));
    }

    @Override
    public void begin() throws IOException {
        if (insert != null || !Installed.has("pgbench", "postgresql-contrib", load.run)) {
            return;
        }
        load.bench.cluster.postgres().database(DATABASE);
        var folder = Processes.folder("rsp-pgbench-");
        var table = Files.writeString(folder.resolve("table.sql"), "create table one_row (n integer, text varchar);\n");
        insert = Files.writeString(
                folder.resolve("insert.sql"),
                "\\set n random(1, 1000000)\n" + "insert into one_row (n, text) values (:n, '" + "x".repeat(ROW)
                        + "');\n");
        pgbench("-t", "1", "-f", table.toString());
        baseline();
    }

    @Override
    public Map<String, Double> ours() {
        var figures = new LinkedHashMap<String, Double>();
        int events = load.orders * Measure.DOWNLOAD_ORDER.events;
        figures.put(WAITED, load.closed(load.next(load.orders), load.orders, load.bench::downloadOrder));
        var before = load.bench.quiet();
        figures.put(ACCEPTED, Load.rate(load.orders, () -> {
            load.closed(load.next(load.orders), load.orders, load.bench::acceptOrder);
            load.bench.come(before.plus(events, 0));
        }));
        return figures;
    }

    @Override
    public Map<String, Double> baseline() throws IOException {
        if (insert == null) {
            return Map.of();
        }
        var said = pgbench(
                "-M",
                "prepared",
                "-c",
                String.valueOf(load.clients),
                "-j",
                "2",
                "-T",
                String.valueOf(SECONDS),
                "-f",
                insert.toString());
        var tps = TPS.matcher(said);
        if (!tps.find()) {
            throw new IllegalStateException("pgbench said: " + said);
        }
        return Map.of(COMMITS, Double.valueOf(tps.group(1)));
    }

    private String pgbench(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("pgbench", "-n", "-h", "127.0.0.1", "-p"));
        command.addAll(List.of(String.valueOf(load.bench.cluster.postgres().port()), "-U", "rsp"));
        command.addAll(List.of(arguments));
        command.add(DATABASE);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
