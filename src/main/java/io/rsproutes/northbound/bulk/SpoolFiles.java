package io.rsproutes.northbound.bulk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files of the spool, which nobody but the owner of this process may read: mode 600 in folders of mode 700, from
 * their first byte on.
 */
final class SpoolFiles {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private SpoolFiles() {}

    /** The file, empty if it was not there, with its folder. */
    static Path create(Path file) throws IOException {
        Files.createDirectories(file.getParent(), mode("rwx------"));
        try {
            return Files.createFile(file, mode("rw-------"));
        } catch (FileAlreadyExistsException e) {
            return file;
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
