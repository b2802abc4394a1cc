package io.rsproutes.bench;

import java.util.function.Consumer;

import io.rsproutes.common.Identifiers;
import io.rsproutes.support.Eids;

/** What acme owns, by number: profiles at a SM-DP+, and cards with two profiles each at the SM-SR. */
final class Stock {

    static final String HEAD = "tenant,eid,iccid,profileType,peer\n";
    /** The first digits of ICCIDs: of profiles ordered over REST, at the gateway, and loaded only to be loaded. */
    static final String ICCIDS = "894705";

    static final String GATEWAY_ICCIDS = "894707";
    static final String LOADED_ICCIDS = "894708";
    private static final String CARD_PROFILES = "894706";
    private static final String CARDS = "890490320000000000";
    private static final int FIRST_CARD = 700_000_000;
    /** Lines of one inventory file. */
    private static final int CHUNK = 5_000;

    private Stock() {}

    static String profile(String range, int profile) {
        return Identifiers.canonicalIccid(String.format(range + "%012d", profile));
    }

    static String eid(int card) {
        return Eids.eid(String.format(CARDS + "%012d", FIRST_CARD + card));
    }

    static String cardProfile(int card, int which) {
        return profile(CARD_PROFILES, card * 2 + which);
    }

    static String line(String range, int profile, String peer) {
        return "acme,," + profile(range, profile) + ",P9054-1," + peer + "\n";
    }

    /** So many profiles of that range, as inventory files. */
    static void profiles(String range, int number, String peer, Consumer<String> load) {
        var csv = new StringBuilder(HEAD);
        for (int n = 0; n < number; n++) {
            csv.append(line(range, n, peer));
            if (n % CHUNK == CHUNK - 1 || n == number - 1) {
                load.accept(csv.toString());
                csv.setLength(HEAD.length());
            }
        }
    }

    /** So many cards; {@code card} is told each EID and what the SM-SR knows of it. */
    static void cards(int number, Consumer<String> load, Card card) {
        var csv = new StringBuilder(HEAD);
        for (int n = 0; n < number; n++) {
            for (int which = 0; which < 2; which++) {
                csv.append(String.join(",", "acme", eid(n), cardProfile(n, which), "P9054-1", "smsr-demo\n"));
            }
            card.put(
                    eid(n),
                    "{\"profiles\":[{\"iccid\":\"" + cardProfile(n, 0)
                            + "\",\"state\":\"Enabled\",\"fallback\":true},{\"iccid\":\"" + cardProfile(n, 1)
                            + "\",\"state\":\"Disabled\"}]}");
            if (n % CHUNK == CHUNK - 1 || n == number - 1) {
                load.accept(csv.toString());
                csv.setLength(HEAD.length());
            }
        }
    }

    /** A card at the SM-SR. */
    interface Card {
        void put(String eid, String known);
    }
}
