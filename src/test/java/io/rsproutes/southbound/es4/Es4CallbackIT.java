package io.rsproutes.southbound.es4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What SM-SRs send us: responses that must find their call, notifications, and what is neither (docs/spec/es4.md 1.7, 7.2). */
class Es4CallbackIT extends BundleIT {

    private static final String SMSR = "1.3.6.1.4.1.23";
    private static int ids;

    /** The inventory does not say which SM-SR has it: any may speak of it. */
    @Override
    protected Card card() {
        var card = super.card();
        jdbc.update("update euicc set peer = null where eid = ?", card.eid());
        return card;
    }

    /** An order at the stub, which takes it and says no more. */
    private Answer waiting(Card card, String function) {
        STUB.reply = new Reply(202, "", Map.of());
        var id = acme.post("/rsp/v1/operations", order(function, card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        await().atMost(Duration.ofSeconds(20)).until(() -> operation(id).state().equals("WAITING"));
        return operation(id);
    }

    private String messageId(Answer operation) {
        return jdbc.queryForObject("select message_id from call where operation_id = ?", String.class, operation.id());
    }

    private int post(String header, String body, String... headers) {
        return postRaw(Soap.envelope(header, body), headers).status();
    }

    private Answer postRaw(String message, String... headers) {
        return nobody.post(
                Soap.ADDRESS, message, headers.length == 0 ? new String[] {"Content-Type", Soap.TYPE} : headers);
    }

    private static String fresh() {
        return Soap.from(SMSR) + Soap.messageId("m-" + System.nanoTime() + "-" + ids++, null);
    }

    private long stored() {
        return jdbc.queryForObject("select count(*) from inbox", Long.class);
    }

    @ParameterizedTest
    @CsvSource({"exact", "base", "transaction", "single"})
    void givenTheFourWaysToNameACall_thenEachFindsIt(String way) {
        var function = way.equals("single") ? "setFallBackAttribute" : "enableProfile";
        var card = card();
        var operation = way.equals("single") ? onKpn(card) : waiting(card, function);
        var messageId = messageId(operation);
        var header =
                switch (way) {
                    case "exact" -> fresh() + Soap.relatesTo(messageId);
                    case "base" -> fresh() + Soap.relatesTo(messageId.split("\\?")[0]);
                    case "transaction" ->
                        Soap.from(SMSR)
                                + Soap.messageId(
                                        "m-" + System.nanoTime(),
                                        messageId.replaceAll(".*TransactionId=([^&]*).*", "$1"));
                    default -> Soap.from("1.3.6.1.4.1.22");
                };
        assertThat(post(
                        header,
                        Soap.response(
                                way.equals("single") ? "SetFallBackAttribute" : "EnableProfile", "EXECUTED_SUCCESS")))
                .isEqualTo(202);
        settles(operation.id(), "SUCCEEDED");
    }

    // The callback is lost, so that the peer owes just this one.
    private Answer onKpn(Card card) {
        smsr("{\"lostCallback\":1,\"delay\":0}");
        var id = acme.post(
                        "/rsp/v1/operations", order("setFallBackAttribute", card, card.b(), ",\"peer\":\"smsr-kpn\""))
                .id();
        await().atMost(Duration.ofSeconds(20)).until(() -> operation(id).state().equals("WAITING"));
        return operation(id);
    }

    @Test
    void givenAResponseThatNamesNothingAndTwoOpenCalls_thenItStaysAnOrphanWhateverIsLeft() {
        var first = waiting(card(), "enableProfile");
        var second = waiting(card(), "enableProfile");
        assertThat(post(fresh(), Soap.response("EnableProfile", "EXECUTED_SUCCESS")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> orphans("ES4-EnableProfileResponse") == 1);
        assertThat(operator.get("/rsp/v1/inbox?state=orphan").text())
                .contains("it answers no call of ours that is known or, if it names none, a single open one");
        assertThat(post(fresh() + Soap.relatesTo(messageId(first)), Soap.response("EnableProfile", "FAILED")))
                .isEqualTo(202);
        settles(first.id(), "FAILED");
        jdbc.update(
                "update inbox set next_at = current_timestamp where state = 'ORPHAN' and kind = 'ES4-EnableProfileResponse'");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where state = 'ORPHAN' and kind = 'ES4-EnableProfileResponse' and next_at > current_timestamp",
                                Long.class)
                        == 1);
        assertThat(operation(second.id()).state()).isEqualTo("WAITING");
        jdbc.update("delete from inbox where state = 'ORPHAN' and kind = 'ES4-EnableProfileResponse'");
    }

    @Test
    void givenAResponseThatNamesNothing_thenItNeverEndsAnOrderThatCameAfterIt() {
        jdbc.update(
                "update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp where peer = 'smsr-stub' and finished_at is null");
        assertThat(post(fresh(), Soap.response("SetFallBackAttribute", "FAILED")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> orphans("ES4-SetFallBackAttributeResponse") == 1);
        smsr("{\"lostCallback\":1,\"delay\":0}");
        var card = card();
        var id = acme.post(
                        "/rsp/v1/operations", order("setFallBackAttribute", card, card.b(), ",\"peer\":\"smsr-two\""))
                .id();
        settles(id, "WAITING");
        jdbc.update(
                "update inbox set peer = 'smsr-two', next_at = current_timestamp where state = 'ORPHAN' and kind = 'ES4-SetFallBackAttributeResponse'");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where state = 'ORPHAN' and kind = 'ES4-SetFallBackAttributeResponse' and next_at > current_timestamp",
                                Long.class)
                        == 1);
        assertThat(operation(id).state()).isEqualTo("WAITING");
        jdbc.update("delete from inbox where state = 'ORPHAN' and kind = 'ES4-SetFallBackAttributeResponse'");
        jdbc.update(
                "update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp where id = ?",
                id);
    }

