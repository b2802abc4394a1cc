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
     * What is known of the file being read. Out: {@code path} below the watched folder, without what the
     * renaming added; {@code tenant}, the first folder in path; {@code name}, the rest of path, each / as _,
     * at most its last 200 characters; {@code key}, which names this taking of it and stays when it has to be
     * taken again, null when it was not renamed; {@code modified}, its time stamp; and, true or false, {@code
     * marker} (it only says that another file is whole), {@code beside} (it lies in no folder, and tenant is
     * empty), {@code known} (its folder is the name of a tenant), {@code mayOrder} (that tenant has the role
     * order, as an operator has).
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
                tenant != null && tenant.may(Role.ORDER));
    }

    /**
     * True when {@code size}, the bytes read, is the size that the file had when it was found to be whole,
     * and, in a local folder, the file still has that size and time stamp; else false. Over SFTP the file is
     * not looked at again.
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
     * True when the job that the file made before (its row in the body) has this key: the same taking made
     * it, and the process ended before the file was deleted. True, too, when there is no such job any more;
     * else false.
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
