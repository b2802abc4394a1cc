package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;

/** SOAP headers as other people's stacks write them: what must be understood, and what a message relates to. */
class SoapHeadersIT extends SoapScenarios {

    private static final String SECURITY =
            "<o:Security xmlns:o='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd' s:mustUnderstand='1'><o:Password>wrong</o:Password></o:Security>";

    @Test
    void givenAHeaderThatMustBeUnderstood_thenNothingIsDoneAtAnyDoor() {
        var card = card();
        var answer = callback(Soap.envelope(from(DEMO) + SECURITY, disabled(card)));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text())
                .contains("soap:MustUnderstand", "NotUnderstood", "Security")
                .doesNotContain("wrong");
        var call = ACME.soap(
                Soap.envelope(ACME.header(id(), null) + SECURITY, Customer.body("getEIS", id(), card.eid(), null, "")));
        assertThat(call.statusCode()).isEqualTo(500);
        assertThat(call.body()).contains("soap:MustUnderstand");
        assertThat(jdbc.queryForObject("select count(*) from inbox where order_key = ?", Long.class, card.eid()))
                .isZero();
        assertThat(jdbc.queryForObject("select count(*) from operation where eid = ?", Long.class, card.eid()))
                .isZero();

        STUB.reply =
                new Reply(200, Soap.envelope(SECURITY, Soap.response("EnableProfile", "EXECUTED_SUCCESS")), Map.of());
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "IN_DOUBT");
        end(id);
    }

    @Test
    void givenSeveralRelations_thenTheReplyNamesTheCall() {
        var other = waiting(card(), "auditEIS");
        var id = waiting(card(), "enableProfile");
        var relations = "<wsa:RelatesTo RelationshipType='urn:x:precedes'>"
                + messageId(other).replace("&", "&amp;") + "</wsa:RelatesTo>" + Soap.relatesTo("//1.2/somebody-elses")
                + Soap.relatesTo(messageId(id));

        assertThat(callback(Soap.envelope(
                                from(STUBBED) + relations, Soap.response("EnableProfile", "EXECUTED_SUCCESS")))
                        .status())
                .isEqualTo(202);
        settles(id, "SUCCEEDED");
        assertThat(operation(other).state()).isEqualTo("WAITING");
        end(other);
    }

    @Test
    void givenAReplyToTwoOpenCalls_thenNeitherIsGuessed() {
        var first = waiting(card(), "enableProfile");
        var second = waiting(card(), "enableProfile");
        var message = Soap.envelope(
                from(STUBBED) + Soap.relatesTo(messageId(first)) + Soap.relatesTo(messageId(second)),
                Soap.response("EnableProfile", "EXECUTED_SUCCESS"));

        assertThat(callback(message).status()).isEqualTo(202);
        orphan("it relates to several calls of ours%");
        assertThat(operation(first).state()).isEqualTo("WAITING");
        assertThat(operation(second).state()).isEqualTo("WAITING");
        end(first);
        end(second);
    }
}
