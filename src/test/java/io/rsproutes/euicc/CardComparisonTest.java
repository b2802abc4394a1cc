package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What differs between what was known of a card and what a read shows, and which of the two counts. */
class CardComparisonTest extends CardComparisons {
    @Test
    void eachValueThatDiffersIsTold_withWhatWasKnownSinceWhenAndFromWhom() {
        known(EID, false, "smsrId", "1.1", BEFORE);
        known(A, true, "state", "Enabled", BEFORE);
        known(A, true, "fallback", "true", BEFORE);

        var found = compare(eis(profile(A, ",\"state\":\"Disabled\",\"fallback\":false")), true);

        assertThat(told(found))
                .containsExactly(
                        "rsp.euicc.drifted null smsrId 1.1 1.2",
                        "rsp.profile.drifted " + A + " state Enabled Disabled",
                        "rsp.profile.drifted " + A + " fallback true false");
        assertThat(found.differences.get(1))
                .containsEntry("knownAt", BEFORE)
                .containsEntry("knownSource", "enableProfile")
                .containsEntry("tenant", "acme")
                .containsEntry("eid", EID);
    }

    @Test
    void whatIsNotShownOrNotKnown_andWhatIsKnownOfLater_isNoDifference() {
        known(A, true, "state", "Enabled", LATER);
        known(A, true, "fallback", "true", BEFORE);
        known(B, true, null, null, null);

        assertThat(told(compare(
                        eis(profile(A, ",\"state\":\"Disabled\"") + "," + profile(B, ",\"state\":\"Enabled\"")), true)))
                .isEmpty();
    }

    @Test
    void whatAnOrderUnderWayExplainsIsNotTold_butTheProfileIsGoneAllTheSame() {
        known(A, true, "state", "Enabled", BEFORE).put("explained", true);
        known(B, false, "state", "Disabled", BEFORE).put("explained", true);

        var found = compare(eis(profile(A, ",\"state\":\"Disabled\"")), true);

        assertThat(told(found)).isEmpty();
        assertThat(found.retracted).containsExactly(B);
    }

    @ParameterizedTest
    @CsvSource({
        "true,  10:00, smsr,  Disabled,  enableProfile, true,  one that was shown before",
        "false, 10:00, smsr,  Disabled,  enableProfile, false, the read named one profile only",
        "true,  10:02, smsr,  Disabled,  enableProfile, false, it was seen after this read",
        "true,  10:00, other, Disabled,  enableProfile, false, this SM-SR never showed it",
        "true,  10:00, smsr,  NotOnCard, auditEIS,      false, it is known",
        "true,  10:00, smsr,  NotOnCard, getEIS,        false, it is known",
        "true,  10:00, smsr,  NotOnCard, enableProfile, true,  the SM-SR only answered so",
        "false, 10:00, smsr,  NotOnCard, enableProfile, false, the read named one profile only",
        "true,  10:00, smsr,  Deleted,   deleteProfile, false, it is known"
    })
    void aProfileThatIsNotListedAnyMoreIsGone(
            boolean whole, String at, String toldBy, String state, String source, boolean gone, String why) {
        known(B, false, "state", state, Instant.parse("2026-01-01T" + at + ":00Z"))
                .putAll(Map.of("told_by", toldBy, "source", source));

        var found = compare(eis(profile(A, "")), whole);

        assertThat(found.retracted).as(why).hasSize(gone ? 1 : 0);
        assertThat(told(found))
                .as(why)
                .isEqualTo(gone ? List.of("rsp.profile.drifted " + B + " state " + state + " NotOnCard") : List.of());
    }

    @Test
    void aSetWithoutAnyProfileSaysNothingOfThem() {
        known(B, false, "state", "Disabled", BEFORE);

        assertThat(compare(eis(""), true).retracted).isEmpty();
    }

    @Test
    void oneWhoseIccidCannotBeReadMayBeTheOneThatIsNotListed() {
        known(A, true, "state", "Enabled", BEFORE);
        known(B, false, "state", "Disabled", BEFORE);

        var found = compare(eis(profile(A, ",\"state\":\"Disabled\"") + "," + profile("8921x", "")), true);

        assertThat(found.retracted).isEmpty();
        assertThat(told(found)).containsExactly("rsp.profile.drifted " + A + " state Enabled Disabled");
    }

    @ParameterizedTest
    @CsvSource({
        "auditEIS,      smsr,  true,  an earlier read",
        "getEIS,        smsr,  true,  an earlier read",
        "auditEIS,      other, false, by the clock of another",
        "enableProfile, smsr,  false, it may have come after the read"
    })
    void ofTwoReadsOfOneSecondTheSecondIsTheLater(String source, String toldBy, boolean later, String why) {
        known(A, true, "state", "Enabled", NOW).putAll(Map.of("source", source, "told_by", toldBy));
        known(B, false, "state", "Disabled", NOW).putAll(Map.of("source", source, "told_by", toldBy));
        var eis = eis(profile(A, ",\"state\":\"Disabled\""));

        assertThat(told(compare(eis, true))).as(why).hasSize(later ? 2 : 0);
        assertThat(compare(eis, true).retracted).as(why).hasSize(later ? 1 : 0);
        assertThat(compare(eis, true).superseded).isFalse();
        assertThat(compare(eis, true, true).superseded).as(why).isEqualTo(later);
        assertThat(told(compare(eis, true, true))).isEmpty();
    }

    @Test
    void aReadThatLeftEarlierCountsIfItIsOfALaterSecond() {
        known(A, true, "state", "Enabled", BEFORE);
        known(EID, false, "lastRead", "", BEFORE);

        var found = compare(eis(profile(A, ",\"state\":\"Disabled\"")), true, true);

        assertThat(found.superseded).isFalse();
        assertThat(told(found)).hasSize(1);
    }

    @Test
    void anOlderReadShowsNothingOfAProfileThatIsGoneSince() {
        known(A, true, "state", "NotOnCard", LATER);

        var found = compare(eis(profile(A, ",\"state\":\"Enabled\",\"fallback\":true")), true);

        assertThat(found.notBelieved).containsExactly(A);
        assertThat(told(found)).isEmpty();
    }
}
