package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ES4 calls of customers, known by their certificates: what is taken, what is refused, and what comes again (docs/guides/gateway). */
class GatewayCallIT extends GatewayBundle {

    @Test
    void givenAnEnabling_thenItIsSentAsOursAndTheResultComesBackToTheCaller() {
        var card = card();
        var id = id();
        var answer = ACME.es4("enableProfile", id, card.eid(), card.b(), receiver.url());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        var callback = body(0);
        assertThat(callback)
                .contains("<wsa:RelatesTo>//1.3.6.1.4.1.31746/" + id + "?TransactionId=tx-" + id + "</wsa:RelatesTo>")
                .contains("ES4-EnableProfileResponse")
                .contains("EXECUTED_SUCCESS")
                .contains("EntityId=1.3.6.1.4.1.99999")
                .contains("TransactionId=tx-" + id + "&amp;MessageDate");
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
        for (var call : nobody.get("/simulator/smsr/calls").json().path("items")) {
            if (call.path("eid").asText().equals(card.eid())) {
                assertThat(call.toString())
                        .doesNotContain(id)
                        .doesNotContain("31746")
                        .contains("1.3.6.1.4.1.99999");
            }
        }
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid())
                        .json()
                        .at("/items/0/clientReference")
                        .asText())
                .isEqualTo("call-" + id);
    }

    @Test
    void givenTheSameMessageAgain_thenThereIsOneOrderAndOneResult() {
        var card = card();
        var id = id();
        for (int i = 0; i < 3; i++) {
            assertThat(ACME.es4("enableProfile", id, card.eid(), card.b(), receiver.url())
                            .statusCode())
                    .isEqualTo(202);
        }
        body(0);
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid()).json().path("items"))
                .hasSize(1);
        refused(ACME.es4("enableProfile", id, card.eid(), card.a(), receiver.url()), 400, "rsp:message-id-reused");
        assertThat(receiver.got).hasSize(1);
    }

    @Test
    void givenTheSameMessageAfterItsEnd_thenItIsToldTheResultAtOnce() {
        var card = card();
        var id = id();
        assertThat(ACME.es4("enableProfile", id, card.eid(), card.b(), receiver.url())
                        .statusCode())
                .isEqualTo(202);
        body(0);
        var again = ACME.es4("enableProfile", id, card.eid(), card.b(), receiver.url());
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(again.body())
                .contains("ES4-EnableProfileResponse")
                .contains("EXECUTED_SUCCESS")
                .contains(id);
        assertThat(executed(card, "enableProfile")).isEqualTo(1);
        assertThat(receiver.got).hasSize(1);
    }

    @Test
    void givenAMessageWithoutIdOrWithAnEndlessOne_thenItIsRefused() {
        var card = card();
        refused(
                ACME.soap(Soap.envelope(
                        ACME.header("x", receiver.url()).replaceAll("<wsa:MessageID>.*</wsa:MessageID>", ""),
                        Customer.body("enableProfile", "c", card.eid(), card.b(), ""))),
                400,
                "rsp:message-id-required");
        refused(
                ACME.es4("enableProfile", "L".repeat(1_500), card.eid(), card.b(), receiver.url()),
                400,
                "rsp:message-id-required");
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid()).json().path("items"))
                .isEmpty();
    }

    @Test
    void givenAnEntityIdThatIsNotTheCertificates_thenTheCallIsRefused() {
        var card = card();
        var message = Soap.envelope(
                ACME.header(id(), receiver.url()), Customer.body("enableProfile", "c", card.eid(), card.b(), ""));
        refused(GLOBEX.soap(message), 400, "rsp:requester-refused");
        refused(
                ACME.soap(message.replace("EntityId=1.3.6.1.4.1.99999", "EntityId=1.2.3")),
                400,
                "rsp:receiver-unknown");
        refused(ACME.soap(message.replace("EnableProfile", "DeleteEverything")), 400, "rsp:function-unknown");
        refused(ACME.soap("<a/>"), 400, "soap:Sender");
        refused(
                ACME.soap(message.replace("ES4-EnableProfileRequest", "ES4-EnableProfileResponse")),
                400,
                "rsp:function-unknown");
        assertThat(executed(card, "enableProfile")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"-, 1.6, 2.2", "8904, 1.6, 2.1", "89049032123451234512345678901236, 1.6, 2.1"})
    void givenAMalformedCall_thenItFailsWithACode(String eid, String subject, String reason) {
        var message = Customer.body("auditEIS", "c", eid, null, "")
                .replace(
                        "<rps:FunctionCallIdentifier>c</rps:FunctionCallIdentifier>",
                        eid.equals("-") ? "" : "<rps:FunctionCallIdentifier>c</rps:FunctionCallIdentifier>");
        var answer = ACME.soap(Soap.envelope(ACME.header(id(), receiver.url()), message));
        refused(answer, 200, "<rps:Subject>" + subject + "</rps:Subject><rps:Reason>" + reason + "</rps:Reason>");
    }

    /** Foreign, unknown and no pair look alike, and nothing reaches the SM-SR. */
    @Test
    void givenWhatIsNotTheCallers_thenNobodyCanTellWhyItIsRefused() {
        var card = card();
        var other = card();
        var globexs = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", globexs.eid());
        jdbc.update("update inventory set tenant = 'globex' where eid = ?", globexs.eid());
        var shapes = List.of(
                ACME.es4("enableProfile", id(), UNKNOWN_EID, card.b(), receiver.url())
                        .body(),
                ACME.es4("enableProfile", id(), card.eid(), other.b(), receiver.url())
                        .body(),
                ACME.es4("enableProfile", id(), globexs.eid(), globexs.b(), receiver.url())
                        .body(),
                ACME.es4("auditEIS", id(), globexs.eid(), null, receiver.url()).body());
        for (var shape : shapes) {
            assertThat(shape)
                    .contains("<rps:Status>FAILED</rps:Status>")
                    .contains("<rps:Subject>8.1.1</rps:Subject><rps:Reason>1.1</rps:Reason>")
                    .doesNotContain("globex");
        }
        assertThat(shapes.subList(0, 3).stream()
                        .map(GatewayCallIT::shape)
                        .distinct()
                        .toList())
                .hasSize(1);
        assertThat(executed(card, "enableProfile")).isZero();
        assertThat(nobody.get("/simulator/smsr/calls").text())
                .doesNotContain(globexs.eid())
                .doesNotContain(UNKNOWN_EID);
        assertThat(receiver.got).isEmpty();
    }

    // Without what differs from call to call.
    private static String shape(String answer) {
        return answer.replaceAll("<wsa:(MessageID|RelatesTo)>[^<]*", "").replaceAll("20\\d\\d-[0-9T:-]*Z", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?wsdl=/etc/passwd", "?xsd=../../application.yaml", "?xsd=89049032123451234512345678901235"})
    void givenANameThatIsNoWsdlOfOurs_thenThereIsNothing(String query) {
        var answer = ACME.get(Customer.ES4 + query);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("passwd", "89049032123451234512345678901235", "yaml");
        assertThat(ACME.get(Customer.ES4 + "?wsdl").statusCode()).isEqualTo(200);
    }

    @Test
    void givenThePlainPathsOfTheDemo_thenTheyAreNoWayInForCustomers() {
        assertThat(nobody.post("/gsma/rsp2/es2plus/releaseProfile", "{}").status())
                .isEqualTo(403);
        assertThat(nobody.post(Customer.ES4, "<a/>").status()).isEqualTo(403);
    }
}
