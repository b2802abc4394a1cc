package io.rsproutes.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Files of orders. unchangedFor, doneMarker: when a file is whole, unless folders (by tenant) says otherwise;
 * inProgress: names of files that are still being written; columns: what files call our columns; ignored: columns they
 * may have and we do not read; formats: those with a first line of their own.
 */
public record OrderFileSettings(
        @DefaultValue("false") boolean watch,
        @DefaultValue("file:files/in?maxMessagesPerPoll=10") String in,
        @DefaultValue("file:files/out?tempPrefix=.") String out,
        @DefaultValue("file:files/done?tempPrefix=.") String done,
        @DefaultValue("5s") Duration interval,
        @DefaultValue("10s") Duration unchangedFor,
        @DefaultValue("") String doneMarker,
        @DefaultValue("") String inProgress,
        @DefaultValue Map<String, WatchedFolder> folders,
        @DefaultValue Map<String, String> columns,
        @DefaultValue Set<String> ignored,
        @DefaultValue Map<String, FileFormat> formats) {

    /**
     * unchangedFor: how long size and time stamp of a file must stay the same; doneMarker: what the name of its marker
     * has behind the file's own, "" for none.
     */
    public record WatchedFolder(Duration unchangedFor, String doneMarker) {
        public boolean isMarker(String name) {
            return !doneMarker.isEmpty() && name.endsWith(doneMarker) && name.length() > doneMarker.length();
        }
    }

    /** function: of the lines that name none. */
    public record FileFormat(String firstLine, String function, @DefaultValue Map<String, String> columns) {

        private void check(String at, String name) {
            Checks.check(
                    firstLine != null && !firstLine.isBlank(),
                    at + ".first-line",
                    "is missing",
                    "set the line such a file begins with");
            Checks.check(
                    function == null || Functions.get(function) != null,
                    at + ".function",
                    "is '" + function + "'",
                    "set one of " + String.join(", ", Functions.names()));
            Checks.check(
                    !Set.of("csv", "ids", "out", "xml").contains(name),
                    at,
                    "has the name of a format of ours",
                    "give it another");
            checkColumns(at + ".columns", columns);
        }
    }

    /**
     * window: operations of one job that may be under way; batch: lines that are checked or submitted together;
     * sweepAfter: when an order that no dispatcher has taken is nudged again; maxAttempts: at one chunk of a job;
     * maxXml (bytes).
     */
    public record Bulk(
            Path spool,
            @DefaultValue("1000") int window,
            @DefaultValue("100") int batch,
            @DefaultValue("30s") Duration sweepAfter,
            @DefaultValue("1m") Duration lease,
            @DefaultValue("3") int maxAttempts,
            @DefaultValue("10485760") long maxXml) {

        void check() {
            Checks.check(maxAttempts > 0, "rsp.bulk.max-attempts", "is not positive", "set 1 or more");
            Checks.check(window > 0, "rsp.bulk.window", "is not positive", "set 1 or more");
            Checks.check(batch > 0, "rsp.bulk.batch", "is not positive", "set 1 or more");
        }
    }

    /** How a tenant's folder is watched, complete. */
    public WatchedFolder folder(String tenant) {
        var own = folders.getOrDefault(tenant, new WatchedFolder(null, null));
        return new WatchedFolder(
                own.unchangedFor() == null ? unchangedFor : own.unchangedFor(),
                own.doneMarker() == null ? doneMarker : own.doneMarker());
    }

    void check(Set<String> tenants) {
        formats.forEach((name, format) -> format.check("rsp.files.formats." + name, name));
        checkColumns("rsp.files.columns", columns);
        Checks.check(
                in.contains("?"),
                "rsp.files.in",
                "has no parameters",
                "write it as file:/data/in?maxMessagesPerPoll=10"
                        + " or sftp://user@host/in?privateKeyFile=…&knownHostsFile=…");
        folders.keySet()
                .forEach(tenant -> Checks.check(
                        tenants.contains(tenant),
                        "rsp.files.folders." + tenant,
                        "is no tenant",
                        "name a tenant of rsp.tenants"));
        try {
            Pattern.compile(inProgress);
        } catch (PatternSyntaxException e) {
            throw new SettingsFault("rsp.files.in-progress", "is no regular expression", "correct it, or leave it out");
        }
    }

    private static void checkColumns(String at, Map<String, String> columns) {
        var known = Functions.columns();
        columns.forEach((other, name) -> Checks.check(
                known.contains(name),
                at,
                "maps '" + other + "' to '" + name + "', no column of ours",
                "map it to one of " + Checks.sorted(known)));
    }
}
