package io.rsproutes.bench;

import java.util.List;
import java.util.Map;

import io.rsproutes.proof.Setting;
import io.rsproutes.support.BundleJvm;

/** The instance and the database that are measured: as in production, but for the limits. */
final class BenchSetting {

    private BenchSetting() {}

    /**
     * @param optimised whether the instance is compiled as in production; else only by the quick compiler
     * @param heap of the instance, MB
     * @param smdp where the SM-DP+ is, {@code smsr} likewise
     */
    static Setting of(
            boolean optimised,
            int heap,
            Map<String, String> properties,
            Map<String, String> database,
            String smdp,
            String smsr) {
        var setting = new Setting();
        setting.heap = heap;
        setting.properties.putAll(properties);
        if (optimised) {
            setting.jvm.add("-XX:TieredStopAtLevel=4");
            setting.jvm.addAll(BundleJvm.steady(setting.heap));
        }
        setting.database.putAll(Map.of(
                "shared_preload_libraries",
                "pg_stat_statements",
                "pg_stat_statements.track_utility",
                "on",
                "pg_stat_statements.track_planning",
                "on"));
        setting.database.putAll(database);
        setting.properties.putAll(Map.of(
                "rsp.peers.smdp-demo.url",
                smdp,
                "rsp.peers.smsr-demo.url",
                smsr,
                // As in production, and not as in the demo.
                "logging.structured.format.console",
                "logstash"));
        for (var limited : List.of(
                "peers.smdp-demo",
                "peers.smdp-demo.inbound",
                "peers.smsr-demo",
                "peers.smsr-demo.inbound",
                "tenants.acme")) {
            setting.properties.put("rsp." + limited + ".max-rate", "100000/s");
        }
        return setting;
    }
}
