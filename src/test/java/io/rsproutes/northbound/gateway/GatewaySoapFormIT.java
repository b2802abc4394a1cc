package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;

/** Customers that call in SOAP 1.1, as rpc/literal, in namespace /1: they are answered as they call. */
class GatewaySoapFormIT extends GatewayBundle {

    private static HttpResponse<String> call(String function, Card card, String iccid, String replyTo) {
        var id = id();
        var message =
                Soap.envelope(ACME.header(id, replyTo), Customer.body(function, "call-" + id, card.eid(), iccid, ""));
        return ACME.post(Customer.ADDRESS, Soap.OLD_TYPE, Soap.old(Soap.rpc(message)));
    }

    @Test
    void givenACallInSoap11AndRpc_thenItIsTaken_andItsResultBroughtSo() {
        var card = card();

        var answer = call("enableProfile", card, card.b(), receiver.url());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
        assertThat(body(0))
                .contains("xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"")
                .contains("<rps:EnableProfileResponse xmlns:rps=\"http://namespaces.gsma.org/esim-messaging/1\">")
                .contains("<FunctionExecutionStatus><rps:Status>EXECUTED_SUCCESS");
        assertThat(receiver.delivered().get(0).contentType()).startsWith("text/xml");
        assertThat(executed(card, "enableProfile")).isEqualTo(1);
    }

    @Test
    void givenAReadingInSoap11AndRpc_thenTheHttpAnswerHasItSo() {
        var card = card();

        var answer = call("getEIS", card, null, null);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
        assertThat(answer.body())
                .contains("http://schemas.xmlsoap.org/soap/envelope/", "<rps:GetEISResponse ", "EXECUTED_SUCCESS")
                .contains(card.a(), card.b());
    }

    @Test
    void givenACallInSoap11ThatIsNone_thenTheFaultIsOneOfSoap11() {
        var card = card();

        var answer = call("mendProfile", card, card.b(), null);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
        assertThat(answer.body())
                .contains(
                        "<faultcode>soap:Client</faultcode>",
                        "<rsp:code xmlns:rsp=\"urn:rsp-routes\">function-unknown");
    }

    /** The body is SOAP 1.1 all the same. */
    @Test
    void givenSoap11UnderTheTypeOf12_thenTheEnvelopeCounts() {
        var card = card();
        var id = id();
        var message = Soap.envelope(ACME.header(id, null), Customer.body("getEIS", id, card.eid(), null, ""));

        var answer = ACME.soap(Soap.old(message));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
        assertThat(answer.body()).contains("http://schemas.xmlsoap.org/soap/envelope/", "<rps:ES4-GetEISResponse ");
    }
}
