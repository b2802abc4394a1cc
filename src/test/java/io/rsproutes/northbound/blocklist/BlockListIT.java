package io.rsproutes.northbound.blocklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Properties;

import io.rsproutes.support.Eids;
import io.rsproutes.support.Order;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an entry of the block list stops, whose orders, and until when. */
class BlockListIT extends BlockListScenarios {

    @ParameterizedTest
    @CsvSource({
        "eid, EID, The EID is listed: stolen in transit.",
        "iccid, ICCID, The ICCID is listed: stolen in transit.",
        "eid-range, EID25*, The EID is in a listed range: stolen in transit.",
        "eid-range, EID-EID, The EID is in a listed range: stolen in transit.",
        "eum, EID8, The EUM of the EID is listed: stolen in transit."
    })
    void givenAnEntry_thenItStopsWhatItNamesAndNothingElse(String kind, String form, String detail) {
        var card = card();
        put(
                operator,
                entry(
                        kind,
                        form.replace("EID25", card.eid().substring(0, 25))
                                .replace("EID8", card.eid().substring(0, 8))
                                .replace("ICCID", card.b())
                                .replace("EID", card.eid())));

        blocked(card, "enableProfile", detail);
        assertThat(acme.order(Order.of("auditEIS").eid(elsewhere())).state()).isIn("SUCCEEDED", "FAILED");
    }

    /** An eUICC of acme's of another EUM, which no SM-SR knows. */
    private String elsewhere() {
        var eid = Eids.eid("890440459300000000000014923511");
        jdbc.update(
                "insert into euicc (eid, tenant, peer) values (?, 'acme', 'smsr-demo') on conflict do nothing", eid);
        return eid;
    }

    @Test
    void givenAnEntryThatIsTakenOff_thenTheSameOrderGoesOut() {
        var card = card();
        put(operator, entry("eid", card.eid()));
        blocked(card, "enableProfile", "stolen in transit");

        assertThat(operator.delete(LIST + "?kind=eid&value=" + card.eid()).status())
                .isEqualTo(204);
        passes(card, "enableProfile");
    }

    @Test
    void givenAnExpiry_thenItIsToldAndHolds() {
        var card = card();
        var entry = entry("eid", card.eid());
        entry.put("expiresAt", "2099-01-31T12:00:00Z");
        put(operator, entry);
        blocked(card, "enableProfile", "stolen in transit. Until 2099-01-31T12:00:00");

        jdbc.update("update block_list set expires_at = ?", Timestamp.from(Instant.now()));
        passes(card, "enableProfile");
    }

    @Test
    void givenAProfileOfAListedCard_thenWhatNamesTheProfileAloneIsStoppedToo() {
        var card = card();
        put(operator, entry("eid", card.eid()));

        var answer = acme.post(
                "/rsp/v1/operations", Order.of("releaseProfile").iccid(card.b()).toString());
        assertThat(answer.code()).isEqualTo("blocked");
        assertThat(calls(card.b())).isZero();
    }

    /** As SM-DP+ servers notify it, which not all do. */
    @Test
    void givenADeviceThatIsListed_thenItsCardIsStoppedAsSoonAsThatIsKnown() {
        var card = card();
        put(operator, entry("tac", "35203000"));
        passes(card, "enableProfile");

        device(card, "tac", "35203001", 60);
        passes(card, "disableProfile");
        device(card, "imei", "352030001234560", 30);
        blocked(card, "enableProfile", "The TAC of the device is listed: stolen in transit.");
        // The card is in another device by now.
        device(card, "tac", "35203001", 0);
        passes(card, "enableProfile");
    }

    private void device(Card card, String name, String content, int secondsAgo) {
        jdbc.update(
                "insert into fact (subject, name, tenant, content, eid, source, peer, observed_at, recorded_at)"
                        + " values (?, ?, 'acme', ?, ?, 'handleDownloadProgressInfo', 'smdp-demo',"
                        + " current_timestamp - cast(? as integer) * interval '1' second, current_timestamp)"
                        + " on conflict (subject, name) do update set content = excluded.content,"
                        + " observed_at = excluded.observed_at",
                card.a(),
                name,
                content,
                card.eid(),
                secondsAgo);
    }

