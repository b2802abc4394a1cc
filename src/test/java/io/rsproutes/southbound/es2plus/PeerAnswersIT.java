package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Eids;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SM-DP+ servers answer beyond the specification's examples: other words, other codes, another order's identifiers, other encodings. */
class PeerAnswersIT extends BundleIT {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    @BeforeEach
    void forget() {
        WIRE.got.clear();
    }

    @AfterEach
    void letGo() {
        WIRE.replies = null;
    }

    private static String header(String status) {
        return "{\"header\":{\"functionExecutionStatus\":" + status + "}";
    }

    private static final String OK = header("{\"status\":\"Executed-Success\"}");
    private static final String FAILED = header(
                    "{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.3\",\"message\":\"m\"}}")
            + "}";

    /** confirmOrder is answered so; every other function as it should be. */
    private static void confirming(Reply reply) {
        WIRE.replies = request -> request.line().endsWith("confirmOrder")
                ? reply
                : new Reply(
                        200,
                        OK
                                + (request.line().endsWith("downloadOrder")
                                        ? ",\"iccid\":\"" + asked(request.body()) + "\"}"
                                        : "}"),
                        JSON);
    }

    private static void answering(Function<String, Reply> reply) {
        WIRE.replies = request -> reply.apply(asked(request.body()));
    }

    private static String asked(String body) {
        return body.replaceAll("(?s).*\"iccid\":\"([0-9F]+)\".*", "$1");
    }

    private Answer orderProfile(String more) {
        return acme.order(
                "{\"function\":\"orderProfile\",\"peer\":\"wire-sgp22-v2\",\"iccid\":\"" + owned() + "\"" + more + "}");
    }

    private Answer order(String function, String more) {
        return acme.order("{\"function\":\"" + function + "\",\"peer\":\"wire-sgp22-v2\",\"iccid\":\"" + owned() + "\""
                + more + "}");
    }

    private static List<String> called() {
        return WIRE.got.stream()
                .map(request -> request.line().replaceAll(".*/", ""))
                .toList();
    }

