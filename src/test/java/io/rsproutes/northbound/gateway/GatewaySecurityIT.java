package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.rsproutes.support.Customer;
import io.rsproutes.support.QuietLog;
import io.rsproutes.support.Soap;
import io.rsproutes.support.WssMessage;
import org.junit.jupiter.api.Test;

/** Customers whose calls must bring WS-Security (docs/guides/gateway). */
class GatewaySecurityIT extends GatewayBundle {

    private static final Customer UMBRELLA = new Customer(GATEWAY, "umbrella", "1.3.6.1.4.1.80000", CERTIFICATES);
    private static final Customer TYRELL = new Customer(GATEWAY, "tyrell", "1.3.6.1.4.1.90000", CERTIFICATES);

    private String envelope(Customer customer, String id, Card card) {
        return Soap.envelope(
                customer.header(id, receiver.url()),
                Customer.body("enableProfile", "call-" + id, card.eid(), card.b(), ""));
    }

    private WssMessage of(Customer customer, Card card) {
        return new WssMessage(envelope(customer, id(), card));
    }

    private static WssMessage withPassword(WssMessage message) {
        return message.username("umbrella", WSS_PASSWORD);
    }

    private static WssMessage signed(WssMessage message) {
        return message.timestamp().signed(CERTIFICATES, "tyrell");
    }

