package io.rsproutes.southbound.es4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every address that takes SOAP, the SM-SR's and the customers', and every answer in it, as other people's stacks write them. */
class SoapAddressesIT extends BundleIT {

    private static final Customer ACME = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
    private static final String DEMO = "1.3.6.1.4.1.20";
    private static final String STUBBED = "1.3.6.1.4.1.23";
    private static final String SECURITY =
            "<o:Security xmlns:o='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd' s:mustUnderstand='1'><o:Password>wrong</o:Password></o:Security>";

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static String from(String entityId) {
        return Soap.from(entityId) + Soap.messageId(id(), null);
    }

    private static String disabled(Card card) {
        return Soap.notification(
                "HandleProfileDisabled", card.eid(), card.a(), Instant.now().toString());
    }

    private Answer callback(String query, String message) {
        return nobody.post(Soap.ENDPOINT + query, message, "Content-Type", Soap.TYPE);
    }

    private Answer callback(String message) {
        return nobody.post(Soap.ADDRESS, message, "Content-Type", Soap.TYPE);
    }

    private HttpResponse<String> bytes(String path, byte[] body, String type, String encoding) {
        var request = HttpRequest.newBuilder(URI.create(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (encoding != null) {
            request.header("Content-Encoding", encoding);
        }
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(CERTIFICATES.client("acme", "ca"))
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] packed(String how, byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var packing = how.equals("gzip") ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
            packing.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private String data(String subject, String type) {
        await().atMost(Duration.ofSeconds(20)).until(() -> events(subject, type) == 1);
        return jdbc.queryForObject(
                "select data from event where subject = ? and type = ?", String.class, subject, type);
    }

    /** An order that the stub has taken, and the message id under which it did. */
    private String waiting(Card card, String function) {
        STUB.reply = new Reply(202, "", Map.of());
        var id = acme.post("/rsp/v1/operations", order(function, card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "WAITING");
        return id;
    }

    private String messageId(String operation) {
        return jdbc.queryForObject("select message_id from call where operation_id = ?", String.class, operation);
    }

    private void end(String id) {
        jdbc.update(
                "update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp where id = ? and finished_at is null",
                id);
    }

    // addresses

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

    // headers

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

    private void orphan(String reason) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.update("delete from inbox where state = 'ORPHAN' and reason like ?", reason) == 1);
    }

    // identifiers

    @ParameterizedTest
    @ValueSource(strings = {"iccid", "call", "message"})
    void givenAResponseThatNamesAnotherThanItsCall_thenItEndsNothing(String what) {
        var card = card();
        var id = waiting(card, "enableProfile");
        var body = Soap.response("EnableProfile", "EXECUTED_SUCCESS");
        var more = what.equals("iccid")
                ? "<rps:Iccid>" + card.a() + "</rps:Iccid>"
                : what.equals("call") ? "<rps:FunctionCallIdentifier>another</rps:FunctionCallIdentifier>" : "";
        var relates = what.equals("message") ? "//1.2/another" : messageId(id);
        assertThat(callback(Soap.envelope(
                                from(STUBBED) + Soap.relatesTo(relates),
                                body.replace(
                                        "</rps:FunctionExecutionStatus>", "</rps:FunctionExecutionStatus>" + more)))
                        .status())
                .isEqualTo(202);
        orphan(
                what.equals("message")
                        ? "it answers no call of ours%"
                        : "it relates to a call of ours, but names another%");
        assertThat(operation(id).state()).isEqualTo("WAITING");
        end(id);
    }

    @ParameterizedTest
    @CsvSource({
        "iccid, another profile or call",
        "sender, another SM-SR",
        "message, another message",
        "eid, another eUICC"
    })
    void givenAnAnswerThatIsAboutSomethingElse_thenTheOrderIsInDoubt(String what, String words) {
        var card = card();
        var more =
                switch (what) {
                    case "iccid" -> "<rps:Iccid>" + card.a() + "</rps:Iccid>";
                    case "eid" -> "<rps:Eid>" + card().eid() + "</rps:Eid>";
                    default -> "";
                };
        var header = what.equals("sender")
                ? Soap.from("1.3.6.1.4.1.77")
                : what.equals("message") ? Soap.relatesTo("//1.2/another") : "";
        STUB.reply = new Reply(
                200,
                Soap.envelope(
                        header,
                        Soap.response("EnableProfile", "EXECUTED_SUCCESS")
                                .replace("</rps:FunctionExecutionStatus>", "</rps:FunctionExecutionStatus>" + more)),
                Map.of());
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "IN_DOUBT");
        assertThat(operation(id).text()).contains(words);
        end(id);
    }

    @Test
    void givenANotificationWhoseEidAndIccidDoNotBelongTogether_thenNobodyIsShownTheOthers() {
        var card = card();
        var globexs = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", globexs.eid());
        jdbc.update("update inventory set tenant = 'globex' where eid = ?", globexs.eid());
        assertThat(callback(Soap.envelope(
                                from(DEMO),
                                Soap.notification(
                                        "HandleProfileDisabled",
                                        globexs.eid(),
                                        card.a(),
                                        Instant.now().toString())))
                        .status())
                .isEqualTo(202);
        orphan("no tenant holds this EID or ICCID, or they do not belong together%");
        assertThat(jdbc.queryForObject(
                        "select count(*) from event where data like ? or data like ?",
                        Long.class,
                        "%" + globexs.eid() + "%",
                        "%" + card.a() + "%"))
                .isZero();
    }

    @Test
    void givenAnAuditThatShowsAProfileOfAnotherCard_thenItTeachesNothingAndIsNotShownToAnother() {
        var card = card();
        var globexs = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", globexs.eid());
        jdbc.update("update inventory set tenant = 'globex' where eid = ?", globexs.eid());
        nobody.put(
                "/simulator/smsr/euiccs/" + card.eid(),
                "{\"profiles\":[{\"iccid\":\"" + card.a() + "\",\"state\":\"Enabled\"},{\"iccid\":\"" + globexs.a()
                        + "\",\"state\":\"Disabled\"}]}");
        var answer = acme.order(order("auditEIS", card, null, ""));
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.text()).contains(card.a()).doesNotContain(globexs.a());
        assertThat(jdbc.queryForObject("select count(*) from fact where subject = ?", Long.class, globexs.a()))
                .isZero();
        assertThat(jdbc.queryForObject(
                        "select content from fact where subject = ? and name = 'state'", String.class, card.a()))
                .isEqualTo("Enabled");
    }

