package io.rsproutes.proof;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rsproutes.support.Api;
import io.rsproutes.support.Processes;

/** One file of many orders, one instance of 256 MB that is killed on the way: memory stays flat, and each line is one operation, one effect at the peer and one line of the result. Options: {@code --lines --kills}. */
public final class BulkProof {

    /** Calls at the SM-DP+ at a time. */
    private static final int UNDER_WAY = 32;

    private final Run run;
    private final int lines;
    private final Ledger ledger = new Ledger();
    private final ObjectMapper json = new ObjectMapper();
    private long highest;
    private int killed;

    private BulkProof(Run run) {
        this.run = run;
        this.lines = run.number("lines");
    }

    public static void main(String[] arguments) throws Exception {
        Run.endServersAtExit();
        System.exit(new BulkProof(new Run(Map.of("lines", "1000000", "kills", "3"), arguments)).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        var loadBalancer = new LoadBalancer(ledger);
        var smdp = new Smdp(ledger, loadBalancer.url());
        try (loadBalancer;
                smdp;
                var cluster = new Cluster(setting(smdp))) {
            cluster.start();
            loadBalancer.to(cluster.ports());
            var file = Files.createTempFile("rsp-", ".csv");
            try {
                write(file, "tenant,iccid,profileType,peer", "acme,%s,P9054-1,smdp-idemia");
                run.say("inventory: "
                        + post(loadBalancer, "/rsp/v1/inventory", file, "demo-operator")
                                .path("loaded")
                                .asText() + " loaded");
                write(file, "ref,function,iccid", "line,downloadOrder,%s");
                var job = post(loadBalancer, "/rsp/v1/bulk-jobs?name=proof.csv", file, "demo-acme")
                        .path("id")
                        .asText();
                follow(cluster, new Api(loadBalancer.url(), "demo-acme"), job);
                return check(cluster, loadBalancer, job);
            } finally {
                Files.delete(file);
            }
        }
    }

    private static Setting setting(Smdp smdp) {
        var setting = new Setting();
        setting.heap = 256;
        // Compiled as in production.
        setting.jvm.add("-XX:TieredStopAtLevel=4");
        var properties = setting.properties;
        properties.put("rsp.bulk.lease", "5s");
        properties.put("rsp.bulk.spool", Processes.folder("rsp-spool-").toString());
        properties.put("rsp.peers.smdp-idemia.url", "http://127.0.0.1:" + smdp.port());
        properties.put("rsp.peers.smdp-idemia.grace", "3s");
        properties.put("rsp.peers.smdp-idemia.max-rate", "10000/s");
        properties.put("rsp.peers.smdp-idemia.max-concurrent", String.valueOf(UNDER_WAY));
        properties.put("logging.level.io.rsproutes", "WARN");
        return setting;
    }

    private void write(Path file, String header, String line) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            out.write(header + "\n");
            for (int i = 0; i < lines; i++) {
                out.write(String.format(line, Load.iccid(i)) + "\n");
            }
        }
    }

    private JsonNode post(LoadBalancer loadBalancer, String path, Path file, String token)
            throws IOException, InterruptedException {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(loadBalancer.bundle() + path))
                                .header("Content-Type", "text/csv")
                                .header("Authorization", "Bearer " + token)
                                .POST(HttpRequest.BodyPublishers.ofFile(file))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return json.readTree(answer.body());
    }

    private void follow(Cluster cluster, Api acme, String job) throws InterruptedException {
        var bundle = cluster.bundle(0);
        while (true) {
            Thread.sleep(10_000);
            var now = acme.get("/rsp/v1/bulk-jobs/" + job).json();
            highest = Math.max(highest, cluster.resident());
            run.say(now.path("state").asText() + " checked " + now.path("checked") + " percent " + now.path("percent")
                    + " rate " + now.path("rate") + "/s left " + now.path("secondsLeft") + " s, instance "
                    + cluster.resident() / 1024 + " MB");
            if (now.has("finishedAt")) {
                return;
            }
            if (killed < run.number("kills")
                    && now.path("percent").asDouble() > 100.0 * (killed + 1) / (run.number("kills") + 1)) {
                bundle.kill();
                bundle.start();
                run.say("kill -9, number " + ++killed);
            }
        }
    }

    private boolean check(Cluster cluster, LoadBalancer loadBalancer, String job)
            throws IOException, InterruptedException {
        long seconds = run.seconds();
        var result = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(loadBalancer.bundle() + "/rsp/v1/bulk-jobs/" + job + "/result"))
                                .header("Authorization", "Bearer demo-acme")
                                .timeout(Duration.ofMinutes(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()
                .skip(1)
                .count();
        var changed = ledger.calls.stream()
                .filter(Ledger.Call::changed)
                .map(Ledger.Call::subject)
                .toList();
        long twice = changed.size() - changed.stream().distinct().count();
        var operations = cluster.jdbc()
                .queryForMap(
                        "select count(*) as operations, count(distinct parent_line) as lines,"
                                + " count(*) filter (where state = 'SUCCEEDED') as succeeded,"
                                + " count(*) filter (where state = 'FAILED') as failed"
                                + " from operation where parent_id = ?",
                        job);
        run.say(lines + " lines: " + operations.get("operations") + " operations of " + operations.get("lines")
                + " lines, " + operations.get("succeeded") + " succeeded, " + operations.get("failed")
                + " failed, as not executed; " + changed.size()
                + " effects at the SM-DP+, " + twice + " twice; " + result + " lines of the result; "
                + Math.round((double) lines / seconds) + "/s over all; the instance never above " + highest / 1024
                + " MB resident");
        long succeeded = (long) operations.get("succeeded");
        long failed = (long) operations.get("failed");
        // A call that a kill kept from leaving was not executed: a status query of the doubt says so.
        return killed == run.number("kills")
                && operations.get("operations").equals((long) lines)
                && operations.get("lines").equals((long) lines)
                && succeeded + failed == lines
                && failed <= (long) killed * UNDER_WAY
                && changed.size() == succeeded
                && twice == 0
                && result == lines;
    }
}
