package io.rsproutes.northbound.bulk;

import java.io.File;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.rsproutes.config.OrderFileSettings;
import io.rsproutes.config.Settings;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileConstants;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of the watched folder are whole, and may be taken: those whose size and time stamp have stayed
 * the same, by our own clock, for {@code unchanged-for} of their folder, and beside which lies their done
 * marker, where the folder has one. An empty file waits for its content. What is seen is kept here only: an
 * instance that starts begins to watch anew. (Camel's readLock=changed holds up all other files while it
 * waits for one, and with readLockMinAge it does not look at the size.)
 */
public class WholeFiles implements GenericFileFilter<Object> {

    private static final Logger LOG = LoggerFactory.getLogger(WholeFiles.class);
    private static final long FORGET = Duration.ofMinutes(10).toNanos();

    private record Seen(long length, long modified, long since, long last, boolean warned) {}

    private final OrderFileSettings settings;
    private final LongSupplier clock;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<String, Long> markers = new HashMap<>();
    private final Map<String, Long> taken = new HashMap<>();
    private long swept;

    public WholeFiles(Settings settings) {
        this(settings.files(), System::nanoTime);
    }

    WholeFiles(OrderFileSettings settings, LongSupplier clock) {
        this.settings = settings;
        this.clock = clock;
        this.swept = clock.getAsLong();
    }

    @Override
    public synchronized boolean accept(GenericFile<Object> file) {
        var path = file.getRelativeFilePath().replace('\\', '/');
        // Whoever may drop files here may not read with our rights what lies elsewhere; a tenant's folder may be a
        // link.
        if (path.contains("/") && file.getFile() instanceof File own && Files.isSymbolicLink(own.toPath())) {
            return false;
        }
        return file.isDirectory() || whole(path, file.getFileLength(), file.getLastModified());
    }

    /**
     * The file's name while it is read: its own and .taken-&lt;id&gt;-&lt;number&gt;. A file left behind with
     * such a name keeps the id, and gets another number.
     */
    public String takenName(Exchange exchange) {
        return TakenFile.of(exchange.getMessage().getHeader(FileConstants.FILE_NAME_ONLY, String.class))
                .next();
    }

    /** Whether the file may be taken now. Asked once at every look into the folder, for every file in it. */
    synchronized boolean whole(String path, long length, long modified) {
        long now = clock.getAsLong();
        sweep(now);
        var folder = settings.folder(TakenFile.folder(path));
        if (folder.isMarker(path)) {
            var marked = path.substring(0, path.length() - folder.doneMarker().length());
            if (taken.remove(marked) != null) {
                // It has done its work, and goes the way of its file.
                return true;
            }
            markers.put(marked, now);
            return false;
        }
        var before = seen.get(path);
        boolean same = before != null && before.length() == length && before.modified() == modified;
        long since = same ? before.since() : now;
        long unchanged = folder.unchangedFor().toNanos();
        boolean marked = folder.doneMarker().isEmpty() || markers.containsKey(path) || TakenFile.isTaken(path);
        boolean waits = length == 0 || now - since < unchanged || !marked;
        boolean warn = waits && now - since > Math.max(FORGET, 2 * unchanged) && !(same && before.warned());
        if (warn) {
            LOG.warn(
                    "a file of {} is not taken: {}",
                    TakenFile.folder(path),
                    length == 0 ? "it has been empty for long" : "its done marker is missing");
        }
        if (waits) {
            seen.put(path, new Seen(length, modified, since, now, warn || same && before.warned()));
            return false;
        }
        seen.remove(path);
        if (markers.remove(path) != null) {
            taken.put(path, now);
        }
        return true;
    }

    // What has not been seen for long is not there any more.
    private void sweep(long now) {
        long forget = Math.max(FORGET, 3 * settings.interval().toNanos());
        if (now - swept > forget) {
            swept = now;
            seen.values().removeIf(one -> now - one.last() > forget);
            markers.values().removeIf(last -> now - last > forget);
            taken.values().removeIf(last -> now - last > forget);
        }
    }
}
