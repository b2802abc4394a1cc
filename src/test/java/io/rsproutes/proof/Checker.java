package io.rsproutes.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rsproutes.proof.Ledger.Event;
import io.rsproutes.proof.Ledger.Operation;

/**
 * Joins what those outside saw with what the database says, once all is quiet, and tells every way in which they do not fit. Knows nothing of how the instance works: a request, a call, a message, an event
 * (docs/proof/proof.md).
 */
final class Checker {

    /** {@code rule}: what was promised; {@code what}: where it was broken. */
    record Violation(String rule, String what) {}

    static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "EXPIRED", "REFUSED");
    /** The events that tell an end. */
    static final Set<String> ENDS = ENDED.stream()
            .map(state -> "rsp.operation." + state.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    /** May be called again as often as one likes. */
    private static final Set<String> HARMLESS = Set.of("releaseProfile", "getEIS", "auditEIS", "getProfileStatus");

    /** What a notification (ICCID/point) is to the subscriber. */
    private static final Map<String, String> TOLD = Map.of("3", "rsp.profile.downloaded", "4", "rsp.profile.installed");

    private static final Set<String> NOT_DONE = Set.of("FAILED", "REFUSED", "EXPIRED");
    private static final Set<String> AUDITS = Set.of("getEIS", "auditEIS");

    private final Ledger ledger;
    private final int duplicatesAllowed;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Operation> operations = new HashMap<>();

    private Checker(Ledger ledger, int duplicatesAllowed) {
        this.ledger = ledger;
        this.duplicatesAllowed = duplicatesAllowed;
        ledger.operations.forEach(operation -> operations.put(operation.id(), operation));
    }

    /** @param duplicatesAllowed how many deliveries may have come twice: what was under way when something was killed */
    static List<Violation> check(Ledger ledger, int duplicatesAllowed) {
        var checker = new Checker(ledger, duplicatesAllowed);
        checker.requests();
        checker.effects();
        checker.messages();
        checker.events();
        checker.deliveries();
        return checker.violations;
    }

    private void broken(String rule, Object what) {
        violations.add(new Violation(rule, String.valueOf(what)));
    }

    private void requests() {
        var references = ledger.operations.stream()
                .filter(one -> one.reference() != null)
                .collect(Collectors.groupingBy(Operation::reference));
        for (var request : ledger.requests.values()) {
            var known = references.getOrDefault(request.key, List.of());
            if (!request.accepted()) {
                broken(
                        request.refused() ? "a right order is not refused" : "every order is answered in the end",
                        request.key + " " + request.answers);
            }
            for (var id : request.operations) {
                if (!operations.containsKey(id)) {
                    broken("an accepted order is kept", request.key + " " + id);
                } else if (!request.key.equals(operations.get(id).reference())) {
                    broken("the answer names the order's own operation", request.key + " " + id);
                }
            }
            // What relies on something that did not succeed is not ordered.
            boolean cutShort = request.size > 1
                    && known.stream().anyMatch(operation -> !operation.state().equals("SUCCEEDED"));
            if (request.accepted() && known.size() < request.size && !cutShort) {
                broken("an accepted order is kept", request.key + " " + known.size() + " of " + request.size);
            }
            if (known.size() > request.size
                    || request.operations.stream().distinct().count() > 1) {
                broken("an order sent again is the same operation", request.key);
            }
            for (var operation : known) {
                if (!operation.tenant().equals(request.tenant)) {
                    broken("an order is its tenant's", request.key);
                }
                if (!ENDED.contains(operation.state()) && !ledger.parked.contains(operation.id())) {
                    broken(
                            "an accepted order ends, or stands where staff can see it",
                            operation.id() + " " + operation.state());
                }
            }
        }
        references.keySet().stream()
                .filter(reference -> !ledger.requests.containsKey(reference))
                .forEach(reference -> broken("an operation was ordered by somebody", reference));
    }

    private void effects() {
        var sent = new HashMap<String, Ledger.Sent>();
        ledger.sent.forEach(one -> sent.put(one.callId(), one));
        // A card that is found as it was to be has a reason, whoever brought it there.
        var audited = new HashSet<String>();
        var seen = new HashMap<String, Integer>();
        var changed = new HashMap<String, Set<String>>();
        for (var call :
                Stream.concat(ledger.calls.stream(), ledger.cardCalls.stream()).toList()) {
            var row = sent.get(call.callId());
            if (row == null) {
                broken("a call that reached a peer was recorded before it left", call);
                continue;
            }
            if (AUDITS.contains(call.function())) {
                audited.add(row.operation());
            }
            var operation = operations.get(row.operation());
            var request = operation == null || operation.reference() == null
                    ? null
                    : ledger.requests.get(operation.reference());
            if (request != null && request.subject != null && !request.subject.equals(call.subject())) {
                broken("a call is about what was ordered", call);
            }
            if (HARMLESS.contains(call.function())) {
                continue;
            }
            var what = row.operation() + " " + call.function();
            if (seen.merge(what, 1, Integer::sum) == 2) {
                broken("a call that may have been executed is not sent again", what);
            }
            if (call.changed()
                    && !changed.computeIfAbsent(row.operation(), key -> new HashSet<>())
                            .add(call.function())) {
                broken("an operation has one effect", what);
            }
        }
        for (var operation : ledger.operations) {
            var effect = changed.getOrDefault(operation.id(), Set.of());
            // A whole order is done with its last call, and not done when it was cancelled after that.
            var last = operation.function().equals("orderProfile") ? "confirmOrder" : operation.function();
            if (operation.state().equals("SUCCEEDED")
                    && !HARMLESS.contains(last)
                    && !effect.contains(last)
                    && !audited.contains(operation.id())) {
                broken("what is said to be done was done", operation.id());
            }
            if (NOT_DONE.contains(operation.state()) && effect.contains(last) && !effect.contains("cancelOrder")) {
                broken("what is said to have failed was not done", operation.id());
            }
        }
    }

    private void messages() {
        if (ledger.parkedCommands < ledger.poison) {
            broken(
                    "what nobody can read stands where staff can see it",
                    ledger.parkedCommands + " of " + ledger.poison);
        }
        ledger.deadMessages.forEach(message -> broken("a peer's message is worked on", message));
        ledger.messages.forEach((message, answers) -> {
            boolean taken = answers.stream().anyMatch(status -> status >= 200 && status < 300);
            long rows = ledger.inbox.getOrDefault(message, 0L);
            if (!taken) {
                broken("a peer's message is taken in the end", message + " " + answers);
            }
            if (taken && rows == 0) {
                broken("a message we said we have is there", message);
            }
            if (rows > 1) {
                broken("a message is kept once, however often it comes", message);
            }
        });
    }

    private void events() {
        var subjects = new HashMap<String, TreeSet<Long>>();
        var ends = new HashMap<String, Integer>();
        var happened = new HashMap<String, Integer>();
        for (var event : ledger.events) {
            if (!subjects.computeIfAbsent(event.subject(), key -> new TreeSet<>())
                    .add(event.sequence())) {
                broken("a number of a key's sequence is given once", event.subject() + " " + event.sequence());
            }
            var operation = operations.get(event.operation());
            if (operation != null && !operation.tenant().equals(event.tenant())) {
                broken("an event is its operation's tenant's", event.id());
            }
            var owner = ledger.owners.apply(event.subject());
            if (owner != null && !owner.equals(event.tenant())) {
                broken("an event is the owner's of the card or profile", event.id());
            }
            happened.merge(event.subject() + " " + event.type(), 1, Integer::sum);
            if (operation != null && ENDS.contains(event.type())) {
                ends.merge(operation.id(), 1, Integer::sum);
            }
        }
        // What a device did is told once, however often its SM-DP+ says it.
        ledger.messages.forEach((message, answers) -> {
            var parts = message.split("/");
            var type = parts.length == 2 ? TOLD.get(parts[1]) : null;
            if (type != null && answers.stream().anyMatch(status -> status >= 200 && status < 300)) {
                int times = happened.getOrDefault(parts[0] + " " + type, 0);
                if (times != 1) {
                    broken("a message we said we have is one event", message + " " + times + " times " + type);
                }
            }
        });
        subjects.forEach((subject, sequence) -> {
            if (sequence.last() - sequence.first() + 1 != sequence.size() || sequence.first() != 1) {
                broken("a key's sequence has no gap", subject + " " + sequence);
            }
        });
        for (var operation : ledger.operations) {
            int told = ends.getOrDefault(operation.id(), 0);
            if (ENDED.contains(operation.state()) && told == 0) {
                broken("every end is an event", operation.id());
            }
            if (ENDED.contains(operation.state()) && told > 1) {
                broken("an operation ends once", operation.id());
            }
        }
    }

    private void deliveries() {
        var events = new HashMap<String, Event>();
        ledger.events.forEach(event -> events.put(event.id(), event));
        var states = new HashMap<String, String>();
        ledger.deliveries.forEach(delivery -> states.put(delivery.owner() + " " + delivery.event(), delivery.state()));
        var got = new HashSet<String>();
        var last = new HashMap<String, Long>();
        int duplicates = 0;
        for (var one : ledger.got) {
            var event = events.get(one.id());
            if (event == null) {
                broken("what is delivered happened", one.id());
                continue;
            }
            if (!one.subject().equals(event.subject()) || one.sequence() != event.sequence()) {
                broken("what is delivered is what happened", one);
            }
            if (!one.signed()) {
                broken("what is delivered is signed", one.id());
            }
            if (!one.owner().equals(event.tenant())) {
                broken("nobody gets another's events", one.owner() + " " + one.id());
            }
            if (!got.add(one.owner() + " " + one.id())) {
                duplicates++;
                continue;
            }
            if (one.replayed()) {
                continue;
            }
            var before = last.put(one.owner() + " " + one.subject(), one.sequence());
            if (before != null && before > one.sequence()) {
                broken(
                        "a key's events come in order",
                        one.owner() + " " + one.subject() + " " + before + " before " + one.sequence());
            }
        }
        if (duplicates > duplicatesAllowed) {
            broken("no more comes twice than was under way at a failure", duplicates + " of " + duplicatesAllowed);
        }
        for (var event : ledger.events) {
            var state = states.get(event.tenant() + " " + event.id());
            boolean came = got.contains(event.tenant() + " " + event.id());
            if (state == null) {
                broken("every event has a delivery for its subscriber", event.id());
            } else if (state.equals("DELIVERED") && !came) {
                broken("what is said to be delivered came", event.id());
            } else if (!state.equals("DELIVERED") && !state.equals("PENDING") && !ledger.parked.contains(event.id())) {
                broken("what was not delivered stands where staff can see it", event.id() + " " + state);
            }
        }
    }
}
