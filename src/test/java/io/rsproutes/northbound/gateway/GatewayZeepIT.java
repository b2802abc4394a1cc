package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rsproutes.support.ClientProgram;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Processes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A customer's Python calls ES4 with zeep as Debian has it (python3-zeep), and writes no header by hand. */
class GatewayZeepIT extends GatewayBundle {

    private static final Path FOLDER = Processes.folder("rsp-zeep-");
    private static String python;

    @BeforeAll
    static void zeepIsThere() {
        python = Stream.of("/usr/bin/python3", "python3")
                .map(GatewayZeepIT::withZeep)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
        if (python == null) {
            System.out.println(
                    "NOT RUN: GatewayZeepIT, for no python3 here has zeep; Debian's package is python3-zeep");
        }
        assumeTrue(python != null, "no python3 has zeep; install python3-zeep");
    }

    private static Optional<String> withZeep(String python) {
        try {
            var process = new ProcessBuilder(python, "-c", "import zeep")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0 ? Optional.of(python) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> zeep(String certificate, String addressing, String... cards) {
        var command = new ArrayList<>(List.of(
                python,
                ClientProgram.SOURCES.resolve("zeep_client.py").toString(),
                GATEWAY + Customer.ES4 + "?wsdl",
                CERTIFICATES.pem("ca").toString(),
                certificate == null ? "-" : CERTIFICATES.pem(certificate).toString(),
                addressing));
        command.addAll(List.of(cards));
        return ClientProgram.run(FOLDER, command);
    }

    /** Our WSDL names actions: zeep sends the headers by itself, and its plug-in the same ones once more. */
    @ParameterizedTest
    @ValueSource(strings = {"plug-in", "none"})
    void givenAnEnabling_thenItsResultComesToTheCallback(String addressing) {
        var card = cardOf("hooli");

        assertThat(zeep("hooli", addressing, card.eid(), card.b())).containsExactly("taken");

        assertThat(calledBack(card))
                .contains("ES4-EnableProfileResponse", "EXECUTED_SUCCESS")
                .containsPattern("<wsa:RelatesTo>urn:uuid:[0-9a-f-]{36}</wsa:RelatesTo>");
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
        assertThat(executed(card, "enableProfile")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Imsi=001010123456789", "Msisdn=31600000001", "Imsi=001010123456789 Msisdn=31600000001"})
    void givenANewSubscriptionAddress_thenEitherNumberIsSentAloneOrBoth(String address) {
        var card = cardOf("hooli");

        assertThat(zeep("hooli", "none", (card.eid() + " " + card.b() + " " + address).split(" ")))
                .containsExactly("taken");

        assertThat(calledBack(card)).contains("ES4-UpdateSubscriptionAddressResponse", "EXECUTED_SUCCESS");
        assertThat(addressOn(card)).isEqualTo(address.toLowerCase(Locale.ROOT));
    }

    private String addressOn(Card card) {
        var address = profileOn(card, card.b()).path("subscriptionAddress");
        return Stream.of("imsi", "msisdn")
                .filter(address::has)
                .map(name -> name + "=" + address.path(name).asText())
                .collect(Collectors.joining(" "));
    }

    @Test
    void givenAnothersCardAndOneNobodyKnows_thenTheAnswersAreTheSame() {
        var acmes = card();

        var answers = zeep("hooli", "plug-in", acmes.eid(), acmes.b(), UNKNOWN_EID, acmes.b());

        assertThat(answers).containsExactly("FAILED 8.1.1 1.1", "FAILED 8.1.1 1.1");
        assertThat(executed(acmes, "enableProfile")).isZero();
    }

    @Test
    void givenNoCertificate_thenThereIsNoConnection() {
        var card = cardOf("hooli");

        assertThat(zeep(null, "plug-in", card.eid(), card.b())).containsExactly("no connection");

        assertThat(executed(card, "enableProfile")).isZero();
    }

    @Test
    void givenAUsernameToken_thenItsDigestIsTakenAndAnotherPasswordsIsNot() {
        var card = cardOf("umbrella");

        assertThat(zeep("umbrella", "none", card.eid(), card.b(), "Username=umbrella", "Password=wrong"))
                .containsExactly("fault security-refused");
        assertThat(executed(card, "enableProfile")).isZero();
        assertThat(zeep("umbrella", "none", card.eid(), card.b(), "Username=umbrella", "Password=" + WSS_PASSWORD))
                .containsExactly("taken");

        assertThat(calledBack(card)).contains("ES4-EnableProfileResponse", "EXECUTED_SUCCESS");
    }

    /** acme must name a wsa:ReplyTo, which zeep's plug-in does not. */
    @Test
    void givenACustomerWithoutCallbackUrl_thenTheFaultSaysWhatIsMissing() {
        var card = card();

        assertThat(zeep("acme", "plug-in", card.eid(), card.b())).containsExactly("fault replyto-required");
    }
}
