package io.rsproutes.northbound.cards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

/** How often a profile was downloaded: once for each time, in whatever order and however often that is told. */
class DownloadCountIT extends CardScenarios {

    private static final int DOWNLOADED = 3;
    private static final int INSTALLED = 4;
    // Of the dialect idemia.
    private static final int ENABLED = 100;
    private static final int DISABLED = 101;
    private static final int DELETED = 102;

    private int downloads(String iccid) {
        return profile(iccid).at("/downloads/count").asInt(-1);
    }

    private void tell(String iccid, int point, Instant at) {
        tell(iccid, point, at, "");
    }

    /** One of a peer that tells what becomes of a profile on its device. */
    private String atIdemia() {
        return orderedAt("smdp-idemia", "confirmOrder");
    }

    @Test
    void givenADownloadAfterADeletion_thenItCounts() {
        var iccid = atIdemia();
        assertThat(downloads(iccid)).isZero();

        for (var first : List.of(DOWNLOADED, INSTALLED, ENABLED, DISABLED, DELETED)) {
            tell(iccid, first, at(first));
        }
        assertThat(downloads(iccid)).isEqualTo(1);
        tell(iccid, DOWNLOADED, at(110));
        tell(iccid, INSTALLED, at(111));
        tell(iccid, ENABLED, at(112));

        assertThat(downloads(iccid)).isEqualTo(2);
        assertThat(acme.get("/rsp/v1/reports/profiles?iccid=" + iccid)
                        .json()
                        .at("/0/downloads")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void givenTheSameNotificationAgain_thenItCountsOnce() {
        var iccid = atIdemia();
        for (int i = 0; i < 3; i++) {
            post(iccid, INSTALLED, "same", at(1), "");
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> downloads(iccid) == 1);
        // The same, in a message of its own.
        tell(iccid, INSTALLED, at(1));
        tell(iccid, DOWNLOADED, at(1));

        assertThat(downloads(iccid)).isEqualTo(1);
        assertThat(count("inbox where iccid = ? and duplicates = 2", iccid)).isEqualTo(1);
    }

    @Test
    void givenNotificationsInAnyOrder_thenOneDownloadCountsOnce() {
        var iccid = atIdemia();
        for (var point : List.of(DELETED, ENABLED, INSTALLED, DOWNLOADED)) {
            tell(iccid, point, at(point));
        }
        assertThat(downloads(iccid)).isEqualTo(1);

        tell(iccid, ENABLED, at(113));
        tell(iccid, INSTALLED, at(112));
        tell(iccid, DOWNLOADED, at(111));

        assertThat(downloads(iccid)).isEqualTo(2);
    }

    @Test
    void givenNobodyToldOfTheDeletion_thenALaterDownloadCounts() {
        var iccid = atIdemia();
        tell(iccid, DOWNLOADED, at(1));
        tell(iccid, INSTALLED, at(2));
        tell(iccid, ENABLED, at(3));

        tell(iccid, DOWNLOADED, at(10));
        tell(iccid, INSTALLED, at(11));

        assertThat(downloads(iccid)).isEqualTo(2);
    }

    @Test
    void givenNoTimes_thenWhatCannotBeToldFromARepetitionIsNotCounted() {
        var iccid = atIdemia();
        tell(iccid, INSTALLED, null);
        tell(iccid, ENABLED, null);
        tell(iccid, INSTALLED, null);

        assertThat(downloads(iccid)).isEqualTo(1);
    }

    @Test
    void givenAFailedInstallation_thenTheNextTrialIsADownloadOfItsOwn() {
        var iccid = atIdemia();
        tell(iccid, DOWNLOADED, at(1));
        tell(iccid, INSTALLED, at(2));
        jdbc.update("update profile set state = 'Error' where iccid = ?", iccid);
        tell(iccid, DOWNLOADED, at(3));

        assertThat(downloads(iccid)).isEqualTo(2);
    }

    @Test
    void givenAStatusQueryThatShowsItFirst_thenTheNotificationAddsNothing() {
        var iccid = atIdemia();
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.installed") == 1);
        // As if the query had been answered before.
        jdbc.update("update profile set state = 'Released', reported_at = null, downloads = 0 where iccid = ?", iccid);

        assertThat(acme.order("{\"function\":\"getProfileStatus\",\"iccid\":\"" + iccid + "\"}")
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(known(iccid)).isEqualTo("Installed");
        assertThat(downloads(iccid)).isEqualTo(1);
        tell(iccid, DOWNLOADED, Instant.now().minusSeconds(2));
        tell(iccid, INSTALLED, Instant.now().minusSeconds(1));

        assertThat(downloads(iccid)).isEqualTo(1);
    }

    @Test
    void givenMoreDownloadsThanTheLimit_thenThatIsShown() {
        var iccid = atIdemia();
        for (int i = 1; i <= 4; i++) {
            var downloads = profile(iccid).path("downloads");
            assertThat(downloads.path("limit").asInt()).isEqualTo(3);
            assertThat(downloads.path("exceeded").asBoolean(true)).isFalse();
            tell(iccid, DOWNLOADED, at(i));
        }

        var downloads = profile(iccid).path("downloads");
        assertThat(downloads.path("count").asInt()).isEqualTo(4);
        assertThat(downloads.path("exceeded").asBoolean()).isTrue();
    }
}
