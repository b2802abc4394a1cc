package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rsproutes.support.BundleIT;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** eUICCs that nobody has read for long, and those in doubt, are read again. */
class EuiccReconciliationIT extends BundleIT {

    private static final String BOTH =
            """
            {"profiles":[{"iccid":"%s","state":"Enabled","fallback":true},
                         {"iccid":"%s","state":"Disabled","fallback":false}]}""";

    @Autowired
    private ProducerTemplate template;

    /** A card of an SM-SR whose cards are swept; it was read just now. */
    private Card read(String peer, String document) {
        var card = card(document);
        jdbc.update(
                "update euicc set peer = ?, read_at = current_timestamp, audit_at = null where eid = ?",
                peer,
                card.eid());
        return card;
    }

    private Card due(String peer) {
        var card = read(peer, BOTH);
        age(card, "2 hours");
        return card;
    }

    private void age(Card card, String by) {
        jdbc.update("update euicc set read_at = current_timestamp - cast(? as interval) where eid = ?", by, card.eid());
    }

    /** The calls of the sweep for a card that came to this outcome; null: of all. */
    private int calls(Card card, String outcome) {
        return jdbc.queryForObject(
                "select count(*) from call where purpose = 'periodic' and eid = ? and (cast(? as varchar) is null or outcome = ?)",
                Integer.class,
                card.eid(),
                outcome,
                outcome);
    }

    private boolean isRead(Card card) {
        return column(
                card, "read_at > current_timestamp - interval '1 minute' and audit_at is null and doubted_at is null");
    }

