package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.euicc.CardComparison.Found;
import io.rsproutes.euicc.CardComparison.Read;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardComparisonTest {

    private static final String EID = "89049032123451234512345678901235";
    private static final String OTHER_EID = "89049032123451234512345678901243";
    private static final String A = "8947010000123456784";
    private static final String B = "8988211000000000011";
    private static final Instant BEFORE = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant NOW = BEFORE.plusSeconds(60);
    private static final Instant LATER = NOW.plusSeconds(60);

    private final List<Map<String, Object>> rows = new ArrayList<>();

    /** A row of core/euicc.known: a fact (name null: nothing is known) of a profile that acme has on this card. */
    private Map<String, Object> known(String subject, boolean shown, String name, String content, Instant at) {
        var row = new HashMap<String, Object>();
        row.put("subject", subject);
        row.put("shown", shown);
        row.put("name", name);
        row.put("content", content);
        row.put("source", "enableProfile");
        row.put("told_by", "smsr");
        row.put("observed_at", at == null ? null : Timestamp.from(at));
        row.put("known_eid", name == null ? null : EID);
        row.put("known_own", true);
        row.put("listed", true);
        row.put("tied_eid", EID);
        row.put("tenant", "acme");
        row.put("order_key", EID);
        row.put("own_card", true);
        row.put("explained", false);
        rows.add(row);
        return row;
    }

    private Found compare(String eis, boolean whole) {
        return compare(eis, whole, false);
    }

    private Found compare(String eis, boolean whole, boolean leftBefore) {
        return CardComparison.compare(
                new Read(EID, "smsr", NOW, whole, Json.read(eis)),
                leftBefore,
                CardComparison.subjects(rows),
                List.of("smsrId"),
                List.of("state", "fallback", "policyRules"));
    }

    private static String eis(String profiles) {
        return "{\"smsrId\":\"1.2\",\"profiles\":[" + profiles + "]}";
    }

    private static String profile(String iccid, String more) {
        return "{\"iccid\":\"" + iccid + "\"" + more + "}";
    }

    private static List<String> told(Found found) {
        return found.differences.stream()
                .map(one -> one.get("type") + " " + one.get("iccid") + " " + one.get("what") + " " + one.get("known")
                        + " " + one.get("reported"))
                .toList();
    }

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

    @Test
    void aProfileOfNobodyIsToldOnce() {
        known(A, true, null, null, null).put("listed", false);
        rows.get(0).put("tied_eid", null);
        var eis = eis(profile(A, ",\"state\":\"Disabled\""));

        assertThat(told(compare(eis, true))).containsExactly("rsp.euicc.drifted " + A + " profile null Disabled");

        rows.clear();
        known(A, true, "state", "Disabled", BEFORE).put("listed", false);
        rows.get(0).put("tied_eid", null);
        assertThat(told(compare(eis, true))).isEmpty();
    }

    @Test
    void aProfileThatTheInventoryHasOnAnotherCardIsToldOnce_andNothingOfItIsKept() {
        known(A, true, null, null, null).put("tied_eid", OTHER_EID);
        var eis = eis(profile(A, ",\"state\":\"Enabled\""));

        var found = compare(eis, true);
        assertThat(told(found)).containsExactly("rsp.euicc.drifted " + A + " eid " + OTHER_EID + " " + EID);
        assertThat(found.elsewhere).containsExactly(A);
        assertThat(found.notBelieved).containsExactly(A);

        rows.get(0).put("own_card", false);
        assertThat(compare(eis, true).differences)
                .singleElement()
                .satisfies(one -> assertThat(one).containsEntry("eid", null).doesNotContainValue(EID + " "))
                .satisfies(one -> assertThat(one.get("reported")).isEqualTo("another eUICC"));

        rows.clear();
        known(A, true, "elsewhere", "true", BEFORE).put("tied_eid", OTHER_EID);
        assertThat(told(compare(eis, true))).isEmpty();
    }

    @Test
    void aProfileThatIsNewOnACardThatWasReadBeforeIsTold_unlessThisReadIsTheOlder() {
        known(A, true, null, null, null);
        known(EID, false, "lastRead", "", LATER);
        var older = compare(eis(profile(A, ",\"state\":\"Disabled\"")), true);
        rows.remove(1);
        known(EID, false, "lastRead", "", BEFORE);

        assertThat(told(older)).isEmpty();
        assertThat(older.notBelieved).containsExactly(A);
        assertThat(told(compare(eis(profile(A, ",\"state\":\"Disabled\"")), true)))
                .containsExactly("rsp.profile.drifted " + A + " state NotOnCard Disabled");
    }

    @Test
    void aProfileThatWasOnAnotherCardIsTold() {
        known(A, true, "state", "Enabled", BEFORE).put("known_eid", OTHER_EID);
        rows.get(0).put("tied_eid", null);

        assertThat(told(compare(eis(profile(A, ",\"state\":\"Enabled\"")), false)))
                .containsExactly("rsp.profile.drifted " + A + " eid " + OTHER_EID + " " + EID);
    }

    @ParameterizedTest
    @CsvSource({
        "false, true,  another eUICC,  here",
        "true,  false, there,          another eUICC",
        "false, false, another eUICC,  another eUICC"
    })
    void aCardIsNamedToItsOwnTenantOnly(boolean ownBefore, boolean ownNow, String before, String now) {
        known(A, true, "state", "Enabled", BEFORE).put("known_eid", OTHER_EID);
        rows.get(0).putAll(Map.of("listed", ownBefore, "known_own", ownBefore, "own_card", ownNow));
        rows.get(0).put("tied_eid", null);

        var told = compare(eis(profile(A, ",\"state\":\"Enabled\"")), false).differences;

        assertThat(told).singleElement().satisfies(one -> assertThat(one)
                .containsEntry("known", before.replace("there", OTHER_EID))
                .containsEntry("reported", now.replace("here", EID))
                .containsEntry("eid", ownNow ? EID : null));
    }

    @Test
    void whatAnotherTenantKnewOfANobodysProfileIsNotTold() {
        known(A, true, "state", "Disabled", BEFORE).put("listed", false);
        known(A, true, "fallback", "true", BEFORE).putAll(Map.of("known_eid", OTHER_EID, "known_own", false));
        rows.forEach(row -> row.putAll(Map.of("listed", false)));
        rows.forEach(row -> row.put("tied_eid", null));

        assertThat(told(compare(eis(profile(A, ",\"state\":\"Disabled\",\"fallback\":false")), false)))
                .isEmpty();
    }

    @Test
    void rulesAreTheSameInAnyOrder() {
        var one =
                "[{\"subject\":\"PROFILE\",\"action\":\"DISABLE\",\"qualification\":\"Not-Allowed\"},{\"action\":\"DELETE\"}]";
        var same =
                "[{\"action\":\"Delete\"},{\"action\":\"DISABLE\",\"qualification\":\"Not-allowed\",\"subject\":\"PROFILE\"}]";

        assertThat(CardComparison.same("policyRules", one, same)).isTrue();
        assertThat(CardComparison.same("policyRules", one, "[]")).isFalse();
        assertThat(CardComparison.same("state", "Enabled", "enabled")).isFalse();
    }

    @Test
    void nobodyIsToldOfWhatIsNobodys() {
        known(A, true, "state", "Enabled", BEFORE).put("tenant", null);

        assertThat(told(compare(eis(profile(A, ",\"state\":\"Disabled\"")), true)))
                .isEmpty();
    }
}
