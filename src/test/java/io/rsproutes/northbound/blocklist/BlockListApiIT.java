package io.rsproutes.northbound.blocklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The block list is put, shown and taken off, as JSON and as CSV, by whoever may. */
class BlockListApiIT extends BlockListScenarios {

    private static Answer csv(Api who, String text) {
        return who.send(who.request(LIST, "Content-Type", "text/csv").PUT(BodyPublishers.ofString(text)));
    }

    private static List<JsonNode> entries(Api who, String query) {
        var answer = who.get(LIST + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return StreamSupport.stream(answer.json().path("items").spliterator(), false)
                .toList();
    }

    @Test
    void whatIsPutIsShown_andPutAgainItIsChanged() {
        var card = card();
        var answer = put(operator, entry("eid", card.eid()), entry("tac", "35203000"));
        assertThat(answer.json().path("added").asInt()).isEqualTo(2);

        var again = entry("tac", "35203000");
        again.put("reason", "recalled");
        again.put("expiresAt", "2099-01-31T12:00:00+01:00");
        answer = put(operator, again, entry("eum", "89049032"));
        assertThat(answer.json().path("added").asInt()).isEqualTo(1);
        assertThat(answer.json().path("changed").asInt()).isEqualTo(1);

        assertThat(entries(operator, "")).hasSize(3);
        var tac = entries(operator, "?kind=tac");
        assertThat(tac).singleElement().satisfies(entry -> {
            assertThat(entry.path("value").asText()).isEqualTo("35203000");
            assertThat(entry.path("reason").asText()).isEqualTo("recalled");
            assertThat(entry.path("expiresAt").asText()).startsWith("2099-01-31T11:00:00");
            assertThat(entry.path("putBy").asText()).isEqualTo("operator");
            assertThat(entry.has("tenant") || entry.has("rowKey")).isFalse();
        });
        // By an EID: the entry of it, and that of its EUM.
        assertThat(entries(operator, "?eid=" + card.eid())).hasSize(2);
        assertThat(entries(operator, "?eid=89882119900000000000000000001654")).isEmpty();
    }

    @Test
    void aPageGoesOnWhereTheOneBeforeEnded() {
        put(operator, entry("tac", "35203000"), entry("tac", "35203001"), entry("tac", "35203002"));

        var first = operator.get(LIST + "?limit=2").json();
        assertThat(first.path("items")).hasSize(2);
        var second = operator.get(
                        LIST + "?limit=2&cursor=" + first.path("cursor").asText())
                .json();
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("cursor").isNull()).isTrue();
        assertThat(second.at("/items/0/value").asText()).isEqualTo("35203000");
    }

