package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An eUICC of the stub's goes to another SM-SR, and no order of ours did it: by reports, and by the inventory. */
class SmsrReportIT extends SmsrCallbacks {

    private static final String OLD = SMSR;
    private static final String NEW = "1.3.6.1.4.1.20";
    private static final String OTHER = "1.3.6.1.4.1.21";
    private static final String STRANGE = "1.3.6.1.4.1.77";
    private static final String CHANGED = "rsp.euicc.smsr-changed";

    @Override
    protected Card card() {
        var card = super.card();
        jdbc.update("update euicc set peer = 'smsr-stub' where eid = ?", card.eid());
        return card;
    }

    private void at(Card card, String peer) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(peer(card)).isEqualTo(peer));
    }

    private void load(Card card, String peer) {
        var answer = operator.post(
                "/rsp/v1/inventory",
                "tenant,eid,peer\nacme," + card.eid() + "," + peer + "\n",
                "Content-Type",
                "text/csv");
        assertThat(answer.json().path("loaded").asInt()).as(answer.text()).isEqualTo(1);
    }

    private String next(Card card) {
        return acme.order(order("auditEIS", card, null, "")).json().path("peer").asText();
    }

    @ParameterizedTest
    @CsvSource({OLD, NEW})
    void givenAReportOfTheOldOrTheNewSmsr_thenItIsPublishedAndOrdersGoToTheNewOne(String sender) {
        var card = card();
        var waiting = waiting(card, "enableProfile");
        var behind = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""))
                .id();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        operation(behind).json().path("waitingFor").asText().equals("turn"));

        var change = acme.post(
                        "/rsp/v1/operations", order("prepareSMSRChange", card, null, ",\"targetPeer\":\"smsr-next\""))
                .id();

        reports(sender, card, NEW, Instant.now());

        at(card, "smsr-demo");
        inbox(card, "DONE", 1);
        assertThat(jdbc.queryForObject(
                        "select current_peer || ' ' || peer from operation where id = ?", String.class, change))
                .isEqualTo("smsr-demo smsr-next");
        assertThat(events(card.eid(), CHANGED)).isEqualTo(1);
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = ?", String.class, card.eid(), CHANGED))
                .contains("\"smsr\":\"smsr-demo\"")
                .doesNotContain("selfCaused");
        assertThat(operation(behind).json().path("peer").asText()).isEqualTo("smsr-demo");
        assertThat(operation(waiting.id()).json().path("peer").asText()).isEqualTo("smsr-stub");
        assertThat(next(card)).isEqualTo("smsr-demo");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {STRANGE + ", " + STRANGE, "-, (unknown)"})
    void givenAnSmsrThatIsNoneOfOurs_thenOrdersAreRefusedAndSayWhyUntilTheInventoryKnowsBetter(
            String smsr, String shown) {
        var card = card();

        reports(OLD, card, smsr, Instant.now());

        at(card, shown);
        assertThat(events(card.eid(), CHANGED)).isEqualTo(1);
        var answer = acme.post("/rsp/v1/operations", order("auditEIS", card, null, ""));
        if (shown.equals(smsr)) {
            // Whose EntityId is known, an SM-DP can be told.
            assertThat(answer.json().path("interface").asText())
                    .as(answer.text())
                    .isEqualTo("es2");
        } else {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("smsr-unknown");
        }
        load(card, "smsr-demo");
        assertThat(next(card)).isEqualTo("smsr-demo");
    }

    @Test
    void givenTheWordOfAThirdSmsr_thenItIsAnOrphanAndTheEuiccStays() {
        var card = card();

        reports(OTHER, card, NEW, Instant.now());

        inbox(card, "ORPHAN", 1);
        assertThat(peer(card)).isEqualTo("smsr-stub");
        assertThat(events(card.eid(), CHANGED)).isZero();
        jdbc.update("delete from inbox where state = 'ORPHAN' and order_key = ?", card.eid());
    }

    @Test
    void givenALoadOfTheInventory_thenTheNewerWordCounts() {
        var card = card();
        reports(NEW, card, NEW, Instant.now());
        at(card, "smsr-demo");

        // the operator takes it back: what was reported before it, said again, changes nothing
        load(card, "smsr-stub");
        assertThat(peer(card)).isEqualTo("smsr-stub");
        reports(NEW, card, NEW, Instant.now().minusSeconds(600));
        inbox(card, "DONE", 2);
        assertThat(peer(card)).isEqualTo("smsr-stub");
        assertThat(events(card.eid(), CHANGED)).isEqualTo(1);

        // a load that names the same does not make it newer
        load(card, "smsr-stub");
        reports(NEW, card, NEW, Instant.now());

        at(card, "smsr-demo");
        assertThat(events(card.eid(), CHANGED)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"Deleted, HandleProfileDeleted, false", "NotOnCard, auditEIS, false", "NotOnCard, enableProfile, true"})
    void givenProfilesThatAreGoneFromTheCard_thenTheyAreNotListedAndTheirOwnerIsNotTold(
            String state, String source, boolean told) {
        var card = card();
        var others = card();
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.b());
        jdbc.update("update inventory set eid = ? where iccid = ?", card.eid(), others.a());
        for (var gone : List.of(card.b(), others.a())) {
            state(card, gone, state, source);
        }

        reports(OLD, card, NEW, Instant.now());

        at(card, "smsr-demo");
        inbox(card, "DONE", 1);
        assertThat(events(card.b(), CHANGED)).isEqualTo(told ? 1 : 0);
        assertThat(changed(card.eid()).contains(others.a())).isEqualTo(told);
        assertThat(changed(card.eid())).contains(card.a());
    }

    @Test
    void givenAProfileOfNoCardInTheInventory_thenItsOwnerIsToldIfItWasSeenOnThisOne() {
        var card = card();
        jdbc.update("update inventory set tenant = 'globex', eid = null where iccid = ?", card.b());
        state(card, card.b(), "Disabled", "auditEIS");

        reports(OLD, card, NEW, Instant.now());

        at(card, "smsr-demo");
        inbox(card, "DONE", 1);
        assertThat(changed(card.b())).contains(card.b()).doesNotContain(card.a());
    }

    /** The first report shows no profiles: of globex's two, only the one that the inventory has on the card is known. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givenTwoReportsThatShowOtherProfiles_thenEachOwnerIsToldOnce(boolean deleted) {
        var card = card();
        var key = card.a().compareTo(card.b()) < 0 ? card.b() : card.a();
        var first = key.equals(card.a()) ? card.b() : card.a();
        jdbc.update("update inventory set tenant = 'globex' where iccid in (?, ?)", key, first);
        jdbc.update("update inventory set eid = null where iccid = ?", first);
        reports(OLD, card, NEW, Instant.now());
        at(card, "smsr-demo");
        inbox(card, "DONE", 1);
        assertThat(changed(key)).contains(key).doesNotContain(first);
        if (deleted) {
            state(card, key, "Deleted", "HandleProfileDeleted");
        }

        var shown = Soap.smsr(NEW) + Soap.profile(first, "Enabled") + (deleted ? "" : Soap.profile(key, "Disabled"));
        takes(
                NEW,
                "",
                Soap.smsrChange(Soap.eis(card.eid(), shown), Instant.now().toString()));

        inbox(card, "DONE", 2);
        assertThat(events(key, CHANGED)).isEqualTo(1);
        assertThat(events(first, CHANGED)).isZero();
        assertThat(events(card.eid(), CHANGED)).isEqualTo(1);
    }

    private void state(Card card, String iccid, String state, String source) {
        jdbc.update(
                "insert into fact (subject, name, tenant, content, eid, source, peer, observed_at, recorded_at) values"
                        + " (?, 'state', rsp_owner(?, ?), ?, ?, ?, 'smsr-stub', current_timestamp, current_timestamp)",
                iccid,
                iccid,
                card.eid(),
                state,
                card.eid(),
                source);
    }

    private String changed(String subject) {
        return jdbc.queryForObject(
                "select data from event where subject = ? and type = ?", String.class, subject, CHANGED);
    }

    @Test
    void givenAChangeToAndFro_thenEachIsPublished() {
        var card = card();
        reports(OLD, card, NEW, Instant.now());
        at(card, "smsr-demo");

        reports(NEW, card, OLD, Instant.now());
        at(card, "smsr-stub");
        reports(NEW, card, NEW, Instant.now());

        at(card, "smsr-demo");
        assertThat(events(card.eid(), CHANGED)).isEqualTo(3);
    }

    @Test
    void givenAnOrderInDoubt_thenTheNewSmsrIsAskedAboutTheCard() {
        var card = card();
        STUB.reply = new Reply(500, "", Map.of());
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"validityPeriod\":5"))
                .id();
        settles(id, "IN_DOUBT");

        reports(OLD, card, NEW, Instant.now());

        settles(id, "FAILED");
        assertThat(operation(id).text()).contains("settled by an audit");
        assertThat(jdbc.queryForObject(
                        "select peer from call where operation_id = ? and purpose = 'audit' limit 1", String.class, id))
                .isEqualTo("smsr-demo");
    }
}
