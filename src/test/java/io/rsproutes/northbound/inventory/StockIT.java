package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An order by type takes a profile of its tenant's pool; which, and what becomes of it. */
class StockIT extends StockScenarios {

    @ParameterizedTest
    @ValueSource(strings = {"downloadOrder", "orderProfile"})
    void givenAPool_thenAnOrderByTypeGetsOneOfItsProfiles(String function) {
        var iccids = iccids(700, 702);
        pool("acme", TYPE, iccids);

        var answer = acme.order(Order.of(function).with("profileType", TYPE));

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().path("iccid").asText()).isEqualTo(iccids.get(0));
        assertThat(effects(iccids.get(0), "downloadOrder")).isEqualTo(1);
        assertThat(row(iccids.get(0)))
                .containsEntry("stock_state", "assigned")
                .containsEntry("reserved_by", null)
                .doesNotContainEntry("taken_at", null);
        assertThat(stock(iccids.get(1))).isEqualTo("available");
        // Under the ICCID from its first event on.
        assertThat(jdbc.queryForList(
                        "select data from event where subject = ? order by sequence", String.class, iccids.get(0)))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(data -> assertThat(data).contains("\"iccid\":\"" + iccids.get(0) + "\""));
        assertThat(acme.get("/rsp/v1/profiles/" + iccids.get(0))
                        .json()
                        .path("timeline")
                        .size())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void givenADownloadProfile_thenThePoolsProfileIsBroughtOntoTheCard() {
        var card = card();
        var other = card();
        var free = unknownToServers(1);
        pool("acme", "P9054-7", List.of(unknownToServers(0), free));
        jdbc.update("update inventory set eid = ? where iccid = ?", other.eid(), unknownToServers(0));

        var answer = acme.order(
                Order.of("downloadProfile").eid(card.eid()).peer("smdp-sgp02").with("profileType", "P9054-7"));

        assertThat(answer.json().path("iccid").asText()).as(answer.text()).isEqualTo(free);
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(onCard(card, free)).isNotNull();
        assertThat(stock(free)).isEqualTo("assigned");
        assertThat(stock(unknownToServers(0))).isEqualTo("available");
    }

    @Test
    void givenNoPoolOfTheType_thenTheServerChoosesAsBefore() {
        pool("globex", TYPE, iccids(700, 701));
        pool("acme", "P9054-7", iccids(701, 702));

        var answer = acme.order(ordering());

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(iccids(700, 702)).doesNotContain(answer.json().path("iccid").asText());
        assertThat(stock(iccids(700, 701).get(0))).isEqualTo("available");
        jdbc.update(
                "delete from inventory where iccid = ?",
                answer.json().path("iccid").asText());
    }

    @Test
    void givenTheSameOrderTwice_thenOnlyOneProfileIsTaken() {
        pool("acme", TYPE, iccids(700, 703));
        var key = UUID.randomUUID().toString();

        var first = acme.submit(ordering(), "Idempotency-Key", key);
        var second = acme.submit(ordering(), "Idempotency-Key", key);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(count("inventory where stock_state = 'available'")).isEqualTo(2);
        // And when none is left, the key still stands for the order that it made.
        jdbc.update("update inventory set stock_state = 'suspended' where stock_state = 'available'");
        assertThat(acme.submit(ordering(), "Idempotency-Key", key).id()).isEqualTo(first.id());
        refused(acme.submit(ordering()), "stock-empty");
    }

