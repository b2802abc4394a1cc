package io.rsproutes.platform.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;

import io.rsproutes.config.SettingsFault;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.springframework.util.FileSystemUtils;

/** PostgreSQL's programs for this platform: an archive on the class path, put there by a Maven profile per platform. */
public final class PostgresBinaries {

    private static final String ARCHIVE = "postgres-" + system() + "-" + processor() + ".txz";

    private PostgresBinaries() {}

    /**
     * Unpacks them (60 MB), unless the same are there.
     *
     * @param folder gets {@code bin}, {@code lib} and {@code share}
     */
    public static void install(Path folder) throws IOException {
        var archive = PostgresBinaries.class.getResource("/" + ARCHIVE);
        if (archive == null) {
            throw new SettingsFault(
                    "spring.datasource.url",
                    "is not set, and this jar has no PostgreSQL for " + system() + " " + processor(),
                    "build the jar on this platform (mvn package), or name a PostgreSQL database");
        }
        var label = ARCHIVE + " of " + archive.openConnection().getContentLengthLong() + " bytes, unpacked ";
        var installed = folder.resolve("archive");
        if (Files.exists(installed) && Files.readString(installed).equals(label + size(folder))) {
            return;
        }
        var fresh = folder.resolveSibling(folder.getFileName() + ".new");
        FileSystemUtils.deleteRecursively(fresh);
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive.openStream()))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, fresh);
            }
        }
        Files.writeString(fresh.resolve("archive"), label + size(fresh));
        FileSystemUtils.deleteRecursively(folder);
        Files.move(fresh, folder);
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        var file = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file);
        var posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(
                    PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    // A power cut soon after unpacking may leave empty files in a folder that says it is complete.
    private static long size(Path folder) throws IOException {
        long bytes = 0;
        for (var part : List.of("bin", "lib", "share")) {
            try (var files = Files.walk(folder.resolve(part))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    bytes += Files.size(file);
                }
            }
        }
        return bytes;
    }

    private static String system() {
        var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : name;
    }

    private static String processor() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm_64";
            default -> System.getProperty("os.arch");
        };
    }
}
