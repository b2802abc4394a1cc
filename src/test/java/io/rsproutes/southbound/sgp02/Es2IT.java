package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.rsproutes.common.Identifiers;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;

/** Profiles that an SM-DP brings onto cards, and what else it does there (docs/guides/es2.md). */
class Es2IT extends BundleIT {

    private static final String SMDP = "smdp-sgp02";
    private static final String ONE = "{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\",\"fallback\":true}]}";

    private static Order download(Card card) {
        return Order.of("downloadProfile").eid(card.eid());
    }

    private static Order enable(Card card, String iccid) {
        return Order.of("enableProfile").eid(card.eid()).iccid(iccid);
    }

    private String interfaceOf(String id) {
        return operation(id).json().path("interface").asText();
    }

    private String lastSmsr(Card card) {
        String last = "";
        for (var call : nobody.get("/simulator/smsr/calls").json().path("items")) {
            if (call.path("eid").asText().equals(card.eid())) {
                last = call.path("smsrId").asText();
            }
        }
        return last;
    }

    @Test
    void givenAnOrderByType_thenTheProfileIsOnTheCardAndTheTenants_andItsLifeGoesOnOverEs4() {
        var card = card(ONE);

        var loaded = acme.order(download(card).with("profileType", "P9054-1"));
        assertThat(loaded.state()).as(loaded.text()).isEqualTo("SUCCEEDED");
        assertThat(interfaceOf(loaded.id())).isEqualTo("es2");
        var iccid = loaded.json().path("iccid").asText();
        assertThat(Identifiers.isIccid(iccid)).as(loaded.text()).isTrue();
        assertThat(onCard(card, iccid)).isEqualTo("Disabled");
        assertThat(jdbc.queryForMap("select tenant, profile_type, peer from inventory where iccid = ?", iccid))
                .isEqualTo(Map.of("tenant", "acme", "profile_type", "P9054-1", "peer", SMDP));
        assertThat(lastSmsr(card)).isEqualTo("1.3.6.1.4.1.20");
        assertThat(events(card.eid(), "rsp.profile.downloaded")).isEqualTo(1);
        assertThat(acme.get("/rsp/v1/profiles/" + iccid).text()).contains("Disabled");

        var enabled = acme.order(enable(card, iccid));
        assertThat(enabled.state()).as(enabled.text()).isEqualTo("SUCCEEDED");
        assertThat(interfaceOf(enabled.id())).isEqualTo("es4");
        for (var function : new String[] {"setFallBackAttribute", "deleteProfile"}) {
            var subject = function.equals("deleteProfile") ? card.a() : iccid;
            var done = acme.order(Order.of(function).eid(card.eid()).iccid(subject));
            assertThat(done.state()).as(done.text()).isEqualTo("SUCCEEDED");
        }
        var audit = acme.order(Order.of("auditEIS").eid(card.eid()).peer(SMDP));
        assertThat(audit.state()).as(audit.text()).isEqualTo("SUCCEEDED");
        assertThat(audit.json().path("result").toString()).contains(iccid).doesNotContain(card.a());
    }

    @Test
    void givenAnIccid_thenThatProfileIsBrought_andEnabledIfSaid() {
        var card = card(ONE);

        var loaded = acme.order(download(card).iccid(card.b()).with("enableProfile", true));

        assertThat(loaded.state()).as(loaded.text()).isEqualTo("SUCCEEDED");
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
        assertThat(onCard(card, card.a())).isEqualTo("Disabled");
        assertThat(events(card.eid(), "rsp.profile.enabled")).isEqualTo(1);
        // What we know of the card counts: it is there now, and enabled.
        assertThat(acme.order(enable(card, card.b())).code()).isEqualTo("profile-already-enabled");
    }

    @Test
    void givenAProfileTheSmdpTookFromAnotherTenant_thenTheOrderHasFailedAndNothingOfItIsKept() {
        var card = card(ONE);
        var probe = acme.order(download(card).with("profileType", "P9054-1"));
        var last = probe.json().path("iccid").asText();
        var next = Identifiers.canonicalIccid(String.format("%018d", Long.parseLong(last.substring(0, 18)) + 1));
        jdbc.update("insert into inventory (iccid, tenant) values (?, 'globex')", next);
        try {
            var loaded = acme.order(download(card).with("profileType", "P9054-1"));

            assertThat(loaded.state()).as(loaded.text()).isEqualTo("FAILED");
            assertThat(loaded.text()).doesNotContain(next);
            assertThat(count("fact where subject = ?", next)).isZero();
            assertThat(acme.get("/rsp/v1/euiccs/" + card.eid()).text()).doesNotContain(next);
        } finally {
            jdbc.update("delete from inventory where iccid = ?", next);
        }
    }