    private boolean column(Card card, String condition) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select coalesce(" + condition + ", false) from euicc where eid = ?", Boolean.class, card.eid()));
    }

    private void within(int seconds, java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(seconds)).until(condition);
    }

    /** All that a look at the cards would have found by now has been found. */
    private void looked() {
        var other = due("smsr-swept");
        within(20, () -> isRead(other));
    }

    @Test
    void givenACardThatNobodyHasReadForLong_thenItIsReadOnce_andNobodyHearsOfItButOfTheDrift() {
        var card = read("smsr-swept", BOTH);
        jdbc.update(
                "insert into fact (subject, tenant, name, content, eid, source, peer, observed_at, recorded_at) values (?, 'acme', 'state', 'Disabled', ?, 'auditEIS', 'smsr-swept', current_timestamp - interval '1 hour', current_timestamp)",
                card.a(),
                card.eid());

        age(card, "2 hours");

        within(20, () -> isRead(card));
        looked();
        assertThat(executed(card, "auditEIS")).isEqualTo(1);
        assertThat(calls(card, "accepted")).isEqualTo(1);
        assertThat(jdbc.queryForList("select type from event where subject = ?", String.class, card.eid()))
                .containsExactly("rsp.profile.drifted");
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid()).json().path("items"))
                .isEmpty();
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid())
                        .json()
                        .at("/facts/lastRead/source")
                        .asText())
                .isEqualTo("auditEIS");
    }

    @Test
    void givenCardsThatWereReadLately_orThatAnOrderReads_thenTheyAreLeftAlone() {
        var lately = read("smsr-swept", BOTH);
        age(lately, "59 minutes");
        var elsewhere = read("smsr-demo", BOTH);
        age(elsewhere, "2 days");
        var ordered = read("smsr-swept", BOTH);
        age(ordered, "59 minutes");
        audited(ordered);
        // Nobody can say which of the SM-SRs has it.
        var unknown = read("smsr-swept", BOTH);
        jdbc.update("update euicc set peer = null, read_at = null where eid = ?", unknown.eid());

        looked();

        assertThat(Stream.of(lately, elsewhere, ordered, unknown).mapToInt(card -> calls(card, null)))
                .containsOnly(0);
        assertThat(isRead(ordered)).isTrue();
        within(20, () -> column(unknown, "audit_at > current_timestamp + interval '23 hours'"));
    }

    @Test
    void givenCardsThatAreDue_thenTheyAreReadAtTheAuditRate_theOldestFirst_byTheFunctionThatIsSet() {
        smsr("{\"delay\":0}");
        var cards =
                IntStream.range(0, 9).mapToObj(n -> read("smsr-filed", BOTH)).toList();
        jdbc.update(
                "update euicc set read_at = current_timestamp - case when eid = ? then interval '9 hours' else interval '2 hours' end where eid = any(?)",
                cards.get(6).eid(),
                cards.stream().map(Card::eid).toArray(String[]::new));

        cards.forEach(card -> within(30, () -> isRead(card)));

        var took = jdbc.queryForObject(
                "select extract(epoch from max(started_at) - min(started_at)) from call where purpose = 'periodic' and eid = any(?)",
                Double.class,
                (Object) cards.stream().map(Card::eid).toArray(String[]::new));
        assertThat(took).as("two a second").isGreaterThan(2.7);
        assertThat(jdbc.queryForObject(
                        "select eid from call where purpose = 'periodic' and eid = any(?) order by started_at limit 1",
                        String.class,
                        (Object) cards.stream().map(Card::eid).toArray(String[]::new)))
                .isEqualTo(cards.get(6).eid());
        assertThat(cards).allSatisfy(card -> {
            assertThat(calls(card, null)).isEqualTo(1);
            assertThat(executed(card, "getEIS")).isEqualTo(1);
            assertThat(executed(card, "auditEIS")).isZero();
        });
    }

    @Test
    void givenADueCard_whenManyInstancesFindIt_thenOneReadsIt() throws Exception {
        var card = due("smsr-swept");
        try (var callers = new Pool()) {
            callers.run(
                    12,
                    () -> template.send("direct:core-reconcile", exchange -> {
                        exchange.setVariable("nudge", Map.of("eidToRead", card.eid(), "euiccPeer", "smsr-swept"));
                    }));
        }

        within(20, () -> isRead(card));
        looked();
        assertThat(calls(card, null)).isEqualTo(1);
        assertThat(executed(card, "auditEIS")).isEqualTo(1);
    }

    private static final class Pool implements AutoCloseable {
        private final java.util.concurrent.ExecutorService threads = Executors.newFixedThreadPool(6);

        void run(int times, Runnable work) throws InterruptedException {
            threads.invokeAll(IntStream.range(0, times)
                    .mapToObj(n -> Executors.callable(work))
                    .toList());
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }

    @Test
    void givenAnOrderUnderWayOnTheCard_thenItIsNotRead() {
        smsr("{\"lostCallback\":1,\"delay\":0}");
        var card = read("smsr-swept", BOTH);
        var order = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""))
                .id();
        within(20, () -> operation(order).state().equals("WAITING"));

        age(card, "2 hours");

        within(20, () -> column(card, "audit_at > current_timestamp + interval '30 seconds'"));
        assertThat(calls(card, null)).isZero();
        jdbc.update(
                "update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp where id = ?",
                order);
        jdbc.update("update euicc set audit_at = current_timestamp where eid = ?", card.eid());
        within(20, () -> isRead(card));
    }

    @Test
    void givenAnOrderThatEndsInDoubt_thenItsCardIsReadThoughItWasReadLately() {
        smsr("{\"lostCallback\":1,\"delay\":0}");
        var card = read("smsr-swept", BOTH);
        var order = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""))
                .id();
        within(20, () -> operation(order).state().equals("WAITING"));

        jdbc.update(
                "update operation set state = 'IN_DOUBT', doubt_until = current_timestamp - interval '1 second', next_at = current_timestamp where id = ?",
                order);

        settles(order, "EXPIRED");
        within(20, () -> calls(card, null) == 1 && isRead(card));
        assertThat(acme.get("/rsp/v1/profiles/" + card.b())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Enabled");
    }

    @Test
    void givenAnSmsrThatIsDown_thenItIsAskedAgainAndAtLastLater_andNothingIsForgotten() {
        smsr("{\"unavailable\":3,\"delay\":0}");
        var card = due("smsr-swept");

        within(40, () -> column(card, "audit_at > current_timestamp + interval '23 hours'"));

        assertThat(calls(card, "not-sent")).isEqualTo(3);
        assertThat(nobody.get("/actuator/prometheus").text())
                .contains("rsp_audits_given_up_total{peer=\"smsr-swept\"}");
        jdbc.update("update euicc set audit_at = current_timestamp where eid = ?", card.eid());
        within(20, () -> isRead(card));
    }

    @Test
    void givenACardThatTheSmsrDoesNotKnow_thenItIsNotAskedAgainToday() {
        smsr("{\"delay\":0}");
        var card = read("smsr-swept", null);
        age(card, "2 hours");

        within(20, () -> column(card, "audit_at > current_timestamp + interval '23 hours' and audits = 0"));

        assertThat(calls(card, null)).isEqualTo(1);
    }

    @Test
    void givenALostCallback_thenTheCardIsDueAgainWhenItsTimeHasPassed() {
        smsr("{\"lostCallback\":1,\"delay\":0}");
        var card = due("smsr-swept");
        within(20, () -> calls(card, "accepted") == 1);
        // Validity and grace.
        assertThat(
                        column(
                                card,
                                "audit_at between current_timestamp + interval '20 seconds' and current_timestamp + interval '62 seconds'"))
                .isTrue();

        jdbc.update("update euicc set audit_at = current_timestamp where eid = ?", card.eid());

        within(20, () -> isRead(card));
        assertThat(calls(card, "accepted")).isEqualTo(2);
    }

    @Test
    void givenARepeatedOrLateResultOfTheSweep_thenItIsTakenOnce() {
        smsr("{\"duplicate\":3,\"delay\":0}");
        var card = due("smsr-swept");

        within(20, () -> isRead(card));

        within(20, () -> jdbc.queryForList(
                        "select state from inbox where order_key = ? and kind = 'ES4-AuditEISResponse'",
                        String.class,
                        card.eid())
                .equals(List.of("DONE")));
        assertThat(calls(card, null)).isEqualTo(1);
        assertThat(events(card.eid(), "rsp.profile.drifted")).isZero();
    }

    @Test
    void givenCallsOfTheSweepThatAreOld_thenTheyAreDeleted() {
        var card = due("smsr-swept");
        within(20, () -> isRead(card));

        jdbc.update(
                "update call set started_at = current_timestamp - interval '500 days' where eid = ? and purpose = 'periodic'",
                card.eid());

        within(20, () -> calls(card, null) == 0);
    }
}
