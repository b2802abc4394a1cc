package io.rsproutes.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A checker that finds nothing proves nothing: each thing that can go wrong is put into observations that are right, and is found. */
class CheckerTest {

    /** Two tenants, an order each, done; one card's result, one profile's notification; everything delivered. */
    private static Ledger right() {
        var ledger = new Ledger();
        for (var tenant : List.of("acme", "globex")) {
            var request = new Ledger.Request("item-" + tenant, tenant, "downloadOrder", "{}");
            request.answered(0, null);
            request.answered(202, "op-" + tenant);
            request.subject = tenant.equals("acme") ? "iccid-1" : "eid-2";
            ledger.requests.put(request.key, request);
        }
        ledger.operations = new ArrayList<>(List.of(
                new Ledger.Operation("op-acme", "acme", "item-acme", "downloadOrder", "SUCCEEDED"),
                new Ledger.Operation("op-globex", "globex", "item-globex", "enableProfile", "SUCCEEDED")));
        ledger.sent =
                new ArrayList<>(List.of(new Ledger.Sent("call-1", "op-acme"), new Ledger.Sent("call-2", "op-globex")));
        ledger.calls.add(new Ledger.Call("downloadOrder", "call-1", "iccid-1", true));
        ledger.calls.add(new Ledger.Call("enableProfile", "call-2", "eid-2", true));
        ledger.owners = subject -> subject.equals("iccid-1") ? "acme" : subject.equals("eid-2") ? "globex" : null;
        ledger.messages.put("message-1", new ConcurrentLinkedQueue<>(List.of(503, 0, 202, 202)));
        ledger.inbox = new HashMap<>(Map.of("message-1", 1L));
        ledger.events = new ArrayList<>();
        ledger.deliveries = new ArrayList<>();
        for (var operation : ledger.operations) {
            for (var type : List.of("accepted", "sending", "succeeded")) {
                var event = new Ledger.Event(
                        operation.id() + "-" + type,
                        operation.tenant(),
                        operation.tenant().equals("acme") ? "iccid-1" : "eid-2",
                        ledger.events.size() % 3 + 1L,
                        "rsp.operation." + type,
                        operation.id());
                ledger.events.add(event);
                ledger.deliveries.add(new Ledger.Delivery(event.id(), event.tenant(), "DELIVERED"));
                ledger.got.add(got(event));
            }
        }
        ledger.parked = new ArrayList<>();
        return ledger;
    }

    private static Ledger.Got got(Ledger.Event event) {
        return new Ledger.Got(event.tenant(), event.id(), event.subject(), event.sequence(), true, false);
    }

    private static void state(Ledger ledger, String state) {
        var was = ledger.operations.remove(0);
        ledger.operations.add(0, new Ledger.Operation(was.id(), was.tenant(), was.reference(), was.function(), state));
    }

