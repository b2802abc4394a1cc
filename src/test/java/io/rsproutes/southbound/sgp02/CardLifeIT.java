package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;

/**
 * The life of an eUICC with profiles of two owners, at one SM-SR and then at another: after each order the view is as the
 * card, and all that happened is published once, to whom it concerns, in the order it happened.
 */
class CardLifeIT extends BundleIT {

    private static final String CARD =
            """
            {"profiles": [{"iccid": "%s", "state": "Enabled", "fallback": true},
                          {"iccid": "%s", "state": "Disabled", "fallback": false},
                          {"iccid": "%s", "state": "Disabled", "fallback": false}]}""";

    private Card card;
    /** Of acme's, as the eUICC and {@code card.b()}; {@code card.a()} is globex's. */
    private String third;

    private void given() {
        card = card(null);
        var other = card(null);
        third = other.b();
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.a());
        jdbc.update("update inventory set eid = ? where iccid = ?", card.eid(), third);
        assertThat(nobody.put("/simulator/smsr/euiccs/" + card.eid(), String.format(CARD, card.a(), card.b(), third))
                        .status())
                .isEqualTo(200);
        smsr("{\"delay\":20}");
        succeeds("auditEIS", null, "");
    }

    private void succeeds(String function, String iccid, String more) {
        var answer = acme.order(order(function, card, iccid, more));
        assertThat(answer.state()).as(function + " " + answer.text()).isEqualTo("SUCCEEDED");
    }

    private static String target() {
        return ",\"targetPeer\":\"smsr-next\"";
    }

    /** Once all that the SM-SRs have sent is worked on. */
    private void shows(String first, String second, String third) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(Stream.of(card.a(), card.b(), this.third)
                        .map(this::state)
                        .toList())
                .containsExactly(first, second, third));
    }

    private String state(String iccid) {
        var facts = operator.get("/rsp/v1/profiles/" + iccid).json().path("facts");
        return facts.at("/state/value").asText()
                + (facts.at("/fallback/value").asText().equals("true") ? ", fall-back" : "");
    }

    private void published(String subject, List<String> types) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(jdbc.queryForList(
                        "select type from event where subject = ? and type not like 'rsp.operation.%' order by position",
                        String.class, subject))
                .containsExactlyElementsOf(types));
    }

    @Test
    void givenTheLifeOfACard_thenTheViewIsTrueAtEachStepAndAllIsPublishedOnceInOrder() {
        given();
        var mine = new ArrayList<String>();
        shows("Enabled, fall-back", "Disabled", "Disabled");

        succeeds("enableProfile", card.b(), "");
        shows("Disabled, fall-back", "Enabled", "Disabled");
        mine.add("rsp.profile.enabled");
        published(card.eid(), mine);
        published(card.a(), List.of("rsp.profile.disabled"));

        succeeds("setFallBackAttribute", third, "");
        shows("Disabled", "Enabled", "Disabled, fall-back");
        mine.add("rsp.profile.fallback-set");
        published(card.eid(), mine);
        var theirs = new ArrayList<>(List.of("rsp.profile.disabled", "rsp.profile.fallback-unset"));
        published(card.a(), theirs);

        succeeds("disableProfile", card.b(), "");
        shows("Disabled", "Disabled", "Enabled, fall-back");
        mine.addAll(List.of("rsp.profile.disabled", "rsp.profile.enabled"));
        published(card.eid(), mine);

        succeeds("deleteProfile", card.b(), "");
        shows("Disabled", "Deleted", "Enabled, fall-back");
        mine.add("rsp.profile.deleted");
        published(card.eid(), mine);
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid())
                        .json()
                        .path("profiles")
                        .toString())
                .contains(third)
                .doesNotContain(card.b());

        succeeds("prepareSMSRChange", null, target());
        published(card.eid(), mine);
        assertThat(view("peer")).isEqualTo("smsr-demo");
        succeeds("smsrChange", null, target());
        mine.add("rsp.euicc.smsr-changed");
        published(card.eid(), mine);
        theirs.add("rsp.euicc.smsr-changed");
        published(card.a(), theirs);
        assertThat(view("peer")).isEqualTo("smsr-next");
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid())
                        .json()
                        .at("/facts/smsrId/value")
                        .asText())
                .isEqualTo(ENTITIES.get("smsr-next"));

        var audit = acme.order(order("auditEIS", card, null, ""));
        assertThat(audit.state()).as(audit.text()).isEqualTo("SUCCEEDED");
        assertThat(audit.json().path("peer").asText()).isEqualTo("smsr-next");
        assertThat(state(card.a()) + "; " + state(third)).isEqualTo("Disabled; Enabled, fall-back");
        assertThat(jdbc.queryForObject(
                        "select count(*) from inbox where order_key = ? and state <> 'DONE'", Long.class, card.eid()))
                .isZero();
        published(card.eid(), mine);
        published(card.a(), theirs);

        // the sequence of each key is without gaps, and globex's events are globex's
        for (var subject : List.of(card.eid(), card.a())) {
            assertThat(jdbc.queryForObject(
                            "select max(sequence) - count(*) from event where subject = ?", Long.class, subject))
                    .isZero();
        }
        assertThat(jdbc.queryForList("select distinct tenant from event where subject = ?", String.class, card.a()))
                .containsExactly("globex");
    }

    private String view(String field) {
        return acme.get("/rsp/v1/euiccs/" + card.eid()).json().path(field).asText();
    }
}
