package io.rsproutes.operation.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

class CommandsTest {

    private final Commands commands = new Commands(null);

    @Test
    void aCommandIsReadIntoItsOneForm() {
        var read = commands.read(
                        """
                {"function": "orderProfile", "iccid": "8947010000123456784F",
                 "parameters": {"profileType": "C-1", "confirmationCode": "4711"}}""",
                        null)
                .asMap();

        assertThat(read)
                .containsEntry("function", "orderProfile")
                .containsEntry("step", "downloadOrder")
                .containsEntry("interface", "es2plus")
                .containsEntry("profileType", "C-1")
                .containsEntry("whenBusy", "wait")
                .containsEntry("wantedValidity", null);
        assertThat(read.get("secrets")).isEqualTo("{\"confirmationCode\":\"4711\"}");
        assertThat(read.get("parameters").toString()).doesNotContain("4711");
    }

    @Test
    void whatAMappingLeftOutMakesAnotherRequest() {
        var command = "{\"function\": \"getEIS\", \"eid\": \"89049032123451234512345678901235\"}";

        var plain = commands.read(command, null).requestHash();

        assertThat(commands.read(command, command).requestHash()).isEqualTo(plain);
        assertThat(commands.read(command, "{\"order\": 1}").requestHash())
                .isNotEqualTo(plain)
                .isNotEqualTo(commands.read(command, "{\"order\": 2}").requestHash());
    }

    @Test
    void aKeyStandsForTheRequestThatCameFirst() {
        assertThat(commands.keyUse("a", "x", null)).isEqualTo("new");
        assertThat(commands.keyUse("a", "x", Map.of("operation_id", "a", "request_hash", "x")))
                .isEqualTo("new");
        assertThat(commands.keyUse("b", "x", Map.of("operation_id", "a", "request_hash", "x")))
                .isEqualTo("same");
        assertThat(commands.keyUse("b", "y", Map.of("operation_id", "a", "request_hash", "x")))
                .isEqualTo("other");
    }
}
