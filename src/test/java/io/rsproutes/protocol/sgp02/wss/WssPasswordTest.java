package io.rsproutes.protocol.sgp02.wss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;

import io.rsproutes.support.Soap;
import io.rsproutes.support.WssMessage;
import org.apache.wss4j.dom.WSConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A UsernameToken with the digest of a password. */
class WssPasswordTest extends WssScenarios {

    @Test
    void givenTheDigest_thenTheMessageHoldsWithOrWithoutTimestamp() {
        holds(password(), message().username("acme", "correct horse").text());
        holds(
                password(),
                message().timestamp().username("acme", "correct horse").text());
    }

    @Test
    void givenSoap11_thenThatIsForTheReaderToRefuse() {
        holds(
                password(),
                new WssMessage(Soap.envelope(HEADER, BODY)
                                .replace(
                                        "http://www.w3.org/2003/05/soap-envelope",
                                        "http://schemas.xmlsoap.org/soap/envelope/"))
                        .username("acme", "correct horse")
                        .text());
    }

    @Test
    void givenNoSecurityAtAll_thenItIsRefused() {
        refused(password(), Soap.envelope(HEADER, BODY), "missing");
        refused(password(), Soap.envelope(HEADER, BODY).replaceAll("<s:Header>.*</s:Header>", ""), "missing");
        refused(password(), message().text(), "missing");
        refused(password(), message().timestamp().text(), "missing");
    }

    @ParameterizedTest
    @CsvSource({"acme, wrong", "globex, correct horse", "acme, Correct horse"})
    void givenAnotherPasswordOrUser_thenItIsRefused(String name, String password) {
        refused(password(), message().username(name, password).text(), "password");
    }

    @Test
    void givenThePasswordAsText_thenItIsRefused() {
        refused(
                password(),
                message()
                        .username("acme", "correct horse", WSConstants.PASSWORD_TEXT)
                        .text(),
                "password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT6M", "-PT24H", "PT2M"})
    void givenAMessageOfAnotherTime_thenItIsRefused(String distance) {
        var at = Instant.now().plus(Duration.parse(distance));

        refused(password(), message().at(at).username("acme", "correct horse").text(), "stale");
        refused(
                password(),
                message()
                        .at(at)
                        .timestamp()
                        .at(Instant.now())
                        .username("acme", "correct horse")
                        .text(),
                "stale");
    }

    @Test
    void givenAMessageAlmostTooOld_thenItHolds() {
        var at = Instant.now().minus(WINDOW).plusSeconds(20);

        holds(password(), message().at(at).username("acme", "correct horse").text());
    }

    @Test
    void givenATokenWithoutNonceOrTime_thenItIsRefused() {
        var message = message().username("acme", "correct horse").text();

        refused(password(), message.replaceAll("<wsse:Nonce.*</wsse:Nonce>", ""), "token");
        refused(password(), message.replaceAll("<wsu:Created>.*</wsu:Created>", ""), "token");
        refused(password(), message.replaceAll("<wsse:Password.*</wsse:Password>", ""), "password");
    }

    @Test
    void givenTheSameMessage_thenItsTokenIsTheSame() {
        var message = message().username("acme", "correct horse").text();

        var token = password().verify(message).token();

        assertThat(password().verify(message).token()).isEqualTo(token);
        assertThat(password()
                        .verify(message.replace("urn:uuid:1", "urn:uuid:12"))
                        .token())
                .as("the password says nothing of the message, so its nonce counts alone")
                .isEqualTo(token);
        assertThat(password()
                        .verify(message().username("acme", "correct horse").text())
                        .token())
                .isNotEqualTo(token);
    }

    /** The digest is of nonce, time and password in a row: what of it is nonce could be said otherwise. */
    @Test
    void givenANonceThatEndsWhereItsTimeBegins_thenTheTokenIsTheSameOrItIsRefused() {
        var message = message().username("acme", "correct horse").text();
        var nonce = Base64.getDecoder().decode(group(message, "<wsse:Nonce[^>]*>([^<]*)<"));
        var created = group(message, "<wsu:Created>([^<]*)<");
        var longer = new byte[nonce.length + 1];
        System.arraycopy(nonce, 0, longer, 0, nonce.length);
        longer[nonce.length] = (byte) created.charAt(0);

        refused(
                password(),
                message.replaceAll(
                                "(<wsse:Nonce[^>]*>)[^<]*<",
                                "$1" + Base64.getEncoder().encodeToString(longer) + "<")
                        .replace("<wsu:Created>" + created, "<wsu:Created>" + created.substring(1)),
                "token");
    }

    private static String group(String text, String pattern) {
        var match = Pattern.compile(pattern).matcher(text);
        assertThat(match.find()).isTrue();
        return match.group(1);
    }

    @Test
    void givenASignatureThatWasNotAgreed_thenItIsRefused() {
        refused(
                password(),
                message()
                        .timestamp()
                        .username("acme", "correct horse")
                        .signed(CERTIFICATES, "acme")
                        .text(),
                "token");
    }

    @Test
    void givenSeveralTokensOrHeaders_thenItIsRefused() {
        refused(
                password(),
                message()
                        .username("acme", "correct horse")
                        .username("acme", "correct horse")
                        .text(),
                "wrapped");
        var message = message().username("acme", "correct horse").text();
        var header = message.substring(message.indexOf("<wsse:Security"), message.indexOf("</s:Header>"));
        refused(password(), message.replace(header, header + header.replaceAll("wsu:Id=\"[^\"]*\"", "")), "wrapped");
    }

    @Test
    void givenWhatIsForAnotherNode_thenItIsMissing() {
        var message = message().username("acme", "correct horse").text();

        refused(password(), message.replace("<wsse:Security ", "<wsse:Security s:role=\"urn:another\" "), "missing");
        holds(
                password(),
                message.replace(
                        "<wsse:Security ",
                        "<wsse:Security s:role=\"http://www.w3.org/2003/05/soap-envelope/role/next\" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<saml2:Assertion xmlns:saml2='urn:oasis:names:tc:SAML:2.0:assertion' ID='a' Version='2.0'/>",
                "<xenc:EncryptedKey xmlns:xenc='http://www.w3.org/2001/04/xmlenc#'/>",
                "<wsc:DerivedKeyToken xmlns:wsc='http://schemas.xmlsoap.org/ws/2005/02/sc'/>",
                "<x:Anything xmlns:x='urn:x'/>"
            })
    void givenWhatIsNotProcessedHere_thenItIsRefused(String more) {
        var message = message().username("acme", "correct horse").text();

        refused(password(), message.replace("</wsse:Security>", more + "</wsse:Security>"), "token");
    }
}