    @ParameterizedTest
    @CsvSource({
        "stock_state = 'suspended'",
        "stock_state = 'assigned'",
        "peer = 'smdp-idemia'",
        "eid = '89049032123451234512345678901235'"
    })
    void givenNoneThatFits_thenItIsRefusedAndNothingIsSent(String how) {
        var iccid = iccids(700, 701).get(0);
        pool("acme", TYPE, List.of(iccid));
        jdbc.update("update inventory set " + how + " where iccid = ?", iccid);

        refused(acme.submit(ordering()), "stock-empty");
        refused(
                acme.post(
                        "/rsp/v1/operations",
                        "{\"function\":\"orderProfile\",\"whenBusy\":\"refuse\"," + "\"parameters\":{\"profileType\":\""
                                + TYPE + "\"}}"),
                "stock-empty");

        assertThat(nobody.get("/simulator/smdp/calls").json().path("items")).isEmpty();
        assertThat(row(iccid)).containsEntry("reserved_by", null);
    }

    @Test
    void givenADryRun_thenItSaysWhetherThePoolHasOne_andTakesNone() {
        var iccid = iccids(700, 701).get(0);
        pool("acme", TYPE, List.of(iccid));

        var there = acme.post("/rsp/v1/operations?dryRun=true", ordering().toString());
        assertThat(stock(iccid)).isEqualTo("available");
        jdbc.update("update inventory set stock_state = 'suspended' where iccid = ?", iccid);
        var none = acme.post("/rsp/v1/operations?dryRun=true", ordering().toString());

        assertThat(there.text()).contains("{\"check\":\"stock\",\"result\":\"passed\"}");
        assertThat(none.text()).contains("{\"check\":\"stock\",\"result\":\"refused\",\"code\":\"stock-empty\"");
    }

    @Test
    void givenABlockedProfile_thenTheNextIsTaken() {
        var iccids = iccids(700, 702);
        pool("acme", TYPE, iccids);
        operator.put(
                "/rsp/v1/block-list",
                "{\"items\":[{\"kind\":\"iccid\",\"value\":\"" + iccids.get(0) + "\",\"reason\":\"lost\"}]}");
        try {
            assertThat(acme.order(ordering()).json().path("iccid").asText()).isEqualTo(iccids.get(1));
            refused(acme.submit(ordering()), "stock-empty");
        } finally {
            jdbc.update("delete from block_list");
        }
    }

    @Test
    void givenAnOrderThatNamesAPooledProfile_thenItIsReservedForIt_andNobodyElseGetsIt() {
        var iccids = iccids(700, 701);
        pool("acme", TYPE, iccids);
        faults("{\"delay\":1500}");

        var named = acme.submit(Order.of("downloadOrder").iccid(iccids.get(0)));
        refused(acme.submit(ordering()), "stock-empty");
        var again = acme.submit(Order.of("downloadOrder").iccid(iccids.get(0)));

        assertThat(again.code()).as(again.text()).isEqualTo("profile-reserved");
        assertThat(row(iccids.get(0))).containsEntry("reserved_by", named.id());
        settles(named.id(), "SUCCEEDED");
        assertThat(stock(iccids.get(0))).isEqualTo("assigned");
    }

    @Test
    void givenACustomerThatDoesNotWait_thenThePoolServesItInItsTransaction() {
        pool("acme", TYPE, iccids(700, 701));

        var answer = acme.post(
                "/rsp/v1/operations",
                "{\"function\":\"downloadOrder\",\"whenBusy\":\"refuse\",\"parameters\":{\"profileType\":\"" + TYPE
                        + "\"}}",
                "Idempotency-Key",
                UUID.randomUUID().toString());

        settles(answer.id(), "SUCCEEDED");
        assertThat(operation(answer.id()).json().path("iccid").asText())
                .isEqualTo(iccids(700, 701).get(0));
    }

    @Test
    void givenAnOrderThatCouldNotBeSent_thenItsProfileIsFreeAgain() {
        pool("acme", TYPE, iccids(700, 701));

        var answer = acme.order(ordering().peer("down"));

        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(row(iccids(700, 701).get(0)))
                .containsEntry("stock_state", "available")
                .containsEntry("reserved_by", null)
                .containsEntry("taken_at", null);
    }