    // notifications

    @ParameterizedTest
    @CsvSource({"iccid, 89x", "iccid, ''", "eid, 8904"})
    void givenANotificationWhoseIdentifiersCannotBeRead_thenItIsUnmappedWithItsText(String what, String value) {
        var card = card();
        var message = Soap.notification(
                "HandleProfileEnabled",
                what.equals("eid") ? value : card.eid(),
                what.equals("iccid") ? value : card.b(),
                Instant.now().toString());
        assertThat(callback(Soap.envelope(from(DEMO), message)).status()).isEqualTo(202);
        var subject = what.equals("eid") ? card.b() : card.eid();
        assertThat(data(subject, "rsp.profile.unmapped")).contains("HandleProfileEnabledNotification", "Envelope");
        assertThat(events(subject, "rsp.profile.enabled")).isZero();
        assertThat(jdbc.queryForObject("select count(*) from fact where eid = ?", Long.class, card.eid()))
                .isZero();
    }

    @Test
    void givenADeletedProfile_thenItIsKnownAndCustomersAreNotified() {
        try (var receiver = new Receiver()) {
            var subscription = acme.post(
                            "/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"" + receiver.url() + "\"}")
                    .id();
            var card = card();
            nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.b() + "/delete", "");
            assertThat(data(card.eid(), "rsp.profile.deleted"))
                    .contains(card.b())
                    .doesNotContain("raw");
            assertThat(acme.get("/rsp/v1/profiles/" + card.b())
                            .json()
                            .at("/facts/state/value")
                            .asText())
                    .isEqualTo("Deleted");
            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.got.stream()
                    .anyMatch(one -> one.body().contains("ES4-HandleProfileDeletedNotification")
                            && one.body().contains(card.b())));
            acme.delete("/rsp/v1/subscriptions/" + subscription);
        }
    }

    @Test
    void givenAnotherSmsr_thenEveryTenantOfTheCardIsToldOfItsOwnProfiles() {
        try (var receiver = new Receiver()) {
            var subscription = acme.post(
                            "/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"" + receiver.url() + "\"}")
                    .id();
            var card = card();
            jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.b());
            assertThat(callback(Soap.envelope(from(STUBBED), changed(card, STUBBED)))
                            .status())
                    .isEqualTo(202);
            assertThat(data(card.eid(), "rsp.euicc.smsr-changed"))
                    .contains(STUBBED, card.a())
                    .doesNotContain(card.b(), "0123456789ABCDEF");
            assertThat(data(card.b(), "rsp.euicc.smsr-changed"))
                    .contains(card.b())
                    .doesNotContain(card.a());
            assertThat(jdbc.queryForObject("select tenant from event where subject = ?", String.class, card.b()))
                    .isEqualTo("globex");
            assertThat(acme.get("/rsp/v1/euiccs/" + card.eid())
                            .json()
                            .at("/facts/smsrId/value")
                            .asText())
                    .isEqualTo(STUBBED);
            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.got.stream()
                    .anyMatch(one -> one.body().contains("ES4-HandleSMSRChangeNotification")
                            && one.body().contains(card.a())
                            && one.body().contains(STUBBED)));
            acme.delete("/rsp/v1/subscriptions/" + subscription);
        }
    }

    @Test
    void givenAnSmsrThatIsNeitherTheOldNorTheNewOne_thenItsWordIsAnOrphan() {
        var card = card();
        assertThat(callback(Soap.envelope(from(STUBBED), changed(card, "1.3.6.1.4.1.77")))
                        .status())
                .isEqualTo(202);
        orphan("no tenant holds this EID, or neither%");
        assertThat(events(card.eid(), "rsp.euicc.smsr-changed")).isZero();
    }

    private static String changed(Card card, String smsr) {
        return "<rps:ES4-HandleSMSRChangeNotification><rps:Eis><rps:EumSignedInfo><rps:Eid>" + card.eid()
                + "</rps:Eid></rps:EumSignedInfo><rps:Smsr-id>" + smsr + "</rps:Smsr-id>" + profile(card.a())
                + profile(card.b()) + "</rps:Eis><rps:CompletionTimestamp>" + Instant.now()
                + "</rps:CompletionTimestamp></rps:ES4-HandleSMSRChangeNotification>";
    }

    private static String profile(String iccid) {
        return "<rps:ProfileInfo><rps:Iccid>" + iccid + "</rps:Iccid><rps:State>Disabled</rps:State></rps:ProfileInfo>";
    }

    // encodings

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "UTF-8 | application/soap+xml | gzip | gzip",
                        "UTF-8 | application/soap+xml; charset=utf-8 | deflate | deflate",
                        "UTF-8 | application/soap+xml | gzip | -",
                "ISO-8859-1 | application/soap+xml; charset=\"iso-8859-1\" | - | -",
                        "ISO-8859-1 | application/soap+xml; charset='ISO-8859-1' | - | -",
                        "UTF-16LE | text/xml; charset=utf-16le | - | -",
                "mark | application/soap+xml; charset=iso-8859-1 | - | -", "mark | application/soap+xml | gzip | gzip"
            })
    void givenAnEncoding_thenEveryDoorAndEveryAnswerIsReadInIt(
            String charset, String type, String packed, String encoding) {
        var card = card();
        var marked = charset.equals("mark");
        var written = marked ? StandardCharsets.UTF_8 : Charset.forName(charset);
        var name = "<rps:Name>Zürich</rps:Name>";
        var notification = (marked ? "\uFEFF" : "")
                + Soap.envelope(
                        from(DEMO),
                        disabled(card).replace("<rps:CompletionTimestamp>", name + "<rps:CompletionTimestamp>"));
        assertThat(bytes(BASE + Soap.ADDRESS, wire(notification, written, packed), type, encoding)
                        .statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        assertThat(jdbc.queryForObject("select raw from inbox where order_key = ?", String.class, card.eid()))
                .contains("Zürich")
                .startsWith("<s:Envelope");

        var call = (marked ? "\uFEFF" : "")
                + Soap.envelope(
                        ACME.header(id(), null), Customer.body("getEIS", "Zürich-" + id(), card.eid(), null, ""));
        var answer = bytes(GATEWAY + Customer.ADDRESS, wire(call, written, packed), type, encoding);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid())
                        .json()
                        .at("/items/0/clientReference")
                        .asText())
                .startsWith("Zürich-");

        var headers = new HashMap<>(Map.of("Content-Type", type));
        if (encoding != null) {
            headers.put("Content-Encoding", encoding);
        }
        var failed = (marked ? "\uFEFF" : "")
                + Soap.envelope(
                        "",
                        Soap.response("EnableProfile", "FAILED")
                                .replace(
                                        "</rps:Status>",
                                        "</rps:Status><rps:StatusCodeData><rps:Subject>8.1</rps:Subject><rps:Reason>1.1</rps:Reason><rps:Message>Zürich</rps:Message></rps:StatusCodeData>"));
        STUB.reply = new Reply(200, wire(failed, written, packed), headers);
        STUB.got.clear();
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "FAILED");
        assertThat(operation(id).json().at("/status/message").asText()).isEqualTo("Zürich");
        assertThat(STUB.got.get(0).header("Accept-encoding")).isEqualTo("identity");
    }

    private static byte[] wire(String text, Charset charset, String packed) {
        var bytes = text.getBytes(charset);
        return packed == null ? bytes : packed(packed, bytes);
    }

    @Test
    void givenABombInAnAnswer_thenItIsNoAnswerAndTheOrderIsInDoubt() {
        var card = card();
        var bomb = Soap.envelope(
                "", Soap.response("EnableProfile", "FAILED").replace("FAILED", "FAILED" + " ".repeat(20_000_000)));
        STUB.reply = new Reply(
                200,
                packed("gzip", bomb.getBytes(StandardCharsets.UTF_8)),
                Map.of("Content-Type", Soap.TYPE, "Content-Encoding", "gzip"));
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "IN_DOUBT");
        end(id);
    }

    // whose card, and what it shows

    @Test
    void givenACardWhoseSmsrNobodyKnows_thenTheOrderIsRefused() {
        var card = card();
        jdbc.update("update euicc set peer = null where eid = ?", card.eid());
        var answer = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""));
        assertThat(answer.code()).isEqualTo("peer-unknown");
        assertThat(answer.text()).contains("inventory");
        assertThat(executed(card, "enableProfile")).isZero();
    }

    @Test
    void givenAnAuditThatShowsAnotherStateThanOurs_thenItIsAnEvent() {
        var card = card();
        assertThat(acme.order(order("auditEIS", card, null, "")).state()).isEqualTo("SUCCEEDED");
        assertThat(events(card.eid(), "rsp.profile.drifted")).isZero();
        jdbc.update("update fact set observed_at = observed_at - interval '1' minute where eid = ?", card.eid());
        nobody.put(
                "/simulator/smsr/euiccs/" + card.eid(),
                "{\"profiles\":[{\"iccid\":\"" + card.a() + "\",\"state\":\"Disabled\",\"fallback\":true},{\"iccid\":\""
                        + card.b() + "\",\"state\":\"Disabled\"}]}");
        assertThat(acme.order(order("auditEIS", card, null, "")).state()).isEqualTo("SUCCEEDED");
        assertThat(data(card.eid(), "rsp.profile.drifted"))
                .contains("\"iccid\":\"" + card.a() + "\"", "\"known\":\"Enabled\"", "\"reported\":\"Disabled\"");
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Disabled");
        assertThat(acme.order(order("auditEIS", card, null, "")).state()).isEqualTo("SUCCEEDED");
        assertThat(events(card.eid(), "rsp.profile.drifted")).isEqualTo(1);
    }

    // call ids

    @Test
    void givenAnotherBodyUnderAUsedCallId_thenItIsRefusedAndNeverMerged() {
        var id = id();
        var first = ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\",\"subscriber\":\"one\"");
        assertThat(first.body()).contains("Executed-Success");
        assertThat(ACME.es2plus("downloadOrder", id, "\"subscriber\":\"one\", \"profileType\":\"P9054-1\"")
                        .body())
                .isEqualTo(first.body());
        assertThat(ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\",\"subscriber\":\"two\"")
                        .body())
                .contains("\"Failed\"", "\"1.6\"", "functionCallIdentifier");

        var card = card();
        var call = id();
        assertThat(ACME.soap(Soap.envelope(
                                ACME.header(id(), null), Customer.body("getEIS", call, card.eid(), null, "")))
                        .statusCode())
                .isIn(200, 202);
        assertThat(ACME.soap(Soap.envelope(
                                ACME.header(id(), null), Customer.body("getEIS", call, card.eid(), null, "")))
                        .statusCode())
                .isIn(200, 202);
        var other = ACME.soap(
                Soap.envelope(ACME.header(id(), null), Customer.body("getEIS", call, card().eid(), null, "")));
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).contains("rsp:function-call-id-reused");
        var message = id();
        assertThat(ACME.soap(Soap.envelope(
                                ACME.header(message, null), Customer.body("getEIS", id(), card.eid(), null, "")))
                        .statusCode())
                .isIn(200, 202);
        assertThat(ACME.soap(Soap.envelope(
                                ACME.header(message, null),
                                Customer.body("getEIS", id(), card.eid(), null, "<rps:New>x</rps:New>")))
                        .body())
                .contains("rsp:message-id-reused");
    }

    @Test
    void givenAnOrderOfSeveralCalls_thenEachHasItsOwnCallId() {
        var answer = acme.order("{\"function\":\"orderProfile\",\"parameters\":{\"profileType\":\"P9054-1\"}}");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        var ids = jdbc.queryForList(
                "select call_id from call where operation_id = ? order by started_at", String.class, answer.id());
        assertThat(ids)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
        assertThat(ids.get(0)).isEqualTo(answer.id());
        assertThat(nobody.get("/simulator/smdp/calls").text()).contains(ids);
    }

    // contracts

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
