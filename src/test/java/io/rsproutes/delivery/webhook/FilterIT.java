package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Order;
import io.rsproutes.support.Receiver;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Which events pass the filter of a subscription, on every channel, and wherever the database asks. */
class FilterIT extends WebhookScenarios {

    @Autowired
    private ActiveMQConnectionFactory connections;

    private Answer subscribe(Api who, String channel, String types, String filter) {
        var answer = who.post(
                "/rsp/v1/subscriptions",
                "{\"channel\":%s,\"types\":[\"%s\"],\"filter\":%s}".formatted(channel, types, filter));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        subscription = answer.id();
        return answer;
    }

    private Answer webhook(String types, String filter) {
        return subscribe(acme, "\"webhook\",\"url\":\"" + receiver.url() + "\"", types, filter);
    }

    private boolean wanted(String filter, String data) {
        return jdbc.queryForObject("select rsp_wanted(?, ?, 'acme')", Boolean.class, filter, data);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"peer":["a"]}                        | {"peer":"a"}                   | true
                    {"peer":["a"]}                        | {"peer":"ab"}                  | false
                    {"peer":["a*"]}                       | {"peer":"ab"}                  | true
                    {"peer":["b","a"]}                    | {"peer":"a"}                   | true
                    {"peer":["a"]}                        | {"function":"a"}               | false
                    {"peer":["*"]}                        | {"function":"a"}               | false
                    {"peer":["*"]}                        | {"peer":"x"}                   | true
                    {"peer":["a"]}                        | {"profiles":[{"peer":"a"}]}    | false
                    {"peer":["a"],"cause":["order"]}      | {"peer":"a","cause":"order"}   | true
                    {"peer":["a"],"cause":["order"]}      | {"peer":"a","cause":"server"}  | false
                    {"peer":["a"],"cause":["order"]}      | {"peer":"a"}                   | false
                    {"template":["fleet"]}                | {"template":"fleet"}           | true
                    {"function":["enable*"]}              | {"function":"enableProfile"}   | true
                    {"profileType":["P_5%"]}              | {"profileType":"P95x"}         | false
                    {"profileType":["P_5%"]}              | {"profileType":"P_5%"}         | true
                    {"profileType":["P_*"]}               | {"profileType":"P95"}          | false
                    {"profileType":[".*"]}                | {"profileType":"P"}            | false
                    {"profileType":["[P]+"]}              | {"profileType":"P"}            | false
                    {"profileType":["a-b"]}               | {"profileType":"a"}            | false
                    {"eid":["8904903212-8904903215"]}     | {"eid":"89049032130000000000000000000000"} | true
                    {"eid":["8904903212-8904903215"]}     | {"eid":"89049032159999999999999999999999"} | true
                    {"eid":["8904903212-8904903215"]}     | {"eid":"89049032160000000000000000000000"} | false
                    {"iccid":["8947*"]}                   | {"iccid":"8947010000123456784"} | true
                    {"iccid":["8947*"]}                   | {"eid":"8947010000123456784"}  | false
                    {"peer":["a"]}                        | {"message":"\\u0000\\\\u0000\\u0000\\u0000","peer":"a"} | true
                    {"peer":["ab"]}                       | {"peer":"a\\u0000b"}           | true
                    """)
    void givenAFilter_thenEachMemberHasAChoiceThatTheEventHas(String filter, String data, boolean expected) {
        assertThat(wanted(filter, data)).isEqualTo(expected);
    }

    /** Whose type the event does not tell, the inventory does, if the profile is its tenant's. */
    @Test
    void givenAProfileType_thenTheInventorysCountsWhereTheEventHasNone() {
        var iccid = owned();
        jdbc.update("update inventory set profile_type = 'P9054-7' where iccid = ?", iccid);
        var data = "{\"iccid\":\"" + iccid + "\"";

        assertThat(wanted("{\"profileType\":[\"P9054-*\"]}", data + "}")).isTrue();
        assertThat(wanted("{\"profileType\":[\"P9054-7\"]}", data + ",\"profileType\":\"other\"}"))
                .isFalse();
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", iccid);
        assertThat(wanted("{\"profileType\":[\"P9054-*\"]}", data + "}")).isFalse();
    }

    @Test
    void givenAWebhookWithAFilter_thenOnlyThoseEventsComeThere_andItIsShown() {
        var wanted = owned();
        var filter = "{\"iccid\":[\"" + wanted + "\"],\"function\":[\"downloadOrder\"]}";
        var made = webhook("rsp.operation.*", filter);

        assertThat(made.json().path("filter")).hasToString(filter);
        assertThat(acme.get("/rsp/v1/subscriptions").text()).contains(filter);
        released();
        acme.order(Order.of("downloadOrder").iccid(wanted));
        acme.order(Order.of("confirmOrder").iccid(wanted));

        await().atMost(Duration.ofSeconds(20)).until(() -> acme.get("/rsp/v1/events?limit=1000&subject=" + wanted)
                .text()
                .contains("\"function\":\"confirmOrder\""));
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 0);
        assertThat(receiver.delivered())
                .extracting(one -> one.json().at("/data/iccid").asText() + " "
                        + one.json().path("type").asText())
                .containsExactly(
                        wanted + " rsp.operation.accepted",
                        wanted + " rsp.operation.sending",
                        wanted + " rsp.operation.failed");
    }

    @Test
    void givenAQueueWithAFilter_thenOnlyThoseEventsGoThere() throws Exception {
        var other = released();
        var wanted = released();
        var queue = subscribe(
                acme,
                "\"queue\",\"queue\":\"bss.acme.filtered\"",
                "rsp.profile.*",
                "{\"cause\":[\"server\"],\"peer\":[\"smdp-*\"],\"profileType\":[\"P9054-1\"],\"iccid\":[\"" + wanted
                        + "\"]}");

        play(other, "installed");
        play(wanted, "installed");

        await().atMost(Duration.ofSeconds(20)).until(() -> events(other, "rsp.profile.installed") == 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(wanted, "rsp.profile.installed") == 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> relayed(queue.id(), other) && relayed(queue.id(), wanted));
        try (var connection = connections.createConnection("bss", "bss")) {
            connection.start();
            var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            var consumer = session.createConsumer(session.createQueue("bss.acme.filtered"));
            for (var message = consumer.receive(10_000); message != null; message = consumer.receiveNoWait()) {
                assertThat(message.getBody(String.class)).contains(wanted).doesNotContain(other);
            }
        }
    }

    /** What the broker does not take is kept as deliveries; what is left at the end, as dead letters. */
    @Test
    void givenAQueueThatIsBehind_thenOnlyThoseEventsCount_areKept_andBecomeDeadLetters() {
        var wanted = owned();
        subscribe(
                acme, "\"queue\",\"queue\":\"bss.acme.behind\"", "rsp.operation.*", "{\"iccid\":[\"" + wanted + "\"]}");
        nothingIsRelayed(subscription);
        released();
        acme.order(Order.of("downloadOrder").iccid(wanted));
        await().atMost(Duration.ofSeconds(20)).until(() -> shown("waiting") == 3);
        var row = jdbc.queryForMap(
                "select relayed_to, cast(relaying_until as varchar) as leased from subscription where id = ?",
                subscription);
        var upto = jdbc.queryForObject("select position from fan_out where id = 1", Long.class);

        template.send("direct:delivery-relay-keep", exchange -> Map.of(
                        "subscriptionId",
                        subscription,
                        "passed",
                        row.get("relayed_to"),
                        "upto",
                        upto,
                        "leased",
                        row.get("leased"))
                .forEach(exchange::setVariable));

        assertThat(count("delivery where subscription_id = ?", subscription)).isEqualTo(3);
        assertThat(count("delivery where subscription_id = ? and order_key <> ?", subscription, wanted))
                .isZero();
    }

    @Test
    void givenAQueueThatEnds_thenWhatItStillHadToGetIsKept_andNothingElse() {
        var wanted = owned();
        subscribe(
                acme, "\"queue\",\"queue\":\"bss.acme.ended\"", "rsp.operation.*", "{\"iccid\":[\"" + wanted + "\"]}");
        var ended = subscription;
        nothingIsRelayed(ended);
        var other = released();
        acme.order(Order.of("downloadOrder").iccid(wanted));
        await().atMost(Duration.ofSeconds(20)).until(() -> shown("waiting") == 3);

        assertThat(acme.delete("/rsp/v1/subscriptions/" + ended).status()).isEqualTo(204);

        await().atMost(Duration.ofSeconds(20)).until(() -> count("dead_letter where id like ?", "%." + ended) == 3);
        assertThat(count("delivery where subscription_id = ? and order_key = ?", ended, other))
                .isZero();
    }

    // For an hour, once what is under way has gone.
    private void nothingIsRelayed(String queue) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.update(
                                "update subscription set relaying_until = current_timestamp + interval '1 hour'"
                                        + " where id = ? and relaying_until is null",
                                queue)
                        == 1);
    }

    private int shown(String field) {
        return acme.get("/rsp/v1/subscriptions/" + subscription)
                .json()
                .path(field)
                .asInt();
    }

    @ParameterizedTest
    @CsvSource({"enabled, order, 0", "disabled, server, 1"})
    void givenACustomersEndpointWithAFilter_thenItIsNotifiedOfThoseOnly(String what, String cause, int expected) {
        var card = card();
        subscribe(
                acme,
                "\"es4\",\"url\":\"" + receiver.url() + "\"",
                "rsp.profile.*",
                "{\"eid\":[\"" + card.eid() + "\"],\"cause\":[\"" + cause + "\"]}");

        nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.a() + "/disable", "");

        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> acme.get("/rsp/v1/events?limit=1000&subject=" + card.eid())
                .text()
                .contains("rsp.profile.disabled"));
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 0);
        assertThat(receiver.got).as(what).hasSize(expected);
    }

    /** Naming what is another's tells nothing of it. */
    @Test
    void givenAFilterForWhatIsAnothers_thenNothingComes() {
        var iccid = owned();
        try (var foreign = new Receiver()) {
            var theirs = subscribe(
                    globex, "\"webhook\",\"url\":\"" + foreign.url() + "\"", "*", "{\"iccid\":[\"" + iccid + "\"]}");
            webhook("*", "{\"iccid\":[\"" + iccid + "\"]}");

            acme.order(Order.of("downloadOrder").iccid(iccid));

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> receiver.delivered().size() == 3);
            assertThat(count("delivery where subscription_id = ?", theirs.id())).isZero();
            assertThat(foreign.got).isEmpty();
            globex.delete("/rsp/v1/subscriptions/" + theirs.id());
        }
    }

    @Test
    void givenAFaultyFilter_thenItIsRefused() {
        var answer = acme.post(
                "/rsp/v1/subscriptions",
                "{\"channel\":\"queue\",\"queue\":\"bss.acme\",\"types\":[\"*\"],\"filter\":{\"cause\":[\"fallback\"]}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-subscription");
        JsonNode violation = answer.json().at("/violations/0");
        assertThat(violation.path("pointer").asText()).isEqualTo("/filter/cause/0");
        assertThat(violation.path("detail").asText()).contains("fall-back");
    }
}
