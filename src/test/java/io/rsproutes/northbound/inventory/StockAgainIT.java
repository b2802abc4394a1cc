package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A profile that is ordered is not taken again, whoever says that it is available; one that is free can be. */
class StockAgainIT extends StockScenarios {

    private static final String ICCID = iccids(700, 701).get(0);

    @BeforeEach
    void one() {
        pool("acme", TYPE, List.of(ICCID));
    }

    private Answer patch(String body) {
        return acme.send(acme.request(INVENTORY + "/" + ICCID)
                .method("PATCH", java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    }

    private void load(String csv) {
        var answer = acme.post(INVENTORY, csv, "Content-Type", "text/csv");
        assertThat(answer.json().path("loaded").asInt()).as(answer.text()).isEqualTo(1);
    }

    /** What its SM-DP+ has told of it. */
    private void told(String state) {
        jdbc.update(
                "insert into profile (iccid, tenant, peer, state, observed_at)"
                        + " values (?, 'acme', 'smdp-demo', ?, current_timestamp)",
                ICCID,
                state);
    }

    private void taken() {
        var order = acme.order(ordering());
        assertThat(order.state()).as(order.text()).isEqualTo("SUCCEEDED");
        assertThat(order.json().path("iccid").asText()).isEqualTo(ICCID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"operation op-1 EXPIRED", "operation op-1 left it Unavailable"})
    void givenAProfileThatAnOrderSuspended_thenNoLoadFreesIt_butAPersonDoes(String reason) {
        jdbc.update("update inventory set stock_state = 'suspended', stock_reason = ? where iccid = ?", reason, ICCID);

        for (var state : List.of("available", "", "available")) {
            load("iccid,profileType,stockState\n" + ICCID + "," + TYPE + "," + state + "\n");
        }

        assertThat(row(ICCID)).containsEntry("stock_state", "suspended").containsEntry("stock_reason", reason);
        refused(acme.submit(ordering()), "stock-empty");
        assertThat(patch("{\"stockState\":\"available\"}").status()).isEqualTo(200);
        taken();
    }

    @Test
    void givenAProfileThatAPersonSuspended_thenALoadFreesItAndNoUseOfItCounts() {
        jdbc.update(
                "update inventory set stock_state = 'suspended', stock_reason = 'recalled',"
                        + " taken_at = current_timestamp where iccid = ?",
                ICCID);

        load("iccid,stockState\n" + ICCID + ",available\n");

        assertThat(row(ICCID))
                .containsEntry("stock_state", "available")
                .containsEntry("stock_reason", null)
                .containsEntry("taken_at", null);
    }

    @Test
    void givenAnAssignedProfile_thenItIsAvailableOnlyOnceItsOrderIsCancelled() {
        taken();

        var refused = patch("{\"stockState\":\"available\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("inventory-in-use");
        assertThat(refused.json().path("detail").asText()).contains("cancelOrder", "suspended first");
        assertThat(stock(ICCID)).isEqualTo("assigned");

        // Suspended by somebody who believes that it is free; its SM-DP+ says otherwise.
        assertThat(patch("{\"stockState\":\"suspended\"}").status()).isEqualTo(200);
        assertThat(patch("{\"stockState\":\"available\"}").json().path("detail").asText())
                .contains("Allocated", "getProfileStatus");
        assertThat(acme.order(Order.of("cancelOrder").iccid(ICCID)).state()).isEqualTo("SUCCEEDED");
        assertThat(patch("{\"stockState\":\"available\"}").status()).isEqualTo(200);
        taken();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Released", "Unavailable", "Installed"})
    void givenAProfileThatItsServerHasOrdered_thenItIsNeverTaken(String state) {
        told(state);

        assertThat(stock(ICCID)).isEqualTo("assigned");
        refused(acme.submit(ordering()), "stock-empty");

        jdbc.update("delete from inventory where iccid = ?", ICCID);
        load("iccid,profileType,stockState\n" + ICCID + "," + TYPE + ",available\n");
        assertThat(stock(ICCID)).isEqualTo("assigned");

        patch("{\"stockState\":null}");
        load("iccid,stockState\n" + ICCID + ",available\n");
        assertThat(stock(ICCID)).isEqualTo("assigned");

        patch("{\"stockState\":null}");
        var answer = patch("{\"stockState\":\"available\"}");
        assertThat(answer.code()).isEqualTo("inventory-in-use");
        assertThat(answer.json().path("detail").asText()).contains(state);

        // Told to another tenant, before it moved.
        jdbc.update("update profile set tenant = 'globex' where iccid = ?", ICCID);
        assertThat(patch("{\"stockState\":\"available\"}").code()).isEqualTo("inventory-in-use");
        jdbc.update("update inventory set stock_state = 'available' where iccid = ?", ICCID);
        refused(acme.submit(ordering()), "stock-empty");
    }

    @Test
    void givenAProfileThatItsServerHasAvailable_thenItIsTaken() {
        told("Available");
        load("iccid,stockState\n" + ICCID + ",suspended\n");

        assertThat(patch("{\"stockState\":\"available\"}").status()).isEqualTo(200);

        taken();
    }

    /** Loaded as available, and known to be ordered: its cancelOrder frees it, though no order of the pool took it. */
    @Test
    void givenAProfileThatWasOrderedBeforeItWasPooled_thenItsCancelOrderBringsItBack() {
        jdbc.update("update inventory set stock_state = null where iccid = ?", ICCID);
        assertThat(acme.order(Order.of("downloadOrder").iccid(ICCID)).state()).isEqualTo("SUCCEEDED");
        load("iccid,stockState\n" + ICCID + ",available\n");
        assertThat(stock(ICCID)).isEqualTo("assigned");

        assertThat(acme.order(Order.of("cancelOrder").iccid(ICCID)).state()).isEqualTo("SUCCEEDED");

        assertThat(stock(ICCID)).isEqualTo("available");
        taken();
    }

    @Test
    void givenALoadWhileAnOrderNamesTheProfile_thenNoOtherTakesItBeforeItsEnd() {
        jdbc.update("update inventory set stock_state = null where iccid = ?", ICCID);
        fault("drop", "downloadOrder");
        var order = acme.submit(Order.of("downloadOrder").iccid(ICCID));
        settles(order.id(), "IN_DOUBT");

        load("iccid,stockState\n" + ICCID + ",available\n");

        refused(acme.submit(ordering()), "stock-empty");
        operator.resolve(order.id(), "succeeded");
        settles(order.id(), "SUCCEEDED");
        assertThat(stock(ICCID)).isEqualTo("assigned");
    }

    @Test
    void givenAnOrderThatNamesAProfileAndAnotherType_thenTheProfileIsFreeAgain() {
        var answer = acme.order(Order.of("downloadOrder").iccid(ICCID).with("profileType", "P9054-2"));

        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/subjectCode").asText()
                        + answer.json().at("/status/reasonCode").asText())
                .isEqualTo("8.2.53.8");
        assertThat(row(ICCID)).containsEntry("stock_state", "available").containsEntry("taken_at", null);
        taken();
    }

    @Test
    void givenATypeThatThePeerRefusesAsTheInventoryHasIt_thenTheProfileIsSuspended() {
        jdbc.update("update inventory set profile_type = 'P9054-2' where iccid = ?", ICCID);

        var answer = acme.order(Order.of("downloadOrder").with("profileType", "P9054-2"));

        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(stock(ICCID)).isEqualTo("suspended");
    }

    @ParameterizedTest
    @CsvSource({"Available, succeeded, available", "Unavailable, succeeded, suspended", "Available, failed, available"})
    void givenAnOrderThatWasCancelledWhileItWasInDoubt_thenItsEndDoesNotTakeTheProfileAgain(
            String finalStatus, String outcome, String stock) {
        fault("drop", "downloadOrder");
        var order = acme.submit(ordering());
        settles(order.id(), "IN_DOUBT");
        var cancel = acme.order(Order.of("cancelOrder").iccid(ICCID).with("finalProfileStatusIndicator", finalStatus));
        assertThat(cancel.state()).as(cancel.text()).isEqualTo("SUCCEEDED");

        operator.resolve(order.id(), outcome);

        settles(order.id(), outcome.toUpperCase(java.util.Locale.ROOT));
        assertThat(row(ICCID))
                .containsEntry("stock_state", stock)
                .containsEntry("reserved_by", null)
                .containsEntry("taken_at", null);
        assertThat(jdbc.queryForObject("select state from profile where iccid = ?", String.class, ICCID))
                .isEqualTo(finalStatus);
        if (stock.equals("available")) {
            taken();
        }
    }
}