    @Test
    void givenAProfileThatThePeerRefuses_thenItIsSuspendedAndTheNextOrderGetsAnother() {
        pool("acme", TYPE, List.of(unknownToServers(0), iccids(700, 701).get(0)));
        jdbc.update(
                "update inventory set stock_state = 'suspended' where iccid = ?",
                iccids(700, 701).get(0));

        var first = acme.order(ordering());
        jdbc.update(
                "update inventory set stock_state = 'available' where iccid = ?",
                iccids(700, 701).get(0));
        var second = acme.order(ordering());

        assertThat(first.state()).as(first.text()).isEqualTo("FAILED");
        assertThat(row(unknownToServers(0)))
                .containsEntry("stock_state", "suspended")
                .containsEntry("stock_reason", "operation " + first.id() + " FAILED: 8.2.1/3.9");
        assertThat(second.state()).as(second.text()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givenAnOrderInDoubt_thenItKeepsItsProfileUntilThatIsSettled() {
        var iccid = iccids(700, 701).get(0);
        pool("acme", TYPE, List.of(iccid));
        fault("drop", "downloadOrder");

        var answer = acme.submit(ordering());
        settles(answer.id(), "IN_DOUBT");

        assertThat(row(iccid)).containsEntry("reserved_by", answer.id());
        refused(acme.submit(ordering()), "stock-empty");
        operator.resolve(answer.id(), "failed");
        settles(answer.id(), "FAILED");
        assertThat(stock(iccid)).isEqualTo("available");
    }

    @Test
    void givenADoubtThatNothingSettles_thenItsProfileIsSuspended() {
        var iccid = iccids(700, 701).get(0);
        pool("acme", TYPE, List.of(iccid));
        fault("drop", "downloadOrder");
        var answer = acme.submit(ordering());
        settles(answer.id(), "IN_DOUBT");

        jdbc.update(
                "update operation set doubt_until = current_timestamp - interval '1' second,"
                        + " next_at = current_timestamp where id = ?",
                answer.id());

        settles(answer.id(), "EXPIRED");
        assertThat(row(iccid))
                .containsEntry("stock_state", "suspended")
                .containsEntry("stock_reason", "operation " + answer.id() + " EXPIRED");
    }

    @ParameterizedTest
    @CsvSource({"Available, available", "Unavailable, suspended"})
    void givenACancelledOrder_thenItsProfileIsAvailableOrSuspended(String finalStatus, String stock) {
        var iccid = iccids(700, 701).get(0);
        pool("acme", TYPE, List.of(iccid));
        assertThat(acme.order(ordering()).state()).isEqualTo("SUCCEEDED");

        var cancelled =
                acme.order(Order.of("cancelOrder").iccid(iccid).with("finalProfileStatusIndicator", finalStatus));

        assertThat(cancelled.state()).as(cancelled.text()).isEqualTo("SUCCEEDED");
        assertThat(row(iccid)).containsEntry("stock_state", stock).containsEntry("taken_at", null);
    }

    @Test
    void givenAnUndoneOrder_thenItsProfileIsFreeAgain() {
        var iccid = iccids(700, 701).get(0);
        pool("acme", TYPE, List.of(iccid));

        var other = iccids(710, 711).get(0);
        pool("acme", "P9054-7", List.of(other));

        // Its matchingId is in use: confirmOrder is refused, and cancelOrder undoes the order.
        var matchingId = "POOL-" + UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        var before = acme.order(Order.of("orderProfile").iccid(other).with("matchingId", matchingId));
        assertThat(before.state()).as(before.text()).isEqualTo("SUCCEEDED");

        var undone =
                acme.order(Order.of("orderProfile").with("profileType", TYPE).with("matchingId", matchingId));

        assertThat(undone.state()).as(undone.text()).isEqualTo("FAILED");
        assertThat(effects(iccid, "cancelOrder")).isEqualTo(1);
        assertThat(stock(iccid)).isEqualTo("available");
        assertThat(acme.order(ordering()).json().path("iccid").asText()).isEqualTo(iccid);
    }
}
