package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Masking;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Order;
import io.rsproutes.support.RowHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The inventory as a resource: shown, counted, changed and taken out by whoever may. */
class InventoryApiIT extends StockScenarios {

    private static final List<String> ICCIDS = iccids(700, 703);
    private static final String A = ICCIDS.get(0);
    private static final String B = ICCIDS.get(1);

    @RegisterExtension
    private final RowHolder holder = new RowHolder();

    private static Answer patch(Api who, String iccid, String body) {
        return who.send(who.request(INVENTORY + "/" + iccid).method("PATCH", BodyPublishers.ofString(body)));
    }

    private static List<String> listed(Api who, String query) {
        var answer = who.get(INVENTORY + "?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return StreamSupport.stream(answer.json().path("items").spliterator(), false)
                .map(item -> item.path("iccid").asText())
                .toList();
    }

    private static JsonNode counts(Api who, String query) {
        var answer = who.get(INVENTORY + "/counts?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("items");
    }

    @Test
    void profilesAreListedByEachFilter_pageByPage_andShown() {
        pool("acme", TYPE, ICCIDS);
        jdbc.update(
                "update inventory set msisdn_reference = 'm 1', peer = 'smdp-idemia', eid = ? where iccid = ?", EID, A);
        jdbc.update("update inventory set stock_state = 'suspended', stock_reason = 'lost' where iccid = ?", B);

        assertThat(listed(acme, "profileType=" + TYPE + "&stockState=available"))
                .containsExactly(A, ICCIDS.get(2));
        assertThat(listed(acme, "msisdnReference=" + URLEncoder.encode("m 1", StandardCharsets.UTF_8)))
                .containsExactly(A);
        assertThat(listed(acme, "peer=smdp-idemia&eid=" + EID)).containsExactly(A);
        assertThat(listed(acme, "iccid=" + B + "F")).containsExactly(B);
        assertThat(listed(acme, "stockState=none")).doesNotContainAnyElementsOf(ICCIDS);
        assertThat(listed(operator, "tenant=acme&stockState=suspended")).containsExactly(B);
        assertThat(listed(operator, "tenant=globex&stockState=suspended")).isEmpty();
        assertThat(listed(globex, "profileType=" + TYPE + "&stockState=available"))
                .isEmpty();
        var first = acme.get(INVENTORY + "?profileType=" + TYPE + "&limit=1");
        var cursor = first.json().path("cursor").asText();
        assertThat(listed(acme, "profileType=" + TYPE + "&limit=1&cursor=" + cursor))
                .doesNotContain(cursor)
                .hasSize(1);

        var shown = acme.get(INVENTORY + "/" + B).json();
        assertThat(shown.path("stockState").asText()).isEqualTo("suspended");
        assertThat(shown.path("reason").asText()).isEqualTo("lost");
        assertThat(globex.get(INVENTORY + "/" + B).code()).isEqualTo("not-found");
        assertThat(acme.get(INVENTORY + "?colour=red").status()).isEqualTo(400);
        assertThat(acme.get(INVENTORY + "?stockState=lost").code()).isEqualTo("invalid-field");
    }

    @Test
    void countsAreByTenantTypeAndState_withTheDaysLeft() {
        pool("acme", TYPE, iccids(700, 705));
        jdbc.update(
                "update inventory set stock_state = 'assigned', taken_at = current_timestamp - interval '14' day"
                        + " where iccid = any(?)",
                (Object) new String[] {A, B});

        assertThat(counts(acme, "profileType=" + TYPE)).singleElement().satisfies(count -> {
            assertThat(count.path("tenant").asText()).isEqualTo("acme");
            assertThat(count.path("available").asInt()).isEqualTo(3);
            assertThat(count.path("assigned").asInt()).isEqualTo(2);
            assertThat(count.path("usedLastWeeks").asInt()).isEqualTo(2);
            // Two in fourteen days.
            assertThat(count.path("daysLeft").asInt()).isEqualTo(21);
        });
        assertThat(counts(globex, "").toString()).doesNotContain("acme");
        assertThat(counts(operator, "tenant=acme&profileType=" + TYPE)).hasSize(1);
    }

    @Test
    void whatIsSaidOfAProfileIsChanged_andTheRestStays() {
        pool("acme", TYPE, List.of(A));

        var answer =
                patch(acme, A, "{\"stockState\":\"suspended\",\"reason\":\"recalled\",\"msisdnReference\":\"m-1\"}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("reason").asText()).isEqualTo("recalled");
        assertThat(answer.json().path("msisdnReference").asText()).isEqualTo("m-1");
        assertThat(answer.json().path("profileType").asText()).isEqualTo(TYPE);
        refused(acme.submit(ordering()), "stock-empty");

        answer = patch(acme, A, "{\"stockState\":\"available\",\"msisdnReference\":null}");

        assertThat(answer.json().has("reason") || answer.json().has("msisdnReference"))
                .isFalse();
        assertThat(acme.order(ordering()).state()).isEqualTo("SUCCEEDED");
        assertThat(patch(acme, A, "{\"stockState\":null}").json().has("stockState"))
                .isFalse();
        jdbc.update("delete from inventory where iccid = ?", A);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{};''",
                "[];''",
                "{\"stockState\":\"reserved\"};/stockState",
                "{\"stockState\":1};/stockState",
                "{\"msisdnReference\":\"\"};/msisdnReference",
                "{\"imsiReference\":\"\u00e4\"};/imsiReference",
                "{\"reason\":\"x\"};/reason",
                "{\"profileType\":null};/profileType",
                "{\"eid\":\"1\"};/eid",
                "{\"tenant\":\"globex\"};/tenant"
            })
    void givenAFault_thenItIsNamedAndNothingChanges(String body, String pointer) {
        pool("acme", TYPE, List.of(A));
        var before = row(A);

        var answer = patch(acme, A, body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-inventory");
        assertThat(answer.json().at("/violations/0/pointer").asText()).isEqualTo(pointer);
        assertThat(row(A)).isEqualTo(before);
    }

    @Test
    void givenAReferenceThatAnotherProfileHas_thenItIsSaidWhich_unlessItIsAnotherTenants() {
        pool("acme", TYPE, List.of(A, B));
        pool("globex", TYPE, List.of(ICCIDS.get(2)));
        patch(acme, A, "{\"imsiReference\":\"i-1\"}");
        patch(globex, ICCIDS.get(2), "{\"msisdnReference\":\"m-9\"}");

        var taken = patch(acme, B, "{\"imsiReference\":\"i-1\"}");
        var others = patch(acme, B, "{\"msisdnReference\":\"m-9\"}");

        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.code()).isEqualTo("reference-taken");
        assertThat(taken.json().path("detail").asText())
                .contains(Masking.mask(A), "PATCH the reference of that one to null");
        assertThat(listed(acme, "imsiReference=i-1")).containsExactly(A);
        assertThat(others.status()).as(others.text()).isEqualTo(200);
    }

    /** Both find it free; the database lets one have it. */
    @Test
    void givenAReferenceThatAnotherRequestGivesAwayMeanwhile_thenItIsTaken() throws Exception {
        pool("acme", TYPE, List.of(A, B));
        holder.execute("update inventory set msisdn_reference = 'm-1' where iccid = ?", A);
        var second = CompletableFuture.supplyAsync(() -> patch(acme, B, "{\"msisdnReference\":\"m-1\"}"));
        holder.waiting(0);

        holder.commit();

        var answer = second.get(60, TimeUnit.SECONDS);
        assertThat(answer.status()).as(answer.text()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("reference-taken");
        assertThat(answer.json().path("detail").asText())
                .contains("to null first")
                .doesNotContain("It is that of");
    }

    @Test
    void givenAForeignEidOrProfile_thenItIsRefusedAsUnknown() {
        pool("globex", TYPE, List.of(A));
        pool("acme", TYPE, List.of(B));

        for (var iccid : List.of(A, unknownToServers(7))) {
            assertThat(patch(acme, iccid, "{\"stockState\":\"available\"}").code())
                    .isEqualTo("not-found");
            assertThat(acme.delete(INVENTORY + "/" + iccid).code()).isEqualTo("not-found");
        }
        for (var eid : List.of("89882119900000000000000000001654", "89049032005123451234512345678986")) {
            assertThat(patch(acme, B, "{\"eid\":\"" + eid + "\"}").code()).isEqualTo("ownership-refused");
        }
        assertThat(patch(new Api(BASE, "demo-hooli"), A, "{\"reason\":\"x\"}").code())
                .isEqualTo("role-missing");
        assertThat(nobody.delete(INVENTORY + "/" + A).status()).isEqualTo(401);
    }

    @Test
    void givenAnOrderThatHasNotEnded_thenItsProfileStaysAsItIs_butForItsReferences() {
        pool("acme", TYPE, List.of(A));
        faults("{\"delay\":2500}");
        var order = acme.submit(ordering());

        for (var change :
                List.of("{\"stockState\":\"available\"}", "{\"profileType\":\"X\"}", "{\"eid\":\"" + EID + "\"}")) {
            assertThat(patch(acme, A, change).code()).as(change).isEqualTo("inventory-in-use");
        }
        assertThat(patch(acme, A, "{\"msisdnReference\":\"m-1\"}").status()).isEqualTo(200);
        assertThat(acme.delete(INVENTORY + "/" + A).code()).isEqualTo("inventory-in-use");
        settles(order.id(), "SUCCEEDED");

        // Nor while another is about it: it would be allotted a second time.
        var confirm = acme.submit(Order.of("confirmOrder").iccid(A));
        assertThat(patch(acme, A, "{\"stockState\":\"available\"}").code()).isEqualTo("inventory-in-use");
        settles(confirm.id(), "SUCCEEDED");
        assertThat(acme.delete(INVENTORY + "/" + A).status()).isEqualTo(204);
        assertThat(acme.get(INVENTORY + "/" + A).status()).isEqualTo(404);
        assertThat(count("profile where iccid = ?", A)).isZero();
    }

    @Test
    void givenAProfileTakenOutThatIsOnACard_thenWhatIsKnownOfItIsTheCards() {
        var card = card();
        audited(card);

        assertThat(acme.delete(INVENTORY + "/" + card.b()).status()).isEqualTo(204);
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());
        jdbc.update("update euicc set tenant = 'acme' where eid = ?", card.eid());

        assertThat(jdbc.queryForList("select distinct tenant from fact where subject = ?", String.class, card.b()))
                .containsExactly("acme");
    }

    @Test
    void tmf639ShowsThePool() {
        pool("acme", TYPE, ICCIDS);
        jdbc.update("update inventory set stock_state = 'assigned', msisdn_reference = 'm-1' where iccid = ?", A);
        jdbc.update("update inventory set stock_state = 'suspended' where iccid = ?", B);

        assertThat(resource(A).path("resourceStatus").asText()).isEqualTo("reserved");
        assertThat(resource(A).path("usageState").asText()).isEqualTo("active");
        assertThat(resource(A).path("@type").asText()).isEqualTo("LogicalResource");
        assertThat(resource(A).path("resourceCharacteristic").toString())
                .contains("{\"name\":\"msisdnReference\",\"valueType\":\"string\",\"value\":\"m-1\"}");
        assertThat(resource(B).path("resourceStatus").asText()).isEqualTo("suspended");
        assertThat(resource(ICCIDS.get(2)).path("resourceStatus").asText()).isEqualTo("available");
        assertThat(resource(ICCIDS.get(2)).path("usageState").asText()).isEqualTo("idle");
    }

    private JsonNode resource(String iccid) {
        return acme.get("/tmf-api/resourceInventoryManagement/v4/resource/" + iccid)
                .json();
    }
}
