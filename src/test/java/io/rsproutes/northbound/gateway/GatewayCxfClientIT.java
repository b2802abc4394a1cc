package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.rsproutes.support.Certificates;
import io.rsproutes.support.ClientProgram;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Processes;
import org.junit.jupiter.api.Test;

/** A customer's Java calls ES4 with what CXF's wsdl2java makes of our WSDL, and writes no header by hand. */
class GatewayCxfClientIT extends GatewayBundle {

    private static final Path FOLDER = Processes.folder("rsp-cxf-");
    private static final Path CLASSES = FOLDER.resolve("classes");
    private static final String WSDL = GATEWAY + Customer.ES4 + "?wsdl";
    private static boolean generated;

    // Our WSDL is there once the bundle is: after what runs before all.
    private static List<String> cxf(String certificate, String... cards) {
        return cxf(certificate, List.of(), cards);
    }

    private static List<String> cxf(String certificate, List<String> options, String... cards) {
        if (!generated) {
            CLASSES.toFile().mkdirs();
            var command = java("hooli");
            command.addAll(List.of(
                    "org.apache.cxf.tools.wsdlto.WSDLToJava",
                    "-p",
                    "com.example.es4",
                    "-d",
                    FOLDER.resolve("sources").toString(),
                    "-compile",
                    "-classdir",
                    CLASSES.toString(),
                    WSDL));
            ClientProgram.run(FOLDER, command);
            generated = true;
        }
        var command = java(certificate);
        command.addAll(1, options);
        command.add(ClientProgram.SOURCES.resolve("CxfClient.java").toString());
        command.add(WSDL);
        command.addAll(List.of(cards));
        return ClientProgram.run(FOLDER, command);
    }

    // A JVM with a client certificate, or none, as its system properties say.
    private static List<String> java(String certificate) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djavax.net.ssl.trustStore=" + CERTIFICATES.store("ca-trust"),
                "-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD));
        if (certificate != null) {
            command.add("-Djavax.net.ssl.keyStore=" + CERTIFICATES.store(certificate));
            command.add("-Djavax.net.ssl.keyStorePassword=" + Certificates.PASSWORD);
        }
        command.addAll(
                List.of("-cp", CLASSES + System.getProperty("path.separator") + System.getProperty("java.class.path")));
        return command;
    }

    @Test
    void givenAnEnabling_thenItsResultComesToTheCallback() {
        var card = cardOf("hooli");

        assertThat(cxf("hooli", card.eid(), card.b())).containsExactly("taken");

        assertThat(calledBack(card))
                .contains("ES4-EnableProfileResponse", "EXECUTED_SUCCESS")
                .containsPattern("<wsa:RelatesTo>urn:uuid:[0-9a-f-]{36}</wsa:RelatesTo>");
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
        assertThat(executed(card, "enableProfile")).isEqualTo(1);
    }

    @Test
    void givenAnothersCardAndOneNobodyKnows_thenTheAnswersAreTheSame() {
        var acmes = card();

        var answers = cxf("hooli", acmes.eid(), acmes.b(), UNKNOWN_EID, acmes.b());

        assertThat(answers).containsExactly("FAILED 8.1.1 1.1", "FAILED 8.1.1 1.1");
        assertThat(executed(acmes, "enableProfile")).isZero();
    }

    /** CXF's interceptor for WS-Security, which is WSS4J's. */
    @Test
    void givenWsSecurity_thenADigestOrASignatureIsTaken() {
        var umbrellas = cardOf("umbrella");
        var tyrells = cardOf("tyrell");
        var password = List.of("-Dwss.username=umbrella", "-Dwss.password=" + WSS_PASSWORD);
        var key = List.of("-Dwss.key=tyrell", "-Dwss.algorithm=http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256");

        assertThat(cxf("umbrella", password, umbrellas.eid(), umbrellas.b())).containsExactly("taken");
        assertThat(cxf("tyrell", key, tyrells.eid(), tyrells.b())).containsExactly("taken");

        for (var card : List.of(umbrellas, tyrells)) {
            assertThat(calledBack(card)).contains("ES4-EnableProfileResponse", "EXECUTED_SUCCESS");
            assertThat(executed(card, "enableProfile")).isEqualTo(1);
        }
    }

    /** As it signs by itself, without a word of what. */
    @Test
    void givenABodyThatIsSignedAlone_thenItIsRefused() {
        var card = cardOf("tyrell");
        var key = List.of(
                "-Dwss.key=tyrell",
                "-Dwss.algorithm=http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                "-Dwss.parts={Element}{http://www.w3.org/2003/05/soap-envelope}Body");

        assertThat(cxf("tyrell", key, card.eid(), card.b())).containsExactly("HTTP 400");

        assertThat(executed(card, "enableProfile")).isZero();
    }

    @Test
    void givenNoCertificate_thenThereIsNoConnection() {
        var card = cardOf("hooli");

        assertThat(cxf(null, card.eid(), card.b())).containsExactly("no connection");

        assertThat(executed(card, "enableProfile")).isZero();
    }
}
