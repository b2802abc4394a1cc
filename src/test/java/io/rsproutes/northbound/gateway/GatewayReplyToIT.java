package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the results of ES4 calls go: to wsa:ReplyTo, where that may be, or what stands in for it. */
class GatewayReplyToIT extends GatewayBundle {

    /** Results wait for their own address only. */
    @Test
    void givenAnAddressNobodyAnswersAt_thenResultsForAnotherAreNotHeldBack() {
        var card = card();
        assertThat(ACME.es4(
                                "auditEIS",
                                id(),
                                card.eid(),
                                null,
                                "http://127.0.0.1:" + io.rsproutes.support.Ports.free() + "/nobody")
                        .statusCode())
                .isEqualTo(202);
        assertThat(ACME.es4("auditEIS", id(), card.eid(), null, receiver.url()).statusCode())
                .isEqualTo(202);
        assertThat(body(0)).contains("AuditEISResponse");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> acme.get("/rsp/v1/subscriptions/reply.acme")
                                .json()
                                .path("waiting")
                                .asInt()
                        > 0);
        assertThat(acme.post("/rsp/v1/subscriptions/reply.acme/retry", "").status())
                .isEqualTo(200);
        assertThat(acme.delete("/rsp/v1/subscriptions/reply.acme").code()).isEqualTo("not-applicable");
        assertThat(globex.post("/rsp/v1/subscriptions/reply.acme/retry", "").status())
                .isEqualTo(404);
    }

    @Test
    void givenRefusalsByCallback_thenTheRefusalComesThere() {
        var card = card();
        assertThat(GLOBEX.es4("enableProfile", id(), card.eid(), card.b(), receiver.url())
                        .statusCode())
                .isEqualTo(202);
        assertThat(body(0)).contains("FAILED").contains("8.1.1");
        assertThat(executed(card, "enableProfile")).isZero();
    }

    @Test
    void givenNoReplyTo_thenItIsRefusedOrTheResultIsKept() {
        var card = card();
        refused(ACME.es4("enableProfile", id(), card.eid(), card.b(), null), 400, "rsp:replyto-required");
        refused(
                ACME.es4("enableProfile", id(), card.eid(), card.b(), "http://www.w3.org/2005/08/addressing/anonymous"),
                400,
                "rsp:replyto-required");
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid()).json().path("items"))
                .isEmpty();
        var id = id();
        var eid = "89882119900000000000000000001654";
        nobody.put(
                "/simulator/smsr/euiccs/" + eid,
                "{\"profiles\":[{\"iccid\":\"8901000000000000019\",\"state\":\"Disabled\",\"fallback\":false}]}");
        assertThat(GLOBEX.es4("enableProfile", id, eid, "8901000000000000019", null)
                        .statusCode())
                .isEqualTo(202);
        // The same message asks for the result.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(GLOBEX.es4("enableProfile", id, eid, "8901000000000000019", null)
                                .body())
                        .contains("EXECUTED_SUCCESS")
                        .contains(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:1/x",
                "https://evil.example/cb",
                "http://127.0.0.1@evil.example/cb",
                "http://user@127.0.0.1/x",
                "ftp://127.0.0.1/x",
                "not an address",
                "http://127.0.0.1.evil.example/x"
            })
    void givenAReplyToThatIsNotRegistered_thenTheCallIsRefused(String replyTo) {
        var card = card();
        refused(ACME.es4("enableProfile", id(), card.eid(), card.b(), replyTo), 400, "rsp:replyto-refused");
        assertThat(executed(card, "enableProfile")).isZero();
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid()).json().path("items"))
                .isEmpty();
    }

    @Test
    void givenAReadingWithoutReplyTo_thenTheAnswerHasTheCallersProfilesOnly() {
        var card = card(
                "{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\",\"fallback\":true},{\"iccid\":\"%s\",\"state\":\"Disabled\",\"fallback\":false},"
                        + "{\"iccid\":\"8901000000000000019\",\"state\":\"Disabled\",\"fallback\":false}]}");
        var answer = ACME.es4("getEIS", id(), card.eid(), null, null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("ES4-GetEISResponse")
                .contains("EXECUTED_SUCCESS")
                .contains("<rps:Iccid>" + card.a() + "</rps:Iccid>")
                .contains("<rps:Iccid>" + card.b() + "</rps:Iccid>")
                .doesNotContain("8901000000000000019");
    }

    // What a plug-in for WS-Addressing sends: no From, and a ReplyTo to nobody, or none.
    private HttpResponse<String> plain(String function, String messageId, Card card, String replyTo) {
        var header = "<wsa:MessageID>urn:uuid:" + messageId + "</wsa:MessageID><wsa:To>" + GATEWAY + Customer.ES4
                + "</wsa:To>"
                + (replyTo == null ? "" : "<wsa:ReplyTo><wsa:Address>" + replyTo + "</wsa:Address></wsa:ReplyTo>");
        var iccid = function.equals("getEIS") ? null : card.b();
        return new Customer(GATEWAY, "hooli", "1.3.6.1.4.1.70000", CERTIFICATES)
                .soap(Soap.envelope(header, Customer.body(function, "c-" + messageId, card.eid(), iccid, "")));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"http://www.w3.org/2005/08/addressing/anonymous", "http://www.w3.org/2005/08/addressing/none"})
    void givenNeitherFromNorReplyTo_thenTheCustomersSettingsStandInForThem(String replyTo) {
        var card = cardOf("hooli");

        assertThat(plain("enableProfile", id(), card, replyTo).statusCode()).isEqualTo(202);

        assertThat(calledBack(card))
                .contains("ES4-EnableProfileResponse", "EXECUTED_SUCCESS", "EntityId=1.3.6.1.4.1.70000");
        assertThat(executed(card, "enableProfile")).isEqualTo(1);
    }

    @Test
    void givenAReplyTo_thenTheCallbackUrlDoesNotCount() {
        var card = cardOf("hooli");

        assertThat(plain("enableProfile", id(), card, receiver.url()).statusCode())
                .isEqualTo(202);

        assertThat(body(0)).contains("EXECUTED_SUCCESS");
        assertThat(HOOLI.got).noneMatch(got -> got.body().contains(card.b()));
        refused(plain("enableProfile", id(), card, "https://evil.example/cb"), 400, "rsp:replyto-refused");
    }

    @Test
    void givenAReadingToNobody_thenTheHttpResponseHasItsResult() {
        var card = cardOf("hooli");

        var answer = plain("getEIS", id(), card, "http://www.w3.org/2005/08/addressing/anonymous");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("EXECUTED_SUCCESS", card.a(), card.b());
    }
}
