package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contracts as public linters see them, which are run as anybody runs them. */
class ContractsLintTest {

    private static final Path FOLDER = Path.of("src/main/resources/openapi");
    private static final Path LINTERS = Path.of("target/linters");
    private static final String REDOCLY = "@redocly/cli@2.77.0";

    private record Result(int status, String text) {}

    private static Result run(Path folder, List<String> command) throws IOException, InterruptedException {
        var output = Files.createTempFile("lint-", ".txt");
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            process.environment().put("REDOCLY_TELEMETRY", "off");
            process.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
            var started = process.start();
            assertThat(started.waitFor(5, TimeUnit.MINUTES))
                    .as(String.join(" ", command))
                    .isTrue();
            return new Result(started.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    static Stream<String> openApis() {
        return ContractsTest.openApis();
    }

    /** The parser that Camel and the generators of clients use, without mercy. */
    @ParameterizedTest
    @MethodSource("openApis")
    void theSwaggerParserFindsNothingWrong(String name) throws Exception {
        var options = new ParseOptions();
        options.setResolve(true);
        var text = Files.readString(FOLDER.resolve(name));
        var parsed = new OpenAPIV3Parser().readContents(text, null, options);
        assertThat(parsed.getMessages()).as(name).isEmpty();
        assertThat(parsed.getOpenAPI().getPaths()).isNotEmpty();
    }

    /** A text in a flow mapping that is not quoted ends at its first comma; what follows becomes names nobody meant. */
    @ParameterizedTest
    @MethodSource("names")
    void noTextIsCutAtAComma(String name) throws Exception {
        assertThat(nulls(ContractsTest.read(name), "")).as(name).isEmpty();
    }

    static Stream<String> names() {
        return Contracts.NAMES.stream();
    }

    private static List<String> nulls(JsonNode node, String at) {
        var found = new ArrayList<String>();
        if (node.isNull()) {
            found.add(at);
        }
        node.properties().forEach(field -> found.addAll(nulls(field.getValue(), at + "/" + field.getKey())));
        if (node.isArray()) {
            node.forEach(one -> found.addAll(nulls(one, at + "/-")));
        }
        return found;
    }

    /** AsyncAPI too. It comes from npm, the first time. */
    @Test
    void redoclyFindsNothingWrong() throws Exception {
        installRedocly();
        var command = new ArrayList<>(List.of(
                LINTERS.resolve("node_modules/.bin/redocly").toAbsolutePath().toString(), "lint", "--extends=spec"));
        Contracts.NAMES.forEach(name -> command.add(FOLDER.resolve(name).toString()));
        var result = run(Path.of("."), command);
        assertThat(result.status()).as(result.text()).isZero();
        assertThat(result.text()).contains("valid");
    }

    private static void installRedocly() throws Exception {
        if (Files.exists(LINTERS.resolve("node_modules/.bin/redocly"))) {
            return;
        }
        Files.createDirectories(LINTERS);
        Result result;
        try {
            result = run(
                    LINTERS,
                    List.of("npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", ".", REDOCLY));
        } catch (IOException e) {
            var reason = "npm is not there: the contracts were NOT linted by " + REDOCLY
                    + ". Install Node.js to have them linted.";
            System.err.println(reason);
            Assumptions.abort(reason);
            return;
        }
        if (result.status() != 0) {
            var reason = REDOCLY + " could not be installed: the contracts were NOT linted by it. npm said: "
                    + result.text();
            System.err.println(reason);
            Assumptions.abort(reason);
        }
    }
}
