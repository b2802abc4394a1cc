package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Soap;
import io.rsproutes.support.SoapPeers;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One simulated SM-SR as peers that differ by their dialect alone (docs/guides/dialects.md). */
class SoapDialectIT extends SoapScenarios {

    private static final String V1 = "http://namespaces.gsma.org/esim-messaging/1";
    private static final String V3 = "http://namespaces.gsma.org/esim-messaging/3";
    private static final String WSA = "http://www.w3.org/2005/08/addressing";
    private static final String METADATA = "http://www.w3.org/2007/05/addressing/metadata";

    private JsonNode called(Card card) {
        var items = nobody.get("/simulator/smsr/calls").json().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(call -> call.path("eid").asText().equals(card.eid())
                        && call.path("function").asText().equals("enableProfile"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "smsr-demo, 1.2, document, " + V3 + ", " + WSA,
        "smsr-soap11, 1.1, document, " + V3 + ", " + WSA,
        "smsr-first, 1.2, document, " + V1 + ", " + WSA,
        "smsr-rpc, 1.2, rpc, " + V3 + ", " + WSA,
        "smsr-metadata, 1.2, document, " + V3 + ", " + METADATA,
        "smsr-njiwa, 1.1, rpc, " + V1 + ", " + METADATA
    })
    void givenAPeerOfADialect_thenItIsCalledSo_andItsResultAndNotificationAreRead(
            String peer, String soap, String style, String namespace, String addressing) {
        var card = at(peer);

        var id = enable(card, "");

        settles(id, "SUCCEEDED");
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
        var called = called(card);
        assertThat(called.path("soap").asText()).isEqualTo(soap);
        assertThat(called.path("style").asText()).isEqualTo(style);
        assertThat(called.path("namespace").asText()).isEqualTo(namespace);
        assertThat(called.path("addressing").asText()).isEqualTo(addressing);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        // The messages themselves came in the form of the call.
        var raw = jdbc.queryForList("select raw from inbox where order_key = ?", String.class, card.eid());
        assertThat(raw).isNotEmpty().allSatisfy(message -> assertThat(message)
                .contains("xmlns:rps=\"" + namespace + "\"", "xmlns:wsa=\"" + addressing + "\"")
                .contains(
                        soap.equals("1.1")
                                ? "http://schemas.xmlsoap.org/soap/envelope/"
                                : "http://www.w3.org/2003/05/soap-envelope")
                .matches(text -> text.contains("<rps:ES4-") == style.equals("document")));
    }

    /** What an SM-SR answers at once, and an audit, in the dialect of many differences. */
    @Test
    void givenAResultInTheHttpAnswer_thenItIsReadInTheFormOfTheCall() {
        smsr("{\"behaviour\":\"gsoap\"}");
        var card = at("smsr-njiwa");

        var answer = acme.order(order("getEIS", card, null, ""));

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.text()).contains(card.a(), card.b());
    }

    /** Nothing but the namespace keeps it from being taken. */
    @Test
    void givenAPeerThatTakesOneNamespaceOnly_thenACallInAnotherFailsAndIsNotExecuted() {
        smsr("{\"namespace\":\"1\"}");
        var refused = at("smsr-demo");
        var taken = at("smsr-first");

        var id = enable(refused, "");
        var other = enable(taken, "");

        settles(id, "FAILED");
        settles(other, "SUCCEEDED");
        assertThat(operation(id).text()).contains("SOAP fault", "The body is in a namespace that is not served here");
        assertThat(executed(refused, "enableProfile")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "Client, FAILED",
        "Client.Authentication, FAILED",
        "MustUnderstand, FAILED",
        "Server, IN_DOUBT",
        "Server.Busy, IN_DOUBT",
        "E-1234, IN_DOUBT"
    })
    void givenAFaultOfSoap11_thenOnlyOneThatBlamesUsSaysThatNothingWasExecuted(String code, String state) {
        STUB.reply = new Reply(
                500,
                Soap.old(Soap.envelope(
                        "",
                        "<s:Fault><faultcode>s:" + code
                                + "</faultcode><faultstring>It went wrong</faultstring></s:Fault>")),
                Map.of("Content-Type", "text/xml"));

        var card = card();
        var id = enable(card, ",\"peer\":\"smsr-stub\"");

        settles(id, state);
        assertThat(operation(id).text()).contains("It went wrong");
        end(id);
    }

