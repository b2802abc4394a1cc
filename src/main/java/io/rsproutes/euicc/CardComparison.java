package io.rsproutes.euicc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import io.rsproutes.platform.database.SqlList;
import org.apache.camel.Exchange;

/** What an information set shows of a card and its profiles beside what we know of them. */
public class CardComparison {

    /** The state of a profile that is not on its card any more. */
    static final String ABSENT = "NotOnCard";

    private static final String DELETED = "Deleted";
    private static final Set<String> READS = Set.of("getEIS", "auditEIS");
    private static final String ELSEWHERE = "elsewhere";
    private static final String WHICH_CARD = "eid";
    private static final String ANOTHER = "another eUICC";

    /**
     * One read of a card.
     *
     * @param at    when, by the peer
     * @param whole whether no profile was named: what it does not list is not there
     */
    record Read(String eid, String peer, Instant at, boolean whole, JsonNode eis) {}

    /** One value that is known of the card or a profile; {@code eid}: on which card, {@code own}: the tenant's. */
    record Fact(String content, String source, String toldBy, Instant at, String eid, boolean own) {

        /**
         * Whether the read is of a later time. Times come in whole seconds: of two reads of one second by one
         * peer the second is.
         */
        boolean isBefore(Read read) {
            return at.isBefore(read.at()) || isOfSameSecond(read);
        }

        /** Whether another read of the same time showed it. */
        boolean isOfSameSecond(Read read) {
            return at.equals(read.at()) && READS.contains(source) && toldBy.equals(read.peer());
        }
    }

    /** The card or a profile: what we know of it, and who learns of a difference ({@code core/euicc.known}). */
    record Subject(
            String id,
            boolean shown,
            boolean listed,
            String tiedTo,
            String tenant,
            String orderKey,
            boolean ownCard,
            boolean explained,
            Map<String, Fact> facts) {

        Fact fact(String name) {
            return facts.get(name);
        }
    }

    /** What {@link #compare} finds. */
    static final class Found {
        /** One whose call left later was of the same second: nothing of this one counts. */
        boolean superseded;

        final List<Map<String, Object>> differences = new ArrayList<>();
        final List<String> retracted = new ArrayList<>();
        final List<String> elsewhere = new ArrayList<>();
        final List<String> notBelieved = new ArrayList<>();

        // Nobody is told what an order under way explains.
        void differs(Subject subject, String type, Read read, String what, Fact known, String reported) {
            if (subject.tenant() == null || subject.explained()) {
                return;
            }
            boolean card = subject.id().equals(read.eid());
            boolean hidden = what.equals(WHICH_CARD) && !subject.ownCard();
            var difference = new HashMap<String, Object>();
            difference.put("tenant", subject.tenant());
            difference.put("orderKey", subject.orderKey());
            difference.put("type", type);
            difference.put("eid", hidden ? null : read.eid());
            difference.put("iccid", card ? null : subject.id());
            difference.put("what", what);
            difference.put("known", known == null ? null : known.content());
            difference.put("knownAt", known == null ? null : known.at());
            difference.put("knownSource", known == null ? null : known.source());
            difference.put("reported", hidden ? ANOTHER : reported);
            differences.add(difference);
        }
    }

