package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What SM-SRs get wrong in their messages, and what is taken all the same (docs/spec/es4.md 7.2). */
class Es4SpellingsIT extends SmsrCallbacks {

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
    void givenACharsetThatDoesNotExist_thenAFaultAnswers() {
        for (var charset : List.of("foo", "%&")) {
            var answer = postRaw(
                    Soap.envelope(fresh(), ""), "Content-Type", "application/soap+xml; charset=\"" + charset + "\"");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("soap:Sender");
        }
    }
}
