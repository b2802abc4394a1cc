package io.rsproutes.euicc;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.euicc.CardComparison.Found;
import io.rsproutes.euicc.CardComparison.Read;

/** A card as it was known, and as a read shows it. */
abstract class CardComparisons {

    static final String EID = "89049032123451234512345678901235";
    static final String OTHER_EID = "89049032123451234512345678901243";
    static final String A = "8947010000123456784";
    static final String B = "8988211000000000011";
    static final Instant BEFORE = Instant.parse("2026-01-01T10:00:00Z");
    static final Instant NOW = BEFORE.plusSeconds(60);
    static final Instant LATER = NOW.plusSeconds(60);

    final List<Map<String, Object>> rows = new ArrayList<>();

    /** A row of core/euicc.known: a fact (name null: nothing is known) of a profile that acme has on this card. */
    Map<String, Object> known(String subject, boolean shown, String name, String content, Instant at) {
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

    Found compare(String eis, boolean whole) {
        return compare(eis, whole, false);
    }

    Found compare(String eis, boolean whole, boolean leftBefore) {
        return CardComparison.compare(
                new Read(EID, "smsr", NOW, whole, Json.read(eis)),
                leftBefore,
                CardComparison.subjects(rows),
                List.of("smsrId"),
                List.of("state", "fallback", "policyRules"));
    }

    static String eis(String profiles) {
        return "{\"smsrId\":\"1.2\",\"profiles\":[" + profiles + "]}";
    }

    static String profile(String iccid, String more) {
        return "{\"iccid\":\"" + iccid + "\"" + more + "}";
    }

    static List<String> told(Found found) {
        return found.differences.stream()
                .map(one -> one.get("type") + " " + one.get("iccid") + " " + one.get("what") + " " + one.get("known")
                        + " " + one.get("reported"))
                .toList();
    }
}
