package io.rsproutes.proof;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rsproutes.RspRoutes;
import io.rsproutes.support.BundleProcess;

/** How instances are set up, and what is around them. */
public final class Setting {
    int bundles = 1;
    /** With the instance's main method. */
    Class<?> main = RspRoutes.class;
    /** With routes and config. */
    Path folder = Path.of("").toAbsolutePath();
    /** Of the SM-SR, with two profiles each. */
    int cards = 100;
    /** Seconds that a switching of a card may take. */
    int validity = 20;
    /** Of each instance, MB. */
    public int heap = 384;
    /** Options of each instance's JVM. */
    public final List<String> jvm = new ArrayList<>();
    /** Of the broker, MB; 0: as it ships. */
    int brokerHeap;
    /** Whether everything goes through a {@link FaultyProxy}. */
    boolean proxied;
    /** Whether the broker has a disk of its own, which can be full. */
    boolean smallDisk;
    /** Whether the database has a clock of its own, which can be moved. */
    boolean movableClock;
    /** Of PostgreSQL, beyond those of the tests. */
    public final Map<String, String> database = new TreeMap<>();
    /** Of the instances, beyond or instead of those everybody has. */
    public final Map<String, String> properties = new TreeMap<>();

    /** Leases, answers and doubts take seconds, so that what a halted instance left is soon seen to by the next. */
    Setting brisk() {
        validity = 3;
        properties.put("rsp.operations.lease", "3s");
        properties.put("rsp.operations.audit-delay", "1s");
        properties.put("rsp.callbacks.lease", "2s");
        properties.put("rsp.delivery.lease", "3s");
        properties.put("rsp.delivery.timeout", "2s");
        properties.put("rsp.delivery.schedule", "0s,1s,2s,5s,5s,5s");
        properties.put("rsp.bulk.lease", "2s");
        properties.put("rsp.sweep.interval", "250ms");
        properties.put("rsp.peers.smdp-idemia.grace", "1s");
        properties.put("rsp.peers.smsr-demo.grace", "1s");
        properties.put("rsp.peers.smsr-next.grace", "1s");
        BundleProcess.answerWithin("1s", properties);
        return this;
    }
}
