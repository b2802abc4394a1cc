package io.rsproutes.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * {@code rsp.data-dir}, of which this process is the only user from then on: made and locked
 * when a server of ours asks for it.
 */
@Lazy
@Component
public class DataFolder {

    // Referenced for the life of the process: a lock whose channel is collected is a lock released.
    private static final List<FileLock> LOCKS = new CopyOnWriteArrayList<>();

    private final Path path;

    DataFolder(Settings settings) throws IOException {
        path = settings.dataDir().toAbsolutePath().normalize();
        Files.createDirectories(path);
        FileLock lock = null;
        try {
            lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .tryLock();
        } catch (OverlappingFileLockException e) {
            // this very process: said below
        }
        if (lock == null) {
            throw new SettingsFault(
                    "rsp.data-dir",
                    "is in use by another running copy",
                    "stop it, or give this one its own --rsp.data-dir");
        }
        LOCKS.add(lock);
    }

    public Path path() {
        return path;
    }
}
