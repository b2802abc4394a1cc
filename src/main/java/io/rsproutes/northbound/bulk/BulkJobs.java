package io.rsproutes.northbound.bulk;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import javax.sql.DataSource;
import javax.xml.stream.XMLStreamException;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Csv;
import io.rsproutes.common.Json;
import io.rsproutes.common.Masking;
import io.rsproutes.common.Problem;
import io.rsproutes.common.UuidV7;
import io.rsproutes.common.io.LimitedInputStream;
import io.rsproutes.common.io.LimitedXml;
import io.rsproutes.config.Settings;
import io.rsproutes.config.Tenant.Role;
import io.rsproutes.northbound.rest.Edge;
import io.rsproutes.operation.RejectionReasons;
import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.platform.database.TenantScope;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.support.processor.validation.SchemaValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.xml.sax.SAXParseException;

/**
 * Files of orders. A file lies in the spool ({@code rsp.bulk.spool}, a folder per job) while it is worked on, and is read a chunk at a time: first to its
 * end to check every line, then again to submit the good ones. How far that went is in the table {@code bulk_job}; what is kept here only saves reading again.
 */
public class BulkJobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BulkJobs.class);
    // A bundle that stops waits for the chunk under way.
    private static final int CHUNK = 100;
    private static final String IDLE = "0.2";
    /** Nobody is writing a file for that long. */
    private static final Duration STRAY = Duration.ofDays(1);
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_:]{1,40}");
    private static final String TAKEN = "taken ";
    private static final List<String> WORKING = List.of("input", "orders.csv", "orders.part", "result.part", "rejects.lines");
    private static final String RESULT = "line,ref,function,eid,iccid,state,status,subjectCode,reasonCode,code,message,activationCode,operationId\n";

    private final Settings settings;
    private final BulkFormats formats;
    private final JdbcTemplate jdbc;
    private final String submitted;
    private final String results;
    private final String node = UuidV7.next();
    private final Map<String, BulkFile> open = new ConcurrentHashMap<>();

    public BulkJobs(Settings settings, DataSource dataSource, SqlFiles sql) {
        this.settings = settings;
        this.formats = new BulkFormats(settings.files());
        this.jdbc = new JdbcTemplate(dataSource);
        this.jdbc.setFetchSize(500);
        this.submitted = sql.read("northbound/bulk-jobs.submitted");
        this.results = sql.read("northbound/bulk-jobs.results");
    }

    /** Who works on jobs here, until this process ends. */
    public String node() {
        return node;
    }

    private Path spool(String jobId) {
        return settings.bulkSpool().resolve(jobId);
    }

    private static String jobId(Exchange exchange) {
        return exchange.getVariable("jobId", String.class);
    }

    private static long number(Exchange exchange, String variable) {
        return exchange.getVariable(variable, Long.class);
    }

    /**
     * A file of the watched folder ({@code <tenant>/<name>}) into the spool: variables {@code fileName} (its own, below
     * the folder), {@code jobId, jobTenant, jobName, jobDigest, jobModified, jobSource} and, as {@code idempotencyKey}, this taking's mark; or
     * {@code reason}, when nobody may order so. A done marker sets neither jobId nor reason.
     *
     * @throws IOException when the file has changed since it was found to be whole; it stays where it is
     */
    public void take(Exchange exchange) throws IOException {
        var found = exchange.getProperty(FileComponent.FILE_EXCHANGE_FILE, GenericFile.class);
        var file = TakenFile.of(below(found));
        exchange.setVariable("fileName", file.path());
        exchange.setVariable("idempotencyKey", file.mark() == null ? null : TAKEN + file.mark());
        if (settings.files().folder(TakenFile.folder(file.path())).isMarker(file.path())) {
            return;
        }
        var folder = TakenFile.folder(file.path());
        var tenant = settings.tenants().get(folder);
        var reason = folder.isEmpty() ? "it lies beside the tenants' folders; put it into the folder of its tenant"
                : tenant == null ? "its folder is not the name of a tenant" : !tenant.roles().contains(Role.ORDER) ? "its tenant may not order (role order)" : null;
        exchange.setVariable("reason", reason);
        if (reason != null) {
            LOG.warn("a file was not taken: {}", reason);
            return;
        }
        long size;
        try {
            size = keep(exchange, "file", folder, file.name(), found.getLastModified());
        } catch (Problem tooLarge) {
            exchange.setVariable("reason", tooLarge.getMessage());
            return;
        }
        var local = found.getFile() instanceof File ? new File(found.getAbsoluteFilePath()) : null;
        if (size != found.getFileLength() || local != null && (local.length() != size || local.lastModified() != found.getLastModified())) {
            delete(jobId(exchange));
            throw new IOException("the file changed while it was read");
        }
    }

    // Its path below the folder that is watched. The header of that name has lost the folders between, once the file is renamed.
    private static String below(GenericFile<?> file) {
        var path = file.getAbsoluteFilePath().replace('\\', '/');
        var watched = file.getEndpointPath().replace('\\', '/');
        return path.startsWith(watched) ? path.substring(watched.length()).replaceFirst("^/+", "") : file.getRelativeFilePath();
    }

    /**
     * Variable {@code reason}: why a file that is no new job came back (the row in the body: the job it is), or null when that job is of this very
     * taking, as the process ended before the file was gone.
     */
    public void foundAgain(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        var mark = exchange.getVariable("idempotencyKey");
        boolean same = row == null || mark != null && mark.equals(row.get("idempotency_key"));
        exchange.setVariable("reason", same ? null : "this very file (name, content and time stamp) was taken before, as bulk job " + row.get("id")
                + "; nothing of it was sent again. To order the same again, give it another name or time stamp");
    }

    /** The same of an upload (variables {@code tenant, name?}); each is a job of its own, but for one that comes again under its Idempotency-Key. */
    public void upload(Exchange exchange) throws IOException {
        keep(exchange, "upload", exchange.getVariable("tenant", String.class), Objects.requireNonNullElse(exchange.getVariable("name", String.class), "orders.csv"), System.currentTimeMillis());
    }

    // Its size.
    private long keep(Exchange exchange, String source, String tenant, String name, long modified) throws IOException {
        var jobId = UuidV7.next();
        var file = SpoolFiles.create(spool(jobId).resolve("input"));
        long size = 0;
        try (var in = exchange.getMessage().getBody(InputStream.class); var out = Files.newOutputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            size = in == null ? 0 : new DigestInputStream(LimitedInputStream.upload(in, settings.rest().maxUpload()), digest).transferTo(out);
            if (size == 0 && source.equals("upload")) {
                throw new Problem(400, "malformed-file", "The file is empty.");
            }
            // On the disk before it is gone from where it came.
            try (var written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            exchange.setVariable("jobDigest", HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException | IOException e) {
            delete(jobId);
            throw e;
        }
        exchange.setVariable("jobId", jobId);
        exchange.setVariable("jobSource", source);
        exchange.setVariable("jobTenant", tenant);
        exchange.setVariable("jobName", name);
        exchange.setVariable("jobModified", new Timestamp(modified));
        return size;
    }

    /** The upload came before: variable {@code jobId} is the job it made, if it is the same file (the row in the body). */
    public void repeated(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        if (!exchange.getVariable("jobDigest").equals(row.get("digest"))) {
            throw new Problem(422, "idempotency-key-reused", "This Idempotency-Key came with another file before; use a new key for a new file.");
        }
        exchange.setVariable("jobId", row.get("id"));
    }

    /** The spool of a job that is not there any more, or never was. */
    public void forget(Exchange exchange) {
        delete(jobId(exchange));
    }

    /** Folders of the spool that became no job, because the bundle that wrote them died before their row was there, as rows {@code id} in the body. */
    public void strays(Exchange exchange) throws IOException {
        var strays = new ArrayList<Map<String, Object>>();
        if (Files.isDirectory(settings.bulkSpool())) {
            try (var folders = Files.newDirectoryStream(settings.bulkSpool())) {
                for (var folder : folders) {
                    var id = folder.getFileName().toString();
                    if (Files.getLastModifiedTime(folder).toInstant().isBefore(Instant.now().minus(STRAY)) && jdbc.queryForObject("select count(*) from bulk_job where id = ?", Long.class, id) == 0) {
                        strays.add(Map.of("id", id));
                    }
                }
            }
        }
        exchange.getMessage().setBody(strays);
    }

    private void delete(String jobId) {
        if (!Files.exists(spool(jobId))) {
            return;
        }
        try (var files = Files.walk(spool(jobId))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("the spool of job {} could not be deleted", jobId);
        }
    }

    /** Variables {@code jobFormat}, and {@code jobFile}, which is read; {@code toTranslate}, when a mapping has to write that first. */
    public void detect(Exchange exchange) throws IOException {
        var folder = spool(jobId(exchange));
        var input = folder.resolve("input");
        if (!Files.exists(input)) {
            throw new Problem(500, "file-missing", "The file is not in rsp.bulk.spool any more; with several bundles it must be a folder they share.");
        }
        if (exchange.getVariable("jobFormat") == null) {
            try {
                exchange.setVariable("jobFormat", formats.detect(input, exchange.getVariable("jobName", String.class)));
            } catch (CharacterCodingException e) {
                throw BulkFormats.notUtf8(input);
            }
        }
        boolean xml = "xml".equals(exchange.getVariable("jobFormat"));
        var file = xml ? folder.resolve("orders.csv") : input;
        exchange.setVariable("jobFile", file.toString());
        exchange.setVariable("toTranslate", xml && !Files.exists(file));
        if (xml) {
            if (Files.size(input) > settings.bulk().maxXml()) {
                throw new Problem(413, "body-too-large", "An XML file may have rsp.bulk.max-xml bytes; split it, or send CSV.");
            }
            within(input);
            exchange.getMessage().setBody(input.toFile());
        }
    }

    private static void within(Path input) throws IOException {
        try {
            LimitedXml.check(input);
        } catch (XMLStreamException e) {
            var at = e.getLocation();
            throw BulkFormats.malformed(at == null ? 1 : at.getLineNumber(), at == null ? 1 : at.getColumnNumber(), "the XML is not well-formed, or goes beyond a limit");
        }
    }

    /** What an XML file was mapped to (the body, CSV) beside it. */
    public void translated(Exchange exchange) throws IOException {
        var file = Path.of(exchange.getVariable("jobFile", String.class));
        var part = file.resolveSibling("orders.part");
        Files.writeString(SpoolFiles.create(part), exchange.getMessage().getBody(String.class));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The fault of an XML file, where it stands. */
    public void invalid(Exchange exchange) {
        var cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        while (cause != null && !(cause instanceof SAXParseException)) {
            cause = cause instanceof SchemaValidationException schema && !schema.getErrors().isEmpty() ? schema.getErrors().get(0) : cause.getCause();
        }
        throw cause instanceof SAXParseException at ? BulkFormats.malformed(at.getLineNumber(), at.getColumnNumber(), "the XML is not as it should be: " + said(at.getMessage()))
                : BulkFormats.malformed(1, 1, "the file is no XML that can be read");
    }

    // Without the values a schema's fault quotes, as one may be a key: only what is a name is repeated.
    private static String said(String fault) {
        return Masking.mask(QUOTED.matcher(String.valueOf(fault)).replaceAll(quoted -> NAME.matcher(quoted.group(1)).matches() ? "'$1'" : "'…'"));
    }

    private BulkReader reader(Exchange exchange) throws IOException {
        var format = exchange.getVariable("jobFormat", String.class);
        try {
            return formats.read(Path.of(exchange.getVariable("jobFile", String.class)), "xml".equals(format) ? "csv" : format, BulkFormats.function(exchange.getVariable("jobName", String.class)));
        } catch (CharacterCodingException e) {
            throw BulkFormats.notUtf8(Path.of(exchange.getVariable("jobFile", String.class)));
        }
    }

    private static List<BulkLine> next(Exchange exchange, BulkFile file, int most) throws IOException {
        try {
            return file.next(most);
        } catch (CharacterCodingException e) {
            throw BulkFormats.notUtf8(Path.of(exchange.getVariable("jobFile", String.class)));
        }
    }

    /** The next lines to check, as the body. Whoever comes anew begins at the first, as what was seen before is not kept. */
    public void toCheck(Exchange exchange) throws IOException {
        var jobId = jobId(exchange);
        var file = open.get(jobId);
        if (file == null || !file.is(true, number(exchange, "jobPosition"))) {
            close(jobId);
            file = BulkFile.toCheck(reader(exchange), spool(jobId));
            open.put(jobId, file);
        }
        exchange.getMessage().setBody(next(exchange, file, CHUNK));
    }

    /** The next lines to submit, as the body: as many as may be under way (variable {@code jobOpen}: how many are); variable
     * {@code nextIn} (s): when to look again. */
    public void toSubmit(Exchange exchange) throws IOException {
        var jobId = jobId(exchange);
        if (Boolean.TRUE.equals(exchange.getVariable("jobCancelled"))) {
            close(jobId);
            exchange.setVariable("nextIn", IDLE);
            exchange.getMessage().setBody(List.of());
            return;
        }
        long room = settings.bulk().window() - number(exchange, "jobOpen");
        var file = open.get(jobId);
        if (file == null || !file.is(false, number(exchange, "jobPosition"))) {
            close(jobId);
            var known = jdbc.queryForList(submitted, Long.class, jobId, 2 * CHUNK);
            file = BulkFile.toSubmit(reader(exchange), spool(jobId), number(exchange, "jobPosition"), number(exchange, "jobRejected"), known);
            open.put(jobId, file);
        }
        var lines = room <= 0 ? List.<BulkLine>of() : next(exchange, file, (int) Math.min(CHUNK, room));
        exchange.setVariable("nextIn", lines.isEmpty() ? IDLE : "0");
        exchange.getMessage().setBody(lines);
    }

    /** The line in the body as a command of the job's tenant: variables {@code tenant, scope, jobLine} (its number). */
    public void command(Exchange exchange) {
        var tenant = exchange.getVariable("jobTenant", String.class);
        exchange.setVariable("scope", TenantScope.act(exchange, settings, tenant));
        exchange.setVariable("tenant", tenant);
        var line = exchange.getMessage().getBody(BulkLine.class);
        exchange.setVariable("bulkLine", line);
        exchange.setVariable("jobLine", line.number());
        exchange.getMessage().setBody(line.command());
    }

    /** The line is refused, for the reason in variable {@code refusal}. What was caught before, of another line or job, has no part in it. */
    public void refuse(Exchange exchange) throws IOException {
        reject(exchange, RejectionReasons.problem(exchange.getVariable("refusal", String.class)));
    }

    /** The line has the fault that was caught just now; any other failure is thrown on. */
    public void reject(Exchange exchange) throws Exception {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        var problem = Edge.find(failure);
        if (problem == null) {
            throw failure;
        }
        reject(exchange, problem);
    }

    private void reject(Exchange exchange, Problem problem) throws IOException {
        var fault = BulkFile.fault(problem);
        open.get(jobId(exchange)).reject(exchange.getVariable("bulkLine", BulkLine.class), fault[0], fault[1]);
    }

    /** After a chunk: variables {@code jobPosition, jobRejected, jobRead} (to its end, or as far as it will be). */
    public void chunkEnded(Exchange exchange) throws IOException {
        var file = open.get(jobId(exchange));
        exchange.setVariable("jobRead", file == null || file.ended());
        if (file != null) {
            file.flush();
            exchange.setVariable("jobPosition", file.position());
            exchange.setVariable("jobRejected", file.rejected());
            if (file.toBeTold()) {
                LOG.info("bulk job {}: {} lines {}{}, {} rejected", jobId(exchange), file.position(), "CHECKING".equals(exchange.getVariable("jobState")) ? "checked" : "submitted",
                        exchange.getVariable("jobLines") == null ? "" : " of " + exchange.getVariable("jobLines"), file.rejected());
            }
        }
    }

    /** A chunk failed, or the job has ended: what is kept here of it goes. */
    public void leave(Exchange exchange) {
        close(jobId(exchange));
    }

    private void close(String jobId) {
        var file = open.remove(jobId);
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Writes {@code result.csv} into the spool: what became of every line that was submitted. */
    public void writeResults(Exchange exchange) throws IOException {
        var file = spool(jobId(exchange)).resolve("result.csv");
        var part = file.resolveSibling("result.part");
        try (var out = Files.newBufferedWriter(SpoolFiles.create(part))) {
            out.write(RESULT);
            jdbc.query(results, row -> {
                try {
                    out.write(Csv.line(result(row)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }, jobId(exchange));
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> result(ResultSet row) throws SQLException {
        var status = json(row.getString("status"));
        var result = json(row.getString("result"));
        return List.of(text(row.getString("job_line")), text(row.getString("client_reference")), text(row.getString("function")), text(row.getString("eid")),
                text(row.getString("iccid")), row.getString("state"), status.path("status").asText(), status.path("subjectCode").asText(), status.path("reasonCode").asText(),
                status.path("code").asText(), status.path("message").asText(), result.path("activationCode").asText(), row.getString("id"));
    }

    private static JsonNode json(String text) {
        return text == null ? Json.MAPPER.missingNode() : Json.read(text);
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    /** Why a chunk failed (the exception just caught), in words for whoever ordered; the failure itself is for the log. */
    public String failure(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        LOG.warn("bulk job {}: attempt {} failed", jobId(exchange), exchange.getVariable("jobAttempts"));
        LOG.debug("the failure in full", failure);
        return "Its processing failed here again and again" + (failure instanceof IOException ? ", as its file could not be read or its results could not be written" : "")
                + "; what was submitted before goes on.";
    }

    /** Whether the spool has this file of the job. */
    public boolean has(Exchange exchange, String name) {
        return Files.exists(spool(jobId(exchange)).resolve(name));
    }

    /** Of a job that has ended only results stay: what was sent may hold keys. */
    public void clear(Exchange exchange) throws IOException {
        for (var name : WORKING) {
            Files.deleteIfExists(spool(jobId(exchange)).resolve(name));
        }
    }

    /** Jobs whose input is still in the spool, as rows {@code id} in the body. */
    public void withInput(Exchange exchange) throws IOException {
        var jobs = new ArrayList<Map<String, Object>>();
        if (Files.isDirectory(settings.bulkSpool())) {
            try (var folders = Files.newDirectoryStream(settings.bulkSpool(), folder -> Files.exists(folder.resolve("input")))) {
                for (var folder : folders) {
                    var id = folder.getFileName().toString();
                    if (jdbc.queryForObject("select count(*) from bulk_job where id = ? and finished_at is not null", Long.class, id) > 0) {
                        jobs.add(Map.of("id", id));
                    }
                }
            }
        }
        exchange.getMessage().setBody(jobs);
    }

    /** One file of the spool as the body: input, result.csv or rejects.csv. */
    public void file(Exchange exchange, String name) throws IOException {
        var file = spool(jobId(exchange)).resolve(name);
        if (!Files.exists(file)) {
            throw new Problem(404, "not-found", "There is no such file; result.csv comes when a job has ended that was not refused.");
        }
        exchange.getMessage().setBody(file.toFile());
    }

    @Override
    public void close() {
        open.keySet().forEach(this::close);
    }
}