    /** SOAP 1.1 has no other status than 500 for a refusal: the peer is well, and is called on. */
    @Test
    void givenManyRefusalsOfSoap11_thenTheBreakerStaysClosed() {
        STUB.reply = new Reply(
                500,
                Soap.old(Soap.envelope(
                        "", "<s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring></s:Fault>")),
                Map.of("Content-Type", "text/xml"));
        STUB.got.clear();
        var card = card();

        for (int i = 0; i < 12; i++) {
            var answer = acme.order(order("getEIS", card, null, ",\"peer\":\"smsr-stub\""));
            assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        }

        assertThat(STUB.got).hasSize(12);
    }

    @Test
    void givenAMessageByHandAsSoap11AndRpc_thenItIsTakenAndAnsweredSo() {
        var card = at("smsr-njiwa");
        var note = Soap.notification("HandleProfileDisabled", card.eid(), card.a(), "2026-01-01T00:00:00Z");
        var message = Soap.old(Soap.rpc(Soap.envelope(from(SoapPeers.entityId("smsr-njiwa")), note)));

        var answer = nobody.post(Soap.ADDRESS, message, "Content-Type", Soap.OLD_TYPE, "SOAPAction", "\"\"");

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
    }

    @Test
    void givenAWarningFirst_thenTheResultAfterItEndsTheOrder() {
        smsr("{\"warningFirst\":1,\"rollback\":1}");
        var card = at("smsr-warned");

        var id = enable(card, "");

        // Whatever the warning seemed to promise.
        settles(id, "FAILED");
        assertThat(states(operation(id))).containsExactly("ACCEPTED", "SENDING", "WAITING", "FAILED");
        assertThat(operation(id).json().at("/status/reasonCode").asText()).isEqualTo("5.1");
        assertThat(count("inbox where reason like 'a warning came first%' and raw like ?", "%EXECUTED_WITHWARNING%"))
                .isPositive();
    }

    @Test
    void givenTheWarningAlone_thenTheOrderIsInDoubtAfterItsTime_andTheCardSettlesIt() {
        smsr("{\"warningFirst\":1,\"lostCallback\":1}");
        var card = at("smsr-warned");

        var id = enable(card, ",\"validityPeriod\":1");

        settles(id, "SUCCEEDED");
        assertThat(states(operation(id))).contains("IN_DOUBT");
        assertThat(operation(id).text()).contains("no result came by the deadline", "settled by an audit");
    }

    /** Without the key a success with a warning is one. */
    @Test
    void givenAWarningOfAnyOtherPeer_thenItIsTheResult() {
        smsr("{\"warningFirst\":1,\"lostCallback\":1}");
        var card = at("smsr-demo");

        var id = enable(card, "");

        settles(id, "SUCCEEDED");
        assertThat(operation(id).json().at("/status/status").asText()).isEqualTo("Executed-WithWarning");
        assertThat(states(operation(id))).doesNotContain("IN_DOUBT");
    }

    @ParameterizedTest
    @CsvSource({"smsr-warned-stub, WAITING", "smsr-stub, SUCCEEDED"})
    void givenAWarningInTheHttpAnswer_thenTheOrderWaitsWhereTheResultComesLater(String peer, String state) {
        STUB.reply =
                new Reply(200, Soap.envelope("", Soap.response("EnableProfile", "EXECUTED_WITHWARNING")), Map.of());
        var card = card();

        var id = enable(card, ",\"peer\":\"" + peer + "\"");

        settles(id, state);
        end(id);
    }
}
