package io.rsproutes.northbound.cards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;

/** What happened to a card or a profile: the moves of orders and the events, merged, newest first, in pages. */
class CardTimelineIT extends CardScenarios {

    private List<JsonNode> all(String path, int limit) {
        var all = new ArrayList<JsonNode>();
        String cursor = null;
        do {
            var page = acme.get(path + "?limit=" + limit + (cursor == null ? "" : "&cursor=" + cursor));
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            page.json().path("items").forEach(all::add);
            cursor = page.json().path("cursor").asText(null);
        } while (cursor != null);
        return all;
    }

    private static List<String> types(List<JsonNode> moments) {
        return moments.stream().map(one -> one.path("type").asText()).toList();
    }

    @Test
    void theMovesOfOrdersAndTheEventsStandInOneList() {
        var eid = consumerCard();
        var order = withCode(acme, "P9054-1");
        var iccid = order.json().path("iccid").asText();
        acme.post("/rsp/v1/operations/" + order.id() + "/activation/links", "");
        tell(iccid, 3, at(1), eid(eid));
        tell(iccid, 4, at(2), eid(eid));

        for (var path : List.of("/rsp/v1/profiles/" + iccid, "/rsp/v1/euiccs/" + eid)) {
            var whole = all(path + "/timeline", 1000);

            assertThat(types(whole).subList(0, 3))
                    .containsExactly("rsp.profile.installed", "rsp.profile.downloaded", "rsp.operation.succeeded");
            assertThat(types(whole)).endsWith("rsp.operation.accepted").contains("rsp.operation.sending");
            var note = whole.get(2);
            assertThat(note.path("note").asText()).isEqualTo("one-time link to the activation code made");
            assertThat(note.path("operationId").asText()).isEqualTo(order.id());
            assertThat(note.path("function").asText()).isEqualTo("orderProfile");
            assertThat(whole.get(0).path("peer").asText()).isEqualTo("smdp-demo");
            assertThat(whole.get(0).path("timestamp").asText()).isEqualTo(at(2).toString());
            assertThat(whole).extracting(one -> one.path("at").asText()).isSortedAccordingTo((a, b) -> b.compareTo(a));
            assertThat(all(path + "/timeline", 2)).isEqualTo(whole);
            assertThat(all(path + "/timeline", 1)).isEqualTo(whole);
            assertThat(acme.get(path).json().path("timeline")).containsExactlyElementsOf(whole);
        }
    }

    @Test
    void givenAProfileThatWentToAnotherCard_thenEachCardTellsWhatHappenedThere() {
        var iccid = withCode();
        var first = consumerCard();
        var second = consumerCard();
        tell(iccid, 4, at(1), device(first, "35203000"));
        tell(iccid, 4, at(2), device(second, "35203000"));

        assertThat(profile(iccid).path("eid").asText()).isEqualTo(second);
        var there = all("/rsp/v1/euiccs/" + second + "/timeline", 1000);
        assertThat(types(there)).filteredOn("rsp.profile.installed"::equals).hasSize(1);
        // Nothing of acme's is on the first one any more.
        assertThat(acme.get("/rsp/v1/euiccs/" + first).status()).isEqualTo(404);
    }

    @Test
    void givenOrdersOfAnM2mCard_thenTheyAreThere_alsoTheRefused() {
        var card = card();
        audited(card);
        var refused = acme.order(Order.of("enableProfile").eid(card.eid()).iccid("8947019999999999994"));
        assertThat(refused.code()).isEqualTo("ownership-refused");

        var moments = all("/rsp/v1/euiccs/" + card.eid() + "/timeline", 1000);

        assertThat(types(moments)).contains("rsp.operation.succeeded").startsWith("rsp.operation.refused");
        assertThat(moments.get(0).path("function").asText()).isEqualTo("enableProfile");
    }

    @Test
    void givenACursorOrLimitThatIsNone_thenItIsRefused() {
        var iccid = owned();
        for (var query : List.of("cursor=zzz", "cursor=a%00b", "cursor=%27", "limit=0", "limit=1001", "after=1")) {
            assertThat(acme.get("/rsp/v1/profiles/" + iccid + "/timeline?" + query)
                            .code())
                    .as(query)
                    .isEqualTo("invalid-field");
        }
        assertThat(all("/rsp/v1/profiles/" + iccid + "/timeline", 10)).isEmpty();
    }
}
