package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What an audit shows of a card: whose it is, and what differs from what we knew. */
class SoapCardsIT extends SoapScenarios {

    @Test
    void givenAnAuditThatShowsAProfileOfAnotherCard_thenItTeachesNothingAndIsNotShownToAnother() {
        var card = card();
        var globexs = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", globexs.eid());
        jdbc.update("update inventory set tenant = 'globex' where eid = ?", globexs.eid());
        nobody.put(
                "/simulator/smsr/euiccs/" + card.eid(),
                "{\"profiles\":[{\"iccid\":\"" + card.a() + "\",\"state\":\"Enabled\"},{\"iccid\":\"" + globexs.a()
                        + "\",\"state\":\"Disabled\"}]}");
        var answer = acme.order(order("auditEIS", card, null, ""));

        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.text()).contains(card.a()).doesNotContain(globexs.a());
        assertThat(jdbc.queryForObject(
                        "select count(*) from fact where subject = ? and name <> 'elsewhere'", Long.class, globexs.a()))
                .isZero();
        assertThat(jdbc.queryForObject(
                        "select content from fact where subject = ? and name = 'state'", String.class, card.a()))
                .isEqualTo("Enabled");
    }

    @Test
    void givenACardWhoseSmsrNobodyKnows_thenTheOrderIsRefused() {
        var card = card();
        jdbc.update("update euicc set peer = null where eid = ?", card.eid());
        var answer = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""));

        assertThat(answer.code()).isEqualTo("peer-unknown");
        assertThat(answer.text()).contains("inventory");
        assertThat(executed(card, "enableProfile")).isZero();
    }

    @Test
    void givenAnAuditThatShowsAnotherStateThanOurs_thenItIsAnEvent() {
        var card = card();

        audited(card);
        assertThat(events(card.eid(), "rsp.profile.drifted")).isZero();
        jdbc.update("update fact set observed_at = observed_at - interval '1' minute where eid = ?", card.eid());
        nobody.put(
                "/simulator/smsr/euiccs/" + card.eid(),
                "{\"profiles\":[{\"iccid\":\"" + card.a() + "\",\"state\":\"Disabled\",\"fallback\":true},{\"iccid\":\""
                        + card.b() + "\",\"state\":\"Disabled\"}]}");
        audited(card);
        assertThat(data(card.eid(), "rsp.profile.drifted"))
                .contains("\"iccid\":\"" + card.a() + "\"", "\"known\":\"Enabled\"", "\"reported\":\"Disabled\"");
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Disabled");
        audited(card);
        assertThat(events(card.eid(), "rsp.profile.drifted")).isEqualTo(1);
    }
}
