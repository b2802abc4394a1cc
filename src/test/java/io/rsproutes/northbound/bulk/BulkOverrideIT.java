package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rsproutes.common.Identifiers;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A route of a team's own in place of one that an order passes: lines of a file pass it, too. */
class BulkOverrideIT extends BulkScenarios {

    private static final YAMLMapper YAML = new YAMLMapper();

    private Path shipped;

    @AfterEach
    void asShipped() throws Exception {
        load(shipped.toString(), Files.readString(shipped));
    }

    private void load(String file, String yaml) throws Exception {
        PluginHelper.getRoutesLoader(camel)
                .updateRoutes(ResourceHelper.fromBytes(file, yaml.getBytes(StandardCharsets.UTF_8)));
    }

    /** The shipped route with one more step, at this place. */
    private void override(String file, String id, int place, String step) throws Exception {
        shipped = Path.of("routes", file);
        var ours = YAML.createArrayNode();
        for (var entry : YAML.readTree(shipped.toFile())) {
            if (entry.at("/route/id").asText().equals(id)) {
                ((ArrayNode) entry.at("/route/from/steps")).insert(place, YAML.readTree(step));
                ours.add((ObjectNode) entry);
            }
        }
        load("overrides/ours.camel.yaml", YAML.writeValueAsString(ours));
    }

    @ParameterizedTest
    @CsvSource({
        "core/submit.camel.yaml, core-submit, 1",
        "core/submit.camel.yaml, core-submit-record-at-once, 0",
        "core/submit.camel.yaml, core-submit-write, 0"
    })
    void givenARouteThatRecordsAnOrder_thenEachLinePassesIt(String file, String id, int place) throws Exception {
        override(file, id, place, "setVariable: {name: clientReference, expression: {constant: {expression: ours}}}");
        var first = owned();
        var second = owned();

        var job =
                ended(upload("ours.csv", "function,iccid\ndownloadOrder," + first + "\ndownloadOrder," + second + "\n")
                        .id());

        assertThat(job.path("rejected").asInt()).as(job.toString()).isZero();
        assertThat(count("operation where iccid in (?, ?) and client_reference = 'ours'", first, second))
                .isEqualTo(2);
    }

    /** Whose its EID and ICCID are is looked up of the command that it becomes. */
    @Test
    void givenARouteThatMakesACommandOfALine_thenItsCommandIsCheckedAndSubmitted() throws Exception {
        var meant = owned();
        override(
                "northbound/bulk-chunk.camel.yaml",
                "northbound-bulk-chunk-line",
                2,
                """
                setBody: {expression: {constant: {expression: '{"function":"downloadOrder","iccid":"%s"}'}}}"""
                        .formatted(meant));
        var written = Identifiers.canonicalIccid("894701888888888888");

        var job = ended(upload("ours.csv", csvFor(written)).id());

        assertThat(job.path("rejected").asInt()).as(job.toString()).isZero();
        assertThat(count("operation where iccid = ?", meant)).isEqualTo(1);
        assertThat(count("operation where iccid = ?", written)).isZero();
    }
}
