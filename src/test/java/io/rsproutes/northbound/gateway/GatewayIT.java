package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.rsproutes.support.Api;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.HostileReceiver;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Customers call ES4 and ES2+ on us with their certificates, and see only what is theirs (docs/guides/gateway). */
class GatewayIT extends BundleIT {

    private static final Customer ACME = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
    private static final Customer GLOBEX = new Customer(GATEWAY, "globex", "1.3.6.1.4.1.50000", CERTIFICATES);
    private static final Customer INITECH = new Customer(GATEWAY, "initech", "1.3.6.1.4.1.60000", CERTIFICATES);
    private static final String UNKNOWN_EID = "89049032000000000000000000000066";
    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private String body(int n) {
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().size() > n);
        return receiver.delivered().get(n).body();
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(code);
    }

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
    void givenAValidityThatOnlyThePeerRefuses_thenTheAnswerSaysWhichItTakes() {
        var card = card();
        var id = id();
        var answer = ACME.soap(Soap.envelope(
                ACME.header(id, receiver.url()),
                Customer.body(
                        "enableProfile",
                        "c-" + id,
                        card.eid(),
                        card.b(),
                        "<rps:ValidityPeriod>200000</rps:ValidityPeriod>")));
        assertThat(answer.body())
                .contains("<rps:Subject>1.2.1</rps:Subject><rps:Reason>3.8</rps:Reason>")
                .contains("<rps:AcceptableValidityPeriod>86400</rps:AcceptableValidityPeriod>")
                .doesNotContain("peer");
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
    void givenACallIdWithAnotherCallOfTheFunction_thenItIsRefused() {
        var id = id();
        var first = ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\"");
        assertThat(first.body()).contains("Executed-Success");
        assertThat(ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\"")
                        .body())
                .isEqualTo(first.body());
        assertThat(ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-2\"")
                        .body())
                .contains("Failed")
                .contains("functionCallIdentifier")
                .contains("\"1.6\"");
        assertThat(ACME.es2plus("downloadOrder", id(), "").body())
                .contains("\"2.2\"")
                .contains("profileType")
                .doesNotContain("/parameters");
    }

    @Test
    void givenABodyThatIsNoText_thenItIsRefusedForGood() {
        var answer = ACME.post("/gsma/rsp2/es2plus/downloadOrder", "application/json", new byte[] {
            '{', '"', 'x', '"', ':', '"', (byte) 0xE9, '"', '}'
        });
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    }

    /** One customer's calls wait for a slow SM-DP+; the other's answer comes all the same. */
    @Test
    void givenACustomerThatWaitsForAllItMay_thenAnotherIsStillAnswered() throws Exception {
        var card = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());
        jdbc.update("update inventory set tenant = 'globex' where eid = ?", card.eid());
        nobody.put("/simulator/smdp/faults", "{\"delay\":1500}");
        var pool = java.util.concurrent.Executors.newFixedThreadPool(40);
        try {
            var calls = java.util.stream.IntStream.range(0, 40)
                    .mapToObj(n -> pool.submit(() -> ACME.es2plus("downloadOrder", id(), "\"profileType\":\"P9054-1\"")
                            .statusCode()))
                    .toList();
            // More than it may have wait: those are told at once that they are under way.
            await().atMost(Duration.ofSeconds(20)).until(() -> calls.stream().anyMatch(call -> call.isDone()));
            assertThat(GLOBEX.es4("getEIS", id(), card.eid(), null, null).statusCode())
                    .isEqualTo(200);
            for (var call : calls) {
                assertThat(call.get(30, java.util.concurrent.TimeUnit.SECONDS)).isIn(200, 503);
            }
        } finally {
            pool.shutdownNow();
            nobody.put("/simulator/smdp/faults", "{}");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from operation where peer = 'smdp-demo' and state in ('ACCEPTED', 'SENDING')",
                                    Long.class)
                            == 0);
        }
    }

    @Test
    void givenAsManySubscriptionsAsATenantMayHave_thenNoMoreAreMade() {
        var made = new java.util.ArrayList<String>();
        try {
            Api.Answer answer;
            do {
                answer = globex.post(
                        "/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"" + receiver.url() + "\"}");
                made.add(answer.id());
            } while (answer.status() == 201 && made.size() < 200);
            assertThat(answer.code()).isEqualTo("too-many-subscriptions");
            assertThat(made.size()).isBetween(50, 101);
        } finally {
            made.stream().filter(id -> !id.isEmpty()).forEach(id -> globex.delete("/rsp/v1/subscriptions/" + id));
        }
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
                        .map(GatewayIT::shape)
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

    @Test
    void givenAnOfferWithFixedValidity_thenItIsTakenWhateverTheCustomerAsksFor() {
        refused(
                INITECH.es4("getEIS", id(), UNKNOWN_EID, null, receiver.url()),
                200,
                "<rps:Subject>8.1.1</rps:Subject>");
        jdbc.update(
                "insert into euicc (eid, tenant) values ('89049032000000000000000000000163', 'initech') on conflict do nothing");
        refused(
                INITECH.es4("getEIS", id(), "89049032000000000000000000000163", null, receiver.url()),
                200,
                "<rps:Subject>1.6</rps:Subject><rps:Reason>3.1</rps:Reason>");
        // Five in a minute were agreed.
        HttpResponse<String> last = null;
        for (int i = 0; i < 6; i++) {
            last = INITECH.es4("getEIS", id(), UNKNOWN_EID, null, receiver.url());
        }
        refused(last, 429, "rsp:too-many-requests");
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(new io.rsproutes.support.Api(BASE, "demo-initech")
                        .get("/rsp/v1/operations")
                        .status())
                .isEqualTo(429);
        assertThat(acme.get("/rsp/v1/operations").status()).isEqualTo(200);
    }

    @Test
    void givenACustomerWhoseEndpointIsDown_thenTheDeadLetterIsItsOwnAndReplayedInOrder() {
        var card = card();
        receiver.status = 500;
        var first = id();
        var second = id();
        ACME.es4("enableProfile", first, card.eid(), card.b(), receiver.url());
        ACME.es4("enableProfile", second, card.eid(), card.a(), receiver.url());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from dead_letter where subject = ? and state = 'OPEN'",
                                Long.class,
                                card.eid())
                        == 2);
        var own = acme.get("/rsp/v1/dead-letters?limit=1000").text();
        assertThat(own).contains(card.eid()).contains("reply.acme");
        assertThat(globex.get("/rsp/v1/dead-letters?limit=1000").text()).doesNotContain(card.eid());
        receiver.status = 202;
        assertThat(globex.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"subject\":\"" + card.eid() + "\"}}")
                        .json()
                        .path("replayed")
                        .asInt())
                .isZero();
        assertThat(acme.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"subject\":\"" + card.eid() + "\"}}")
                        .json()
                        .path("replayed")
                        .asInt())
                .isEqualTo(2);
        assertThat(body(0)).contains(first);
        assertThat(body(1)).contains(second);
    }

    @Test
    void givenANotification_thenTheCustomerGetsItInItsProtocolButNotOfItsOwnEnabling() {
        var card = card();
        var subscription =
                acme.post("/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"" + receiver.url() + "\"}");
        assertThat(subscription.status()).as(subscription.text()).isEqualTo(201);
        try {
            ACME.es4("enableProfile", id(), card.eid(), card.b(), receiver.url());
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().stream()
                    .anyMatch(one -> one.body().contains("HandleProfileDisabledNotification")));
            nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.a() + "/enable", "");
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().stream()
                    .anyMatch(one -> one.body().contains("HandleProfileEnabledNotification")));
            var enabled = receiver.delivered().stream()
                    .filter(one -> one.body().contains("HandleProfileEnabledNotification"))
                    .toList();
            assertThat(enabled).hasSize(1);
            assertThat(enabled.get(0).body())
                    .contains(card.a())
                    .contains("CompletionTimestamp")
                    .doesNotContain(card.b());
        } finally {
            acme.delete(
                    "/rsp/v1/subscriptions/" + subscription.json().path("id").asText());
        }
        assertThat(acme.post("/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"https://evil.example/x\"}")
                        .text())
                .contains("not registered");
        assertThat(acme.post(
                                "/rsp/v1/subscriptions",
                                "{\"channel\":\"es4\",\"url\":\"" + receiver.url()
                                        + "\",\"types\":[\"rsp.operation.*\"]}")
                        .text())
                .contains("nothing that can be said");
        assertThat(acme.post(
                                "/rsp/v1/subscriptions",
                                "{\"channel\":\"es4\",\"tenant\":\"globex\",\"url\":\"" + receiver.url() + "\"}")
                        .text())
                .contains("is for operators");
    }

    /** What the device said of itself reaches the customer as it reached us. */
    @Test
    void givenANotificationWithTacAndImei_thenTheCustomersHasThemToo() {
        var whole = receiver.url() + "/gsma/rsp2/es2plus/handleDownloadProgressInfo";
        var subscription = acme.post("/rsp/v1/subscriptions", "{\"channel\":\"es2plus\",\"url\":\"" + whole + "\"}");
        assertThat(subscription.json().path("url").asText()).isEqualTo(receiver.url());
        try {
            var iccid = ordered();
            assertThat(nobody.post(
                                    "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                                    "{\"iccid\":\"" + iccid
                                            + "\",\"notificationPointId\":3,\"timestamp\":\"2026-11-01T10:05:00Z\",\"tac\":\"35203000\",\"imei\":\"352030001234560\","
                                            + "\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}")
                            .status())
                    .isEqualTo(204);
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().stream()
                    .anyMatch(one -> one.body().contains(iccid)));
            var told = receiver.delivered().stream()
                    .filter(one -> one.body().contains(iccid))
                    .findFirst()
                    .orElseThrow();
            assertThat(told.json().path("tac").asText()).isEqualTo("35203000");
            assertThat(told.json().path("imei").asText()).isEqualTo("352030001234560");
            assertThat(told.path()).isEqualTo("/hook/gsma/rsp2/es2plus/handleDownloadProgressInfo");
        } finally {
            acme.delete("/rsp/v1/subscriptions/" + subscription.id());
        }
    }

    /** What its endpoint says behind a 2xx changes nothing, as with a webhook. */
    @ParameterizedTest
    @EnumSource(
            value = HostileReceiver.Behaviour.class,
            names = {"SHORT_BODY", "LONG_BODY", "BROKEN_GZIP"})
    void givenAnEndpointWhose2xxHasABodyThatIsTrouble_thenTheResultIsDeliveredOnce(
            HostileReceiver.Behaviour behaviour) {
        try (var endpoint = new HostileReceiver(behaviour)) {
            var card = card();
            ACME.es4("enableProfile", id(), card.eid(), card.b(), endpoint.url());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from delivery d join event e on e.id = d.event_id where d.subscription_id = 'reply.acme' and e.subject = ? and d.state = 'DELIVERED' and d.attempts = 1",
                                    Integer.class,
                                    card.eid())
                            == 1);
            assertThat(endpoint.requests).hasValue(1);
        }
    }

    @Test
    void givenAnEndpointThatAsksForPatienceByDate_thenItGetsIt() {
        var card = card();
        receiver.status = 503;
        receiver.headers = Map.of(
                "Retry-After",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).plusHours(1)));
        ACME.es4("enableProfile", id(), card.eid(), card.b(), receiver.url());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from delivery d join event e on e.id = d.event_id where d.subscription_id = 'reply.acme' and e.subject = ? "
                                        + "and d.state = 'PENDING' and d.next_at > current_timestamp + interval '50' minute",
                                Integer.class,
                                card.eid())
                        == 1);
        receiver.status = 200;
        receiver.headers = Map.of();
        jdbc.update(
                "update delivery set next_at = current_timestamp where subscription_id = 'reply.acme' and state = 'PENDING'");
        await().atMost(Duration.ofSeconds(30)).until(() -> !receiver.delivered().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?a=b", "#x", "/gsma/rsp2/es2plus/releaseProfile"})
    void givenAnEs2PlusAddressThatIsNoBase_thenItIsRefusedWithTheReason(String more) {
        var answer = acme.post(
                "/rsp/v1/subscriptions", "{\"channel\":\"es2plus\",\"url\":\"" + receiver.url() + more + "\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("is not a base address").contains("handleDownloadProgressInfo is added");
    }

    @Test
    void givenEs2Plus_thenAWholeLifeIsAnsweredAndItsProgressTold() {
        var subscription =
                acme.post("/rsp/v1/subscriptions", "{\"channel\":\"es2plus\",\"url\":\"" + receiver.url() + "/\"}");
        var ordered = ACME.es2plus("downloadOrder", id(), "\"profileType\":\"P9054-1\"");
        assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(200);
        assertThat(ordered.headers().firstValue("X-Admin-Protocol")).contains("gsma/rsp/v2.2.0");
        var iccid = ordered.body().replaceAll("(?s).*\"iccid\":\"([0-9]+)\".*", "$1");
        var confirmed = ACME.es2plus(
                "confirmOrder",
                id(),
                "\"iccid\":\"" + iccid + "F\",\"releaseFlag\":false,\"confirmationCode\":\"4711-secret\"");
        assertThat(confirmed.body())
                .contains("Executed-Success")
                .contains("matchingId")
                .doesNotContain("4711-secret");
        assertThat(ACME.es2plus("releaseProfile", id(), "\"iccid\":\"" + iccid + "\"")
                        .body())
                .contains("Executed-Success");
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().stream()
                .anyMatch(one -> one.body().contains("\"notificationPointId\":4")));
        assertThat(receiver.delivered().get(0).body())
                .contains(iccid)
                .contains("functionCallIdentifier")
                .contains("notificationPointStatus");
        // Below the base address, as at a peer's.
        assertThat(receiver.delivered())
                .extracting(Receiver.Got::path)
                .containsOnly("/hook/gsma/rsp2/es2plus/handleDownloadProgressInfo");
        acme.delete("/rsp/v1/subscriptions/" + subscription.json().path("id").asText());
        assertThat(ACME.es2plus(
                                "cancelOrder",
                                id(),
                                "\"iccid\":\"" + iccid + "\",\"finalProfileStatusIndicator\":\"Available\"")
                        .body())
                .contains("Failed")
                .contains("subjectCode");
    }

    @Test
    void givenEs2PlusThatIsNotTheCallers_thenItFailsWithCodes() {
        refused(
                GLOBEX.es2plus("releaseProfile", id(), "\"iccid\":\"" + owned() + "\""),
                200,
                "\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\"");
        refused(
                GLOBEX.es2plus("releaseProfile", id(), "\"iccid\":\"8947019999999999994\""),
                200,
                "\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\"");
        refused(GLOBEX.es2plus("downloadOrder", id(), "\"profileType\":\"P9054-1\""), 200, "\"subjectCode\":\"8.2.5\"");
        refused(
                GLOBEX.es2plus("confirmOrder", id(), "\"iccid\":\"8901000000000000019\""),
                200,
                "\"reasonCode\":\"2.2\"");
        refused(
                ACME.post(
                        "/gsma/rsp2/es2plus/releaseProfile",
                        "application/json",
                        "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6.1.4.1.50000\",\"functionCallIdentifier\":\"c\"},\"iccid\":\""
                                + owned() + "\"}"),
                200,
                "\"subjectCode\":\"1.1\",\"reasonCode\":\"1.2\"");
        refused(ACME.post("/gsma/rsp2/es2plus/releaseProfile", "application/json", "{"), 400, "malformed-json");
        refused(
                ACME.post(
                        "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                        "application/json",
                        "{\"iccid\":\"8947000000000000038\"}"),
                403,
                "certificate-unknown");
        refused(ACME.post("/esim-messaging/3/ES4/ES4MnoService", Soap.TYPE, "<a/>"), 400, "soap:Sender");
    }

    @Test
    void givenAnEs2PlusCallAgain_thenItIsToldTheSameResult() {
        var id = id();
        var first =
                ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\"").body();
        assertThat(ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\"")
                        .body())
                .isEqualTo(first);
        assertThat(ACME.es2plus("downloadOrder", id(), "\"profileType\":\"P9054-1\"")
                        .body())
                .isNotEqualTo(first);
    }

    @Test
    void givenThePlainPathsOfTheDemo_thenTheyAreNoWayInForCustomers() {
        assertThat(nobody.post("/gsma/rsp2/es2plus/releaseProfile", "{}").status())
                .isEqualTo(403);
        assertThat(nobody.post(Customer.ES4, "<a/>").status()).isEqualTo(403);
    }
}