    /** The device of a card is told by a notification, as any is. */
    @Test
    void givenANotificationWithATac_thenItCounts() {
        var iccid = released();
        put(operator, entry("tac", "35203099"));
        var notified = nobody.post(
                "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                """
                {"header":{"functionRequesterIdentifier":"1.2.3","functionCallIdentifier":"tac-%1$s"},"iccid":"%1$s",
                 "eid":"%2$s","tac":"35203099","timestamp":"2026-11-01T00:00:00Z","notificationPointId":3,
                 "notificationPointStatus":{"status":"Executed-Success"}}"""
                        .formatted(iccid, EID));
        assertThat(notified.status()).isLessThan(300);
        await().until(() -> count("fact where subject = ? and name = 'tac'", iccid) == 1);

        var answer = acme.post(
                "/rsp/v1/operations", Order.of("cancelOrder").iccid(iccid).toString());
        assertThat(answer.code()).as(answer.text()).isEqualTo("blocked");
        jdbc.update("delete from fact where subject = ?", iccid);
    }

    @Test
    void givenATenantsEntry_thenItStopsThatTenantsOrdersOnly() {
        var card = card();
        put(globex, entry("eid", card.eid()));
        passes(card, "enableProfile");

        put(acme, entry("eid", card.eid()));
        blocked(card, "disableProfile", "The EID is listed");
    }

    /** Of what is not the tenant's, the list says nothing. */
    @Test
    void givenAForeignCard_thenOwnershipIsToldFirst() {
        var card = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());
        put(operator, entry("eid", card.eid()));

        var answer = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""));
        assertThat(answer.code()).isEqualTo("ownership-refused");
        assertThat(answer.text()).doesNotContain("stolen");
    }

    @Test
    void givenARuleOfTheCardBesides_thenTheListIsToldFirst() {
        var card = card();
        audited(card);
        put(operator, entry("eid", card.eid()));

        blocked(card, "disableProfile", "The EID is listed");
    }

    /** Not to wait makes it another way through core. */
    @Test
    void givenAnOrderThatWillNotWait_thenItIsStoppedAllTheSame() {
        var card = card();
        put(operator, entry("eid", card.eid()));

        var answer =
                acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"whenBusy\":\"refuse\""));
        assertThat(answer.code()).isEqualTo("blocked");
        assertThat(called(card, "enableProfile")).isZero();
    }

    @Test
    void givenAnIdempotencyKeyFromBefore_thenItStandsForItsOperation() {
        var card = card();
        var command = order("enableProfile", card, card.b(), "");
        var key = "block-" + card.eid();
        var first = acme.post("/rsp/v1/operations", command, "Idempotency-Key", key);
        settles(first.id(), "SUCCEEDED");
        put(operator, entry("eid", card.eid()));

        var again = acme.post("/rsp/v1/operations", command, "Idempotency-Key", key);
        assertThat(again.id()).as(again.text()).isEqualTo(first.id());
    }

    @Test
    void givenAFunctionThatPasses_thenItIsNotStopped() throws Exception {
        var card = card();
        put(operator, entry("eid", card.eid()));
        try {
            setting("deleteProfile,disableProfile");
            blocked(card, "enableProfile", "The EID is listed");
            passes(card, "deleteProfile");
        } finally {
            setting("");
        }
        blocked(card, "deleteProfile", "The EID is listed");
    }

    private void setting(String functions) throws Exception {
        var override = new Properties();
        override.setProperty("rsp.block-list.passes", functions);
        camel.getPropertiesComponent().setOverrideProperties(functions.isEmpty() ? new Properties() : override);
        var route = Files.readString(Path.of("routes/core/submit-check.camel.yaml"));
        PluginHelper.getRoutesLoader(camel)
                .updateRoutes(
                        ResourceHelper.fromBytes("submit-check.camel.yaml", route.getBytes(StandardCharsets.UTF_8)));
    }

    /** An order to read a card names no profile; whoever asks for the state of one does. */
    @ParameterizedTest
    @ValueSource(strings = {"eid", "iccid"})
    void givenABlockedCardOrProfile_thenItsCardIsNotReadForCamara(String kind) {
        var card = card();
        put(operator, entry(kind, kind.equals("eid") ? card.eid() : card.b()));

        for (var asked : List.of("", "\"eid\":\"" + card.eid() + "\",")) {
            var answer = acme.post(
                    "/esim-profile-management/v0/retrieve-status",
                    "{\"esimProfile\":{" + asked + "\"iccid\":\"" + card.b() + "\"}}");

            assertThat(answer.status()).as(answer.text()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("PERMISSION_DENIED");
            assertThat(answer.text()).contains("stolen in transit");
        }
        assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());
    }

    @Test
    void givenABlockedProfile_thenTheOtherOnItsCardIsReadForCamara() {
        var card = card();
        put(operator, entry("iccid", card.b()));

        var answer = acme.post(
                "/esim-profile-management/v0/retrieve-status",
                "{\"esimProfile\":{\"eid\":\"" + card.eid() + "\",\"iccid\":\"" + card.a() + "\"}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(nobody.get("/simulator/smsr/calls").text()).contains(card.eid());
    }
}
