package io.rsproutes.northbound.bulk;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import io.rsproutes.common.UuidV7;

/**
 * A file of the watched folder as it is called while it is taken: its name and {@code .taken-<mark>-<attempt>} behind
 * it (routes/northbound/files.camel.yaml), so that what is written under its own name meanwhile is another file. One
 * left behind, as the process ended or it could not be taken, keeps its mark.
 *
 * @param path its own, below the folder, with slashes
 * @param mark of this taking; null when it was not renamed
 */
record TakenFile(String path, String mark) {

    private static final int MAX_NAME = 200;
    private static final Pattern TAKEN = Pattern.compile("(.+)\\.taken-([0-9a-f-]{36})-[0-9a-f]{8}");

    static TakenFile of(String path) {
        var name = path.replace('\\', '/');
        var match = TAKEN.matcher(name);
        return match.matches() ? new TakenFile(match.group(1), match.group(2)) : new TakenFile(name, null);
    }

    /**
     * The name for the next attempt to take it: another one each time, as Camel deletes what has the name a file is
     * to be given.
     */
    String next() {
        return path + ".taken-" + (mark == null ? UuidV7.next() : mark) + "-"
                + String.format("%08x", ThreadLocalRandom.current().nextInt());
    }

    static boolean isTaken(String path) {
        return of(path).mark() != null;
    }

    /** The folder of its tenant; empty for a file beside those. */
    static String folder(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** Its name without that folder, in one piece; of a very long one the end. */
    String name() {
        var name = path.substring(path.indexOf('/') + 1).replace('/', '_');
        return name.substring(Math.max(0, name.length() - MAX_NAME));
    }
}
