package io.rsproutes.platform.database.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.rsproutes.config.SettingsFault;

/**
 * As whom PostgreSQL runs: it refuses to be root. Then it is {@code nobody}, and where the folders above do not let
 * that user through, {@code nobody} with the one capability that passes them.
 *
 * @param user null: who we are
 * @param prefix what comes before a command
 */
public record ServerAccount(String user, List<String> prefix) {

    private static final String NOBODY = "nobody";
    /** The second is enough, the third is what containers usually grant. */
    private static final List<List<String>> WAYS =
            List.of(List.of(), capability("dac_read_search"), capability("dac_override"));

    /**
     * The first way in which PostgreSQL runs here.
     *
     * @param home where {@link PostgresBinaries} were installed
     */
    public static ServerAccount find(Path home) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new ServerAccount(null, List.of());
        }
        for (var way : WAYS) {
            var prefix =
                    new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + group(), "--clear-groups"));
            prefix.addAll(way);
            var account = new ServerAccount(NOBODY, List.copyOf(prefix));
            // With "Permission denied" in front of it where PostgreSQL could not find its own files later.
            if (run(account.command(home.resolve("bin/postgres"), "--version")).startsWith("postgres (PostgreSQL)")) {
                return account;
            }
        }
        throw new SettingsFault(
                "rsp.data-dir",
                "cannot be used by the embedded PostgreSQL, which does not run as root",
                "start RSP Routes as another user, or install setpriv (util-linux),"
                        + " or name a PostgreSQL database in spring.datasource.url");
    }

    // access(2) ignores capabilities of a real user other than root, but for this bit.
    private static List<String> capability(String name) {
        return List.of("--inh-caps=+" + name, "--ambient-caps=+" + name, "--securebits=+no_setuid_fixup");
    }

    private static String group() throws IOException {
        return run(List.of("id", "-g", NOBODY)).trim();
    }

    /** The command line that runs this program as the account. */
    public List<String> command(Path program, String... arguments) {
        var command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Gives it a file or folder. */
    public void own(Path path) throws IOException {
        if (user != null) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
        }
    }

    // What it printed; nothing if there is no such program.
    private static String run(List<String> command) throws IOException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(10, TimeUnit.SECONDS);
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (IOException e) {
            return "";
        }
    }
}