    @Test
    void givenAnAuditThatShowsAnotherCard_thenItIsAnOrphanAndTeachesNothing() {
        var card = card();
        var operation = waiting(card, "auditEIS");
        var eis =
                "<rps:ES4-AuditEISResponse><rps:FunctionExecutionStatus><rps:Status>EXECUTED_SUCCESS</rps:Status></rps:FunctionExecutionStatus><rps:Eis><rps:EumSignedInfo><rps:Eid>"
                        + card().eid()
                        + "</rps:Eid></rps:EumSignedInfo><rps:RemainingMemory>1</rps:RemainingMemory></rps:Eis></rps:ES4-AuditEISResponse>";
        assertThat(post(fresh() + Soap.relatesTo(messageId(operation)), eis)).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(jdbc.queryForList(
                                "select state, reason, attempts, raw from inbox where kind = 'ES4-AuditEISResponse' order by id desc limit 1")
                        .toString())
                .contains("it relates to a call about one eUICC, but shows another"));
        assertThat(operation(operation.id()).state()).isEqualTo("WAITING");
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid()).json().path("facts"))
                .isEmpty();
        jdbc.update("delete from inbox where reason like '%but shows another'");
    }

    @Test
    void givenAResultNobodyUnderstands_thenTheOrderIsInDoubtAtOnce() {
        var operation = waiting(card(), "enableProfile");
        assertThat(post(fresh() + Soap.relatesTo(messageId(operation)), Soap.response("EnableProfile", "PERHAPS")))
                .isEqualTo(202);
        settles(operation.id(), "IN_DOUBT");
        assertThat(operation(operation.id()).text()).contains("the peer's response has no status we know");
        jdbc.update(
                "update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp where id = ?",
                operation.id());
    }

    @Test
    void givenANotificationFromBeforeTheCallLeft_thenItSettlesNothing() {
        var card = card();
        STUB.reply = new Reply(500, "", Map.of());
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "IN_DOUBT");
        assertThat(post(
                        fresh(),
                        Soap.notification(
                                "HandleProfileEnabled",
                                card.eid(),
                                card.b(),
                                Instant.now().minusSeconds(30).toString())))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.enabled") == 1);
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        assertThat(post(
                        fresh(),
                        Soap.notification(
                                "HandleProfileEnabled",
                                card.eid(),
                                card.b(),
                                Instant.now().toString())))
                .isEqualTo(202);
        settles(id, "SUCCEEDED");
    }

    @Test
    void givenEnablingsInAnyOrder_thenOneProfileIsEnabledInTheView() {
        var card = card();
        var now = Instant.now();
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileDisabled",
                        card.eid(),
                        card.b(),
                        now.minusSeconds(100).toString()));
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        card.eid(),
                        card.a(),
                        now.minusSeconds(50).toString()));
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        card.eid(),
                        card.b(),
                        now.minusSeconds(80).toString()));
        var other = card();
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        other.eid(),
                        other.a(),
                        now.minusSeconds(50).toString()));
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        other.eid(),
                        other.b(),
                        now.minusSeconds(80).toString()));
        for (var one : List.of(card, other)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> events(one.eid(), "rsp.profile.enabled") == 2);
            assertThat(acme.get("/rsp/v1/profiles/" + one.a())
                            .json()
                            .at("/facts/state/value")
                            .asText())
                    .isEqualTo("Enabled");
            assertThat(acme.get("/rsp/v1/profiles/" + one.b())
                            .json()
                            .at("/facts/state/value")
                            .asText())
                    .isEqualTo("Disabled");
        }
    }

    @Test
    void givenAnEnablingFromBeforeTheProfileWasDeleted_thenItStaysDeleted() {
        var card = card();
        var now = Instant.now();
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileDeleted",
                        card.eid(),
                        card.a(),
                        now.minusSeconds(60).toString()));
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        card.eid(),
                        card.b(),
                        now.minusSeconds(50).toString()));
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        card.eid(),
                        card.a(),
                        now.minusSeconds(70).toString()));
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.enabled") == 2);
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Deleted");
    }

    @Test
    void givenAResponseThatRelatesToAMessageOfThePeerToo_thenItHasTheKeyOfTheCallItNames() {
        var card = card();
        var operation = waiting(card, "enableProfile");
        var theirs = "//" + SMSR + "/01a223bd-8336-7000-8a0c-6601b2e2d051";
        assertThat(post(
                        fresh() + Soap.relatesTo(theirs) + Soap.relatesTo(messageId(operation)),
                        Soap.response("EnableProfile", "EXECUTED_SUCCESS")))
                .isEqualTo(202);
        settles(operation.id(), "SUCCEEDED");
        assertThat(jdbc.queryForObject(
                        "select order_key from inbox where raw like ?", String.class, "%" + theirs + "%"))
                .isEqualTo(card.eid());
    }

    @Test
    void givenAProfileOfAnotherTenantOnTheCard_thenItsEventsLeaveNoTraceInTheOwnersSequence() {
        var card = card();
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.a());
        assertThat(post(
                        fresh(),
                        Soap.notification(
                                "HandleProfileDisabled",
                                card.eid(),
                                card.a(),
                                Instant.now().toString())))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.a(), "rsp.profile.disabled") == 1);
        assertThat(jdbc.queryForObject("select tenant from event where subject = ?", String.class, card.a()))
                .isEqualTo("globex");
        assertThat(jdbc.queryForObject("select count(*) from event where subject = ?", Long.class, card.eid()))
                .isZero();
    }

    @Test
    void givenACharsetThatDoesNotExist_thenAFaultAnswers() {
        for (var charset : List.of("foo", "%&")) {
            var answer = postRaw(
                    Soap.envelope(fresh(), ""), "Content-Type", "application/soap+xml; charset=\"" + charset + "\"");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("soap:Sender");
        }
    }

    private long orphans(String kind) {
        return jdbc.queryForObject("select count(*) from inbox where state = 'ORPHAN' and kind = ?", Long.class, kind);
    }

    @Test
    void givenAnOrphanThatIsTooOld_thenItIsTriedNoMoreAndStaysVisible() {
        assertThat(post(fresh() + Soap.relatesTo("//1.2.3/nothing"), Soap.response("AuditEIS", "FAILED")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> orphans("ES4-AuditEISResponse") == 1);
        jdbc.update(
                "update inbox set received_at = received_at - interval '11' minute, next_at = current_timestamp where state = 'ORPHAN' and kind = 'ES4-AuditEISResponse'");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where state = 'ORPHAN' and kind = 'ES4-AuditEISResponse' and next_at is null",
                                Long.class)
                        == 1);
        assertThat(operator.get("/rsp/v1/inbox?state=orphan").text()).contains("ES4-AuditEISResponse");
        jdbc.update("delete from inbox where kind = 'ES4-AuditEISResponse'");
    }

    @Test
    void givenAResponseOfAnotherFunction_thenItDoesNotEndTheCallItNames() {
        var operation = waiting(card(), "enableProfile");
        assertThat(post(fresh() + Soap.relatesTo(messageId(operation)), Soap.response("AuditEIS", "EXECUTED_SUCCESS")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where reason like 'it relates to a call of enableProfile%'",
                                Long.class)
                        == 1);
        assertThat(operation(operation.id()).state()).isEqualTo("WAITING");
        jdbc.update("delete from inbox where reason like 'it relates to a call of enableProfile%'");
    }

    @Test
    void givenAnotherPeersCall_thenAPeerCannotEndIt() {
        var operation = waiting(card(), "enableProfile");
        var id = "m-" + System.nanoTime();
        assertThat(post(
                        Soap.from("1.3.6.1.4.1.20") + Soap.messageId(id, null) + Soap.relatesTo(messageId(operation)),
                        Soap.response("EnableProfile", "EXECUTED_SUCCESS")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where call_id like ? and state = 'ORPHAN'",
                                Long.class,
                                "%" + id + "%")
                        == 1);
        assertThat(operation(operation.id()).state()).isEqualTo("WAITING");
        jdbc.update("delete from inbox where call_id like ?", "%" + id + "%");
    }

    @Test
    void givenCodesWithoutEnd_thenTheyAreCutAndTheOperationEnds() {
        var operation = waiting(card(), "enableProfile");
        var endless =
                "<rps:ES4-EnableProfileResponse><rps:FunctionExecutionStatus><rps:Status>FAILED</rps:Status><rps:StatusCodeData><rps:Subject>"
                        + "8.".repeat(50_000) + "</rps:Subject><rps:Reason>" + "1.".repeat(50_000)
                        + "</rps:Reason><rps:Message>" + "m".repeat(100_000)
                        + "</rps:Message></rps:StatusCodeData></rps:FunctionExecutionStatus></rps:ES4-EnableProfileResponse>";
        assertThat(post(fresh() + Soap.relatesTo(messageId(operation)), endless))
                .isEqualTo(202);
        settles(operation.id(), "FAILED");
        assertThat(operation(operation.id()).json().at("/status/message").asText())
                .hasSize(500);
    }

    @Test
    void givenTheSameResultFiveTimesAtOnce_thenItCountsOnce() throws Exception {
        var card = card();
        var operation = waiting(card, "enableProfile");
        var message = Soap.envelope(
                fresh() + Soap.relatesTo(messageId(operation)), Soap.response("EnableProfile", "EXECUTED_SUCCESS"));
        var other = Soap.envelope(
                fresh() + Soap.relatesTo(messageId(operation)), Soap.response("EnableProfile", "EXECUTED_SUCCESS"));
        var pool = Executors.newFixedThreadPool(6);
        try {
            // Five of one message, and the same result in a message of its own.
            var tries = IntStream.range(0, 6)
                    .<Callable<Answer>>mapToObj(i -> () -> postRaw(i < 5 ? message : other))
                    .toList();
            for (var answer : pool.invokeAll(tries)) {
                assertThat(answer.get().status()).isEqualTo(202);
                assertThat(answer.get().text()).isEmpty();
            }
        } finally {
            pool.shutdownNow();
        }
        settles(operation.id(), "SUCCEEDED");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where state = 'DONE' and reason = 'the same result of this call came before'",
                                Long.class)
                        > 0);
        assertThat(events(card.eid(), "rsp.operation.succeeded")).isEqualTo(1);
        assertThat(events(card.eid(), "rsp.operation.late-result")).isZero();
        assertThat(events(card.eid(), "rsp.profile.enabled")).isEqualTo(1);
    }

    /** Rows of docs/spec/es4.md 7.2: what a server's defaults would answer with 202 and drop. */
    static Stream<Arguments> tolerated() {
        var action =
                "<wsa:Action>http://gsma.com/ES4/ProfileManagementCallBack/ES4-HandleProfileDisabledNotification</wsa:Action>";
        return Stream.of(
                Arguments.of("no action at all", "", Soap.TYPE, null),
                Arguments.of("action in the content type only", "", Soap.TYPE + "; action=\"http://gsma.com/x\"", null),
                Arguments.of(
                        "action parameter and wsa:Action differ",
                        action,
                        Soap.TYPE + "; action=\"http://gsma.com/other\"",
                        null),
                Arguments.of("misspelt action", action.replace("Management", "Managent"), Soap.TYPE, null),
                Arguments.of("old SOAPAction header", action, Soap.TYPE, "\"http://gsma.com/other\""),
                Arguments.of(
                        "mustUnderstand",
                        action.replace("<wsa:Action>", "<wsa:Action s:mustUnderstand='true'>"),
                        Soap.TYPE,
                        null),
                Arguments.of(
                        "an unknown header for another node",
                        "<x:Sequence xmlns:x='urn:x' s:mustUnderstand='1' s:role='urn:somebody-else'/>",
                        Soap.TYPE,
                        null),
                Arguments.of("a content type that is none", action, "nonsense;;=", null),
                Arguments.of(
                        "ReplyTo, FaultTo",
                        "<wsa:ReplyTo><wsa:Address>http://169.254.169.254/</wsa:Address></wsa:ReplyTo><wsa:FaultTo><wsa:Address>http://169.254.169.254/</wsa:Address></wsa:FaultTo>",
                        Soap.TYPE,
                        null),
                Arguments.of("text/xml", action, "text/xml", null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tolerated")
    void givenAHeaderAPeerGetsWrong_thenTheNotificationIsTaken(
            String what, String header, String type, String soapAction) {
        var card = card();
        var message = Soap.envelope(
                fresh() + header,
                Soap.notification(
                        "HandleProfileDisabled",
                        card.eid(),
                        card.a(),
                        Instant.now().toString()));
        assertThat(
                        soapAction == null
                                ? postRaw(message, "Content-Type", type).status()
                                : postRaw(message, "Content-Type", type, "SOAPAction", soapAction)
                                        .status())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
    }

    static Stream<Arguments> spellings() {
        return Stream.of(
                Arguments.of(
                        "no namespace",
                        Map.of("xmlns:rps='http://namespaces.gsma.org/esim-messaging/3'", "", "rps:", "")),
                Arguments.of("namespace of version 1", Map.of("esim-messaging/3", "esim-messaging/1")),
                Arguments.of(
                        "another case", Map.of("CompletionTimestamp", "completionTimeStamp", "rps:Iccid", "rps:ICCID")),
                Arguments.of("an ICCID with F", Map.of("</rps:Iccid>", "F</rps:Iccid>")),
                Arguments.of(
                        "white space and a comment",
                        Map.of("<rps:Eid>", "<!-- x --><rps:Eid>\n  ", "</rps:Eid>", "\n</rps:Eid>")),
                Arguments.of("elements nobody knows", Map.of("<rps:Eid>", "<rps:New><rps:Deeper/></rps:New><rps:Eid>")),
                Arguments.of(
                        "a time without zone", Map.of("Z</rps:CompletionTimestamp>", "</rps:CompletionTimestamp>")),
                Arguments.of(
                        "no time",
                        Map.of(
                                "<rps:CompletionTimestamp>",
                                "<rps:Other>",
                                "</rps:CompletionTimestamp>",
                                "</rps:Other>")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spellings")
    void givenASpellingOfARealPeer_thenTheNotificationIsTaken(String what, Map<String, String> changes) {
        var card = card();
        var message = Soap.envelope(
                fresh(),
                Soap.notification(
                        "HandleProfileDisabled",
                        card.eid(),
                        card.a(),
                        Instant.now().toString()));
        for (var change : changes.entrySet()) {
            assertThat(message).contains(change.getKey());
            message = message.replace(change.getKey(), change.getValue());
        }
        assertThat(postRaw(message.replace("wsa:EntityId", "EntityId")).status())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Disabled");
    }

    @Test
    void givenAnotherEncoding_thenItIsRead() {
        var card = card();
        var message = "<?xml version='1.0' encoding='UTF-16'?>"
                + Soap.envelope(
                        fresh(),
                        Soap.notification(
                                "HandleProfileDisabled",
                                card.eid(),
                                card.a(),
                                Instant.now().toString()));
        assertThat(send(message.getBytes(StandardCharsets.UTF_16), "Content-Type", "application/soap+xml")
                        .statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        var marked = "\uFEFF"
                + Soap.envelope(
                        fresh(),
                        Soap.notification(
                                "HandleProfileEnabled",
                                card.eid(),
                                card.a(),
                                Instant.now().toString()));
        assertThat(send(marked.getBytes(StandardCharsets.UTF_8), "Content-Type", Soap.TYPE)
                        .statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.enabled") == 1);
    }

    @Test
    void givenNotificationsOutOfOrder_thenTheNewestStandsAndAllArePublished() {
        var card = card();
        var now = Instant.now();
        assertThat(post(fresh(), Soap.notification("HandleProfileEnabled", card.eid(), card.a(), now.toString())))
                .isEqualTo(202);
        assertThat(post(
                        fresh(),
                        Soap.notification(
                                "HandleProfileDisabled",
                                card.eid(),
                                card.a(),
                                now.minusSeconds(5).toString())))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        assertThat(events(card.eid(), "rsp.profile.enabled")).isEqualTo(1);
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Enabled");
        // A message without ids, sent twice, is one.
        var twice = Soap.envelope(
                Soap.from(SMSR),
                Soap.notification(
                        "HandleProfileDisabled",
                        card.eid(),
                        card.a(),
                        now.plusSeconds(1).toString()));
        assertThat(postRaw(twice).status()).isEqualTo(202);
        assertThat(postRaw(twice).status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 2);
        await().during(Duration.ofMillis(600))
                .atMost(Duration.ofSeconds(5))
                .until(() -> events(card.eid(), "rsp.profile.disabled") == 2);
    }

    @Test
    void givenSomebodyElseEnablesAProfile_thenBothChangesArePublishedAndShown() {
        var card = card();
        nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.b() + "/enable", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events(card.eid(), "rsp.profile.enabled") == 1
                        && events(card.eid(), "rsp.profile.disabled") == 1);
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = 'rsp.profile.enabled'",
                        String.class,
                        card.eid()))
                .doesNotContain("selfCaused");
        assertThat(acme.get("/rsp/v1/profiles/" + card.b())
                        .json()
                        .at("/facts/state/source")
                        .asText())
                .isEqualTo("ES4-HandleProfileEnabledNotification");
    }

    /** acme lets globex know, not the other way round (BundleIT): of a profile on the other's eUICC. */
    @Test
    void givenAProfileOnAnothersEuicc_thenItsOwnerIsToldAndTheEuiccsOwnerWithLeave() {
        var card = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.a());
        nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.b() + "/enable", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events(card.b(), "rsp.profile.enabled") == 1
                        && events(card.eid(), "rsp.profile.disabled") == 1
                        && events(card.eid(), "rsp.profile.enabled") == 1);
        var told = "select tenant from event where type = ? and data like '%' || ? || '%' order by tenant";
        assertThat(jdbc.queryForList(told, String.class, "rsp.profile.enabled", card.b()))
                .containsExactly("acme", "globex");
        assertThat(jdbc.queryForList(
                        "select tenant from inbox where iccid = ? and kind like '%Enabled%'", String.class, card.b()))
                .containsExactly("acme");

        nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.a() + "/enable", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events(card.eid(), "rsp.profile.enabled") == 2
                        && events(card.b(), "rsp.profile.disabled") == 1);
        jdbc.update("update euicc set tenant = 'acme' where eid = ?", card.eid());
        nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.b() + "/enable", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events(card.eid(), "rsp.profile.enabled") == 3
                        && events(card.a(), "rsp.profile.disabled") == 1);
        assertThat(jdbc.queryForList(told + ", id", String.class, "rsp.profile.disabled", card.a()))
                .containsExactly("globex", "globex");
    }

    @Test
    void givenANotificationOfOurOwnEnabling_thenItIsMarkedAndNotAnnouncedTwice() {
        for (var order : List.of(
                "{\"notifyOwn\":true}",
                "{\"notifyOwn\":true,\"shuffle\":true}",
                "{\"notifyOwn\":true,\"early\":true}")) {
            var card = card();
            smsr(order);
            assertThat(acme.order(order("enableProfile", card, card.b(), ",\"peer\":\"smsr-demo\""))
                            .state())
                    .isEqualTo("SUCCEEDED");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from inbox where order_key = ? and state = 'DONE'",
                                    Long.class,
                                    card.eid())
                            == 3);
            assertThat(events(card.eid(), "rsp.profile.enabled")).isEqualTo(1);
            assertThat(jdbc.queryForObject(
                            "select data from event where subject = ? and type = 'rsp.profile.enabled'",
                            String.class,
                            card.eid()))
                    .contains("\"selfCaused\":true");
        }
    }

    @Test
    void givenANotificationNobodyKnows_thenItIsKeptRawAndPublishedAsUnmapped() {
        var card = card();
        assertThat(post(fresh(), Soap.notification("HandleSomethingNew", card.eid(), card.a(), "2026-01-01T00:00:00Z")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.unmapped") == 1);
        var data = jdbc.queryForObject(
                "select data from event where subject = ? and type = 'rsp.profile.unmapped'", String.class, card.eid());
        assertThat(data)
                .contains(
                        "HandleSomethingNewNotification",
                        "ES4-HandleSomethingNewNotification xmlns".substring(0, 30),
                        card.a());
    }

    @Test
    void givenAnEidOfNobody_thenTheNotificationIsAnOrphan() {
        assertThat(post(
                        fresh(),
                        Soap.notification(
                                "HandleProfileDisabled",
                                "89049032000000000000000000000046",
                                "8947000000000000046",
                                "2026-01-01T00:00:00Z")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> orphans("ES4-HandleProfileDisabledNotification") == 1);
        jdbc.update("delete from inbox where state = 'ORPHAN' and kind = 'ES4-HandleProfileDisabledNotification'");
    }

    /** What is refused: the message, the HTTP status, the fault's code. */
    static Stream<Arguments> refused() {
        var note = Soap.notification(
                "HandleProfileDisabled",
                "89049032123451234512345678901235",
                "8988211000000000011",
                "2026-01-01T00:00:00Z");
        var good = Soap.envelope(Soap.from(SMSR), note);
        return Stream.of(
                Arguments.of("empty", "", 400, "Sender"),
                Arguments.of("not XML", "hello", 400, "Sender"),
                Arguments.of("JSON", "{}", 400, "Sender"),
                Arguments.of("broken off", good.substring(0, good.length() - 20), 400, "Sender"),
                Arguments.of(
                        "an undeclared prefix",
                        good.replace("xmlns:rps='http://namespaces.gsma.org/esim-messaging/3'", ""),
                        400,
                        "Sender"),
                Arguments.of(
                        "SOAP 1.1",
                        good.replace(
                                "http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"),
                        500,
                        "VersionMismatch"),
                Arguments.of("an empty body", Soap.envelope(Soap.from(SMSR), ""), 400, "Sender"),
                Arguments.of("two children in the body", Soap.envelope(Soap.from(SMSR), note + note), 400, "Sender"),
                Arguments.of("no envelope", note.replace("rps:", ""), 400, "Sender"),
                Arguments.of(
                        "a body nobody knows",
                        Soap.envelope(Soap.from(SMSR), "<rps:ES4-EnableProfileRequest/>"),
                        400,
                        "Sender"),
                Arguments.of("a fault", Soap.envelope(Soap.from(SMSR), "<s:Fault/>"), 400, "Sender"),
                Arguments.of("an unknown sender", Soap.envelope(Soap.from("1.2.3"), note), 400, "Sender"),
                Arguments.of("no sender", Soap.envelope("", note), 400, "Sender"),
                Arguments.of(
                        "external entity",
                        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                                + good.replace("2026-01-01T00:00:00Z", "&x;"),
                        400,
                        "Sender"),
                Arguments.of("external DTD", "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x.dtd'>" + good, 400, "Sender"),
                Arguments.of(
                        "entity bomb",
                        "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>"
                                + IntStream.range(1, 12)
                                        .mapToObj(i -> "<!ENTITY a" + i + " '"
                                                + ("&a" + (i == 1 ? "" : i - 1) + ";").repeat(10) + "'>")
                                        .reduce("", String::concat)
                                + "]>" + good.replace("2026-01-01T00:00:00Z", "&a11;"),
                        400,
                        "Sender"),
                Arguments.of(
                        "depth",
                        Soap.envelope(Soap.from(SMSR), "<a>".repeat(100_000) + "</a>".repeat(100_000)),
                        400,
                        "Sender"),
                Arguments.of(
                        "count",
                        Soap.envelope(Soap.from(SMSR), "<a>" + "<b/>".repeat(200_000) + "</a>"),
                        400,
                        "Sender"),
                Arguments.of(
                        "attributes",
                        Soap.envelope(
                                Soap.from(SMSR),
                                "<a "
                                        + IntStream.range(0, 5_000)
                                                .mapToObj(i -> "a" + i + "=''")
                                                .reduce("", (x, y) -> x + " " + y)
                                        + "/>"),
                        400,
                        "Sender"),
                Arguments.of(
                        "a text of 10 MB", good.replace("2026-01-01T00:00:00Z", "x".repeat(10_000_000)), 400, "Sender"),
                Arguments.of(
                        "a name of 100 kB",
                        Soap.envelope(Soap.from(SMSR), "<" + "a".repeat(100_000) + "/>"),
                        400,
                        "Sender"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void givenWhatIsNoMessage_thenAFaultAnswersAndNothingIsStored(
            String what, String message, int status, String code) {
        long before = stored();
        var answer = postRaw(message);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/soap+xml");
        assertThat(answer.text())
                .contains("<soap:Value>soap:" + code + "</soap:Value>")
                .doesNotContain("Exception", "passwd", "root:", "at io.");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void givenAttachmentsOrAGzipBomb_thenTheyAreRefusedAndNothingIsStored() throws IOException {
        long before = stored();
        var good = Soap.envelope(
                Soap.from(SMSR),
                Soap.notification(
                        "HandleProfileDisabled",
                        "89049032123451234512345678901235",
                        "8988211000000000011",
                        "2026-01-01T00:00:00Z"));
        var multipart = "--x\r\nContent-Type: application/soap+xml\r\n\r\n" + good
                + "\r\n--x\r\nContent-Type: text/plain\r\n\r\nattached\r\n--x--\r\n";
        assertThat(postRaw(multipart, "Content-Type", "multipart/related; boundary=x; type=\"application/soap+xml\"")
                        .status())
                .isEqualTo(400);
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(
                    good.replace("2026-01-01T00:00:00Z", " ".repeat(50_000_000)).getBytes(Charset.defaultCharset()));
        }
        assertThat(send(zipped.toByteArray(), "Content-Type", Soap.TYPE, "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(400);
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void givenARequestForTheContract_thenOurWsdlAndItsSchemasAreServedAndNoListOfServices() {
        var wsdl = nobody.get(Soap.ENDPOINT + "?wsdl");
        assertThat(wsdl.status()).isEqualTo(200);
        assertThat(wsdl.text()).contains("ES4MnoService", "ES4-HandleProfileEnabledNotification", "?xsd=");
        assertThat(nobody.get(Soap.ENDPOINT + "?xsd=xsd/rps-types.xsd").text()).contains("EISType");
        assertThat(nobody.get(Soap.ENDPOINT).status()).isEqualTo(400);
        assertThat(nobody.get("/esim-messaging/").status()).isEqualTo(404);
        assertThat(nobody.get("/esim-messaging/3/ES4").code()).isEqualTo("not-found");
    }

    private HttpResponse<String> send(byte[] body, String... headers) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(BASE + Soap.ADDRESS))
                                    .headers(headers)
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
