package io.rsproutes.northbound.tmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Contract;
import io.rsproutes.support.Es4Orders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every function of ES4 the TM Forum way: an item of a service order (TMF641), a service changed (TMF640). */
class ServiceFunctionsIT extends TmForumScenarios {

    private static final String SERVICE = "/tmf-api/ServiceActivationAndConfiguration/v4/service/";
    private static final Contract TMF640 = new Contract("tmf640.yaml");
    private static final String RULES =
            "{\"name\":\"policyRules\",\"value\":[{\"subject\":\"PROFILE\",\"action\":\"DELETE\","
                    + "\"qualification\":\"Not-Allowed\"}]}";
    private static final String MSISDN = "31600000017";
    private static final String ADDRESS =
            "{\"name\":\"newSubscriptionAddress\",\"value\":{\"msisdn\":\"" + MSISDN + "\"}}";
    /** Name and value of the characteristics a function has beside EID and ICCID; TMF clients write all as text. */
    private static final Map<String, List<String>> CHARACTERISTICS = Map.of(
            "updatePolicyRules",
            List.of("policyRules", "[]"),
            "updateSubscriptionAddress",
            List.of("newSubscriptionAddress", "{\\\"msisdn\\\":\\\"" + MSISDN + "\\\"}"),
            "prepareSMSRChange",
            List.of("targetPeer", "smsr-next"),
            "smsrChange",
            List.of("targetPeer", "smsr-next"));

    @BeforeEach
    void quick() {
        smsr("{\"delay\":20}");
    }

    static Iterable<String> functions() {
        return Es4Orders.ALL;
    }

    private Answer patch(Api api, String iccid, String body) {
        return api.send(api.request(SERVICE + iccid).method("PATCH", BodyPublishers.ofString(body)));
    }

    private static String asked(String... characteristics) {
        return "{\"serviceCharacteristic\":[" + String.join(",", characteristics) + "]}";
    }

    private static String naming(String function) {
        return "{\"name\":\"operation\",\"value\":\"" + function + "\"}";
    }

