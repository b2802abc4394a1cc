package io.rsproutes.protocol.sgp02.wss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;

import io.rsproutes.protocol.sgp02.SoapReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed is what is worked on, wherever a signed element was moved to. */
class WssWrappingTest extends WssScenarios {

    private static final String OTHER = "89049032000000000000000000000066";

    private final String message =
            message().timestamp().signed(CERTIFICATES, "acme").text();
    private final String body = part("s:Body");
    private final String id = body.replaceFirst("(?s).*?wsu:Id=\"([^\"]*)\".*", "$1");
    private final String forged = "<s:Body>" + BODY.replaceAll("<rps:Eid>[0-9]*", "<rps:Eid>" + OTHER) + "</s:Body>";

    private String part(String name) {
        return message.substring(message.indexOf("<" + name), message.indexOf("</" + name + ">") + name.length() + 3);
    }

    private String withBody(String another) {
        return message.replace(body, another);
    }

    private static String inHeader(String message, String block) {
        return message.replace("</s:Header>", block + "</s:Header>");
    }

    @Test
    void givenTheMessageAsItWasSigned_thenThatIsWhatIsRead() {
        var read = SoapReader.read(signature("acme").verify(message).message());

        assertThat(read.body().value("Eid")).isEqualTo("89049032123451234512345678901235");
        assertThat(read.messageId()).isEqualTo("urn:uuid:1");
        assertThat(read.replyTo()).isEqualTo("https://customer/es4?EntityId=1.2.3");
    }

    @Test
    void givenTheSignedBodyInAHeaderBlock_thenTheOtherIsRefused() {
        refused(signature("acme"), inHeader(withBody(forged), "<x:W xmlns:x='urn:x'>" + body + "</x:W>"), "wrapped");
        refused(
                signature("acme"),
                inHeader(withBody(forged), "<x:W xmlns:x='urn:x' s:role='urn:nobody'>" + body + "</x:W>"),
                "wrapped");
        refused(signature("acme"), inHeader(withBody(forged), body), "uncovered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wsu:Id=\"%s\"", "Id=\"%s\"", "ID=\"%s\"", "id=\"%s\"", "xml:id=\"%s\""})
    void givenTheSameIdTwice_thenItIsRefused(String attribute) {
        var named = forged.replace(
                "<s:Body>",
                "<s:Body xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\" "
                        + attribute.formatted(id) + ">");

        refused(signature("acme"), inHeader(withBody(named), "<x:W xmlns:x='urn:x'>" + body + "</x:W>"), "wrapped");
    }

    @Test
    void givenTheSignedBodyInSecurity_thenItIsRefused() {
        refused(signature("acme"), withBody(forged).replace("</wsse:Security>", body + "</wsse:Security>"), "token");
        refused(
                signature("acme"),
                withBody(forged).replace("</ds:Signature>", "<ds:Object>" + body + "</ds:Object></ds:Signature>"),
                "wrapped");
    }

    @Test
    void givenTheSignedBodyWithinTheOther_thenItIsRefused() {
        refused(
                signature("acme"),
                withBody(forged.replace("</rps:ES4-AuditEISRequest>", body + "</rps:ES4-AuditEISRequest>")),
                "wrapped");
    }

    /** Else it would be a message without: its result would go where the settings say. */
    @Test
    void givenTheSignedReplyToElsewhere_thenItIsRefused() {
        var reply = part("wsa:ReplyTo");

        for (var elsewhere :
                List.of("</ds:SignatureValue>", "</rps:ES4-AuditEISRequest>", "</wsa:To>", "</wsse:Security>")) {
            var moved = message.replace(reply, "").replace(elsewhere, reply + elsewhere);
            assertThat(catchThrowableOfType(
                            WssRefusal.class, () -> signature("acme").verify(moved)))
                    .as(elsewhere)
                    .isNotNull();
        }
        refused(signature("acme"), message.replace(reply, ""), "signature");
    }

    @Test
    void givenTwoBodiesOrHeaders_thenItIsRefused() {
        for (var two : List.of(withBody(body + forged), withBody(forged + body))) {
            refused(signature("acme"), two, "malformed");
        }
        refused(signature("acme"), message.replace("</s:Header>", "</s:Header><s:Header/>"), "malformed");
        refused(
                signature("acme"),
                withBody(forged).replace("</s:Envelope>", "<x:W xmlns:x='urn:x'>" + body + "</x:W></s:Envelope>"),
                "wrapped");
        refused(signature("acme"), withBody("").replace("<s:Header>", body + "<s:Header>"), "wrapped");
    }

    @Test
    void givenASecondReplyTo_thenItIsRefused() {
        var reply = part("wsa:ReplyTo");
        var other = "<wsa:ReplyTo><wsa:Address>https://elsewhere/</wsa:Address></wsa:ReplyTo>";

        refused(signature("acme"), message.replace(reply, other + reply), "uncovered");
        refused(signature("acme"), message.replace(reply, reply + other), "uncovered");
        refused(
                signature("acme"),
                message.replace(reply, other + "<x:W xmlns:x='urn:x'>" + reply + "</x:W>"),
                "wrapped");
    }

    @Test
    void givenAnotherTimestampThanTheSigned_thenItIsRefused() {
        var timestamp = part("wsu:Timestamp");
        var fresh = timestamp.replaceAll("wsu:Id=\"[^\"]*\"", "");

        refused(signature("acme"), message.replace(timestamp, fresh + timestamp), "wrapped");
        refused(
                signature("acme"),
                inHeader(
                        message.replace(timestamp, fresh),
                        timestamp.replaceFirst(
                                " ",
                                " xmlns:wsu='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd' ")),
                "signature");
    }

    @Test
    void givenASecondSignatureOrHeader_thenItIsRefused() {
        var signature = part("ds:Signature");

        refused(
                signature("acme"),
                message.replace(signature, signature + signature.replaceAll(" Id=\"[^\"]*\"| wsu:Id=\"[^\"]*\"", "")),
                "wrapped");
        refused(
                signature("acme"),
                inHeader(
                        message,
                        "<w:Security xmlns:w='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'/>"),
                "wrapped");
    }

    /** No signature covers comments, and no reader here sees them. */
    @Test
    void givenACommentInAText_thenTheWholeTextCounts() {
        var read = SoapReader.read(signature("acme")
                .verify(message.replace("<rps:Eid>8904", "<rps:Eid>89<!-- x -->04"))
                .message());

        assertThat(read.body().value("Eid")).isEqualTo("89049032123451234512345678901235");
    }

    @Test
    void givenInstructionsOrADocumentType_thenItIsRefused() {
        refused(signature("acme"), message.replace("<rps:Eid>8904", "<rps:Eid>89<?x y?>04"), "malformed");
        refused(signature("acme"), "<!DOCTYPE s [<!ENTITY e 'x'>]>" + message, "malformed");
        refused(signature("acme"), message.replace("</s:Envelope>", ""), "malformed");
    }
}
