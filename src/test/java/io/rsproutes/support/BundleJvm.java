package io.rsproutes.support;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** How bundles of tests and proofs, which start many, are started: the quick compiler only, and classes from an archive (JEP 350) that is made once a build; a start takes half the time. */
public final class BundleJvm {

    private static final Path ARCHIVE = Path.of("target", "bundle.jsa").toAbsolutePath();
    private static final Path LOCK = ARCHIVE.resolveSibling("bundle.lock");
    private static String classPath;

    private BundleJvm() {}

    /** Up to the main class. @param heap MB */
    public static List<String> command(int heap, List<String> options) {
        var path = classPath();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap + "m",
                "-XX:TieredStopAtLevel=1",
                "-XX:SharedArchiveFile=" + ARCHIVE,
                // Where one that is killed leaves what it would have deleted.
                "-Djava.io.tmpdir=" + Processes.folder("rsp-tmp-")));
        command.addAll(options);
        command.addAll(List.of("-cp", path));
        return command;
    }

    /** Options of a heap that is all there from the start: what a process holds beyond it is seen. @param heap MB */
    public static List<String> steady(int heap) {
        return List.of("-Xms" + heap + "M", "-Xmx" + heap + "M", "-XX:+AlwaysPreTouch");
    }

    private static synchronized String classPath() {
        // Another fork of the same build may be making the same files.
        try (var one = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = one.lock()) {
            return archived();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // An archive takes classes of jars only.
    private static String archived() {
        if (classPath == null) {
            var entries = new ArrayList<String>();
            boolean same = Files.exists(ARCHIVE);
            for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                var folder = Path.of(entry).toAbsolutePath();
                if (Files.isDirectory(folder)) {
                    var jar = folder.resolveSibling(folder.getFileName() + ".bundle.jar");
                    same &= !pack(folder, jar);
                    entries.add(jar.toString());
                } else {
                    entries.add(entry);
                }
            }
            classPath = String.join(File.pathSeparator, entries);
            if (!same) {
                archive();
            }
        }
        return classPath;
    }

    /** Whether the jar had to be made. */
    private static boolean pack(Path folder, Path jar) {
        try (var walk = Files.walk(folder)) {
            // Folders too: Spring looks for a package's.
            var files = walk.filter(file -> !file.equals(folder)).sorted().toList();
            if (Files.exists(jar)
                    && newest(files) < Files.getLastModifiedTime(jar).toMillis()) {
                return false;
            }
            try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
                for (var file : files) {
                    boolean regular = Files.isRegularFile(file);
                    out.putNextEntry(
                            new JarEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')
                                    + (regular ? "" : "/")));
                    if (regular) {
                        Files.copy(file, out);
                    }
                    out.closeEntry();
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long newest(List<Path> files) {
        return Stream.concat(
                        Stream.of(0L), files.stream().map(file -> file.toFile().lastModified()))
                .max(Long::compare)
                .orElseThrow();
    }

    // The demo, once; what it has loaded is archived when it ends.
    private static void archive() {
        try {
            Files.deleteIfExists(ARCHIVE);
            int port = Ports.free();
            var log = Path.of("target", "bundle-archive.log");
            var process = Processes.start(
                    log,
                    Path.of("").toAbsolutePath(),
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:ArchiveClassesAtExit=" + ARCHIVE,
                            "-cp",
                            classPath,
                            "io.rsproutes.RspRoutes",
                            "--spring.profiles.active=demo",
                            "--server.port=" + port,
                            "--rsp.data-dir=" + Processes.folder("rsp-data-"),
                            "--rsp.demo.sample-order=false"));
            var api = new Api("http://127.0.0.1:" + port, "demo-acme");
            await().atMost(Duration.ofMinutes(4))
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> !process.isAlive()
                            || api.get("/rsp/v1/operations?limit=1").status() == 200);
            process.destroy();
            if (!process.waitFor(180, TimeUnit.SECONDS) || process.exitValue() != 143) {
                Processes.kill(process);
                throw new IllegalStateException("the demo did not run: " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