    @Test
    void givenCsv_thenWhatComesOutGoesInAgain() {
        var card = card();
        var answer = csv(
                operator,
                "kind;value;tenant;reason;expiresAt\neid;" + card.eid() + ";;\"lost; found, \"\"perhaps\"\"\";\n"
                        + "iccid;'" + card.a()
                        + "F;acme;=1+1;2099-01-31T12:00:00Z\neid-range;8904903212-8904903215;;x;\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("added").asInt()).isEqualTo(3);

        var out = operator.get(LIST, "Accept", "text/csv");
        assertThat(out.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(out.text().lines().findFirst()).hasValue("tenant,kind,value,reason,expiresAt,putBy,putAt");
        assertThat(out.text().lines()).hasSize(4);
        assertThat(operator.get(LIST + "?format=csv").text()).isEqualTo(out.text());
        var before = jdbc.queryForList(
                "select tenant, kind, value, from_number, to_number, reason, expires_at from block_list order by kind");

        jdbc.update("delete from block_list");
        assertThat(csv(operator, out.text()).json().path("added").asInt()).isEqualTo(3);
        assertThat(
                        jdbc.queryForList(
                                "select tenant, kind, value, from_number, to_number, reason, expires_at from block_list order by kind"))
                .isEqualTo(before);
    }

    @Test
    void givenAnExpiryThatHasPassed_thenTheLineIsNamed_andTheCsvLeavesSuchAnEntryOut() {
        var answer =
                csv(operator, "kind,value,reason,expiresAt\ntac,35203001,x,\ntac,35203000,x,2020-01-31T12:00:00Z\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().at("/violations/0/pointer").asText()).isEqualTo("/line 3/expiresAt");
        assertThat(answer.json().at("/violations/0/detail").asText()).contains("has passed");
        assertThat(count("block_list")).isZero();

        operator.put(LIST, items(entry("tac", "35203000"), entry("tac", "35203001")));
        jdbc.update("update block_list set expires_at = current_timestamp where value = '35203000'");
        var out = operator.get(LIST + "?format=csv").text();
        assertThat(out).contains("35203001").doesNotContain("35203000");
        assertThat(csv(operator, out).json().path("changed").asInt()).isEqualTo(1);
        assertThat(operator.get(LIST).text()).contains("35203000");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "eid, 89049032123451234512345678901234, x, -, -, /value",
                "eid, 8904, x, -, -, /value",
                "eum, 890490, x, -, -, /value",
                "tac, 3520300, x, -, -, /value",
                "iccid, 8947010000123456785, x, -, -, /value",
                "eid-range, 8905-8904, x, -, -, /value",
                "eid-range, 89-8904, x, -, -, /value",
                "eid-range, *, x, -, -, /value",
                "card, 8904, x, -, -, /kind",
                "tac, 35203000, -, -, -, /reason",
                "tac, 35203000, '', -, -, /reason",
                "tac, 35203000, x, tomorrow, -, /expiresAt",
                "tac, 35203000, x, 2020-01-31T12:00:00Z, -, /expiresAt",
                "tac, 35203000, x, -, nobody, /tenant"
            })
    void givenAFault_thenItIsNamedAndNothingIsTaken(
            String kind, String value, String reason, String expiresAt, String tenant, String place) {
        var entry = entry(kind, value);
        entry.put("reason", reason);
        entry.put("expiresAt", expiresAt);
        entry.put("tenant", tenant);

        var answer = operator.put(LIST, items(entry("eum", "89049032"), entry));
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-block-list");
        assertThat(answer.json().path("violations"))
                .singleElement()
                .satisfies(one -> assertThat(one.path("pointer").asText()).isEqualTo("/items/1" + place));
        assertThat(count("block_list")).isZero();
    }

    @Test
    void givenABodyThatIsNone_thenItSaysTheRightForm() {
        assertThat(operator.put(LIST, "{}").code()).isEqualTo("invalid-block-list");
        assertThat(operator.put(LIST, "{\"items\":[{\"kind\":\"tac\",\"what\":1}]}")
                        .text())
                .contains("/items/0/what", "/items/0/value", "/items/0/reason");
        assertThat(operator.put(LIST, "{\"items\":[1]}").code()).isEqualTo("invalid-block-list");
        assertThat(operator.put(LIST, "{\"items\":[{\"kind\":null,\"value\":null,\"reason\":null}]}")
                        .text())
                .contains("invalid-block-list", "/items/0/kind", "/items/0/reason");
        assertThat(operator.put(LIST, "x").code()).isEqualTo("malformed-json");
        assertThat(csv(operator, "").code()).isEqualTo("malformed-csv");
        assertThat(csv(operator, "kind,value,colour\n").code()).isEqualTo("malformed-csv");
        assertThat(csv(operator, "kind,value,reason\ntac,35203000,x\ntac,1,x\n").text())
                .contains("invalid-block-list", "/line 3/value");
        assertThat(operator.send(operator.request(LIST, "Content-Type", "text/plain")
                                .PUT(BodyPublishers.ofString("x")))
                        .status())
                .isEqualTo(415);
        assertThat(count("block_list")).isZero();
    }

    @Test
    void givenTheSameTwice_thenTheLastCounts() {
        var second = entry("tac", "35203000");
        second.put("reason", "the second");

        assertThat(put(operator, entry("tac", "35203000"), second)
                        .json()
                        .path("added")
                        .asInt())
                .isEqualTo(1);
        assertThat(entries(operator, "").get(0).path("reason").asText()).isEqualTo("the second");
    }

    @Test
    void givenATenant_thenItManagesItsOwnEntriesAndSeesNoOthers() {
        put(operator, entry("tac", "35203000"));
        put(acme, entry("tac", "35203000"));
        var globexs = entry("tac", "35203000");
        globexs.put("tenant", "globex");
        put(operator, globexs);

        assertThat(entries(acme, ""))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("tenant").asText()).isEqualTo("acme"));
        assertThat(acme.get(LIST + "?format=csv").text().lines()).hasSize(2);
        assertThat(acme.put(LIST, items(globexs)).text()).contains("invalid-block-list", "is not yours");
        assertThat(entries(operator, "")).hasSize(3);

        for (var entry : entries(operator, "")) {
            boolean own = entry.path("tenant").asText().equals("acme");
            assertThat(acme.delete(LIST + "?id=" + entry.path("id").asText()).status())
                    .isEqualTo(own ? 204 : 404);
        }
        assertThat(acme.delete(LIST + "?kind=tac&value=35203000").status()).isEqualTo(404);
        assertThat(entries(operator, "")).hasSize(2);
        // An operator's kind and value mean everybody's entry.
        assertThat(operator.delete(LIST + "?kind=tac&value=35203000").status()).isEqualTo(204);
        assertThat(entries(operator, ""))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("tenant").asText()).isEqualTo("globex"));
    }

    @Test
    void givenNoRole_thenNothingIsShownOrTaken() {
        var hooli = new Api(BASE, "demo-hooli");

        for (var answer : List.of(hooli.get(LIST), hooli.put(LIST, items()), hooli.delete(LIST + "?id=x"))) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("role-missing");
        }
    }

    @Test
    void givenAnEntryThatIsNotNamed_thenNothingIsTakenOff() {
        put(operator, entry("tac", "35203000"));

        for (var query : List.of("", "?kind=tac", "?value=35203000", "?id=x&kind=tac&value=35203000")) {
            assertThat(operator.delete(LIST + query).status()).as(query).isEqualTo(400);
        }
        assertThat(operator.delete(LIST + "?kind=tac&value=35203009").status()).isEqualTo(404);
        assertThat(entries(operator, "")).hasSize(1);
    }
}