    private static Arguments defect(String what, String rule, Consumer<Ledger> defect) {
        return Arguments.of(what, rule, defect);
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                defect(
                        "acknowledged before the commit",
                        "an accepted order is kept",
                        ledger -> ledger.operations.remove(0)),
                defect(
                        "never answered",
                        "every order is answered in the end",
                        ledger -> ledger.requests.put("x", new Ledger.Request("x", "acme", "downloadOrder", "{}"))),
                defect("refused for an infrastructure failure", "a right order is not refused", ledger -> {
                    var request = new Ledger.Request("x", "acme", "downloadOrder", "{}");
                    request.answered(400, null);
                    ledger.requests.put("x", request);
                }),
                defect(
                        "a second operation for a repeated key",
                        "an order sent again is the same operation",
                        ledger -> ledger.operations.add(
                                new Ledger.Operation("op-3", "acme", "item-acme", "downloadOrder", "EXPIRED"))),
                defect(
                        "another id in the repeated answer",
                        "an order sent again is the same operation",
                        ledger -> ledger.requests.get("item-acme").answered(200, "op-globex")),
                defect(
                        "recorded for another tenant",
                        "an order is its tenant's",
                        ledger -> ledger.requests.put("item-acme", accepted("item-acme", "globex", "op-acme"))),
                defect(
                        "no sweeper for SENDING",
                        "an accepted order ends, or stands where staff can see it",
                        ledger -> state(ledger, "SENDING")),
                defect(
                        "an operation out of nothing",
                        "an operation was ordered by somebody",
                        ledger -> ledger.requests.remove("item-acme")),
                defect(
                        "a doubt that nobody settles",
                        "an accepted order ends, or stands where staff can see it",
                        ledger -> state(ledger, "IN_DOUBT")),
                defect(
                        "an answer that names another's operation",
                        "the answer names the order's own operation",
                        ledger -> ledger.requests.get("item-globex").answered(200, "op-acme")),
                defect("a call for another card", "a call is about what was ordered", ledger -> {
                    ledger.calls.removeIf(call -> call.callId().equals("call-2"));
                    ledger.calls.add(new Ledger.Call("enableProfile", "call-2", "eid-3", true));
                }),
                defect(
                        "the event of another's profile",
                        "an event is the owner's of the card or profile",
                        ledger -> ledger.events.add(
                                new Ledger.Event("e", "globex", "iccid-1", 4, "rsp.profile.installed", null))),
                defect(
                        "a message that is kept, and not worked on",
                        "a message we said we have is one event",
                        ledger -> {
                            ledger.messages.put("iccid-1/4", List.of(204));
                            ledger.inbox.put("iccid-1/4", 1L);
                        }),
                defect("another's body under its id", "what is delivered is what happened", ledger -> {
                    var one = ledger.got.poll();
                    ledger.got.add(new Ledger.Got(one.owner(), one.id(), "eid-2", one.sequence(), true, false));
                }),
                defect(
                        "an order nobody can read is thrown away",
                        "what nobody can read stands where staff can see it",
                        ledger -> ledger.poison = 1),
                defect(
                        "a message given up",
                        "a peer's message is worked on",
                        ledger -> ledger.deadMessages = List.of("inbox-1")),
                defect(
                        "done, and said to have expired",
                        "what is said to have failed was not done",
                        ledger -> state(ledger, "EXPIRED")),
                defect(
                        "ended in two ways",
                        "an operation ends once",
                        ledger -> ledger.events.add(
                                new Ledger.Event("e", "acme", "iccid-1", 4, "rsp.operation.failed", "op-acme"))),
                defect(
                        "a call before it is recorded",
                        "a call that reached a peer was recorded before it left",
                        ledger -> ledger.sent.remove(0)),
                defect(
                        "sent again blindly",
                        "a call that may have been executed is not sent again",
                        ledger -> ledger.calls.add(new Ledger.Call("downloadOrder", "call-1", "iccid-1", false))),
                defect(
                        "done twice",
                        "an operation has one effect",
                        ledger -> ledger.calls.add(new Ledger.Call("downloadOrder", "call-1", "iccid-1", true))),
                defect(
                        "said to be done",
                        "what is said to be done was done",
                        ledger -> ledger.calls.removeIf(call -> call.callId().equals("call-1"))),
                defect(
                        "said to have failed",
                        "what is said to have failed was not done",
                        ledger -> state(ledger, "FAILED")),
                defect(
                        "a message answered before the commit",
                        "a message we said we have is there",
                        ledger -> ledger.inbox.clear()),
                defect(
                        "a message kept twice",
                        "a message is kept once, however often it comes",
                        ledger -> ledger.inbox.put("message-1", 2L)),
                defect(
                        "a message always refused",
                        "a peer's message is taken in the end",
                        ledger -> ledger.messages.put("message-2", List.of(500, 500))),
                defect(
                        "a number given twice",
                        "a number of a key's sequence is given once",
                        ledger -> ledger.events.add(
                                new Ledger.Event("e", "acme", "iccid-1", 3, "rsp.profile.installed", null))),
                defect(
                        "an event of one in ten thousand lost",
                        "a key's sequence has no gap",
                        ledger -> ledger.events.remove(1)),
                defect(
                        "an event of another tenant",
                        "an event is its operation's tenant's",
                        ledger -> ledger.events.add(
                                new Ledger.Event("e", "globex", "x", 1, "rsp.operation.sending", "op-acme"))),
                defect("an end without an event", "every end is an event", ledger -> ledger.events.remove(2)),
                defect(
                        "ended twice, by a zombie without a fence",
                        "an operation ends once",
                        ledger -> ledger.events.add(
                                new Ledger.Event("e", "acme", "iccid-1", 4, "rsp.operation.succeeded", "op-acme"))),
                defect(
                        "delivered though it never happened",
                        "what is delivered happened",
                        ledger -> ledger.got.add(
                                got(new Ledger.Event("e", "acme", "iccid-1", 4, "rsp.operation.failed", null)))),
                defect("not signed", "what is delivered is signed", ledger -> {
                    var one = ledger.got.poll();
                    ledger.got.add(new Ledger.Got(one.owner(), one.id(), one.subject(), one.sequence(), false, false));
                }),
                defect("to another tenant", "nobody gets another's events", ledger -> {
                    var one = ledger.got.peek();
                    ledger.got.add(new Ledger.Got("globex", one.id(), one.subject(), one.sequence(), true, false));
                }),
                defect("out of order", "a key's events come in order", ledger -> ledger.got.add(ledger.got.poll())),
                defect(
                        "delivered over and over",
                        "no more comes twice than was under way at a failure",
                        ledger -> ledger.got.addAll(new ArrayList<>(ledger.got))),
                defect(
                        "a subscriber forgotten by the fan-out",
                        "every event has a delivery for its subscriber",
                        ledger -> ledger.deliveries.remove(0)),
                defect("recorded before it was sent", "what is said to be delivered came", ledger -> ledger.got.poll()),
                defect(
                        "given up without a dead letter",
                        "what was not delivered stands where staff can see it",
                        ledger -> ledger.deliveries.set(0, new Ledger.Delivery("op-acme-accepted", "acme", "DEAD"))));
    }

    private static Ledger.Request accepted(String key, String tenant, String operation) {
        var request = new Ledger.Request(key, tenant, "downloadOrder", "{}");
        request.answered(202, operation);
        return request;
    }

    @Test
    void givenBooksThatAreRight_thenNothingIsBroken() {
        assertThat(Checker.check(right(), 0)).isEmpty();
    }

    @Test
    void givenWhatStandsWhereStaffCanSeeIt_thenNothingIsBroken() {
        var ledger = right();
        state(ledger, "IN_DOUBT");
        ledger.events.removeIf(event -> event.id().equals("op-acme-succeeded"));
        ledger.deliveries.removeIf(delivery -> delivery.event().equals("op-acme-succeeded"));
        ledger.got.removeIf(got -> got.id().equals("op-acme-succeeded"));
        ledger.parked = List.of("op-acme");
        assertThat(Checker.check(ledger, 0)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void givenOneDefect_thenItIsFound(String what, String rule, Consumer<Ledger> defect) {
        var ledger = right();
        defect.accept(ledger);
        assertThat(Checker.check(ledger, 0))
                .as(what)
                .extracting(Checker.Violation::rule)
                .contains(rule);
    }
}
