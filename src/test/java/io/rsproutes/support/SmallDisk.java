package io.rsproutes.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A file system of a few MB for one server, which can be filled: memory of name spaces of its own (unshare, nsenter), for whoever may make some. */
public final class SmallDisk {

    private final Path folder;
    private final Process holder;

    /** @param folder an empty one; only what runs {@link #inside} sees the disk there */
    public SmallDisk(Path folder, int megabytes) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            holder = Processes.start(
                    Files.createTempFile("rsp-", ".log"),
                    folder.getParent(),
                    List.of(
                            "unshare",
                            "-rm",
                            "bash",
                            "-c",
                            "mount -t tmpfs -o size=" + megabytes + "m tmpfs '" + folder + "' && exec sleep infinity"));
            var mounts = Path.of("/proc", String.valueOf(holder.pid()), "mountinfo");
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                if (!holder.isAlive()) {
                    throw new IllegalStateException(
                            "This user may not make name spaces (unshare -rm), so there is no small disk.");
                }
                return Files.readString(mounts).contains(folder.toString());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command as it runs with this disk. */
    public List<String> inside(List<String> command) {
        var inside = new ArrayList<>(
                List.of("nsenter", "-t", String.valueOf(holder.pid()), "-U", "-m", "--preserve-credentials", "--"));
        inside.addAll(command);
        return inside;
    }

    /** To the last byte. */
    public void fill() {
        Processes.run(
                folder.getParent(),
                inside(List.of("bash", "-c", "dd if=/dev/zero of='" + folder + "/fill' bs=64k 2>/dev/null; true")));
    }

    public void free() {
        Processes.run(folder.getParent(), inside(List.of("rm", "-f", folder + "/fill")));
    }
}
