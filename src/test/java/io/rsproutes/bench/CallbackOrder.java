package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;

/** Orders at a SM-SR whose result comes by callback, at once; beside a SOAP message that CXF under Camel sends back. */
final class CallbackOrder implements Comparison {

    private static final String ENABLES = "enableProfile/s";
    private static final String AUDITS = "auditEIS/s";
    private static final String ECHOES = "echoes/s";
    private static final String MESSAGE = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>"
            + "<r:ES4-EnableProfileRequest xmlns:r='http://namespaces.gsma.org/esim-messaging/3'>"
            + "<r:FunctionCallIdentifier>bench</r:FunctionCallIdentifier>"
            + "<r:Eid>89049032000000000070000000000001</r:Eid>"
            + "<r:Iccid>8947060000000000000</r:Iccid></r:ES4-EnableProfileRequest></s:Body></s:Envelope>";
    private static final int FASTER = 5;
    private static final int RESULT_AFTER = 200;
    private static int enabled;
    private static int audited;

    private final Load load;
    private final int port = Ports.free();
    private final Caller caller = new Caller(port, "Content-Type", "text/xml; charset=utf-8");
    private final int orders;
    private Process bare;

    CallbackOrder(Load load) {
        this.load = load;
        orders = load.orders / 2;
    }

    @Override
    public String title() {
        return "B4 ES4 with callback";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(ENABLES, ECHOES, Aim.ratioAtLeast(0.06)),
                new Figure(AUDITS, ECHOES, Aim.ratioAtLeast(0.06)));
    }

    @Override
    public void begin() {
        load.bench.answerAfter(0);
        bare = BareCamel.start("echo.camel.yaml", port);
        await().atMost(Duration.ofMinutes(1))
                .ignoreException(UncheckedIOException.class)
                .until(() -> caller.post("/services/echo", MESSAGE).status() == 200);
        load.closed(0, load.warmUp, this::echo);
        enable(load.warmUp / 5);
        audit(load.warmUp / 5);
        load.bench.quiet();
    }

    private void echo(int n) {
        var answer = caller.post("/services/echo", MESSAGE);
        if (answer.status() != 200 || !answer.body().contains("EnableProfileRequest")) {
            throw new IllegalStateException("the baseline answered " + answer);
        }
    }

    private double enable(int units) {
        int first = enabled;
        enabled += units;
        return load.closed(first, units, load.bench::enableProfile);
    }

    private double audit(int units) {
        int first = audited;
        audited += units;
        return load.closed(first, units, load.bench::auditEis);
    }

    @Override
    public Map<String, Double> ours() {
        var figures = new LinkedHashMap<String, Double>();
        figures.put(ENABLES, enable(orders));
        load.bench.quiet();
        figures.put(AUDITS, audit(orders));
        load.bench.quiet();
        return figures;
    }

    @Override
    public Map<String, Double> baseline() {
        return Map.of(ECHOES, load.closed(0, load.orders * FASTER, this::echo));
    }

    @Override
    public void close() {
        load.bench.answerAfter(RESULT_AFTER);
        Processes.kill(bare);
        caller.close();
    }
}