    @Test
    void givenACardAtAnSmsrThatIsNoneOfOurs_thenTheSmdpIsToldItsId() {
        var card = card();
        jdbc.update("update euicc set peer = '1.3.6.1.4.1.77' where eid = ?", card.eid());

        var answer = acme.order(enable(card, card.b()));

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(interfaceOf(answer.id())).isEqualTo("es2");
        assertThat(lastSmsr(card)).isEqualTo("1.3.6.1.4.1.77");
    }

    @Test
    void givenNobodyWhoKnowsTheSmsr_thenNothingIsSentAndTheReasonIsSaid() {
        var card = card();
        jdbc.update("update euicc set peer = null where eid = ?", card.eid());

        var answer = acme.order(enable(card, card.b()).peer(SMDP));
        assertThat(answer.code()).as(answer.text()).isEqualTo("peer-unknown");
        assertThat(answer.text()).contains("must be told the SM-SR of the eUICC");
        assertThat(called(card, "enableProfile")).isZero();

        var named = acme.order(enable(card, card.b()).peer(SMDP).with("smsrId", "1.3.6.1.4.1.20"));
        assertThat(named.state()).as(named.text()).isEqualTo("SUCCEEDED");
        var refused = acme.order(enable(card, card.a()).peer(SMDP).with("smsrId", "1.3.6.1.4.1.21"));
        assertThat(refused.code()).as(refused.text()).isEqualTo("smsr-refused");
    }

    @Test
    void givenALostResult_thenAnAuditOverEs2SettlesIt() {
        var card = card(ONE);
        smsr("{\"lostCallback\":1,\"delay\":50}");

        var id = acme.order(download(card).iccid(card.b()).validityPeriod(1)).id();

        settles(id, "SUCCEEDED");
        assertThat(count("timeline where operation_id = ? and state = 'IN_DOUBT'", id))
                .isEqualTo(1);
        assertThat(onCard(card, card.b())).isEqualTo("Disabled");
        await().untilAsserted(() ->
                assertThat(events(card.eid(), "rsp.profile.downloaded")).isEqualTo(1));
    }

    @Test
    void givenAnOrderOfSomebodyElses_orWithoutIccidAndType_thenItIsRefusedAndNothingIsSent() {
        var card = card(ONE);

        assertThat(globex.order(download(card).with("profileType", "P9054-2")).code())
                .isEqualTo("ownership-refused");
        assertThat(acme.order(download(card).with("profileType", "X-1")).code()).isEqualTo("profile-type-refused");
        assertThat(acme.order(download(card)).status()).isEqualTo(400);
        assertThat(called(card, "downloadProfile")).isZero();
    }

    @Test
    void givenANotificationOfTheSmdp_thenItCountsForItsOwnProfilesOnly() {
        var card = card();
        jdbc.update("update inventory set peer = ? where iccid = ?", SMDP, card.a());
        jdbc.update("update inventory set peer = 'smdp-demo' where iccid = ?", card.b());
        for (var iccid : new String[] {card.a(), card.b()}) {
            var body = Soap.notification(
                            "HandleProfileDisabled",
                            card.eid(),
                            iccid,
                            Instant.now().toString())
                    .replace("ES4-", "ES2-");
            var message = Soap.envelope(Soap.from("1.3.6.1.4.1.40") + Soap.messageId(iccid, null), body);
            assertThat(nobody.post("/esim-messaging/3/ES2/ES2MnoService", message, "Content-Type", Soap.TYPE)
                            .status())
                    .isEqualTo(202);
        }

        await().atMost(Duration.ofSeconds(20))
                .until(() -> events(card.eid(), "rsp.profile.disabled") == 1
                        && count("inbox where iccid = ? and state <> 'RECEIVED'", card.b()) == 1);
        assertThat(count("fact where subject = ? and name = 'state'", card.b())).isZero();
    }
}
