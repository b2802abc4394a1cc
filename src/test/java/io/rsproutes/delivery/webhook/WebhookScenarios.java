package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Receiver;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;

/** A webhook of acme's, its receiver, and events to deliver. */
abstract class WebhookScenarios extends BundleIT {

    final Receiver receiver = new Receiver();
    String subscription;

    @Autowired
    ProducerTemplate template;

    @AfterEach
    void end() {
        if (subscription != null) {
            acme.delete("/rsp/v1/subscriptions/" + subscription);
        }
        receiver.close();
    }

    Answer subscribe(String types) {
        return subscribe(receiver.url(), types);
    }

    Answer subscribe(String url, String types) {
        var answer = acme.post(
                "/rsp/v1/subscriptions",
                """
                {"channel":"webhook","url":"%s","types":["%s"]}""".formatted(url, types));
        assertThat(answer.status()).isEqualTo(201);
        subscription = answer.id();
        return answer;
    }

    /** Its receiver has no time for an hour. */
    void receiverIsBusy() {
        receiver.status = 503;
        receiver.headers = Map.of("Retry-After", "3600");
    }

    /** Somebody has every dead letter that fits replayed or discarded; how many those were. */
    JsonNode deadLetters(Api who, String action, Map<String, String> filter, boolean dryRun) {
        return who.post(
                        "/rsp/v1/dead-letters/" + action,
                        Json.write(dryRun ? Map.of("filter", filter, "dryRun", true) : Map.of("filter", filter)))
                .json();
    }

    int replayed(Map<String, String> filter) {
        return deadLetters(acme, "replay", filter, false).path("replayed").asInt();
    }

    Answer replay(String letter) {
        return acme.post("/rsp/v1/dead-letters/" + letter + "/replay", "");
    }

    /** What an attempt at the first delivery has come to, as its worker records it. */
    void record(String outcome, Map<String, Object> more) {
        template.send("direct:delivery-record", exchange -> {
            Map.of("subscriptionId", subscription, "key", "turns", "deliveryId", subscription + 1)
                    .forEach(exchange::setVariable);
            Map.of("attempts", 1, "outcome", outcome, "detail", outcome, "millis", 1L)
                    .forEach(exchange::setVariable);
            more.forEach(exchange::setVariable);
        });
    }

    List<Receiver.Got> of(String iccid) {
        return receiver.got.stream()
                .filter(one -> one.json().path("subject").asText().equals(iccid))
                .toList();
    }

    Answer deadLetter(String iccid) {
        for (var item : acme.get("/rsp/v1/dead-letters").json().path("items")) {
            if (item.path("subject").asText().equals(iccid)) {
                return acme.get("/rsp/v1/dead-letters/" + item.path("id").asText());
            }
        }
        return null;
    }

    long waiting() {
        return count("delivery where subscription_id = ? and state in ('PENDING', 'SENDING')", subscription);
    }

    long timed() {
        return count(
                "delivery where subscription_id = ? and state in ('PENDING', 'SENDING') and next_at is not null",
                subscription);
    }

    String event(int n) {
        return "0-" + subscription.substring(20) + "-" + n;
    }

    void turns(int from, int to) {
        for (int i = from; i <= to; i++) {
            turn(i, subscription);
        }
    }

    /** So many keys of the subscription, each with one event that was tried once and waits for an hour. */
    void keysThatWait(int keys) {
        subscribe("rsp.turns.*");
        receiverIsBusy();
        for (int i = 1; i <= keys; i++) {
            turn(i, subscription.substring(20) + i);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        count("delivery where subscription_id = ? and attempts = 1 and state = 'PENDING'", subscription)
                                == keys);
    }

    void turn(int n, String subject) {
        jdbc.update(
                """
                insert into event (id, tenant, subject, sequence, type, data, at)
                values (?, 'acme', ?, ?, 'rsp.turns.event', '{}', current_timestamp)""",
                event(n),
                subject,
                n);
    }

    long letters(String state) {
        return count(
                "dead_letter l join delivery d on d.id = l.id where d.subscription_id = ? and l.state = ?",
                subscription,
                state);
    }
}
