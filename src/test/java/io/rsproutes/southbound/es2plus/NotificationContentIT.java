package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import io.rsproutes.support.Eids;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notifications beyond the specification's examples: numbers, words and identifiers of every make. */
class NotificationContentIT extends NotificationScenarios {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    3.0 | downloaded
                    "03" | downloaded
                    "4.0" | installed
                    4e0 | installed
                    """)
    void aNumberIsReadAsWhatItIs(String point, String what) {
        var iccid = ordered();
        tell(iccid, point, Instant.now().toString(), "");

        told(iccid, what, 1);
        assertThat(events(iccid, "rsp.profile.unmapped")).isZero();
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = ?",
                        String.class,
                        iccid,
                        "rsp.profile." + what))
                .containsPattern("\"notificationPointId\":[34][,}]");
    }

    @Test
    void givenAStatusNobodyKnows_thenItIsPublishedRawAndChangesNothing() {
        var iccid = ordered();
        var before = known(iccid);

        tell(iccid, "4", Instant.now().toString(), ",\"notificationPointStatus\":{\"status\":\"NOK\"}");

        told(iccid, "unmapped", 1);
        assertThat(known(iccid)).isEqualTo(before);
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = 'rsp.profile.unmapped'",
                        String.class,
                        iccid))
                .contains("NOK", "\"raw\"");
    }

    @Test
    void givenAnEidOfAnotherTenant_thenItIsNotToldAndProvesNothing() {
        var eid = Eids.eid("890490321234512345124444444" + String.format("%03d", System.nanoTime() % 1000));
        jdbc.update("insert into euicc (eid, tenant) values (?, 'globex') on conflict do nothing", eid);
        var iccid = orderedAt("smdp-demo", "downloadOrder");
        faults("{\"drop\":1}");

        var id = acme.order(Order.of("confirmOrder").iccid(iccid)).id();

        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");

        tell(iccid, "4", Instant.now().toString(), ",\"eid\":\"" + eid + "\"");

        told(iccid, "installed", 1);
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        assertThat(acme.get("/rsp/v1/events?subject=" + iccid).text()).doesNotContain(eid);
        assertThat(acme.get("/rsp/v1/profiles/" + iccid).text()).doesNotContain(eid);
        assertThat(globex.get("/rsp/v1/events?subject=" + iccid).text()).doesNotContain(iccid);
    }

    @Test
    void givenAnotherEidThanWasOrdered_thenTheDoubtStays() {
        var other = Eids.eid("890490321234512345125555555" + String.format("%03d", System.nanoTime() % 1000));
        var iccid = orderedAt("smdp-demo", "downloadOrder");
        faults("{\"drop\":1}");

        var id = acme.order(Order.of("confirmOrder").iccid(iccid).eid(EID)).id();

        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");

        tell(iccid, "4", Instant.now().toString(), ",\"eid\":\"" + other + "\"");
        told(iccid, "installed", 1);
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");

        tell(iccid, "4", Instant.now().plusSeconds(1).toString(), ",\"eid\":\"" + EID + "\"");
        settles(id, "SUCCEEDED");
    }
}