    private void completes(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        TMF640.fits("Monitor", answer.json());
        var monitor = answer.headers().firstValue("Location").orElseThrow();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        acme.get(monitor).json().path("state").asText())
                .as(acme.get(monitor).text())
                .isEqualTo("completed"));
        assertThat(acme.get(monitor).text()).doesNotContain(MSISDN);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void givenAnItemThatNamesAFunction_thenItIsExecuted(String function) {
        var card = cardFor(function);

        var order = ended(placed(order(named(function, card))).id());

        assertThat(order.path("state").asText()).as(order.toString()).isEqualTo("completed");
        assertThat(executed(card, function)).isEqualTo(1);
        assertThat(order.toString()).doesNotContain(MSISDN);
    }

    private static String named(String function, Card card) {
        var characteristics = new java.util.ArrayList<>(List.of("operation", function, "eid", card.eid()));
        if (!Es4Orders.WITHOUT_ICCID.contains(function)) {
            characteristics.addAll(List.of("iccid", card.b()));
        }
        characteristics.addAll(CHARACTERISTICS.getOrDefault(function, List.of()));
        var action = Es4Orders.WITHOUT_ICCID.contains(function) ? "noChange" : "modify";
        return item("1", action, null, "", characteristics.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "modify, active, enableProfile",
        "modify, inactive, disableProfile",
        "modify, terminated, deleteProfile",
        "delete, terminated, deleteProfile"
    })
    void givenAnItemThatSaysTheStateWanted_thenThatIsTheFunction(String action, String state, String function) {
        var card = card(Es4Orders.card(function));
        var service = "\"state\":\"" + state + "\",";

        var order = ended(placed(order(item("1", action, null, service, "eid", card.eid(), "iccid", card.b())))
                .id());

        assertThat(order.path("state").asText()).as(order.toString()).isEqualTo("completed");
        assertThat(executed(card, function)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void givenAnItemAboutWhatIsAnothers_thenItIsRejectedAndNothingSent(String function) {
        var card = card(Es4Orders.card(function));
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());
        jdbc.update("update inventory set tenant = 'globex' where eid = ?", card.eid());

        var order = ended(placed(order(named(function, card))).id());

        assertThat(order.path("state").asText()).isEqualTo("rejected");
        assertThat(order.at("/serviceOrderItem/0/errorMessage/0/code").asText()).isEqualTo("ownership-refused");
        assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "swapProfile | operation is not a function we know; one of",
                "updatePolicyRules | policyRules is missing; they replace the rules there are",
                "updateSubscriptionAddress | newSubscriptionAddress is missing",
                "smsrChange | targetPeer is missing; smsrChange names the new SM-SR"
            })
    void givenAFaultyFunction_thenTheErrorNamesTheCharacteristic(String function, String words) {
        var card = card();
        var eid = "{\"name\":\"eid\",\"value\":\"" + card.eid() + "\"}";
        var ordered = acme.post(ORDERS, order(item("1", "modify", null, "", "operation", function, "eid", card.eid())));
        var created = acme.post(
                SERVICE.replaceFirst("/$", ""),
                "{\"state\":\"active\",\"serviceSpecification\":{},\"serviceCharacteristic\":[" + naming(function) + ","
                        + eid + "]}");

        for (var answer : List.of(ordered, created)) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            TMF640.fits("Error", answer.json());
        }
        assertThat(ordered.json().path("message").asText())
                .contains("/serviceOrderItem/0/service/serviceCharacteristic " + words);
        assertThat(created.json().path("message").asText()).contains("/serviceCharacteristic/" + words);
        assertThat(executed(card, function)).isZero();
    }

    @Test
    void givenAnItemThatSaysNothingToDo_thenTheErrorNamesTheCharacteristicOperation() {
        var answer = acme.post(ORDERS, order(item("1", "modify", null, "", "targetPeer", "smsr-next")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("operation is missing; one of");
    }

    @Test
    void givenServicesThatAreChanged_thenWhatIsWantedIsDone() {
        var enabled = card(Es4Orders.card("disableProfile"));
        var card = card();

        completes(patch(acme, enabled.b(), "{\"state\":\"inactive\"}"));
        completes(patch(acme, card.b(), asked("{\"name\":\"fallback\",\"value\":\"true\"}")));
        completes(patch(acme, card.b(), asked(naming("auditEIS"))));
        completes(patch(acme, card.b(), asked(ADDRESS)));
        completes(patch(acme, card.a(), asked(RULES)));

        assertThat(executed(enabled, "disableProfile")).isEqualTo(1);
        for (var function :
                List.of("setFallBackAttribute", "updateSubscriptionAddress", "auditEIS", "updatePolicyRules")) {
            assertThat(executed(card, function)).as(function).isEqualTo(1);
        }
        var refused = patch(acme, card.a(), "{\"state\":\"terminated\"}");
        assertThat(refused.status()).as(refused.text()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("policy-refused");
        assertThat(globex.send(globex.request(SERVICE + card.a()).DELETE()).status())
                .isEqualTo(404);
        assertThat(patch(globex, card.b(), "{\"state\":\"inactive\"}").status()).isEqualTo(404);
    }

    @Test
    void givenAnEmptyListOfPolicyRules_thenTheyAreRemoved() {
        var card = card();

        completes(patch(acme, card.a(), asked("{\"name\":\"policyRules\",\"value\":[]}")));

        assertThat(executed(card, "updatePolicyRules")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givenAProfileThatACardHasShown_thenItIsDeletedFromThere(boolean byState) {
        var card = card();
        audited(card);

        completes(byState ? patch(acme, card.b(), "{\"state\":\"terminated\"}") : acme.delete(SERVICE + card.b()));

        assertThat(executed(card, "deleteProfile")).isEqualTo(1);
        var service = acme.get(SERVICE + card.b()).json();
        TMF640.fits("Service", service);
        assertThat(service.path("state").asText()).isEqualTo("terminated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"getEIS", "prepareSMSRChange", "smsrChange"})
    void givenAServiceAndAFunctionOfTheWholeCard_thenItSaysWhereToOrderIt(String function) {
        var card = card();

        var answer =
                patch(acme, card.b(), asked(naming(function), "{\"name\":\"targetPeer\",\"value\":\"smsr-next\"}"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        TMF640.fits("Error", answer.json());
        assertThat(answer.code()).isEqualTo("not-applicable");
        assertThat(answer.json().path("reason").asText()).contains("TMF641", "operation and eid");
        assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());
    }
}
