package io.rsproutes.protocol.sgp02.wss;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.rsproutes.support.Certificates;
import io.rsproutes.support.Soap;
import io.rsproutes.support.WssMessage;
import org.apache.wss4j.dom.WSConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures: whose, with what, and over what. */
class WssSignatureTest extends WssScenarios {

    /** Of the curve of EC keys, secp256r1. */
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    @ParameterizedTest
    @ValueSource(strings = {"acme", "curve"})
    void givenAllOfItSigned_thenTheMessageHolds(String name) {
        holds(signature(name), message().timestamp().signed(CERTIFICATES, name).text());
    }

    @Test
    void givenSoap11_thenItIsSignedAndCheckedAsWell() throws Exception {
        var envelope = Soap.envelope(HEADER, BODY)
                .replace("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/");
        var key = new WssSigner.Key(Certificates.load(CERTIFICATES.store("acme")), "acme", Certificates.PASSWORD);

        holds(
                signature("acme"),
                new WssMessage(envelope)
                        .timestamp()
                        .signed(CERTIFICATES, "acme")
                        .text());
        holds(signature("acme"), new WssSigner(null, key).secure(envelope));
        refused(
                signature("acme"),
                new WssMessage(envelope)
                        .timestamp()
                        .signed(CERTIFICATES, "acme", List.of("Timestamp", "header"))
                        .text(),
                "uncovered");
    }

    @Test
    void givenBothTokenAndSignature_thenEachIsNeeded() {
        holds(
                both(),
                message()
                        .timestamp()
                        .username("acme", "correct horse")
                        .signed(CERTIFICATES, "acme")
                        .text());
        refused(both(), message().timestamp().signed(CERTIFICATES, "acme").text(), "missing");
        refused(both(), message().timestamp().username("acme", "correct horse").text(), "missing");
        refused(
                both(),
                message()
                        .timestamp()
                        .username("acme", "wrong")
                        .signed(CERTIFICATES, "acme")
                        .text(),
                "password");
        refused(
                both(),
                message()
                        .timestamp()
                        .username("acme", "correct horse")
                        .signed(CERTIFICATES, "acme", List.of("Body", "Timestamp", "header"))
                        .text(),
                "uncovered");
    }

    @ParameterizedTest
    @CsvSource({
        "Timestamp header",
        "Body header",
        "Body Timestamp",
        "Body Timestamp To ReplyTo",
        "Body Timestamp MessageID ReplyTo",
        "Body Timestamp MessageID To"
    })
    void givenAPartThatIsNotCovered_thenItIsRefused(String parts) {
        refused(
                signature("acme"),
                message()
                        .timestamp()
                        .signed(CERTIFICATES, "acme", List.of(parts.split(" ")))
                        .text(),
                "uncovered");
    }

    @Test
    void givenNoTimestamp_thenItIsRefused() {
        refused(signature("acme"), message().signed(CERTIFICATES, "acme").text(), "missing");
    }

    @Test
    void givenAnOldTimestamp_thenItIsRefused() {
        refused(
                signature("acme"),
                message()
                        .at(Instant.now().minus(Duration.ofMinutes(6)))
                        .timestamp()
                        .signed(CERTIFICATES, "acme")
                        .text(),
                "stale");
    }

    @ParameterizedTest
    @CsvSource({"89049032123451234512345678901235", "urn:uuid:1", "EntityId=1.2.3"})
    void givenSomethingChangedAfterwards_thenItIsRefused(String what) {
        var message = message().timestamp().signed(CERTIFICATES, "acme").text();

        refused(signature("acme"), message.replace(what, what.replace("1", "7")), "signature");
    }

    @ParameterizedTest
    @CsvSource({"globex", "stranger", "late"})
    void givenAnothersCertificateOrOneOutOfDate_thenItIsRefused(String name) {
        refused(
                signature("acme", "stranger", "late"),
                message().timestamp().signed(CERTIFICATES, name).text(),
                "certificate");
    }

