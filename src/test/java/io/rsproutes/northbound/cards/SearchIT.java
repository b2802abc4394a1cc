package io.rsproutes.northbound.cards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding cards, profiles and orders by a number or reference: one's own, and nothing of others. */
class SearchIT extends CardScenarios {

    private static Answer search(Api tenant, String key, String value) {
        var answer = tenant.get("/rsp/v1/search?" + key + "=" + encoded(value));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private static List<String> texts(JsonNode found, String list, String field) {
        var texts = new ArrayList<String>();
        found.path(list).forEach(one -> texts.add(one.path(field).asText()));
        return texts;
    }

    private static void nothing(Answer found) {
        assertThat(found.text()).isEqualTo("{\"euiccs\":[],\"profiles\":[],\"operations\":[],\"cursor\":null}");
    }

    @Test
    void givenAnyOfItsNumbers_thenTheCardItsProfileAndItsOrdersAreFound() {
        var eid = consumerCard();
        var reference = "order " + eid + " & Söhne's 100%";
        var order = acme.order(Order.of("orderProfile")
                .peer("smdp-demo")
                .with("profileType", "P9054-1")
                .clientReference(reference));
        var iccid = order.json().path("iccid").asText();
        tell(iccid, 4, at(1), eid(eid));
        var msisdn = "+44 " + iccid;
        jdbc.update("update inventory set msisdn_reference = ? where iccid = ?", msisdn, iccid);

        for (var key : List.of("eid", "iccid", "msisdnReference", "clientReference")) {
            var value =
                    switch (key) {
                        case "eid" -> eid;
                        case "iccid" -> iccid;
                        case "msisdnReference" -> msisdn;
                        default -> reference;
                    };
            var found = search(acme, key, value).json();

            assertThat(texts(found, "euiccs", "eid")).as(key).containsExactly(eid);
            assertThat(texts(found, "profiles", "iccid")).as(key).containsExactly(iccid);
            assertThat(found.at("/profiles/0/state").asText()).isEqualTo("Installed");
            assertThat(found.at("/profiles/0/eid").asText()).isEqualTo(eid);
            assertThat(found.at("/profiles/0/msisdnReference").asText()).isEqualTo(msisdn);
            // The order was for no card.
            assertThat(texts(found, "operations", "id"))
                    .as(key)
                    .isEqualTo(key.equals("eid") ? List.of() : List.of(order.id()));
            assertThat(found.path("cursor").isNull()).isTrue();
            nothing(search(globex, key, value));
            assertThat(search(operator, key, value).json()).isEqualTo(found);
        }
        assertThat(texts(
                        acme.get("/rsp/v1/operations?clientReference=" + encoded(reference))
                                .json(),
                        "items",
                        "id"))
                .containsExactly(order.id());
        assertThat(globex.get("/rsp/v1/operations?clientReference=" + encoded(reference))
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void givenAnM2mCard_thenItsProfilesAndOrdersAreFoundByItsEid() {
        var card = card();
        audited(card);

        var found = search(acme, "eid", card.eid()).json();

        assertThat(found.at("/euiccs/0/peer").asText()).isEqualTo("smsr-demo");
        assertThat(texts(found, "profiles", "iccid")).containsExactly(card.a(), card.b());
        assertThat(texts(found, "profiles", "cardState")).containsExactly("Enabled", "Disabled");
        assertThat(texts(found, "operations", "function")).containsExactly("auditEIS");
    }

    @Test
    void givenACardOfAnother_thenAProfileOnItIsFoundWithoutIt() {
        var card = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());

        var found = search(acme, "iccid", card.a()).json();

        assertThat(texts(found, "profiles", "iccid")).containsExactly(card.a());
        assertThat(found.path("euiccs")).isEmpty();
        assertThat(search(globex, "eid", card.eid()).json().path("profiles")).isEmpty();
        nothing(search(globex, "iccid", card.a()));
    }

    @Test
    void givenManyOrdersOfOneReference_thenTheyComeInPages_eachWithItsProfiles() {
        var reference = "pages " + System.nanoTime();
        var iccids = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            iccids.add(
                    0,
                    acme.order(Order.of("downloadOrder")
                                    .peer("smdp-demo")
                                    .with("profileType", "P9054-1")
                                    .clientReference(reference))
                            .json()
                            .path("iccid")
                            .asText());
        }
        globex.order(Order.of("downloadOrder")
                .peer("smdp-demo")
                .with("profileType", "P9054-2")
                .clientReference(reference));

        var path = "/rsp/v1/search?limit=2&clientReference=" + encoded(reference);
        var first = acme.get(path).json();
        var second = acme.get(path + "&cursor=" + first.path("cursor").asText()).json();

        assertThat(texts(first, "operations", "iccid")).isEqualTo(iccids.subList(0, 2));
        assertThat(texts(first, "profiles", "iccid")).containsExactlyInAnyOrderElementsOf(iccids.subList(0, 2));
        assertThat(texts(second, "operations", "iccid")).isEqualTo(iccids.subList(2, 3));
        assertThat(texts(second, "profiles", "iccid")).isEqualTo(iccids.subList(2, 3));
        assertThat(second.path("cursor").isNull()).isTrue();
        assertThat(operator.get(path.replace("limit=2", "limit=10")).json().path("operations"))
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?limit=1",
                "?eid=&iccid=",
                "?eid=89049032123451234512345678901235&iccid=8947010000123456784",
                "?clientReference=a&msisdnReference=b",
                "?eid=8904903212345",
                "?eid=%27%20or%201=1--",
                "?iccid=894701000012345678%25",
                "?clientReference=a%00b",
                "?clientReference=a%0Ab",
                "?msisdnReference=%C3%A4",
                "?clientReference=%FF",
                "?q=8947010000123456784",
                "?eid=89049032123451234512345678901235&eid=89049032123451234512345678901235"
            })
    void givenNothingOrMoreThanOneOrWhatCannotBe_thenItIsRefused(String query) {
        var answer = acme.get("/rsp/v1/search" + query);

        assertThat(answer.status()).as(query + answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "' or '1'='1",
                "_",
                "a' union select secrets from operation --",
                "{}",
                "${variable.scope}",
                "\\"
            })
    void givenTextThatMeansSomethingElsewhere_thenItIsTextHere(String text) {
        nothing(search(acme, "clientReference", text));
        nothing(search(acme, "msisdnReference", text));
    }
}
