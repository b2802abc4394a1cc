package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

import io.rsproutes.support.Full;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A start that cannot be: it ends with one line that says what, where, and what to do. */
class StartRefusalIT extends StartScenarios {

    @Test
    void givenAnOverrideWithAnUnknownKey_thenTheStartEndsWithFileLineAndReason() throws Exception {
        write(
                "overrides/deeper/broken.camel.yaml",
                """
                - route:
                    id: core-ownership
                    from:
                      uri: direct
                      parameters: {name: core-ownership}
                      steps:
                        - setBanana: {name: owned}
                """);
        start("--spring.profiles.active=demo");

        assertThat(refusal()).contains("overrides/deeper/broken.camel.yaml", "line 7", "setBanana");
    }

    @Tag(Full.TAG)
    @Test
    void givenAnOverrideThatIsNotYaml_thenTheStartEndsWithFileAndLine() throws Exception {
        write("overrides/broken.camel.yaml", "- route:\n    id: [\n");
        start("--spring.profiles.active=demo");
        assertThat(refusal()).contains("overrides/broken.camel.yaml", "line");
    }

    @Tag(Full.TAG)
    @Test
    void givenAMappingThatIsNone_thenTheStartEndsWithFileAndPlace() throws Exception {
        write("overrides/order-in.jslt", "{\"function\": ");
        start("--spring.profiles.active=demo");
        assertThat(refusal()).contains("overrides/order-in.jslt", "is no JSLT mapping", "line 1");
    }

    @Tag(Full.TAG)
    @Test
    void givenAnOverrideThatCallsNobody_thenTheStartEnds() throws Exception {
        write(
                "overrides/broken.camel.yaml",
                """
                - route:
                    id: core-ownership
                    from:
                      uri: nosuchcomponent
                      parameters: {name: x}
                      steps:
                        - log: {message: x}
                """);
        start("--spring.profiles.active=demo");

        assertThat(refusal()).contains("overrides/broken.camel.yaml line 2", "nosuchcomponent");
    }

    @Test
    void givenAProfileNobodyKnows_thenTheLineNamesIt() throws Exception {
        start("--spring.profiles.active=dmeo");
        assertThat(refusal()).contains("spring.profiles.active names 'dmeo'", "config/application-dmeo.yaml");
    }

    @Test
    void givenNoRoutesFolder_thenTheLineSaysSo() throws Exception {
        Files.move(folder.resolve("routes"), folder.resolve("elsewhere"));
        start();
        assertThat(refusal()).contains("./routes is not there");
    }

    @Test
    void givenAnIdTwiceInPeers_thenTheLineNamesTheFile() throws Exception {
        write("config/peers.yaml", "rsp:\n  peers:\n    a: {interface: es2plus}\n    a: {interface: es2plus}\n");
        start();
        assertThat(refusal()).contains("config/peers.yaml", "a stands twice", "line 4");
    }

    @Test
    void givenAFaultySetting_thenOneLineNamesIt() throws Exception {
        write(
                "config/peers.yaml",
                """
                rsp:
                  peers:
                    main: {interface: es2plus, requester-id: "1.2.3"}
                """);
        start();
        assertThat(refusal()).contains("rsp.peers.main.url is missing");
    }
}
