package io.rsproutes.northbound.bulk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Settings;
import io.rsproutes.northbound.bulk.format.BulkFormats;
import io.rsproutes.northbound.bulk.format.BulkLine;
import io.rsproutes.northbound.bulk.format.BulkReader;
import io.rsproutes.northbound.rest.Faults;
import io.rsproutes.operation.RejectionReasons;
import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.platform.database.TenantScope;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The lines of jobs' files, a chunk at a time: read first to the end to check every one, then again to submit
 * the good ones. How far that went is in the table {@code bulk_job}; what is kept open here only saves
 * reading again.
 */
public class BulkLines implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BulkLines.class);
    /** No line is submitted while fewer than this part of the window is free: each look for room costs as much. */
    private static final int LEAST = 4;

    private final Settings settings;
    private final BulkFormats formats;
    private final JdbcTemplate jdbc;
    private final String submitted;
    private final String node = UuidV7.next();
    private final Map<String, BulkFile> open = new ConcurrentHashMap<>();

    public BulkLines(Settings settings, DataSource dataSource, SqlFiles sql) {
        this.settings = settings;
        this.formats = new BulkFormats(settings.files());
        this.jdbc = new JdbcTemplate(dataSource);
        this.submitted = sql.read("northbound/bulk-jobs.submitted");
    }

    /** The name of this process as a worker on jobs (their column owner); a new one at each start. */
    public String node() {
        return node;
    }

    /**
     * For the rest of the exchange statements see only the rows of the job's tenant (variable {@code
     * jobTenant}), or all if that is an operator. Returns the scope: the tenant, or null for all. 403
     * tenant-unknown if the tenant is no longer configured.
     */
    public String actForTenant(Exchange exchange) {
        return TenantScope.act(exchange, settings, exchange.getVariable("jobTenant", String.class));
    }

    /**
     * The next lines to check, at most {@code rsp.bulk.batch}, each with number and command (JSON text). From
     * the first line again, with rejects.csv begun anew, unless this instance has the job's file open at
     * {@code jobPosition}. A line that orders the same as one further up is put aside at once, so there may
     * be fewer, or none, before the end of the file, too. 400 malformed-file when the file is not as its
     * format wants it. In: variables jobId, jobFile, jobFormat, jobName, jobPosition.
     */
    public List<BulkLine> toCheck(Exchange exchange) throws IOException {
        var jobId = jobId(exchange);
        var file = open.get(jobId);
        if (file == null || !file.is(true, number(exchange, "jobPosition"))) {
            closeFile(jobId);
            file = BulkFile.toCheck(reader(exchange), BulkSpool.folder(settings, jobId));
            open.put(jobId, file);
        }
        return next(exchange, file, settings.bulk().batch());
    }

    /**
     * The next lines to submit, each with number and command (JSON text), without those put aside or
     * submitted before: at most {@code rsp.bulk.batch}, and at most the room, {@code rsp.bulk.window} less
     * {@code jobOpen}, the orders under way. Empty when the job is cancelled ({@code jobCancelled} is true),
     * at the end of the file, and without room. A room less than a batch and less than a quarter of the
     * window counts as none, until it is the same at two calls, as no order ended between them. In: variables
     * jobId, jobFile, jobFormat, jobName, jobPosition, jobOpen, jobCancelled.
     */
    public List<BulkLine> toSubmit(Exchange exchange) throws IOException {
        var jobId = jobId(exchange);
        if (Boolean.TRUE.equals(exchange.getVariable("jobCancelled"))) {
            closeFile(jobId);
            return new ArrayList<>();
        }
        var file = open.get(jobId);
        if (file == null || !file.is(false, number(exchange, "jobPosition"))) {
            closeFile(jobId);
            var known = jdbc.queryForList(
                    submitted, Long.class, jobId, 2 * settings.bulk().batch());
            file = BulkFile.toSubmit(
                    reader(exchange), BulkSpool.folder(settings, jobId), number(exchange, "jobPosition"), known);
            open.put(jobId, file);
        }
        int window = settings.bulk().window();
        int batch = settings.bulk().batch();
        long room = window - number(exchange, "jobOpen");
        boolean enough = room >= Math.min(batch, Math.max(1, window / LEAST));
        return enough || file.stands(room) && room > 0
                ? next(exchange, file, (int) Math.min(batch, room))
                : new ArrayList<>();
    }

    /**
     * JSON {@code {line, eid?, iccid?}} of each line in the body, as an array; the ICCID without padding; 18
     * digits get their check digit. An EID or ICCID of a wrong form is left out, as nobody has it.
     */
    public String pairs(@Body List<BulkLine> lines) {
        return Json.write(lines.stream()
                .map(line -> {
                    var pair = new LinkedHashMap<String, Object>();
                    var eid = line.fields().get("eid");
                    var iccid = line.fields().get("iccid");
                    pair.put("line", line.number());
                    Json.put(pair, "eid", Identifiers.isEid(eid) ? eid : null);
                    Json.put(pair, "iccid", Identifiers.isIccid(iccid) ? Identifiers.canonicalIccid(iccid) : null);
                    return pair;
                })
                .toList());
    }

    private BulkReader reader(Exchange exchange) throws IOException {
        var format = exchange.getVariable("jobFormat", String.class);
        var function = BulkFormats.function(exchange.getVariable("jobName", String.class));
        try {
            return formats.read(file(exchange), "xml".equals(format) ? "csv" : format, function);
        } catch (CharacterCodingException e) {
            throw BulkFormats.notUtf8(file(exchange));
        }
    }

    private static List<BulkLine> next(Exchange exchange, BulkFile file, int most) throws IOException {
        try {
            return file.next(most);
        } catch (CharacterCodingException e) {
            throw BulkFormats.notUtf8(file(exchange));
        }
    }

    /**
     * Puts the line of variable {@code bulkLine} aside, with the message of variable {@code refusal} (a code
     * of rejectionReasons) and {@code refusalDetail} as the reason.
     */
    public void refuse(Exchange exchange) throws IOException {
        reject(
                exchange,
                RejectionReasons.problem(
                        exchange.getVariable("refusal", String.class),
                        exchange.getVariable("refusalDetail", String.class)));
    }

    /**
     * Puts the line of variable {@code bulkLine} aside, with the exception just caught as the reason, if that
     * is a fault of the caller. Throws a failure of ours on: it is not the line's.
     */
    public void reject(Exchange exchange) throws Exception {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        var problem = Faults.find(failure);
        if (problem == null) {
            throw failure;
        }
        reject(exchange, problem);
    }

    private void reject(Exchange exchange, Problem problem) throws IOException {
        var line = exchange.getVariable("bulkLine", BulkLine.class);
        open.get(jobId(exchange)).reject(line, problem);
    }

    /**
     * How far a job is.
     *
     * @param read     whether its file was read to its end, or as far as it will be
     * @param position lines read
     * @param rejected lines put aside
     */
    public record Progress(Boolean read, Long position, Long rejected) {}

    /**
     * How far the job is after a chunk. Out: {@code read}, true when its file was read to its end, or the job
     * is cancelled; {@code position}, lines read so far; {@code rejected}, lines put aside so far. Writes out
     * what was put aside (rejects.csv), and logs the progress, at most every ten seconds.
     */
    public Progress progress(Exchange exchange) throws IOException {
        var file = open.get(jobId(exchange));
        if (file == null) {
            return new Progress(true, number(exchange, "jobPosition"), number(exchange, "jobRejected"));
        }
        file.flush();
        if (file.isReportDue()) {
            var lines = exchange.getVariable("jobLines");
            LOG.info(
                    "bulk job {}: {} lines {}{}, {} rejected",
                    jobId(exchange),
                    file.position(),
                    "CHECKING".equals(exchange.getVariable("jobState")) ? "checked" : "submitted",
                    lines == null ? "" : " of " + lines,
                    file.rejected());
        }
        return new Progress(file.ended(), file.position(), file.rejected());
    }

    /**
     * Closes the job's file, which stays open here from chunk to chunk, and writes out what was put aside;
     * nothing when it is not open. The next chunk opens it anew: to check, at its first line; to submit,
     * behind {@code jobPosition}.
     */
    public void closeFile(String jobId) {
        var file = open.remove(jobId);
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        open.keySet().forEach(this::closeFile);
    }

    private static String jobId(Exchange exchange) {
        return exchange.getVariable("jobId", String.class);
    }

    private static Path file(Exchange exchange) {
        return Path.of(exchange.getVariable("jobFile", String.class));
    }

    private static long number(Exchange exchange, String variable) {
        return exchange.getVariable(variable, Long.class);
    }
}
