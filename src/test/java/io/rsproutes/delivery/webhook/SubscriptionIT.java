package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Receiver;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What may be subscribed to, and the form in which it comes: to a webhook, a queue and the topic. */
class SubscriptionIT extends WebhookScenarios {

    @Autowired
    private ActiveMQConnectionFactory connections;

    @Test
    void givenTheTopicAQueueAndADeadLetter_thenEachGetsItsMessage() throws Exception {
        try (var connection = connections.createConnection("bss", "bss")) {
            connection.start();
            var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            var events = session.createConsumer(session.createTopic("rsp.events"));

            var queue = acme.post(
                    "/rsp/v1/subscriptions",
                    """
                    {"channel":"queue","queue":"bss.acme","types":["rsp.profile.*"]}""");

            assertThat(queue.status()).isEqualTo(201);

            try {
                subscribe("rsp.profile.*");
                receiver.status = 400;
                var iccid = released();

                play(iccid, "downloaded");

                await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);
                // The queue is there from its first message on.
                await().atMost(Duration.ofSeconds(20)).until(() -> relayed(queue.id(), iccid));
                assertThat(text(
                                session.createConsumer(session.createQueue("bss.acme")),
                                iccid,
                                "application/cloudevents+json"))
                        .contains("rsp.profile.downloaded");
                var deadLetters = session.createConsumer(session.createQueue("rsp.dead-letters"));
                assertThat(text(deadLetters, iccid, "application/json"))
                        .contains("HTTP 400", "\"subscription\":\"" + subscription + "\"");
                assertThat(text(events, iccid, "application/cloudevents+json")).contains("\"sequence\":\"0");

                // A replay that fails, for the same reason.
                assertThat(acme.post("/rsp/v1/dead-letters/" + deadLetter(iccid).id() + "/replay", "")
                                .status())
                        .isEqualTo(202);

                assertThat(text(deadLetters, iccid, "application/json")).contains("HTTP 400");
            } finally {
                acme.delete("/rsp/v1/subscriptions/" + queue.id());
            }
        }
    }

    // Behind what other tests have left in the queue.
    private static String text(jakarta.jms.MessageConsumer consumer, String subject, String type) throws Exception {
        for (var message = consumer.receive(10_000); message != null; message = consumer.receive(10_000)) {
            var text = message.getBody(String.class);
            if (text.contains(subject)) {
                // What Artemis makes the content type of an AMQP message, and of a STOMP frame, of.
                assertThat(message.getStringProperty("JMS_AMQP_ContentType")).isEqualTo(type);
                assertThat(message.getStringProperty("_AMQ_CONTENT_TYPE")).isEqualTo(type);
                return text;
            }
        }
        throw new AssertionError("no message for " + subject);
    }

    /** The extension's type is a text that sorts by its characters. */
    @Test
    void givenAnEvent_thenItsSequenceIsATextWhereverItGoes() {
        subscribe("rsp.turns.*");
        turns(9, 10);

        await().atMost(Duration.ofSeconds(20)).until(() -> receiver.delivered().size() == 2);
        assertThat(receiver.delivered())
                .extracting(one -> one.json().path("sequence"))
                .allMatch(JsonNode::isTextual)
                .extracting(JsonNode::asText)
                .containsExactly("0000000009", "0000000010");
        assertThat(receiver.delivered())
                .extracting(Receiver.Got::contentType)
                .containsOnly("application/cloudevents+json");
        for (var item : acme.get("/rsp/v1/events?type=rsp.turns.*&subject=" + subscription)
                .json()
                .path("items")) {
            assertThat(item.path("sequence").isTextual()).isTrue();
            assertThat(item.path("position").isNumber()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"channel":"webhook","url":"ftp://127.0.0.1/","types":["*"]}
                    {"channel":"webhook","url":"http://user:pw@127.0.0.1/","types":["*"]}
                    {"channel":"webhook","url":"http://127.0.0.1/","types":[]}
                    {"channel":"webhook","url":"http://127.0.0.1/","types":["*"],"secret":"short"}
                    {"channel":"queue","queue":"rsp.commands","types":["*"]}
                    {"channel":"queue","queue":"bss.globex","types":["*"]}
                    {"channel":"queue","queue":"bss.acme2","types":["*"]}
                    {"channel":"webhook","url":"http://127.0.0.1:99999/","types":["*"]}
                    {"channel":"pigeon","types":["*"]}
                    {"channel":"webhook","url":"http://127.0.0.1/","types":["*"],"tenant":"globex"}
                    """)
    void givenAFaultySubscription_thenItsFaultHasAPointer(String body) {
        var answer = acme.post("/rsp/v1/subscriptions", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-subscription");
        assertThat(answer.json().at("/violations/0/pointer").asText()).startsWith("/");
    }
}