    /**
     * What the EIS in variable {@code result} (null: none, then nothing is retracted or differs) shows beside
     * the rows of core/euicc.known (the body), as a map. The arguments name the values that are compared: of
     * the eUICC, and of a profile; a value counts only when both sides have it. {@code differences}: a list
     * of maps {tenant, orderKey, type, eid, iccid, what, known, knownAt, knownSource, reported}. A profile on
     * the card that no inventory has: what is profile, known null. One that an earlier read did not show, or
     * that is gone: what is state, and known or reported NotOnCard. One that we know on another card: what is
     * eid. No difference where an order under way explains it, or no tenant learns of it. {@code retracted}:
     * the profiles that are no longer on the card; empty unless {@code whole} is true. {@code elsewhere}:
     * those that the inventory has on another card; null: none. Both as text of a PostgreSQL array. {@code
     * notBelieved}: a list of the ICCIDs of which nothing is kept: elsewhere, and those that a later read no
     * longer showed. {@code superseded}: true when a read that showed no less of the card has a time of the
     * same second, and its call left later: then nothing of this read counts, and the rest is empty; else
     * false. Reads also {@code eid, peer, observedAt}.
     *
     * @param ofCard    the values of a card that are compared, with blanks between
     * @param ofProfile those of a profile
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> compare(Exchange exchange, String ofCard, String ofProfile) {
        var result = exchange.getVariable("result", String.class);
        var read = new Read(
                exchange.getVariable("eid", String.class),
                exchange.getVariable("peer", String.class),
                Timestamps.instant(exchange.getVariable("observedAt")),
                Boolean.TRUE.equals(exchange.getVariable("whole", Boolean.class)),
                result == null ? Json.MAPPER.missingNode() : Json.read(result));
        List<Map<String, Object>> rows = exchange.getMessage().getBody(List.class);
        boolean left = rows.stream().anyMatch(row -> Boolean.TRUE.equals(row.get("left_before")));
        var found = compare(read, left, subjects(rows), words(ofCard), words(ofProfile));
        var comparison = new HashMap<String, Object>();
        comparison.put("differences", found.differences);
        comparison.put("retracted", SqlList.of(found.retracted));
        comparison.put("elsewhere", found.elsewhere.isEmpty() ? null : SqlList.of(found.elsewhere));
        comparison.put("notBelieved", found.notBelieved);
        comparison.put("superseded", found.superseded);
        return comparison;
    }

    private static List<String> words(String text) {
        return List.of(text.trim().split("\\s+"));
    }

    static List<Subject> subjects(List<Map<String, Object>> rows) {
        var subjects = new LinkedHashMap<String, Subject>();
        for (var row : rows) {
            var subject = subjects.computeIfAbsent(
                    row.get("subject").toString(),
                    id -> new Subject(
                            id,
                            (Boolean) row.get("shown"),
                            (Boolean) row.get("listed"),
                            (String) row.get("tied_eid"),
                            (String) row.get("tenant"),
                            (String) row.get("order_key"),
                            (Boolean) row.get("own_card"),
                            (Boolean) row.get("explained"),
                            new HashMap<>()));
            if (row.get("name") != null) {
                subject.facts()
                        .put(
                                row.get("name").toString(),
                                new Fact(
                                        (String) row.get("content"),
                                        (String) row.get("source"),
                                        (String) row.get("told_by"),
                                        Timestamps.instant(row.get("observed_at")),
                                        (String) row.get("known_eid"),
                                        (Boolean) row.get("known_own")));
            }
        }
        return List.copyOf(subjects.values());
    }

    /** {@code leftBefore}: whether its call left before that of another read that was kept, of no less of the card. */
    static Found compare(
            Read read, boolean leftBefore, List<Subject> subjects, List<String> ofCard, List<String> ofProfile) {
        var found = new Found();
        var shown = new HashMap<String, JsonNode>();
        read.eis().path("profiles").forEach(one -> shown.put(one.path("iccid").asText(), one));
        var lastRead = subjects.stream()
                .filter(one -> one.id().equals(read.eid()))
                .map(one -> one.fact("lastRead"))
                .filter(fact -> fact != null && fact.toldBy().equals(read.peer()))
                .findFirst()
                .orElse(null);
        found.superseded = leftBefore
                && subjects.stream()
                        .filter(one -> one.shown() || one.id().equals(read.eid()))
                        .flatMap(one -> one.facts().values().stream())
                        .anyMatch(fact -> fact.isOfSameSecond(read));
        if (found.superseded) {
            return found;
        }
        for (var subject : subjects) {
            if (subject.id().equals(read.eid())) {
                values(found, "rsp.euicc.drifted", subject, read, read.eis(), ofCard);
            } else if (subject.shown()) {
                shown(found, subject, read, shown.get(subject.id()), lastRead, ofProfile);
            } else if (read.whole() && !shown.isEmpty() && InformationSets.namesAll(read.eis())) {
                unlisted(found, subject, read);
            }
        }
        return found;
    }