    private static void taken(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    @Test
    void givenTheDigestOrASignature_thenTheCallIsExecuted() {
        var umbrellas = cardOf("umbrella");
        var tyrells = cardOf("tyrell");

        taken(UMBRELLA.soap(withPassword(of(UMBRELLA, umbrellas)).text()));
        taken(TYRELL.soap(signed(of(TYRELL, tyrells)).text()));

        assertThat(body(0)).contains("EXECUTED_SUCCESS");
        assertThat(body(1)).contains("EXECUTED_SUCCESS");
        assertThat(onCard(umbrellas, umbrellas.b())).isEqualTo("Enabled");
        assertThat(onCard(tyrells, tyrells.b())).isEqualTo("Enabled");
    }

    /** What is wrong, by the word that the log and the metric have for it. */
    private Map<String, HttpResponse<String>> refused(Card umbrellas, Card tyrells) {
        var replayed = withPassword(of(UMBRELLA, cardOf("umbrella"))).text();
        taken(UMBRELLA.soap(replayed));
        var signed = signed(of(TYRELL, tyrells)).text();
        var body = Pattern.compile("<s:Body.*</s:Body>").matcher(signed);
        assertThat(body.find()).isTrue();
        var forged = "<s:Body>" + Customer.body("enableProfile", "c", tyrells.eid(), tyrells.a(), "") + "</s:Body>";
        var answers = new LinkedHashMap<String, HttpResponse<String>>();
        answers.put("missing", UMBRELLA.post(Customer.ES2, Soap.TYPE, envelope(UMBRELLA, id(), umbrellas)));
        answers.put(
                "password",
                UMBRELLA.soap(
                        of(UMBRELLA, umbrellas).username("umbrella", "wrong").text()));
        answers.put("replayed", UMBRELLA.soap(replayed));
        answers.put(
                "stale",
                UMBRELLA.soap(
                        withPassword(of(UMBRELLA, umbrellas).at(Instant.now().minus(Duration.ofMinutes(6))))
                                .text()));
        answers.put(
                "uncovered",
                TYRELL.soap(of(TYRELL, tyrells)
                        .timestamp()
                        .signed(CERTIFICATES, "tyrell", List.of("Body", "Timestamp"))
                        .text()));
        answers.put(
                "certificate",
                TYRELL.soap(of(TYRELL, tyrells)
                        .timestamp()
                        .signed(CERTIFICATES, "umbrella")
                        .text()));
        answers.put("signature", TYRELL.soap(signed.replace("call-", "kall-")));
        // mustUnderstand, and of an unknown kind
        answers.put(
                "token", TYRELL.soap(signed.replace("</wsse:Security>", "<x:Token xmlns:x='urn:x'/></wsse:Security>")));
        answers.put(
                "wrapped",
                TYRELL.soap(signed.replace(body.group(), forged)
                        .replace("</s:Envelope>", "<x:W xmlns:x='urn:x'>" + body.group() + "</x:W></s:Envelope>")));
        answers.put("malformed", TYRELL.soap(signed.replace(body.group(), body.group() + forged)));
        return answers;
    }

    @Test
    void givenAnythingWrong_thenTheFaultIsOneAndTheSameAndWeAloneKnowWhy() {
        var umbrellas = cardOf("umbrella");
        var tyrells = cardOf("tyrell");
        try (var log = new QuietLog()) {
            var before = nobody.get("/actuator/prometheus").text();

            var answers = refused(umbrellas, tyrells);

            answers.forEach((reason, answer) -> refused(answer, 400, "rsp:security-refused"));
            assertThat(answers.values().stream().map(HttpResponse::body).distinct())
                    .hasSize(1);
            assertThat(answers.values().stream()
                            .map(answer -> answer.headers().map().keySet())
                            .distinct())
                    .hasSize(1);
            var after = nobody.get("/actuator/prometheus").text();
            for (var reason : answers.keySet()) {
                assertThat(counted(after, reason) - counted(before, reason))
                        .as(reason)
                        .isEqualTo(1);
                assertThat(log.with("does not hold: " + reason + " ("))
                        .as(reason)
                        .hasSize(1);
            }
            assertThat(log.loud()).isEmpty();
            assertThat(log.with(WSS_PASSWORD)).isEmpty();
        }
        assertThat(executed(umbrellas, "enableProfile")).isZero();
        assertThat(executed(tyrells, "enableProfile")).isZero();
    }

    private static double counted(String metrics, String reason) {
        return metrics.lines()
                .filter(line ->
                        line.startsWith("rsp_gateway_security_refused_total{") && line.contains("\"" + reason + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Whose call is sent again must prove it anew; then it is the same call. */
    @Test
    void givenTheSameCallProvedAnew_thenItIsTakenAsTheSame() {
        var card = cardOf("tyrell");
        var envelope = envelope(TYRELL, id(), card);

        taken(TYRELL.soap(signed(new WssMessage(envelope)).text()));
        body(0);
        var again = TYRELL.soap(signed(new WssMessage(envelope).at(Instant.now().plusSeconds(1)))
                .text());

        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(again.body()).contains("EXECUTED_SUCCESS");
        assertThat(executed(card, "enableProfile")).isEqualTo(1);
    }

    @Test
    void givenAnotherHeaderThatMustBeUnderstood_thenThatFaultStays() {
        var card = cardOf("tyrell");
        var envelope = envelope(TYRELL, id(), card)
                .replace("<s:Header>", "<s:Header><x:Other xmlns:x='urn:x' s:mustUnderstand='true'/>");

        refused(TYRELL.soap(signed(new WssMessage(envelope)).text()), 500, "soap:MustUnderstand");
    }

    /** acme has agreed none. */
    @Test
    void givenACustomerWithoutIt_thenTheHeaderIsNotUnderstoodOrPassedOver() {
        var card = card();
        var message = of(ACME, card).username("umbrella", WSS_PASSWORD).text();

        refused(ACME.soap(message), 500, "soap:MustUnderstand");
        taken(ACME.soap(message.replaceAll(" s:mustUnderstand=\"[^\"]*\"", "")));
    }

    @Test
    void givenATokenThatCannotCountAnyMore_thenItIsForgotten() {
        taken(UMBRELLA.soap(withPassword(of(UMBRELLA, cardOf("umbrella"))).text()));
        jdbc.update("insert into ws_token values ('umbrella', 'old', current_timestamp - interval '13 minutes')");
        jdbc.update("insert into ws_token values ('umbrella', 'young', current_timestamp - interval '11 minutes')");

        await().atMost(Duration.ofSeconds(20)).until(() -> count("ws_token where token = 'old'") == 0);

        assertThat(count("ws_token where token = 'young'")).isEqualTo(1);
        assertThat(count("ws_token where tenant = 'umbrella' and length(token) = 64"))
                .isPositive();
    }
}
