package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SM-DP+ servers tell of their profiles: the view of a profile, notifications in any order, and drift. */
class ProfilesIT extends BundleIT {

    private void tell(String iccid, int point, Instant at, String more) {
        var answer = nobody.post(
                "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                "{\"iccid\":\"" + iccid + "\",\"notificationPointId\":" + point + ",\"timestamp\":\"" + at
                        + "\",\"notificationPointStatus\":{\"status\":\"Executed-Success\"}" + more + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
    }

    @Test
    void theViewShowsTheStateTheDeviceAndWhatHappened() {
        var iccid = orderedAt("smdp-valid", "confirmOrder");
        play(iccid, "installed");
        play(iccid, "enabled");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.enabled") == 1);
        tell(
                iccid,
                101,
                Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS),
                ",\"eid\":\"" + EID + "\",\"tac\":\"35203000\",\"imei\":\"352030001234560\"");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.disabled") == 1);
        var view = acme.get("/rsp/v1/profiles/" + iccid).json();
        assertThat(view.at("/smdp/state").asText()).isEqualTo("Disabled");
        assertThat(view.at("/smdp/peer").asText()).isEqualTo("smdp-valid");
        assertThat(view.at("/facts/state/value").asText()).isEqualTo("Disabled");
        assertThat(view.at("/facts/tac/value").asText()).isEqualTo("35203000");
        assertThat(view.at("/facts/imei/value").asText()).isEqualTo("352030001234560");
        assertThat(view.at("/facts/imei/source").asText()).isEqualTo("handleDownloadProgressInfo");
        assertThat(view.path("timeline").toString())
                .contains("rsp.profile.enabled", "rsp.profile.installed", "rsp.operation.succeeded");
        assertThat(globex.get("/rsp/v1/profiles/" + iccid).status()).isEqualTo(404);
    }

    @Test
    void givenNotificationsOutOfOrder_thenTheNewestByItsOwnTimeStandsAndAllArePublished() {
        var iccid = orderedAt("smdp-valid", "confirmOrder");
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        tell(iccid, 101, now.plusSeconds(4), "");
        tell(iccid, 100, now.plusSeconds(3), "");
        tell(iccid, 4, now.plusSeconds(2), "");
        tell(iccid, 3, now.plusSeconds(1), "");
        for (var what : List.of("disabled", "enabled", "installed", "downloaded")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile." + what) == 1);
        }
        assertThat(known(iccid)).isEqualTo("Disabled");
        assertThat(acme.get("/rsp/v1/profiles/" + iccid)
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Disabled");
    }

    @Test
    void givenTwoOfTheSameSecondInTheWrongOrder_thenWhatComesLaterInItsLifeStands() {
        var iccid = orderedAt("smdp-demo", "confirmOrder");
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        tell(iccid, 4, now, "");
        tell(iccid, 3, now, "");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.downloaded") == 1);
        assertThat(known(iccid)).isEqualTo("Installed");
    }

    @Test
    void givenAnEqualMessageAfterTheReplayWindow_thenItIsAnotherOne() {
        var iccid = orderedAt("smdp-cmi", "confirmOrder");
        var body = "{\"header\":{\"functionCallIdentifier\":\"handleDownloadProgressInfo\"},\"iccid\":\"" + iccid
                + "\",\"notificationPointId\":\"101\",\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}";
        nobody.post("/aep/gsma/rsp2/es2plus/handleDownloadProgressInfo", body);
        nobody.post("/aep/gsma/rsp2/es2plus/handleDownloadProgressInfo", body);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.enabled") == 1);
        assertThat(jdbc.queryForObject("select duplicates from inbox where iccid = ?", Integer.class, iccid))
                .isEqualTo(1);
        jdbc.update("update inbox set received_at = received_at - interval '11' minute where iccid = ?", iccid);
        nobody.post("/aep/gsma/rsp2/es2plus/handleDownloadProgressInfo", body);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.enabled") == 2);
    }

    @ParameterizedTest
    @CsvSource({"cmi, 898604681520803496, 200", "sgp22-v2, 898604681520803496, 204"})
    void givenAWrongCheckDigit_thenTheDialectDecides(String dialect, String stem, int status) {
        var answer = nobody.post(
                "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                "{\"iccid\":\"" + stem + "18\",\"notificationPointId\":3}");
        assertThat(answer.status()).isIn(204, 200);
        var order = "{\"function\":\"downloadOrder\",\"peer\":\"smdp-" + dialect + "\",\"iccid\":\"" + stem + "18\"}";
        // Nobody owns it; what differs is whether the digit was looked at.
        assertThat(acme.order(order).code()).isEqualTo(dialect.equals("cmi") ? "ownership-refused" : "invalid-command");
    }

    // ---- drift

    private void reconcile(String iccid) {
        jdbc.update("update profile set check_at = current_timestamp where iccid = ?", iccid);
    }

    @Test
    void givenAProfileThatChangedAtThePeer_thenDriftIsPublishedOnceAndTheViewFollows() {
        var iccid = orderedAt("smdp-idemia", "confirmOrder");
        // Somebody else cancelled it, and nobody told us.
        nobody.post(
                "/simulator/smdp/as/idemia/gsma/rsp2/es2plus/recoverProfile",
                "{\"header\":{},\"iccid\":\"" + iccid + "\",\"profileStatus\":\"AVAILABLE\"}");
        reconcile(iccid);
        await().atMost(Duration.ofSeconds(30)).until(() -> events(iccid, "rsp.profile.drifted") == 1);
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = 'rsp.profile.drifted'",
                        String.class,
                        iccid))
                .contains("\"known\":\"Released\"", "\"reported\":\"Available\"", "\"peer\":\"smdp-idemia\"");
        assertThat(acme.get("/rsp/v1/profiles/" + iccid)
                        .json()
                        .at("/smdp/state")
                        .asText())
                .isEqualTo("Available");
        reconcile(iccid);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from profile where iccid = ? and check_at > current_timestamp + interval '10' minute",
                                Integer.class,
                                iccid)
                        == 1);
        assertThat(events(iccid, "rsp.profile.drifted")).isEqualTo(1);
    }

    @Test
    void givenAProfileAsWeKnowIt_thenNothingIsPublishedAndItIsAskedAfterLater() {
        var iccid = orderedAt("smdp-idemia", "confirmOrder");
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.installed") == 1);
        reconcile(iccid);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from profile where iccid = ? and check_at > current_timestamp + interval '10' minute",
                                Integer.class,
                                iccid)
                        == 1);
        assertThat(events(iccid, "rsp.profile.drifted")).isZero();
    }

    @Test
    void givenAStatusQueryByATenant_thenItShowsTheStateAndTellsDrift() {
        var iccid = orderedAt("smdp-idemia", "confirmOrder");
        nobody.post(
                "/simulator/smdp/as/idemia/gsma/rsp2/es2plus/recoverProfile",
                "{\"header\":{},\"iccid\":\"" + iccid + "\",\"profileStatus\":\"AVAILABLE\"}");
        var answer = acme.order("{\"function\":\"getProfileStatus\",\"iccid\":\"" + iccid + "\"}");
        assertThat(answer.json().at("/result/state").asText()).isEqualTo("Available");
        assertThat(events(iccid, "rsp.profile.drifted")).isEqualTo(1);
    }

    @Test
    void recoveringIsTheOperatorsAndItsOwnerSeesIt() {
        var iccid = orderedAt("smdp-idemia", "confirmOrder");
        var order = "{\"function\":\"recoverProfile\",\"iccid\":\"" + iccid
                + "\",\"parameters\":{\"profileStatus\":\"Available\"}}";
        var refused = acme.order(order);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("operator-only");
        assertThat(effects(iccid, "recoverProfile")).isZero();
        var answer = operator.order(order);
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().path("tenant").asText()).isEqualTo("acme");
        assertThat(acme.get("/rsp/v1/operations/" + answer.id()).text()).contains("ordered by operator");
        assertThat(known(iccid)).isEqualTo("Available");
        assertThat(operator.order(order.replace(iccid, "8947000000000000038")).code())
                .isEqualTo("ownership-refused");
    }

    @Test
    void everyCodeOfTheSpecificationIsListedWithClassHintAndNextStep() {
        var items = acme.get("/rsp/v1/status-codes").json().path("items");
        var listed = new java.util.HashSet<String>();
        for (var item : items) {
            assertThat(item.path("class").asText()).isIn("retry", "refill", "reconcile", "terminal");
            assertThat(item.path("hint").asText()).isNotBlank();
            assertThat(item.path("nextStep").asText()).isNotBlank();
            if (item.path("interface").asText().equals("es2plus")) {
                listed.add(item.path("subjectCode").asText() + "/"
                        + item.path("reasonCode").asText());
            }
        }
        // docs/spec/es2plus.md 2.3, typed.
        assertThat(listed)
                .contains(
                        "8.2.1/3.9",
                        "8.2.1/1.2",
                        "8.2.1/3.3",
                        "8.2.5/3.9",
                        "8.2.5/1.2",
                        "8.2.5/3.7",
                        "8.2.5/3.8",
                        "8.2.6/3.3",
                        "8.9/5.1",
                        "8.9/4.2",
                        "8.1.1/2.2",
                        "8.1.1/3.10",
                        "8.2.6/2.1",
                        "8.2.1/3.10",
                        "8.2.6/3.10",
                        "8.2.1/2.2",
                        "8.2.6/2.2",
                        "8.12/3.3",
                        "8.2.1/3.5",
                        "8.1.1/3.9",
                        "8.2.1/2.3",
                        "8.2.9/2.1",
                        "8.2.9/2.3",
                        "8.2.12/3.10",
                        "8.10.2/2.2",
                        "8.10.3/1.2",
                        "8.8.5/3.8",
                        "8.2.8/1.2",
                        "8.2.9/3.11",
                        "8.2.10/4.2",
                        "8/4.2",
                        "8.8.5/6.4",
                        "8.2.7/6.4",
                        "8.2.13/3.1",
                        "8.2.13/1.2",
                        "8.2.13/3.8",
                        "8.2.13/3.12",
                        "8.2.14/3.1",
                        "8.8.6/3.1",
                        "8.8.6/3.8",
                        "8.2.9/3.8",
                        "8.8.6/2.1",
                        "8.8.6/4.2",
                        "8.10.3/4.3",
                        "8.10.2.7/4.2",
                        "1.2.1/2.1",
                        "1.2.2/2.1",
                        "1.3.1/2.2",
                        "8.1.1/3.8");
    }
}