    private static void shown(
            Found found, Subject subject, Read read, JsonNode profile, Fact lastRead, List<String> ofProfile) {
        var state = subject.fact("state");
        boolean here =
                subject.facts().values().stream().anyMatch(fact -> read.eid().equals(fact.eid()));
        var reported = profile.path("state").asText("shown");
        if (subject.tiedTo() != null && !subject.tiedTo().equals(read.eid())) {
            found.elsewhere.add(subject.id());
            found.notBelieved.add(subject.id());
            if (subject.fact(ELSEWHERE) == null) {
                var tied = new Fact(subject.tiedTo(), "inventory", read.peer(), null, subject.tiedTo(), true);
                found.differs(subject, "rsp.euicc.drifted", read, WHICH_CARD, tied, read.eid());
            }
        } else if (goneSince(state, here, lastRead, read)) {
            found.notBelieved.add(subject.id());
        } else if (state != null && !here && state.at().isBefore(read.at())) {
            // Whose that card is, only its tenant is told.
            var card = state.eid() == null || state.own() ? state.eid() : ANOTHER;
            var other = new Fact(card, state.source(), state.toldBy(), state.at(), state.eid(), state.own());
            found.differs(subject, "rsp.profile.drifted", read, WHICH_CARD, other, read.eid());
        } else if (!subject.listed() && !here) {
            found.differs(subject, "rsp.euicc.drifted", read, "profile", null, reported);
        } else if (state == null && lastRead != null && !here) {
            var absent = new Fact(ABSENT, lastRead.source(), read.peer(), lastRead.at(), read.eid(), true);
            found.differs(subject, "rsp.profile.drifted", read, "state", absent, reported);
        } else {
            values(found, "rsp.profile.drifted", subject, read, profile, ofProfile);
        }
    }

    // By a newer read of the whole card: it was withdrawn, or nothing was known of it then.
    private static boolean goneSince(Fact state, boolean here, Fact lastRead, Read read) {
        return state != null && ABSENT.equals(state.content())
                ? state.at().isAfter(read.at())
                : state == null && !here && lastRead != null && lastRead.at().isAfter(read.at());
    }

    // Only the peer that has shown it before can show that it is gone: others may be shown less.
    private static void unlisted(Found found, Subject subject, Read read) {
        var here = new HashMap<>(subject.facts());
        here.remove(ELSEWHERE);
        here.values().removeIf(fact -> !read.eid().equals(fact.eid()));
        var state = here.get("state");
        boolean gone = here.isEmpty() || state != null && gone(state);
        if (!gone
                && here.values().stream().allMatch(fact -> fact.isBefore(read))
                && here.values().stream().anyMatch(fact -> read.peer().equals(fact.toldBy()))) {
            found.retracted.add(subject.id());
            found.differs(subject, "rsp.profile.drifted", read, "state", state, ABSENT);
        }
    }

    // What an SM-SR only answered to an order is not known until a read confirms it.
    private static boolean gone(Fact state) {
        return DELETED.equals(state.content()) || ABSENT.equals(state.content()) && READS.contains(state.source());
    }

    private static void values(
            Found found, String type, Subject subject, Read read, JsonNode shown, List<String> names) {
        for (var name : names) {
            var known = subject.fact(name);
            var reported = Observations.text(shown.get(name));
            if (known != null
                    && (subject.listed() || known.own())
                    && reported != null
                    && known.isBefore(read)
                    && !same(name, known.content(), reported)) {
                found.differs(subject, type, read, name, known, reported);
            }
        }
    }

    static boolean same(String name, String known, String reported) {
        return known.equals(reported)
                || name.equals("policyRules")
                        && PolicyRules.of(Json.read(known)).equals(PolicyRules.of(Json.read(reported)));
    }
}
