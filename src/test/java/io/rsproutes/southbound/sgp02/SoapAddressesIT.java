package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every address that takes SOAP, the SM-SR's and the customers', with any query; and the contract served there. */
class SoapAddressesIT extends SoapScenarios {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?EntityId=1.3.6.1.4.1.99999",
                "?EntityId=1.3.6.1.4.1.99999&EntityName=A%20B&UserName=x",
                "?EntityId=1.3.6?UserName=x",
                "?x",
                "?wsdl",
                "?WSDL",
                "?xsd=no",
                "?EntityId=%31.3%2F",
                "?method=POST&_wadl"
            })
    void givenAnAddressWithAnyQuery_thenAPostIsTakenThere(String query) {
        var card = card();

        assertThat(callback(query, Soap.envelope(from(DEMO), disabled(card))).status())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        var answer = ACME.post(
                Customer.ES4 + query,
                Soap.TYPE,
                Soap.envelope(ACME.header(id(), null), Customer.body("getEIS", id(), card.eid(), null, "")));
        // Taken; its result may be longer under way than we wait.
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid()).json().path("items"))
                .hasSize(1);
    }

    @Test
    void givenACustomersReplyToWithAQuery_thenItIsCalledAsItStands() {
        var endpoint = new StubServer();
        var card = card();
        var query = "?EntityId=1.3.6.1.4.1.31746&UserName=a%2Fb%20c&b=2&a=1&empty=&flag";

        assertThat(ACME.es4("enableProfile", id(), card.eid(), card.b(), (endpoint.url() + query).replace("&", "&amp;"))
                        .statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(30)).until(() -> endpoint.got.size() == 1);
        assertThat(endpoint.got.get(0).line()).isEqualTo("POST /es4" + query);
    }

    @Test
    void givenTheSimulator_thenItCallsTheAddressItWasGiven() {
        var card = card();

        assertThat(acme.order(order("enableProfile", card, card.b(), "")).state())
                .isEqualTo("SUCCEEDED");
        assertThat(nobody.get("/simulator/smsr/calls").text()).contains(Soap.ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?wsdl", "?WSDL", "?Wsdl", "?wsdl="})
    void givenARequestForTheContract_thenItIsXmlWithAnActionOnEveryOperation(String query) {
        for (var address : new String[] {Soap.ENDPOINT, Customer.ES4}) {
            var answer = address.equals(Soap.ENDPOINT) ? http(BASE + address + query) : ACME.get(address + query);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
            int operations = answer.body().split("<wsdl:input message=").length;
            assertThat(operations).isGreaterThan(4);
            assertThat(answer.body().split("<wsdl:input [^>]*Action=").length).isEqualTo(operations);
        }

        assertThat(http(BASE + Soap.ENDPOINT + "?XSD=xsd/rps-types.xsd").body())
                .contains("[0-9]{32}")
                .doesNotContain("EIDType\"><xs:restriction base=\"xs:hexBinary");
    }

    /** There is no such schema, or it asks for no contract, and is told how that is asked for. */
    @ParameterizedTest
    @CsvSource({
        "?wsdl2, 400",
        "?singleWsdl, 400",
        "?_wadl, 400",
        "?disco, 400",
        "?xsd, 404",
        "?xsd=, 404",
        "?xsd=1, 404",
        "?wsdl=../x, 404"
    })
    void givenAnotherSpelling_thenThereIsNothing(String query, int status) {
        assertThat(http(BASE + Soap.ENDPOINT + query).statusCode()).isEqualTo(status);
    }

    private static HttpResponse<String> http(String url) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).GET().build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As who adds it to the address we announce. */
    @Test
    void givenTheContractIsAskedForBesideOtherParameters_thenItIsServed_andAnyOtherMethodIsAnsweredAsWithout() {
        for (var query :
                List.of("?wsdl&EntityId=1.3.6.1.4.1.99999", "?EntityId=1.3.6.1.4.1.99999&WSDL", "?wsdl=1", "?%77sdl")) {
            var answer = nobody.get(Soap.ENDPOINT + query);
            assertThat(answer.status()).as(query).isEqualTo(200);
            assertThat(answer.text()).contains("ES4MnoService");
        }

        assertThat(nobody.get(Soap.ENDPOINT + "?EntityId=1").status()).isEqualTo(400);
        assertThat(nobody.get(Soap.ENDPOINT + "?EntityId=1").text()).contains("?wsdl shows the contract");
        assertThat(nobody.get(Soap.ENDPOINT + "?xsd=nosuch.xsd").status()).isEqualTo(404);
        for (var method : List.of("PUT", "DELETE", "PATCH")) {
            var answer = nobody.send(
                    nobody.request(Soap.ENDPOINT + "?EntityId=1").method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(answer.status()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("GET, POST");
        }
    }
}
