package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.config.Range;
import io.rsproutes.operation.PeerChoice.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several servers an order goes to: the most specific match wins. */
class PeerChoiceTest {

    private static final String EID = "89049032123451234512345678901235";
    private static final String ICCID = "8947010000123456784";

    /** Each peer: id, interface, and more of its settings. */
    private static PeerChoice choice(String... peers) {
        var settings = new ArrayList<>(List.of("--rsp.partner.plain=true"));
        for (var peer : peers) {
            var words = peer.split(" ");
            var at = "--rsp.peers." + words[0] + ".";
            settings.add(at + "interface=" + words[1]);
            settings.add(at + "url=https://server.example.com");
            settings.addAll(
                    !words[1].equals("es2plus")
                            ? List.of(
                                    at + "entity-id=1.2." + words[0].length(),
                                    at + "own-entity-id=1.3",
                                    at + "own-url=https://our.host")
                            : List.of(at + "requester-id=1.2"));
            Stream.of(words).skip(2).forEach(word -> settings.add(at + word));
        }
        return new PeerChoice(
                PeersTest.settings(settings.toArray(String[]::new)).peers());
    }

    private static final PeerChoice SMDPS = choice(
            "consumer es2plus profile-types=C-*",
            "iot es2plus profile-types=I-*,*-iot",
            "exact es2plus profile-types=I-7",
            "other es2plus iccid-ranges=8947*",
            "ranged es2plus iccid-ranges=8947010*,8988211-8988213 profile-types=R-*",
            "same es2plus iccid-ranges=8947010*",
            "slim es2plus iccid-ranges=8988212*",
            "smsr es4 eid-ranges=8*");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "the one it names,                 iot,      -,        8947010000123456784, C-1, -,   iot",
                "and no other,                     nowhere,  -,        8947010000123456784, C-1, -,   -",
                "nor one of another interface,     smsr,     -,        8947010000123456784, C-1, -,   -",
                "the inventory's,                  -,        consumer, 8947010000123456784, R-1, -,   consumer",
                "not if that is gone,              -,        gone,     8947010000123456784, R-1, -,   -",
                "not an SM-SR,                     -,        smsr,     8947010000123456784, -,   -,   ranged",
                "the longer range; by name,        -,        -,        8947010000123456784, -,   -,   ranged",
                "the shorter where it alone fits,  -,        -,        8947020000000000011, -,   -,   other",
                "the narrower of one length,       -,        -,        8988212000000000011, C-1, -,   slim",
                "the wider where it alone fits,    -,        -,        8988213000000000011, C-1, -,   ranged",
                "a range before a type,            -,        -,        8988211000000000011, I-7, -,   ranged",
                "outside all ranges by type,       -,        -,        8988214000000000011, C-1, -,   consumer",
                "no ranged one by type then,       -,        -,        8988214000000000011, R-1, -,   -",
                "by type without ICCID,            -,        -,        -,                   R-7, -,   ranged",
                "the type itself before a glob,    -,        -,        -,                   I-7, -,   exact",
                "the glob otherwise,               -,        -,        -,                   I-8, -,   iot",
                "the longer glob,                  -,        -,        -,                   C-iot, -, iot",
                "none that fits,                   -,        -,        -,                   X,   -,   -",
                "the inventory's type,             -,        -,        8988214000000000011, -,   I-7, exact",
                "what it names before that,        -,        -,        8988214000000000011, C-1, I-7, consumer",
                "the first where none fits that,   -,        -,        8988214000000000011, -,   X,   consumer",
                "the first where nothing is known, -,        -,        8988214000000000011, -,   -,   consumer",
            })
    void smdps(String why, String named, String ofProfile, String iccid, String type, String known, String chosen) {
        assertThat(SMDPS.choose(new Order(List.of("es2plus"), named, null, ofProfile, EID, iccid, type, known)))
                .as(why)
                .isEqualTo(chosen);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "none named,                      -,    eum,     false",
                "the eUICC's,                     eum,  eum,     false",
                "another,                         rest, eum,     true",
                "the eUICC's is none of ours,     rest, 1.2.333, true",
                "not known; its EID's range says, card, -,       false",
                "not known; and says otherwise,   rest, -,       true",
                "it is known of its SM-DP+ only,  rest, smdp,    true"
            })
    void whetherAnotherThanTheEuiccsIsNamed(String why, String named, String ofEuicc, boolean another) {
        assertThat(SMSRS.namesAnother(new Order(List.of("es4"), named, ofEuicc, null, EID, null, null, null)))
                .as(why)
                .isEqualTo(another);
    }

    private static final PeerChoice SMSRS = choice(
            "eum es4 eid-ranges=89049032*",
            "batch es4 eid-ranges=8904903212345-8904903212349",
            "card es4 eid-ranges=" + EID + "*",
            "part es4 eid-ranges=8904903212346*",
            "rest es4",
            "sim es4 iccid-ranges=8988*",
            "smdp es2plus");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "the one it names,              rest, eum,  -,    89049032123451234512345678901235, 8947, rest",
                "the eUICC's by the inventory,  -,    eum,  rest, 89049032123451234512345678901235, 8947, eum",
                "the profile's if an SM-SR,     -,    -,    rest, 89049032123451234512345678901235, 8947, rest",
                "the EID itself,                -,    smdp, -,    89049032123451234512345678901235, 8947, card",
                "a longer beginning,            -,    -,    -,    89049032123451234512345678901236, 8947, batch",
                "the narrower of one length,    -,    -,    -,    89049032123461234512345678901235, 8947, part",
                "its EUM,                       -,    -,    -,    89049032000000000000000000000000, 8947, eum",
                "the EID before the ICCID,      -,    -,    -,    89049032000000000000000000000000, 8988, eum",
                "the ICCID else,                -,    -,    -,    89000000000000000000000000000000, 8988, sim",
                "the only one without ranges,   -,    -,    -,    89000000000000000000000000000000, 8947, rest",
                "not where there are two such,  -,    -,    -,    89000000000000000000000000000000, -,    -",
                "not one that is gone,          -,    gone, -,    89049032123451234512345678901235, 8947, -",
                "nor an SM-DP+,                 smdp, -,    -,    89049032123451234512345678901235, 8947, -",
            })
    void smsrs(String why, String named, String ofEuicc, String ofProfile, String eid, String iccid, String chosen) {
        assertThat(SMSRS.choose(new Order(List.of("es4"), named, ofEuicc, ofProfile, eid, iccid, null, null)))
                .as(why)
                .isEqualTo(chosen);
    }

    @Test
    void aCardWhoseSmsrNobodyKnowsGoesToNoneUnlessThereIsOnlyOne() {
        var order = new Order(List.of("es4"), null, null, null, EID, ICCID, null, null);
        assertThat(choice("a es4").choose(order)).isEqualTo("a");
        assertThat(choice("a es4", "bb es4").choose(order)).isNull();
        assertThat(choice("a es4 eid-ranges=89044*").choose(order)).isNull();
    }

    /** What core/submit may take for granted: no peer that is known and agrees leads to another than was chosen without knowing. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "es2plus, 8947010000123456784, -",
                "es2plus, 8988214000000000011, C-1",
                "es2plus, 8988214000000000011, -",
                "es2plus, -, I-7",
                "es4, 8947010000123456784, -",
                "es4, -, -"
            })
    void aKnownPeerThatAgreesChangesNothing(String interfaceName, String iccid, String type) {
        var choice = choice(
                "a es2plus profile-types=C-*",
                "b es2plus profile-types=I-*",
                "c es2plus iccid-ranges=8947*",
                "smsr es4 eid-ranges=8904*",
                "other es4");
        var unknown = new Order(List.of(interfaceName), null, null, null, EID, iccid, type, null);
        var chosen = choice.choose(unknown);
        var agreeing = choice.agreeing(unknown, chosen);
        var known = Stream.of("a", "b", "c", "smsr", "other", "gone", null).toList();
        int others = 0;
        for (var ofEuicc : known) {
            for (var ofProfile : known) {
                for (var knownType : choice.typeDecides(unknown) ? List.of("") : List.of("", "I-1", "X")) {
                    var order = new Order(
                            List.of(interfaceName),
                            null,
                            ofEuicc,
                            ofProfile,
                            EID,
                            iccid,
                            type,
                            knownType.isEmpty() ? null : knownType);
                    boolean same = chosen.equals(choice.choose(order));
                    assertThat(same || !agrees(agreeing, ofEuicc) || !agrees(agreeing, ofProfile))
                            .as(order.toString())
                            .isTrue();
                    others += same ? 0 : 1;
                }
            }
        }
        assertThat(others).isPositive();
        assertThat(choice.agreeing(
                        new Order(List.of(interfaceName), chosen, null, null, EID, iccid, type, null), chosen))
                .isNull();
    }

    private static boolean agrees(List<String> agreeing, String known) {
        return known == null || agreeing.contains(known);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "es2plus, -,    8988214000000000011, -,   true",
                "es2plus, -,    8988214000000000011, C-1, false",
                "es2plus, iot,  8988214000000000011, -,   false",
                "es2plus, -,    8947010000123456784, -,   false",
                "es2plus, -,    -,                   C-1, false",
                "es4,     -,    8988214000000000011, -,   false"
            })
    void aTypeOfTheInventoryDecidesWhereNothingElseDoes(
            String interfaceName, String named, String iccid, String type, boolean decides) {
        assertThat(SMDPS.typeDecides(new Order(List.of(interfaceName), named, null, null, EID, iccid, type, null)))
                .isEqualTo(decides);
        assertThat(choice("only es2plus profile-types=C-*")
                        .typeDecides(new Order(List.of("es2plus"), null, null, null, null, ICCID, null, null)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "es4 | smdp | - | It names 'smdp', which is no SM-SR of rsp.peers.",
                "es2plus | nowhere | - | It names 'nowhere', which is no SM-DP+ of rsp.peers.",
                "es4 | - | gone | The inventory names 'gone', which is not in rsp.peers.",
                "es4 | - | - | Looked for its SM-SR in the inventory (none), in the eid-ranges and iccid-ranges of rsp.peers (none fits), and among those without ranges (2, and only one alone would be it).",
                "es2plus | - | - | Looked for its SM-DP+ in the inventory (none), in the iccid-ranges of rsp.peers (none fits), and among those without ranges (no profile-types fit X)."
            })
    void aRefusalSaysWhereWeLooked(String interfaceName, String named, String ofEuicc, String text) {
        var choice = choice("a es4", "bb es4", "ccc es4 eid-ranges=1*", "smdp es2plus");
        var order = new Order(List.of(interfaceName), named, ofEuicc, null, EID, ICCID, "X", null);
        assertThat(choice.choose(order)).isNull();
        assertThat(choice.lookedAt(order)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "8947010*, 8947010000123456784, true",
        "8947010*, 8947011000123456784, false",
        "8988211-8988213, 8988213999999999999, true",
        "8988211-8988213, 8988214000000000000, false",
        "8947010000123456784*, 894701, false",
        "89049032123451234512345678901235*, 89049032123451234512345678901235, true"
    })
    void ranges(String range, String digits, boolean holds) {
        assertThat(Range.valueOf(range).holds(digits)).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "8988", "89-1", "9-8", "a*", "*8"})
    void whatIsNoRange(String text) {
        assertThatThrownBy(() -> Range.valueOf(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no range");
    }

    private static final PeerChoice CARDS = choice(
            "smsr es4 eid-ranges=8904*",
            "smdp es2 profile-types=A-*",
            "with-smsr es2 smsr-id=1.2.77 profile-types=B-* iccid-ranges=8988*");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "the card's SM-SR before any SM-DP,  -,    smsr,   smdp, 8947010000123456784, -, smsr",
                "also by its range,                  -,    -,      smdp, 8947010000123456784, -, smsr",
                "the SM-DP it names,                 smdp, smsr,   -,    8947010000123456784, -, smdp",
                "an SM-DP for a card of others,      -,    1.2.99, -,    8947010000123456784, A-1, smdp",
                "the profile's,                      -,    1.2.99, smdp, 8988010000123456784, -, smdp",
                "the range's,                        -,    1.2.99, -,    8988010000123456784, -, with-smsr",
                "none for a peer that is gone,       -,    gone,   smdp, 8947010000123456784, A-1, -",
            })
    void aFunctionAboutACardGoesTo(
            String why, String named, String ofEuicc, String ofProfile, String iccid, String type, String chosen) {
        var order = new Order(List.of("es4", "es2"), named, ofEuicc, ofProfile, EID, iccid, type, null);
        assertThat(CARDS.choose(order)).as(why).isEqualTo(chosen);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "the card's SM-SR is known,       smsr, -,    8947010000123456784, A-1, smdp",
                "it is not,                       -,    smdp, 8947010000123456784, A-1, -",
                "it is one of others,             1.2.9, -,   8947010000123456784, A-1, smdp",
                "the peer's settings say it,      -,    -,    8988010000123456784, -, with-smsr",
                "only a peer of its type takes it, smsr, -,   8947010000123456784, X, -",
            })
    void aDownloadGoesToAnSmdpThatIsToldTheSmsr(
            String why, String ofEuicc, String ofProfile, String iccid, String type, String chosen) {
        var order = new Order(List.of("es2"), null, ofEuicc, ofProfile, EID, iccid, type, null);
        assertThat(CARDS.choose(order)).as(why).isEqualTo(chosen);
    }
}
