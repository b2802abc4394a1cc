package io.rsproutes.northbound.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.io.LimitedInputStream;
import io.rsproutes.config.Settings;
import io.rsproutes.northbound.bulk.format.CsvRows;
import io.rsproutes.northbound.bulk.format.TextFile;
import io.rsproutes.northbound.inventory.InventoryTables.Profile;
import io.rsproutes.platform.database.SqlFiles;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Loads who owns what: CSV ({@link CsvRows}) with a header line ({@link #COLUMNS}), in any
 * order. The file is first taken to disk, then applied in one transaction, so that a broken one changes
 * nothing; lines that cannot be applied are left out and reported. Memory does not grow with the file. Then
 * the file is read again, and orders follow their eUICCs to other SM-SRs, in small transactions: a load holds
 * no order key.
 */
public class InventoryLoader {

    private static final Logger LOG = LoggerFactory.getLogger(InventoryLoader.class);
    private static final List<String> COLUMNS =
            List.of("tenant", "eid", "iccid", "profiletype", "peer", "msisdnreference", "imsireference", "stockstate");
    private static final String NAMES =
            "the columns are tenant, eid, iccid, profileType, peer, msisdnReference, imsiReference, stockState";
    private static final String TAKEN = "eid or iccid is not available to this tenant";
    private static final String PAIRED = "msisdnReference or imsiReference is another profile's";
    private static final int CHUNK = 5_000;
    private static final int MAX_REPORTED = 1_000;
    private static final int MAX_TIMES = 5;

    private final Settings settings;
    private final TransactionTemplate transaction;
    private final InventoryTables tables;

    public InventoryLoader(Settings settings, DataSource dataSource, SqlFiles sql) {
        this.settings = settings;
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        this.tables = new InventoryTables(dataSource, sql);
    }

    private static final class Report {
        private long lines;
        private long loaded;
        private long rejected;
        private boolean smsrs;
        private final List<Map<String, Object>> rejects = new ArrayList<>();

        void reject(long line, String reason) {
            rejected++;
            if (rejects.size() < MAX_REPORTED) {
                rejects.add(Map.of("line", line, "reason", reason));
            }
        }

        String json() {
            return Json.write(
                    new TreeMap<>(Map.of("lines", lines, "loaded", loaded, "rejected", rejected, "rejects", rejects)));
        }
    }

    /**
     * Loads the body, CSV with the columns tenant, eid, iccid, profileType, peer, msisdnReference, imsiReference and
     * stockState, in any order. {@code
     * scope}: the only tenant whose lines are loaded; null: an operator, whose lines each name a tenant. A
     * line replaces what the inventory has of its ICCID, and an empty field removes it; what the file has no column
     * for stays. Its peer is the SM-SR of its EID, or else the SM-DP+ of its ICCID; the other one stays. A
     * line with an EID or ICCID of another tenant is rejected; one that an operator loads moves it. Returns
     * JSON {@code {lines, loaded, rejected, rejects: [{line, reason}]}}, of rejects the first 1,000; a
     * rejected line is left out, all others are loaded in one transaction. 400 malformed-csv (empty, or no
     * CSV to its end) and 413 above {@code rsp.rest.max-upload} change nothing. Then waiting orders follow
     * their eUICC to another SM-SR that the file names.
     */
    public String load(@Body InputStream body, @Variable("scope") String scope) throws IOException {
        var folder = Files.createDirectories(settings.dataDir().resolve("tmp"));
        var file = Files.createTempFile(folder, "inventory", ".csv");
        try {
            try (var in = body) {
                if (in == null
                        || Files.copy(
                                        LimitedInputStream.upload(
                                                in, settings.rest().maxUpload()),
                                        file,
                                        StandardCopyOption.REPLACE_EXISTING)
                                == 0) {
                    throw new Problem(400, "malformed-csv", "The body is empty; CSV with a header line is expected.");
                }
            }
            var report = applied(file, scope);
            LOG.info("inventory: {} lines, {} loaded, {} rejected", report.lines, report.loaded, report.rejected);
            if (report.smsrs) {
                chunks(file, scope, new Report(), chunk -> follow(chunk, scope));
            }
            return report.json();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    // A load holds rows from its first chunk to its end, so it may meet other work in a ring, or another load that
    // gives
    // away the same reference: then it begins anew.
    private Report applied(Path file, String scope) {
        for (int time = 1; ; time++) {
            try {
                return transaction.execute(status -> apply(file, scope));
            } catch (PessimisticLockingFailureException | DuplicateKeyException e) {
                if (time == MAX_TIMES) {
                    // Which reference it was, the database says in its message: that is nothing for a log.
                    throw e instanceof DuplicateKeyException
                            ? new CannotAcquireLockException("references were given to other profiles meanwhile")
                            : e;
                }
                LOG.warn("inventory: the load met other work on the same rows, and begins anew");
            }
        }
    }

    private Report apply(Path file, String scope) {
        var report = new Report();
        chunks(file, scope, report, chunk -> write(chunk, scope == null, report));
        return report;
    }

    /** What can be loaded, so many lines at a time; the rest is reported. */
    private void chunks(Path file, String scope, Report report, Consumer<List<InventoryRow>> consumer) {
        var chunk = new ArrayList<InventoryRow>(CHUNK);
        read(file, row -> {
            report.lines++;
            var fault = row.fault(scope, settings);
            if (fault != null) {
                report.reject(row.line(), fault);
                return;
            }
            chunk.add(new InventoryRow(
                    row.line(),
                    row.tenant() == null ? scope : row.tenant(),
                    row.eid(),
                    row.iccid() == null ? null : Identifiers.canonicalIccid(row.iccid()),
                    row.profileType(),
                    row.peer(),
                    row.stock()));
            if (chunk.size() == CHUNK) {
                consumer.accept(chunk);
                chunk.clear();
            }
        });
        consumer.accept(chunk);
    }

    // An EID or ICCID of another tenant stays where it is, unless the operator moves it. Of lines that name the same,
    // the last counts.
    private void write(List<InventoryRow> chunk, boolean operator, Report report) {
        var euiccs = new TreeMap<String, String>();
        chunk.stream().filter(row -> row.eid() != null).forEach(row -> euiccs.put(row.eid(), row.tenant()));
        var eids = tables.euiccs(euiccs, operator);
        var profiles = new TreeMap<String, Profile>();
        for (var row : chunk) {
            if (row.iccid() != null && (row.eid() == null || eids.contains(row.eid()))) {
                profiles.merge(row.iccid(), profile(row), Profile::then);
            }
        }
        var paired = tables.paired(profiles.values());
        profiles.keySet().removeAll(paired);
        var untyped = tables.untyped(profiles.values());
        profiles.keySet().removeAll(untyped);
        var iccids = tables.profiles(profiles.values(), operator);
        Predicate<InventoryRow> held = row -> (row.eid() == null || eids.contains(row.eid()))
                && (row.iccid() == null || iccids.contains(row.iccid()));
        for (var row : chunk) {
            if (held.test(row)) {
                report.loaded++;
            } else {
                report.reject(
                        row.line(),
                        paired.contains(row.iccid())
                                ? PAIRED
                                : untyped.contains(row.iccid()) ? StockColumns.UNTYPED : TAKEN);
            }
        }
        var smsrs = smsrs(chunk, held);
        report.smsrs |= !smsrs.isEmpty();
        tables.managers(smsrs);
    }

    private void follow(List<InventoryRow> chunk, String scope) {
        var rows = namingSmsr(chunk).toList();
        var eids = rows.stream().map(InventoryRow::eid).distinct().toList();
        var smsrs = rows.stream().map(InventoryRow::peer).distinct().toList();
        tables.follow(eids, smsrs, scope, transaction);
    }

    private SortedMap<String, String> smsrs(List<InventoryRow> chunk, Predicate<InventoryRow> which) {
        var smsrs = new TreeMap<String, String>();
        namingSmsr(chunk).filter(which).forEach(row -> smsrs.put(row.eid(), row.peer()));
        return smsrs;
    }

    private Stream<InventoryRow> namingSmsr(List<InventoryRow> chunk) {
        return chunk.stream().filter(row -> row.eid() != null && smsr(row));
    }

    private Profile profile(InventoryRow row) {
        boolean keeps = smsr(row) || !row.stock().names("peer");
        return new Profile(
                row.iccid(), row.tenant(), row.eid(), row.profileType(), keeps ? null : row.peer(), keeps, row.stock());
    }

    // A SM-SR manages the eUICC, a SM-DP+ or SM-DP has the profile: the peer of a line is kept with what it is of.
    private boolean smsr(InventoryRow row) {
        var peer = row.peer() == null ? null : settings.peers().get(row.peer());
        return row.peer() != null && (peer == null || peer.isSmsr());
    }

    /** Every line to the consumer; a file that is not CSV to its end is a {@link Problem} with line and column. */
    private void read(Path file, Consumer<InventoryRow> consumer) {
        long line = 1;
        try (var text = TextFile.open(file, InventoryLoader::malformed);
                var rows = new CsvRows(text, 0, InventoryLoader::malformed)) {
            var columns = rows.columns(name -> COLUMNS.contains(name) ? name : null, NAMES);
            if (!columns.contains("eid") && !columns.contains("iccid")) {
                throw malformed(rows.headerLine(), 1, "the header has neither eid nor iccid; " + NAMES);
            }
            for (var row = rows.next(); row != null; row = rows.next()) {
                line = row.line();
                var fields = rows.fields(row, columns);
                consumer.accept(new InventoryRow(
                        line,
                        fields.get("tenant"),
                        fields.get("eid"),
                        fields.get("iccid"),
                        fields.get("profiletype"),
                        fields.get("peer"),
                        StockColumns.of(fields, columns)));
            }
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new Problem(
                    400, "malformed-csv", "The body is not UTF-8 text (after line " + line + "); nothing was loaded.");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Problem malformed(long line, long column, String reason) {
        return new Problem(
                400,
                "malformed-csv",
                "At line " + line + ", column " + column + " " + reason + ". Nothing was loaded.");
    }
}
