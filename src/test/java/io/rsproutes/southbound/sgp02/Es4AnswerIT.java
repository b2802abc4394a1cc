package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a SM-SR may answer to a call, each told apart and recorded (docs/spec/es4.md 7.3): nothing is swallowed. */
class Es4AnswerIT extends BundleIT {

    private static final String FAULT =
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><s:Fault><s:Code><s:Value>s:%s</s:Value></s:Code>"
                    + "<s:Reason><s:Text xml:lang='en'>so it is</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>";

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "202 | -                  | WAITING   | accepted | -",
                "202 | junk               | WAITING   | accepted | -",
                "200 | -                  | WAITING   | accepted | HTTP 200 without a body",
                "204 | -                  | WAITING   | accepted | HTTP 204 without a body",
                "200 | EXECUTED_SUCCESS   | SUCCEEDED | done     | Executed-Success",
                "200 | EXECUTED_WITHWARNING | SUCCEEDED | done   | Executed-WithWarning",
                "200 | FAILED             | FAILED    | refused  | Failed",
                "200 | EXPIRED            | IN_DOUBT  | unknown  | Expired",
                "200 | NONSENSE           | IN_DOUBT  | unknown  | the peer's response has no status we know",
                "200 | junk               | IN_DOUBT  | unknown  | the peer answered HTTP 200 with a body that is no response",
                "500 | Fault Receiver     | IN_DOUBT  | unknown  | the peer failed with a SOAP fault (HTTP 500) “so it is”",
                "500 | Fault Sender       | FAILED    | refused  | SOAP fault Sender",
                "400 | Fault Sender       | FAILED    | refused  | SOAP fault Sender",
                "500 | Fault MustUnderstand | FAILED  | refused  | SOAP fault MustUnderstand",
                "500 | junk               | IN_DOUBT  | unknown  | the peer failed with HTTP 500",
                "401 | -                  | FAILED    | refused  | HTTP 401",
                "403 | -                  | FAILED    | refused  | HTTP 403",
                "404 | junk               | FAILED    | refused  | HTTP 404",
                "302 | -                  | FAILED    | refused  | HTTP 302"
            })
    void givenAnAnswer_thenStateOutcomeAndDetailTellIt(
            int status, String body, String state, String outcome, String detail) {
        STUB.reply = new Reply(
                status,
                body == null
                        ? ""
                        : body.equals("junk")
                                ? "<html>hello"
                                : body.startsWith("Fault ")
                                        ? String.format(FAULT, body.substring(6))
                                        : Soap.envelope(
                                                "<wsa:Action s:mustUnderstand='true'>x</wsa:Action>",
                                                Soap.response("EnableProfile", body)),
                Map.of("Location", "/elsewhere"));
        var card = card();
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, state);
        var call = jdbc.queryForMap(
                "select outcome, http_status, detail from call where operation_id = ? and ended_at is not null", id);
        assertThat(call.get("outcome")).isEqualTo(outcome);
        assertThat(call.get("http_status")).isEqualTo(status);
        assertThat(call.get("detail")).isEqualTo(detail);
        end(id);
    }

    @Test
    void givenTheResponseOfAnotherFunctionInTheBody_thenTheOrderIsInDoubt() {
        STUB.reply = new Reply(200, Soap.envelope("", Soap.response("AuditEIS", "EXECUTED_SUCCESS")), Map.of());
        var card = card();
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "IN_DOUBT");
        assertThat(operation(id).text()).contains("the peer answered with the response of another function");
        end(id);
    }

    @Test
    void givenAResolution_thenItAnswersWithTheOperationThatWasResolvedAndTheNextGoesOn() {
        STUB.reply = new Reply(500, "", Map.of());
        var card = card();
        var first = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(first, "IN_DOUBT");
        STUB.reply = new Reply(202, "", Map.of());
        var second = acme.post(
                        "/rsp/v1/operations", order("setFallBackAttribute", card, card.b(), ",\"peer\":\"smsr-two\""))
                .id();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        operation(second).json().path("waitingFor").asText().equals("turn"));
        var resolved = operator.resolve(first, "failed");
        assertThat(resolved.id()).isEqualTo(first);
        assertThat(resolved.state()).isEqualTo("FAILED");
        settles(second, "SUCCEEDED");
    }

    @ParameterizedTest
    @CsvSource({"429", "503"})
    void givenAPeerThatAsksToWait_thenTheSameCallIsSentAgainUnderANewMessageId(int status) {
        STUB.reply = new Reply(status, "", Map.of("Retry-After", "1"));
        STUB.got.clear();
        var card = card();
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> operation(id).json().path("waitingFor").asText().equals("retry"));
        STUB.reply = new Reply(202, "", Map.of());
        settles(id, "WAITING");
        // Others' orders may be tried again meanwhile.
        assertThat(STUB.got)
                .filteredOn(one ->
                        one.body().contains("<rps:FunctionCallIdentifier>" + id + "</rps:FunctionCallIdentifier>"))
                .hasSize(2);
        assertThat(jdbc.queryForObject(
                        "select count(distinct message_id) from call where operation_id = ?", Long.class, id))
                .isEqualTo(2);
        end(id);
    }

    @Test
    void givenAPeerThatIsNotThere_thenTheOrderFailsUnsentAfterItsAttempts() {
        var card = card();
        var answer = acme.order(order("enableProfile", card, card.b(), ",\"peer\":\"smsr-void\""));
        assertThat(answer.state()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/status").asText()).isEqualTo("Not-Sent");
        assertThat(answer.text()).contains("not tried again after 3 attempts: no connection to the peer");
    }

    @Test
    void givenAPeerThatDoesNotAnswer_thenTheOrderIsInDoubtAndItsResultStillEndsIt() {
        STUB.reply = new Reply(0, "", Map.of());
        var card = card();
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "IN_DOUBT");
        assertThat(operation(id).text()).contains("the call left but no answer came in time");
        var messageId = jdbc.queryForObject("select message_id from call where operation_id = ?", String.class, id);
        assertThat(nobody.post(
                                Soap.ADDRESS,
                                Soap.envelope(
                                        Soap.from("1.3.6.1.4.1.23") + Soap.relatesTo(messageId),
                                        Soap.response("EnableProfile", "EXECUTED_SUCCESS")),
                                "Content-Type",
                                Soap.TYPE)
                        .status())
                .isEqualTo(202);
        settles(id, "SUCCEEDED");
    }

    @Test
    void givenACall_thenItsHeadersAreThoseOfTheContract() {
        STUB.reply = new Reply(202, "", Map.of());
        STUB.got.clear();
        var card = card();
        var id = acme.post(
                        "/rsp/v1/operations",
                        order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\",\"validityPeriod\":77"))
                .id();
        settles(id, "WAITING");
        var sending = jdbc.queryForObject("select id from call where operation_id = ?", String.class, id);
        var got = STUB.got.get(0);
        assertThat(got.header("Content-type"))
                .isEqualTo(
                        "application/soap+xml; charset=utf-8; action=\"http://gsma.com/ES4/ProfileManagement/ES4-EnableProfile\"");
        assertThat(got.body())
                .contains(
                        "<wsa:Action>http://gsma.com/ES4/ProfileManagement/ES4-EnableProfile</wsa:Action>",
                        "<wsa:To>" + STUB.url() + "?EntityId=1.3.6.1.4.1.23</wsa:To>",
                        "<wsa:From><wsa:Address>" + BASE + Soap.ENDPOINT
                                + "?EntityId=1.3.6.1.4.1.99999</wsa:Address></wsa:From>",
                        "<wsa:ReplyTo><wsa:Address>" + BASE + Soap.ENDPOINT
                                + "?EntityId=1.3.6.1.4.1.99999</wsa:Address></wsa:ReplyTo>",
                        "<rps:ES4-EnableProfileRequest xmlns:rps=\"http://namespaces.gsma.org/esim-messaging/3\"><rps:FunctionCallIdentifier>"
                                + id
                                + "</rps:FunctionCallIdentifier><rps:ValidityPeriod>77</rps:ValidityPeriod><rps:Eid>"
                                + card.eid() + "</rps:Eid><rps:Iccid>" + card.b()
                                + "</rps:Iccid></rps:ES4-EnableProfileRequest>");
        assertThat(got.body())
                .containsPattern("<wsa:MessageID>//1.3.6.1.4.1.99999/" + sending + "\\?TransactionId=" + sending
                        + "&amp;MessageDate=20[0-9T:-]+Z</wsa:MessageID>");
        assertThat(got.headers().keySet())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("camel"));
        end(id);
    }

    // The stub owes no results to later tests.
    private void end(String id) {
        jdbc.update(
                "update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp where id = ? and finished_at is null",
                id);
    }
}
