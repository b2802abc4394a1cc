package io.rsproutes.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.rsproutes.RspRoutes;
import io.rsproutes.support.Api;
import io.rsproutes.support.BundleJvm;
import io.rsproutes.support.Full;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every command block (```sh) of README and docs, in reading order, against one demo; in the full form twice in a row. A line {@code mvn spring-boot:run} starts the demo, again if it runs; what a comment says is refused may be; everything
 * else answers below 400. {@code profiles=simulators} runs beside what runs. Ports are the test's, and waits for a peer's validity are shorter.
 */
class DocumentedCommandsIT {

    private static final List<String> PAGES = List.of(
            "README.md",
            "docs/guides/es2plus.md",
            "docs/guides/activation.md",
            "docs/guides/cards-and-profiles.md",
            "docs/guides/es4.md",
            "docs/guides/es2.md",
            "docs/guides/inventory.md",
            "docs/guides/block-list.md",
            "docs/guides/templates.md",
            "docs/guides/dry-run.md",
            "docs/guides/provisioning.md",
            "docs/guides/stock.md",
            "docs/guides/files.md",
            "docs/guides/formats.md",
            "docs/guides/webhooks.md",
            "docs/guides/dead-letters.md",
            "docs/operate/reconciliation.md",
            "docs/operate/durability.md",
            "docs/guides/simulator.md",
            "docs/guides/custom-format/README.md",
            "docs/guides/gateway/README.md");
    /** Pages whose commands are no demo's: they measure or prove something, for minutes or an hour. */
    private static final List<String> OTHERS = List.of("docs/proof/proof.md", "docs/operate/performance.md");

    private static final Pattern BLOCK = Pattern.compile("^```sh\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern REFUSED =
            Pattern.compile("refused|globex names|revoked|somebody else's|nothing was sent", Pattern.CASE_INSENSITIVE);
    private static final Pattern ANSWER = Pattern.compile("^@@ (\\d+) (\\S+)$");
    /** Of bash: curl says on the standard error what it was answered. */
    private static final String PRELUDE =
            """
            shopt -s expand_aliases
            set -u
            curl() { command curl --max-time 60 "$@" -w '\\n%{stderr}@@ %{http_code} %{url_effective}\\n'; }
            alias rsp='curl -s -w "\\n" -H "Authorization: Bearer demo-acme" -H "Content-Type: application/json"'
            """;

    private final Path folder = Processes.folder("rsp-reader-");
    private final int port = Ports.free();
    private final int partners = Ports.free();
    private final int called = Ports.free();
    private final int controlled = Ports.free();
    private Process instance;
    private Process simulators;

    @AfterEach
    void end() {
        stop(instance);
        stop(simulators);
    }

    private static void stop(Process process) {
        if (process != null) {
            Processes.stop(process);
        }
    }

    @Test
    void everyCommandWorksAsItStands() throws Exception {
        assertThat(read(1)).isGreaterThan(60);
    }

    @Tag(Full.TAG)
    @Test
    void everyCommandWorksAsItStands_twiceInARow() throws Exception {
        assertThat(read(2)).isGreaterThan(120);
    }

    private int read(int passes) throws Exception {
        for (var name : List.of("README.md", "routes", "config", "docs")) {
            try (var files = Files.walk(Path.of(name))) {
                for (var file : files.toList()) {
                    Files.copy(file, folder.resolve(file.toString()));
                }
            }
        }
        for (var file : List.of("config/application-simulators.yaml", "docs/guides/simulators/instance.yaml")) {
            Files.writeString(folder.resolve(file), ours(Files.readString(folder.resolve(file))));
        }
        int commands = 0;
        for (int pass = 1; pass <= passes; pass++) {
            for (var page : PAGES) {
                if (page.equals("docs/operate/durability.md") && !Files.isExecutable(Path.of("/usr/bin/psql"))) {
                    System.out.println("NOT RUN: " + page + " needs psql (Debian: apt install postgresql-client)");
                } else {
                    commands += read(page, pass);
                }
            }
            Processes.run(folder, List.of("rm", "-rf", "overrides"));
        }
        System.out.println("Documented commands: " + commands + " answers");
        return commands;
    }

    @Test
    void noPageIsForgotten() throws IOException {
        try (var files = Files.walk(Path.of("docs"))) {
            for (var file : files.filter(one -> one.toString().endsWith(".md")).toList()) {
                assertThat(!BLOCK.matcher(Files.readString(file)).find()
                                || PAGES.contains(file.toString())
                                || OTHERS.contains(file.toString()))
                        .as(file.toString())
                        .isTrue();
            }
        }
    }

    /** How many answers there were. */
    private int read(String page, int pass) throws Exception {
        var before = new StringBuilder();
        var block = BLOCK.matcher(Files.readString(folder.resolve(page)));
        int answers = 0;
        while (block.find()) {
            var run = new StringBuilder();
            for (var line : block.group(1).lines().toList()) {
                if (line.startsWith("mvn spring-boot:run")) {
                    answers += bash(page, pass, before.toString(), run.toString());
                    before.append(variables(run.toString()));
                    run.setLength(0);
                    start(line);
                } else if (!line.startsWith("mvn ") && !line.startsWith("bench/")) {
                    run.append(ours(line)).append('\n');
                }
            }
            answers += bash(page, pass, before.toString(), run.toString());
            before.append(variables(run.toString()));
        }
        return answers;
    }

    private String ours(String line) {
        return line.replace("localhost:8080", "localhost:" + port)
                .replace("127.0.0.1:8080", "127.0.0.1:" + port)
                .replace("localhost:8443", "localhost:" + partners)
                .replace("port: 8443", "port: " + partners)
                .replace("localhost:9443", "localhost:" + called)
                .replace("port: 9443", "port: " + called)
                .replace("localhost:9080", "localhost:" + controlled)
                .replace("port: 9080", "port: " + controlled)
                .replace("\"validityPeriod\":60", "\"validityPeriod\":2");
    }

    // What a reader's shell still knows in the page's next block.
    private static String variables(String commands) {
        var kept = new StringBuilder();
        commands.lines()
                .filter(line -> line.matches("[A-Z][A-Z0-9]*=[^$ ]*|data=.*|as\\(\\) .*"))
                .forEach(line -> kept.append(line).append('\n'));
        return kept.toString();
    }

    private void start(String line) throws Exception {
        var profiles = option(line, "profiles", line.contains("run.arguments=") ? "" : "demo");
        if (profiles.equals("simulators")) {
            stop(simulators);
            simulators = start("simulators", List.of("--spring.profiles.active=simulators"));
            ready(simulators, new Api("http://127.0.0.1:" + controlled, null), "/simulator/smdp/calls");
            return;
        }
        stop(instance);
        var arguments = new ArrayList<>(List.of("--server.port=" + port));
        if (!profiles.isEmpty()) {
            arguments.add("--spring.profiles.active=" + profiles);
        }
        if (profiles.contains("demo")) {
            arguments.addAll(List.of(
                    "--rsp.demo.sample-order=false",
                    // What one page ordered would refuse what another orders: each is walked on a fresh demo.
                    "--rsp.peers.smsr-demo.precheck-within=0s",
                    "--rsp.peers.smsr-demo.grace=1s",
                    "--rsp.peers.smsr-demo.validity.min=1s",
                    "--rsp.peers.smsr-demo.validity.default=60s",
                    "--rsp.operations.audit-delay=2s"));
        }
        if (profiles.contains("gateway")) {
            arguments.addAll(List.of(
                    "--rsp.partner.port=" + partners,
                    "--rsp.gateway.url=https://localhost:" + partners,
                    "--rsp.tenants.acme.gateway.hosts=127.0.0.1:" + port,
                    "--rsp.tenants.globex.gateway.hosts=127.0.0.1:" + port));
        }
        arguments.addAll(Stream.of(option(line, "arguments", "").split(","))
                .filter(argument -> !argument.isEmpty())
                .toList());
        instance = start("demo", arguments);
        ready(instance, new Api("http://127.0.0.1:" + port, "demo-acme"), "/rsp/v1/operations?limit=1");
    }

    // -Dspring-boot.run.<name>=
    private static String option(String line, String name, String otherwise) {
        return line.contains("run." + name + "=") ? line.replaceFirst(".*run." + name + "=(\\S+).*", "$1") : otherwise;
    }

    private Process start(String name, List<String> arguments) {
        var command = new ArrayList<>(BundleJvm.command(512, List.of()));
        command.add(RspRoutes.class.getName());
        command.addAll(arguments);
        return Processes.start(folder.resolve(name + ".log"), folder, command);
    }

    private void ready(Process process, Api api, String path) {
        await().atMost(Duration.ofSeconds(120))
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    assertThat(process.isAlive()).as(folder.toString()).isTrue();
                    return api.get(path).status() == 200;
                });
    }

    private int bash(String page, int pass, String before, String commands) throws Exception {
        if (commands.isBlank()) {
            return 0;
        }
        var what = page + ", pass " + pass + ":\n" + commands;
        // The gateway's page tells what a customer sees whose call is refused: SOAP faults are answers too.
        int worst = REFUSED.matcher(commands).find() ? 599 : 399;
        var file = Files.writeString(folder.resolve("commands.sh"), PRELUDE + before + commands);
        var errors = folder.resolve("errors.txt");
        var out = folder.resolve("out.txt");
        var bash = new ProcessBuilder("bash", file.toString())
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .redirectOutput(out.toFile())
                .start();
        assertThat(bash.waitFor(180, TimeUnit.SECONDS)).as("ended: " + what).isTrue();
        var said = Files.readString(errors);
        assertThat(said)
                .as(what)
                .doesNotContain("unbound variable")
                .doesNotContain("command not found")
                .doesNotContain("syntax error")
                .doesNotContain("No such file");
        int answers = 0;
        for (var line : said.lines().toList()) {
            var answer = ANSWER.matcher(line);
            if (answer.matches()) {
                answers++;
                int status = Integer.parseInt(answer.group(1));
                assertThat(status)
                        .as(line + " in " + what + "\n" + Files.readString(out))
                        .isLessThanOrEqualTo(worst);
                assertThat(status).as(line + " in " + what).isNotEqualTo(500).isNotEqualTo(worst == 399 ? 0 : -1);
            }
        }
        return answers;
    }
}