    // ---- status words

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"Success\"}",
                "{\"status\":\"OK\"}",
                "{\"status\":\"\"}",
                "{\"status\":\"Failure\"}",
                "{}",
                "{\"status\":null}",
                "\"done\"",
                "{\"status\":true}"
            })
    void givenAStatusNobodyKnows_thenItIsADoubtAndNothingIsCancelled(String status) {
        confirming(
                new Reply(200, header(status) + ",\"matchingId\":\"A-1\",\"smdpAddress\":\"smdp.example.com\"}", JSON));
        var answer = orderProfile("");
        assertThat(answer.state()).as(answer.text()).isEqualTo("IN_DOUBT");
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("reconcile");
        assertThat(called()).containsExactly("downloadOrder", "confirmOrder");
        if (status.contains("Success")) {
            assertThat(answer.json().at("/status/message").asText()).contains("“Success”");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"status\":\"EXECUTED-SUCCESS\"}", "{\"status\":\"executed_success\"}", "\"Executed-Success\""
            })
    void givenAKnownStatusInAnotherSpelling_thenItCounts(String status) {
        confirming(
                new Reply(200, header(status) + ",\"matchingId\":\"A-1\",\"smdpAddress\":\"smdp.example.com\"}", JSON));
        var answer = orderProfile("");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().at("/result/activationCode").asText()).isEqualTo("1$smdp.example.com$A-1");
    }

    @Test
    void givenCodesBesideAStatusNobodyKnows_thenTheDoubtShowsThem() {
        answering(iccid -> new Reply(
                200,
                header(
                                "{\"status\":\"Error\",\"statusCodeData\":{\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\",\"message\":\"not here\"}}")
                        + "}",
                JSON));
        var answer = order("confirmOrder", "");
        assertThat(answer.state()).isEqualTo("IN_DOUBT");
        assertThat(answer.json().at("/status/subjectCode").asText() + "/"
                        + answer.json().at("/status/reasonCode").asText())
                .isEqualTo("8.2.1/3.9");
        assertThat(answer.json().at("/status/message").asText()).contains("Error", "not here");
    }

    // ---- 4xx and 5xx

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 500, 502, 503})
    void givenAFailureWithCodesAndAnotherHttpStatus_thenItsCodesCount(int http) {
        answering(iccid -> new Reply(http, FAILED, JSON));
        var answer = order("confirmOrder", "");
        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/subjectCode").asText() + "/"
                        + answer.json().at("/status/reasonCode").asText())
                .isEqualTo("8.2.1/3.3");
        assertThat(answer.json().at("/status/message").asText()).isEqualTo("m");
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("reconcile");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | FAILED | {\"code\":4711,\"message\":\"operator unknown\"} | 4711: operator unknown",
                "400 | FAILED | {\"type\":\"about:blank\",\"title\":\"Bad\",\"detail\":\"no such type\"} | no such type",
                "401 | FAILED | {\"error\":\"invalid_token\",\"error_description\":\"the token is old\"} | the token is old",
                "400 | FAILED | {\"errors\":[{\"code\":\"E7\",\"message\":\"releaseFlag is no boolean\"}]} | E7: releaseFlag is no boolean",
                "500 | IN_DOUBT | {\"error\":{\"code\":12,\"message\":\"HSM away\"}} | 12: HSM away",
                "502 | IN_DOUBT | {\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":null}},\"message\":\"upstream\"} | upstream"
            })
    void givenAnErrorInWordsOfItsOwn_thenTheyAreShown(int http, String state, String body, String words) {
        answering(iccid -> new Reply(http, body, JSON));
        var answer = order("confirmOrder", "");
        assertThat(answer.state()).as(answer.text()).isEqualTo(state);
        assertThat(answer.json().at("/status/message").asText()).contains(words).contains("HTTP " + http);
    }

    @Test
    void givenAnErrorThatRepeatsTheRequest_thenNeitherSecretsNorOthersIdentifiersAreShown() {
        answering(iccid -> new Reply(
                400,
                "{\"message\":\"cannot read confirmationCode 7788-secret; bound to " + FOREIGN_ICCID + "\"}",
                JSON));
        var answer = order("confirmOrder", ",\"parameters\":{\"confirmationCode\":\"7788-secret\"}");
        assertThat(answer.json().at("/status/message").asText()).contains("cannot read confirmationCode ***");
        assertThat(answer.text()).doesNotContain("7788-secret").doesNotContain(FOREIGN_ICCID);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 400, 500})
    void givenASuccessWithAnHttpStatusThatIsNone_thenItIsADoubt(int http) {
        confirming(new Reply(http, OK + ",\"matchingId\":\"A-1\"}", JSON));
        var answer = orderProfile("");
        assertThat(answer.state()).as(answer.text()).isEqualTo("IN_DOUBT");
        assertThat(called()).containsExactly("downloadOrder", "confirmOrder");
    }

    // ---- activation codes

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "https://smdp.other.com | A-1 | 1$smdp.other.com$A-1",
                "smdp.other.com/ | A-1 | 1$smdp.other.com$A-1",
                "'' | A-1 | 1$smdp.example.com$A-1",
                "- | A-1 | 1$smdp.example.com$A-1",
                "' smdp.other.com ' | ' AB-1 ' | 1$smdp.other.com$AB-1",
                "LPA:1$smdp.other.com$AB | - | 1$smdp.other.com$AB",
                "smdp.other.com | 1$smdp.other.com$AB | 1$smdp.other.com$AB"
            })
    void givenAnAddressOrMatchingIdWithOneReading_thenTheCodeIsRight(String address, String matchingId, String code) {
        confirming(new Reply(200, OK + field("smdpAddress", address) + field("matchingId", matchingId) + "}", JSON));
        var answer = orderProfile("");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().at("/result/activationCode").asText()).isEqualTo(code);
        assertThat(answer.json().at("/result/qrText").asText()).isEqualTo("LPA:" + code);
        assertThat(answer.json().at("/result/smdpAddress").asText() + "$"
                        + answer.json().at("/result/matchingId").asText())
                .isEqualTo(code.substring(2));
        assertThat(answer.json().at("/status/status").asText()).isEqualTo("Executed-Success");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "$x | A-1 | the SM-DP+ address the peer gave is no host name",
                "smdp.other.com:99/x | A-1 | the SM-DP+ address the peer gave is no host name",
                "smdp.other.com | AB$CD | the matchingId the peer gave cannot be one",
                "smdp.other.com | AB CD | the matchingId the peer gave cannot be one",
                "smdp.other.com | 1$smdp$AB | a whole code in one place and another",
                "LPA:1$smdp.other.com$AB | A-1 | a whole code in one place and another",
                "smdp.other.com | - | the peer's answer has no matchingId",
                "smdp.other.com | '' | the peer's answer has no matchingId",
                "smdp.other.com | LONG | the matchingId the peer gave cannot be one"
            })
    void givenOneThatCannotBeOne_thenTheOrderSucceedsWithAWarningAndNoCode(
            String address, String matchingId, String why) {
        confirming(new Reply(
                200,
                OK + field("smdpAddress", address)
                        + field("matchingId", "LONG".equals(matchingId) ? "A".repeat(300) : matchingId) + "}",
                JSON));
        var answer = orderProfile("");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().path("result").has("activationCode")).isFalse();
        assertThat(answer.json().path("result").has("qrText")).isFalse();
        assertThat(answer.json().at("/status/status").asText()).isEqualTo("Executed-WithWarning");
        assertThat(answer.json().at("/status/message").asText()).contains(why).doesNotContain("lost");
        assertThat(called()).containsExactly("downloadOrder", "confirmOrder");
    }

    @Test
    void givenAConfirmOrderOfItsOwn_thenItsResultIsTidiedToo() {
        confirming(new Reply(200, OK + ",\"smdpAddress\":\"https://smdp.other.com/\",\"matchingId\":\" AB-1\"}", JSON));
        var tidied = order("confirmOrder", "");
        assertThat(tidied.json().path("result").toString())
                .contains("\"matchingId\":\"AB-1\"", "\"smdpAddress\":\"smdp.other.com\"");
        confirming(new Reply(200, OK + ",\"smdpAddress\":\"smdp.other.com\",\"matchingId\":\"AB$1\"}", JSON));
        var warned = order("confirmOrder", "");
        assertThat(warned.state()).isEqualTo("SUCCEEDED");
        assertThat(warned.json().at("/status/status").asText()).isEqualTo("Executed-WithWarning");
        assertThat(warned.json().path("result").has("matchingId")).isFalse();
    }

    private static String field(String name, String value) {
        return value == null ? "" : ",\"" + name + "\":\"" + value + "\"";
    }

    // ---- answers about something else

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "downloadOrder | \"iccid\":\"8901000000000000019\" | ICCID",
                "downloadOrder | \"iccid\":\"89\" | ICCID",
                "downloadOrder | \"eid\":\"89049032005123451234512345678986\" | EID",
                "confirmOrder | \"iccid\":\"8901000000000000019\" | ICCID",
                "confirmOrder | \"eid\":\"89049032005123451234512345678986\",\"matchingId\":\"AB-1\" | EID",
                "confirmOrder | \"matchingId\":\"AB-2\" | matchingId",
                "releaseProfile | \"iccid\":\"8901000000000000019\" | ICCID",
                "cancelOrder | \"iccid\":\"8901000000000000019F\" | ICCID"
            })
    void givenAnAnswerAboutAnotherThanWasAsked_thenItIsADoubtAndNothingOfItIsShown(
            String function, String fields, String what) {
        answering(iccid -> new Reply(200, OK + "," + fields + "}", JSON));
        var eid = what.equals("EID") ? ",\"eid\":\"" + EID + "\"" : "";
        var answer = order(
                function, eid + (function.equals("confirmOrder") ? ",\"parameters\":{\"matchingId\":\"AB-1\"}" : ""));
        assertThat(answer.state()).as(answer.text()).isEqualTo("IN_DOUBT");
        assertThat(answer.json().at("/status/message").asText()).contains(what);
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("reconcile");
        assertThat(answer.text())
                .doesNotContain(FOREIGN_ICCID)
                .doesNotContain("89049032005123451234512345678986")
                .doesNotContain("AB-2");
        assertThat(jdbc.queryForObject(
                        "select count(*) from event where data like '%' || ? || '%' and data like '%' || ? || '%'",
                        Long.class, answer.id(), FOREIGN_ICCID))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{callId} | SUCCEEDED", "'' | SUCCEEDED", "TX-other | IN_DOUBT"})
    void givenAnAnswerThatNamesACall_thenItMustBeThisOne(String callId, String state) {
        WIRE.replies = request -> new Reply(
                200,
                OK.replace(
                                "{\"header\":{",
                                "{\"header\":{\"functionCallIdentifier\":\""
                                        + callId.replace(
                                                "{callId}",
                                                request.body()
                                                        .replaceAll(
                                                                ".*\"functionCallIdentifier\":\"([^\"]+)\".*", "$1"))
                                        + "\",")
                        + "}",
                JSON);
        var answer = order("confirmOrder", "");
        assertThat(answer.state()).as(answer.text()).isEqualTo(state);
    }

    @Test
    void givenAnEuiccOfAnotherTenant_thenItIsNeitherShownNorKept() {
        var eid = Eids.eid("890490321234512345126666666" + String.format("%03d", System.nanoTime() % 1000));
        jdbc.update("insert into euicc (eid, tenant) values (?, 'globex') on conflict do nothing", eid);
        confirming(new Reply(200, OK + ",\"eid\":\"" + eid + "\",\"matchingId\":\"A-1\"}", JSON));
        var answer = order("confirmOrder", "");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.text()).doesNotContain(eid);
        var iccid = answer.json().path("iccid").asText();
        assertThat(acme.get("/rsp/v1/profiles/" + iccid).text()).doesNotContain(eid);
        WIRE.replies = request -> new Reply(
                200,
                OK + ",\"profileStatusList\":[{\"iccid\":\"" + iccid + "\",\"state\":\"RELEASED\",\"eid\":\"" + eid
                        + "\"}]}",
                JSON);
        assertThat(acme.order("{\"function\":\"getProfileStatus\",\"peer\":\"wire-idemia\",\"iccid\":\"" + iccid
                                + "\"}")
                        .text())
                .contains("Released")
                .doesNotContain(eid);
    }

    @Test
    void givenARefusalOfAnotherProfile_thenItRefusesNothing() {
        answering(iccid -> new Reply(200, FAILED.replaceFirst("}$", ",\"iccid\":\"" + FOREIGN_ICCID + "\"}"), JSON));
        assertThat(order("confirmOrder", "").state()).isEqualTo("IN_DOUBT");
        answering(iccid -> new Reply(500, FAILED.replaceFirst("}$", ",\"iccid\":\"" + FOREIGN_ICCID + "\"}"), JSON));
        assertThat(order("confirmOrder", "").state()).isEqualTo("IN_DOUBT");
    }

    @Test
    void givenAnOrderByTypeAndAnAnswerWithoutAProfile_thenItIsADoubt() {
        answering(iccid -> new Reply(200, OK + "}", JSON));
        var answer = acme.order(
                "{\"function\":\"orderProfile\",\"peer\":\"wire-sgp22-v2\",\"parameters\":{\"profileType\":\"P9054-1\"}}");
        assertThat(answer.state()).as(answer.text()).isEqualTo("IN_DOUBT");
        assertThat(called()).containsExactly("downloadOrder");
    }

    @Test
    void givenAStatusQueryAnsweredAboutOthersToo_thenOnlyTheAskedOneIsShownAndKnown() {
        var other = ordered();
        var before = known(other);
        WIRE.replies = request -> new Reply(
                200,
                OK + ",\"profileStatusList\":[{\"iccid\":\"" + other + "\",\"state\":\"ERROR\"},{\"iccid\":\""
                        + asked(request.body()) + "\",\"state\":\"RELEASED\"}]}",
                JSON);
        var iccid = owned();
        var answer =
                acme.order("{\"function\":\"getProfileStatus\",\"peer\":\"wire-idemia\",\"iccid\":\"" + iccid + "\"}");
        assertThat(answer.json().at("/result/state").asText()).as(answer.text()).isEqualTo("Released");
        assertThat(answer.text()).doesNotContain(other);
        assertThat(known(other)).isEqualTo(before);
    }

    // ---- encodings

    private static byte[] packed(String coding, byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var packing = coding.equals("gzip")
                ? new GZIPOutputStream(out)
                : new DeflaterOutputStream(out, new Deflater(9, coding.equals("raw")))) {
            packing.write(bytes);
        }
        return out.toByteArray();
    }

    private Answer encoded(String prefix, String charset, String contentType, String coding, String contentEncoding)
            throws IOException {
        var bytes = (prefix + FAILED.replace("\"m\"", "\"für später\"")).getBytes(Charset.forName(charset));
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", contentType);
        if (contentEncoding != null) {
            headers.put("Content-Encoding", contentEncoding);
        }
        var reply = new Reply(200, coding == null ? bytes : packed(coding, bytes), headers);
        answering(iccid -> reply);
        return order("confirmOrder", "");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "BOM | UTF-8 | application/json | - | -",
                "BOM | UTF-16LE | application/json | - | -",
                "'' | UTF-8 | application/json; charset=\"utf-8\" | - | -",
                "'' | UTF-8 | application/json; charset=nonsense | - | -",
                "'' | ISO-8859-1 | application/json; charset=\"ISO-8859-1\" | - | -",
                "'' | UTF-8 | text/plain; charset=iso-8859-1 | - | -",
                "'' | UTF-8 | application/json | gzip | gzip",
                "BOM | UTF-8 | application/json;charset=UTF-8 | gzip | x-gzip",
                "'' | UTF-8 | application/json | gzip | -",
                "'' | UTF-8 | application/json | zlib | deflate",
                "'' | UTF-8 | application/json | raw | deflate",
                "'' | UTF-8 | application/json | - | gzip"
            })
    void givenAnAnswerInAnotherEncoding_thenItIsRead(
            String prefix, String charset, String contentType, String coding, String contentEncoding)
            throws IOException {
        var answer = encoded(prefix.replace("BOM", "\uFEFF"), charset, contentType, coding, contentEncoding);
        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/message").asText()).isEqualTo("für später");
        assertThat(WIRE.got.get(0).headers().get("Accept-encoding")).containsExactly("identity");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 500})
    void givenAPackedFailure_thenItsCodesCount(int http) throws IOException {
        var bytes = packed("gzip", ("\uFEFF" + FAILED).getBytes(StandardCharsets.UTF_8));
        answering(iccid ->
                new Reply(http, bytes, Map.of("Content-Type", "application/json", "Content-Encoding", "gzip")));
        var answer = order("confirmOrder", "");
        assertThat(answer.json().at("/status/subjectCode").asText())
                .as(answer.text())
                .isEqualTo("8.2.1");
    }

    @Test
    void givenAnAnswerThatUnpacksWithoutEndOrIsBroken_thenItIsADoubt() throws IOException {
        var bomb = packed("gzip", new byte[50_000_000]);
        var broken = java.util.Arrays.copyOf(packed("gzip", (OK + "}").getBytes(StandardCharsets.UTF_8)), 20);
        for (var bytes : List.of(bomb, broken)) {
            answering(iccid ->
                    new Reply(200, bytes, Map.of("Content-Type", "application/json", "Content-Encoding", "gzip")));
            assertThat(order("confirmOrder", "").state()).isEqualTo("IN_DOUBT");
        }
    }
}