    @ParameterizedTest
    @CsvSource({
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1, http://www.w3.org/2001/04/xmlenc#sha256",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256, http://www.w3.org/2000/09/xmldsig#sha1"
    })
    void givenSha1_thenItIsRefused(String algorithm, String digest) {
        refused(
                signature("acme"),
                message()
                        .timestamp()
                        .signed(CERTIFICATES, "acme", WssMessage.ALL, algorithm, digest)
                        .text(),
                "token");
    }

    @ParameterizedTest
    @CsvSource({
        "http://www.w3.org/2002/06/xmldsig-filter2, <f:XPath xmlns:f='http://www.w3.org/2002/06/xmldsig-filter2' Filter='intersect'>//*</f:XPath>",
        "http://www.w3.org/TR/1999/REC-xpath-19991116, <ds:XPath>1</ds:XPath>",
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature, ''",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315, ''"
    })
    void givenAnotherTransform_thenItIsRefused(String transform, String what) {
        var message = message().timestamp().signed(CERTIFICATES, "acme").text();

        refused(
                signature("acme"),
                message.replaceFirst(
                        "<ds:Transform Algorithm=\"[^\"]*\">.*?</ds:Transform>",
                        Matcher.quoteReplacement(
                                "<ds:Transform Algorithm=\"" + transform + "\">" + what + "</ds:Transform>")),
                "token");
    }

    @Test
    void givenAKeyThatIsNoCertificate_thenItIsRefused() {
        var message = message().timestamp().signed(CERTIFICATES, "acme").text();
        var key = message.replaceAll(
                "(?s)<ds:KeyInfo.*</ds:KeyInfo>", "<ds:KeyInfo><ds:KeyName>k</ds:KeyName></ds:KeyInfo>");
        var saml = message.replaceAll(
                "(?s)<wsse:Reference [^>]*>",
                "<wsse:KeyIdentifier ValueType=\"http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID\">a</wsse:KeyIdentifier>");
        var attached = message.replaceAll(
                "(<wsse:BinarySecurityToken[^>]*>)[^<]*<",
                "$1<x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:1\"/><");

        var none = message.replaceAll("(?s)<ds:KeyInfo.*</ds:KeyInfo>", "");

        assertThat(List.of(key, saml, attached, none)).doesNotContain(message);
        refused(signature("acme"), key, "token");
        refused(signature("acme"), saml, "token");
        refused(signature("acme"), attached, "signature");
        refused(signature("acme"), none, "token");
    }

    /** Of an ECDSA signature everybody can make a second one of the same; it is the same message. */
    @Test
    void givenTheSameSignatureInAnotherForm_thenItsTokenIsTheSame() {
        var message = message().timestamp().signed(CERTIFICATES, "curve").text();
        var value = Pattern.compile("<ds:SignatureValue>([^<]*)<").matcher(message);
        assertThat(value.find()).isTrue();
        var bytes = Base64.getMimeDecoder().decode(value.group(1));
        var s = ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64)))
                .toByteArray();
        Arrays.fill(bytes, 32, 64, (byte) 0);
        int from = Math.max(0, s.length - 32);
        System.arraycopy(s, from, bytes, 64 - (s.length - from), s.length - from);
        var other = message.replace(value.group(1), Base64.getEncoder().encodeToString(bytes));

        assertThat(other).isNotEqualTo(message);
        assertThat(signature("curve").verify(other).token())
                .isEqualTo(signature("curve").verify(message).token());
    }

    @Test
    void givenTwoMessages_thenTheirTokensDiffer() {
        var first = message().timestamp().signed(CERTIFICATES, "acme").text();
        var second = message()
                .at(Instant.now().plusSeconds(1))
                .timestamp()
                .signed(CERTIFICATES, "acme")
                .text();

        assertThat(signature("acme").verify(first).token())
                .isNotEqualTo(signature("acme").verify(second).token());
    }

    @Test
    void givenAnHmac_thenItIsRefused() {
        var message = message().timestamp().signed(CERTIFICATES, "acme").text();

        refused(signature("acme"), message.replace(WSConstants.RSA_SHA256, WSConstants.HMAC_SHA256), "token");
    }
}
