package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose a difference is, and what nobody else is told of it. */
class CardComparisonTenantsTest extends CardComparisons {
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
