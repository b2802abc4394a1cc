package io.rsproutes.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.springframework.jdbc.core.JdbcTemplate;

/** What an instance holds and does when it has nothing to do. The second time it has worked on more orders. */
final class Footprint implements Comparison {

    private static final String HEAP = "heap after a full collection, MB";
    private static final String CPU = "idle, % of a core";
    private static final String STATEMENTS = "idle, statements/s";
    private static final String CALLS =
            """
            select sum(s.calls) from pg_stat_statements s join pg_roles r on r.oid = s.userid where r.rolname = 'rsp'
            """;
    private static final Pattern LIVE = Pattern.compile("Total +\\d+ +(\\d+)");
    /** Until the last work is forgotten. */
    private static final long CALM_MILLIS = 10_000;

    private static final int FULL_ORDERS = 10_000;

    private final Load load;
    private final int seconds;
    private JdbcTemplate jdbc;
    private int times;

    Footprint(Load load) {
        this.load = load;
        seconds = load.quick() ? 5 : 20;
    }

    @Override
    public String title() {
        return "B10 footprint";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(HEAP, null, Aim.NONE),
                new Figure(CPU, null, Aim.atMost(1)),
                new Figure(STATEMENTS, null, Aim.atMost(2)));
    }

    @Override
    public void begin() {
        jdbc = load.bench.superuser();
        jdbc.execute("create extension if not exists pg_stat_statements");
    }

    @Override
    public Map<String, Double> ours() throws IOException {
        // With --full: 10,000, then 100,000.
        int wanted = load.full() ? FULL_ORDERS * (times++ == 0 ? 1 : 10) : load.ordered() + load.orders;
        int missing = wanted - load.ordered();
        if (missing > 0) {
            load.closed(load.next(missing), missing, load.bench::downloadOrder);
        }
        load.bench.quiet();
        load.run.say("after " + load.ordered() + " downloadOrders");
        var figures = new LinkedHashMap<String, Double>();
        figures.put(HEAP, live());
        Bench.sleep(CALM_MILLIS);
        double calls = calls();
        double millis = ProcessTimes.millis(load.instance());
        long begun = System.nanoTime();
        Bench.sleep(seconds * 1_000L);
        double took = (System.nanoTime() - begun) / 1e9;
        figures.put(CPU, (ProcessTimes.millis(load.instance()) - millis) / took / 10);
        figures.put(STATEMENTS, (calls() - calls) / took);
        return figures;
    }

    private double calls() {
        return jdbc.queryForObject(CALLS, Double.class);
    }

    // Of live objects: the histogram is taken where the collection has ended.
    private double live() throws IOException {
        var said = Jcmd.ask(load.instance(), "GC.class_histogram");
        var total = LIVE.matcher(said);
        if (!total.find()) {
            throw new IllegalStateException("jcmd did not say what lives: " + said);
        }
        return Long.parseLong(total.group(1)) / 1e6;
    }
}
