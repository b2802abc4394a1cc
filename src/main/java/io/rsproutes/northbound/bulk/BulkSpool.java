package io.rsproutes.northbound.bulk;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.rsproutes.common.Problem;
import io.rsproutes.common.UuidV7;
import io.rsproutes.common.io.LimitedInputStream;
import io.rsproutes.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** The spool ({@code rsp.bulk.spool}): a folder per job, with its file while it is worked on, and its results. */
public class BulkSpool {

    private static final Logger LOG = LoggerFactory.getLogger(BulkSpool.class);
    /** Nobody is writing a file for that long. */
    private static final Duration STRAY = Duration.ofDays(1);
    /** What there is of a job while it is worked on. */
    private static final List<String> WORKING =
            List.of("input", "orders.csv", "orders.part", "result.part", "rejects.lines");

    private final Settings settings;
    private final JdbcTemplate jdbc;

    public BulkSpool(Settings settings, DataSource dataSource) {
        this.settings = settings;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * A file in the spool.
     *
     * @param jobId  of the job it may become
     * @param digest of its content (SHA-256)
     * @param size   in bytes
     * @param at     when it was stored
     */
    public record StoredFile(String jobId, String digest, Long size, Timestamp at) {}

    /**
     * Stores the body as the input of a new job's folder; it is on the disk before this returns, as its
     * source may then be deleted. Out: {@code jobId} (new), {@code digest} (SHA-256), {@code size} (bytes, 0
     * is allowed), {@code at} (now). 413 above {@code rsp.rest.max-upload}. After any failure nothing stays
     * in the spool.
     */
    public StoredFile store(InputStream in) throws IOException {
        return keep(in, true);
    }

    /** As store, but 400 malformed-file for an empty body. */
    public StoredFile storeUpload(InputStream in) throws IOException {
        return keep(in, false);
    }

    private StoredFile keep(InputStream from, boolean mayBeEmpty) throws IOException {
        var jobId = UuidV7.next();
        var file = SpoolFiles.create(folder(jobId).resolve("input"));
        try (var in = from;
                var out = Files.newOutputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var limited = in == null
                    ? InputStream.nullInputStream()
                    : LimitedInputStream.upload(in, settings.rest().maxUpload());
            long size = new DigestInputStream(limited, digest).transferTo(out);
            if (size == 0 && !mayBeEmpty) {
                throw new Problem(400, "malformed-file", "The file is empty.");
            }
            try (var written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            return new StoredFile(
                    jobId, HexFormat.of().formatHex(digest.digest()), size, new Timestamp(System.currentTimeMillis()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException | IOException e) {
            delete(jobId);
            throw e;
        }
    }

    /** True when the spool has this file of the job, else false. */
    public boolean has(String jobId, String name) {
        return Files.exists(folder(jobId).resolve(name));
    }

    /**
     * The file of the job with this name (input, result.csv or rejects.csv), as a file, which is streamed
     * when it is sent; 404 when it is not there, as result.csv before the job has ended.
     */
    public File file(String jobId, String name) {
        var file = folder(jobId).resolve(name);
        if (!Files.exists(file)) {
            throw new Problem(
                    404,
                    "not-found",
                    "There is no such file; result.csv comes when a job has ended that was not refused.");
        }
        return file.toFile();
    }

    /**
     * Deletes the input of a job that has ended, which may hold keys, and what was written beside it for the
     * work; result.csv and rejects.csv stay.
     */
    public void clear(String jobId) throws IOException {
        for (var name : WORKING) {
            Files.deleteIfExists(folder(jobId).resolve(name));
        }
    }

    /** Deletes the job's folder with all its files; nothing when there is none. A failure is only logged. */
    public void delete(String jobId) {
        if (!Files.exists(folder(jobId))) {
            return;
        }
        try (var files = Files.walk(folder(jobId))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("the spool of job {} could not be deleted", jobId);
        }
    }

    /**
     * Rows with the column {@code id}, of folders older than a day for which there is no bulk job: the
     * instance that wrote them died before it recorded the job.
     */
    public List<Map<String, Object>> strays() throws IOException {
        return jobs(
                folder -> Files.getLastModifiedTime(folder)
                        .toInstant()
                        .isBefore(Instant.now().minus(STRAY)),
                "select count(*) = 0 from bulk_job where id = ?");
    }

    /**
     * Rows with the column {@code id}, of jobs that have ended, and whose input is still in the spool: the
     * instance died before clear.
     */
    public List<Map<String, Object>> withInput() throws IOException {
        return jobs(
                folder -> Files.exists(folder.resolve("input")),
                "select count(*) > 0 from bulk_job where id = ? and finished_at is not null");
    }

    private List<Map<String, Object>> jobs(DirectoryStream.Filter<Path> some, String which) throws IOException {
        var jobs = new ArrayList<Map<String, Object>>();
        if (Files.isDirectory(settings.bulkSpool())) {
            try (var folders = Files.newDirectoryStream(settings.bulkSpool(), some)) {
                for (var folder : folders) {
                    var id = folder.getFileName().toString();
                    if (Boolean.TRUE.equals(jdbc.queryForObject(which, Boolean.class, id))) {
                        jobs.add(Map.of("id", id));
                    }
                }
            }
        }
        return jobs;
    }

    private Path folder(String jobId) {
        return folder(settings, jobId);
    }

    static Path folder(Settings settings, String jobId) {
        return settings.bulkSpool().resolve(jobId);
    }
}
