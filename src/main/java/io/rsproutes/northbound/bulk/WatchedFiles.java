package io.rsproutes.northbound.bulk;

import java.io.File;
import java.sql.Timestamp;
import java.util.Map;

import io.rsproutes.config.Settings;
import io.rsproutes.config.Tenant.Role;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.GenericFile;

/** A file of the watched folder ({@code <tenant>/<name>}) that is about to be taken. */
public class WatchedFiles {

    private static final String TAKEN = "taken ";

    private final Settings settings;

    public WatchedFiles(Settings settings) {
        this.settings = settings;
    }

    /**
     * What is known of the file before it is read.
     *
     * @param path     its own, below the watched folder
     * @param tenant   its folder's name, which should be a tenant's
     * @param name     its name, below its folder
     * @param key      of this taking of it; null when it was not renamed
     * @param modified its time stamp
     * @param marker   whether it only says that another file is whole
     * @param beside   whether it lies beside the tenants' folders
     * @param known    whether its folder is a tenant's
     * @param mayOrder whether that tenant may order
     */
    public record FoundFile(
            String path,
            String tenant,
            String name,
            String key,
            Timestamp modified,
            Boolean marker,
            Boolean beside,
            Boolean known,
            Boolean mayOrder) {}

    /**
     * The file that the folder has: {@code path} below the folder, {@code tenant} (the name of its own folder), {@code
     * name}, {@code key} of this taking (null when it was not renamed), {@code modified}; and whether it is {@code
     * marker} (only says that another is whole), {@code beside} (in no folder of a tenant), {@code known} (there is
     * such a tenant), {@code mayOrder} (with the role order).
     */
    public FoundFile found(Exchange exchange) {
        var found = file(exchange);
        return found(TakenFile.of(below(found)), found.getLastModified());
    }

    FoundFile found(TakenFile file, long modified) {
        var folder = TakenFile.folder(file.path());
        var tenant = settings.tenants().get(folder);
        return new FoundFile(
                file.path(),
                folder,
                file.name(),
                file.mark() == null ? null : TAKEN + file.mark(),
                new Timestamp(modified),
                settings.files().folder(folder).isMarker(file.path()),
                folder.isEmpty(),
                tenant != null,
                tenant != null && tenant.roles().contains(Role.ORDER));
    }

    /**
     * Whether what was read has the {@code size} that the file had when it was found to be whole. In a local folder
     * also whether the file still has that size and time stamp; over SFTP it is not looked at again.
     */
    public boolean unchanged(Exchange exchange, Long size) {
        var found = file(exchange);
        if (size != found.getFileLength()) {
            return false;
        }
        var local = found.getFile() instanceof File ? new File(found.getAbsoluteFilePath()) : null;
        return local == null || local.length() == size && local.lastModified() == found.getLastModified();
    }

    /**
     * Whether a file that is no new job came again because the process ended before it was gone: the job (its row) is
     * of this very taking.
     */
    public boolean sameTaking(Map<String, Object> job, String key) {
        return job == null || key != null && key.equals(job.get("idempotency_key"));
    }

    private static GenericFile<?> file(Exchange exchange) {
        return exchange.getProperty(FileComponent.FILE_EXCHANGE_FILE, GenericFile.class);
    }

    // Its path below the folder that is watched. The header of that name has lost the folders between, once the file
    // is renamed.
    private static String below(GenericFile<?> file) {
        var path = file.getAbsoluteFilePath().replace('\\', '/');
        var watched = file.getEndpointPath().replace('\\', '/');
        return path.startsWith(watched)
                ? path.substring(watched.length()).replaceFirst("^/+", "")
                : file.getRelativeFilePath();
    }
}
