package io.rsproutes.simulator.es4;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.protocol.sgp02.MakeConnection;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapVersion;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.Xml;
import io.rsproutes.simulator.SimulatorClient;

/**
 * SM-SRs for the demo and the tests: eUICCs ({@link SmsrCards}), calls executed after a while and answered by
 * callback, in the behaviour of several real peers, with faults on demand ({@link SmsrFaults}). One is at
 * {@code /simulator/smsr}, others have names. In memory; keeps a journal.
 */
public class SmsrSimulator {

    /** The SM-SR without a name. */
    public static final String FIRST = "";

    /** What some peers answer at once, in the HTTP response (docs/spec/es4.md 1.6). */
    private static final Set<String> QUICK = Set.of("getEIS", "updatePolicyRules", "updateSubscriptionAddress");

    /** What the simulator answers to a call: {@code drop} means that it was taken, but the answer is lost. */
    public record Answer(int status, String body, Integer retryAfter, boolean drop) {}

    private final SmsrJournal journal = new SmsrJournal();
    private final SmsrCallbacks callbacks;
    private final SmsrCards cards = new SmsrCards();
    private SmsrFaults faults = new SmsrFaults();

    public SmsrSimulator() {
        this(new SimulatorClient("SM-SR"));
    }

    public SmsrSimulator(SimulatorClient client) {
        this.callbacks = new SmsrCallbacks(client);
        reset();
    }

    /** Back to the beginning: the demo's eUICC, behaviour kpn, no faults, empty journal. */
    public final synchronized void reset() {
        cards.reset();
        journal.clear();
        callbacks.parked().clear();
        faults = new SmsrFaults();
    }

    /** An eUICC of the first: {@link SmsrCards#put}. */
    public String put(String eid, String body) {
        return put(FIRST, eid, body);
    }

    /** An eUICC: {@link SmsrCards#put}. */
    public synchronized String put(String smsr, String eid, String body) {
        return cards.put(smsr, eid, body);
    }

    public synchronized String euicc(String smsr, String eid) {
        var euicc = cards.get(smsr, eid);
        if (euicc == null) {
            throw new Problem(404, "not-found", "The simulator has no such eUICC.");
        }
        return Json.write(euicc);
    }

    /** Every call that reached one of them, and whether it took effect. */
    public String calls() {
        return journal.json();
    }

    /** How they behave until the next: {@link SmsrFaults#read}. */
    public synchronized String setFaults(String body) {
        faults = SmsrFaults.read(body);
        return Json.write(Json.read(body));
    }

    public Answer call(String text) throws InterruptedException {
        return call(FIRST, text);
    }

    /**
     * One call, over ES4 or ES2: executed after the delay, answered by callback; some behaviours answer at once. Or a
     * question for what is kept for its sender. It is answered in the form it has.
     */
    public Answer call(String smsr, String text) throws InterruptedException {
        var version = SoapVersion.of(text, null);
        try {
            var request = SoapReader.read(text);
            var address = MakeConnection.requested(request);
            if (address != null) {
                var kept = callbacks.parked().next(address);
                return new Answer(kept == null ? 202 : 200, kept == null ? "" : kept, null, false);
            }
            return take(SmsrCall.of(smsr, asked(request)));
        } catch (SoapFault e) {
            return new Answer(e.status(version), SoapWriter.fault(version, e), null, false);
        }
    }

    private synchronized SoapMessage asked(SoapMessage request) {
        var name = request.body().name();
        if (!Xml.fold(name).endsWith("request")) {
            throw new SoapFault("Sender", "There is no function " + name + ".");
        }
        if (!faults.takes(request.body().namespace())) {
            throw new SoapFault("Sender", "The body is in a namespace that is not served here.");
        }
        return request;
    }

    private Answer take(SmsrCall call) throws InterruptedException {
        SmsrFaults now;
        boolean lost;
        Answer answer;
        synchronized (this) {
            now = faults;
            if (now.strikes("unavailable")) {
                return new Answer(503, "", 1, false);
            }
            if (now.strikes("fail")) {
                return new Answer(500, "<html>simulated</html>", null, false);
            }
            lost = now.strikes("lostAccept");
            answer = atOnce(call, now, lost);
            if (answer == null && call.function().equals("smsrChange")) {
                cards.begin(call);
            }
        }
        if (answer != null) {
            return answer;
        }
        if (now.early) {
            callbacks.run(() -> work(call, now));
        } else {
            callbacks.run(() -> work(call, now), now.delay);
        }
        if (now.behaviour.equals("two-phase")) {
            return new Answer(200, SmsrMessages.response(null, call, new SmsrVerdict(), card(call), now), null, lost);
        }
        return new Answer(202, "", null, lost);
    }

    // What some peers answer at once: what they need no card for, or a failure that they see without it. Else null.
    private Answer atOnce(SmsrCall call, SmsrFaults now, boolean lost) {
        boolean quick = QUICK.contains(call.function())
                && !now.behaviour.equals("kpn")
                && (call.reads() || !now.behaviour.equals("two-phase"));
        if (quick) {
            return new Answer(200, SmsrMessages.response(null, call, execute(call, now), card(call), now), null, lost);
        }
        var failure = now.behaviour.equals("early-failure") ? SmsrRules.check(call, cards) : null;
        if (failure == null) {
            return null;
        }
        journal.add(call, false);
        var verdict = new SmsrVerdict();
        verdict.status = "FAILED";
        verdict.code = failure;
        verdict.at = Instant.now();
        return new Answer(200, SmsrMessages.response(null, call, verdict, card(call), now), null, lost);
    }

    /** A message, and where it goes. */
    private record Message(String to, String text) {}

    private String response(SmsrCall call, SmsrVerdict verdict, SmsrFaults now) {
        return SmsrMessages.response(SmsrMessages.callback(call, now), call, verdict, card(call), now);
    }

    // Executes the call and sends what follows from it: the callback, and the notifications of what it changed.
    private void work(SmsrCall call, SmsrFaults now) {
        List<Message> messages = new ArrayList<>();
        synchronized (this) {
            var euicc = card(call);
            var before = euicc == null ? Json.MAPPER.createObjectNode() : euicc.deepCopy();
            var agreed = call.function().equals("smsrChange") ? cards.agreed(call) : null;
            var verdict = execute(call, now);
            cards.end(call);
            // As KPN does: no ReplyTo, no callback.
            var to = call.message().replyTo();
            if (to != null) {
                if (now.strikes("warningFirst")) {
                    messages.add(new Message(to, response(call, SmsrVerdict.warning(), now)));
                }
                if (!now.strikes("lostCallback")) {
                    messages.add(new Message(to, response(call, verdict, now)));
                }
                notifications(call, before, verdict, now, messages);
            }
            if (agreed != null && card(call) == null && agreed.call().message().replyTo() != null) {
                messages.add(new Message(
                        agreed.call().message().replyTo(),
                        SmsrMessages.smsrChange(agreed.call(), before, verdict.at, now)));
            }
        }
        if (now.shuffle) {
            Collections.shuffle(messages);
        }
        messages.forEach(message -> callbacks.send(message.to(), message.text(), now));
    }

    private synchronized SmsrVerdict execute(SmsrCall call, SmsrFaults now) {
        var verdict = new SmsrVerdict();
        verdict.at = Instant.now();
        var code = SmsrRules.check(call, cards);
        boolean executed = false;
        if (now.strikes("busy")) {
            code = new String[] {"1.2", "4.4", "Another operation is pending"};
        } else if (code == null && now.strikes("cardError")) {
            code = new String[] {"8.4", "4.2", "The eUICC reported an error"};
        } else if (code == null && now.strikes("rollback")) {
            code = new String[] {"8.2", "5.1", "The profile gave no connectivity; rolled back"};
        } else if (code == null && now.strikes("expired")) {
            verdict.status = "EXPIRED";
            code = new String[] {"1.6", "5.3", "The validity period passed"};
        } else if (code == null) {
            verdict.iccid = SmsrEffects.execute(call, cards);
            executed = true;
            if (now.strikes("expiredAfter")) {
                verdict.status = "EXPIRED";
                code = new String[] {"1.6", "5.3", "The validity period passed"};
            }
        }
        if (code != null) {
            verdict.code = code;
            verdict.status = verdict.status.equals("EXPIRED") ? "EXPIRED" : "FAILED";
        }
        journal.add(call, executed);
        return verdict;
    }

    private synchronized ObjectNode card(SmsrCall call) {
        return cards.get(call.smsr(), call.eid());
    }

    // The owner of a profile that somebody else's call changed is notified; of its own only by some peers.
    private void notifications(
            SmsrCall call, JsonNode before, SmsrVerdict verdict, SmsrFaults now, List<Message> messages) {
        var letter = SmsrMessages.Letter.of(call);
        for (var change : SmsrEffects.between(before, card(call))) {
            boolean own = change.iccid().equals(call.iccid()) || change.iccid().equals(verdict.iccid);
            if (!own || now.notifyOwn) {
                var text = SmsrMessages.notification(letter, change, call.eid(), verdict.at, now);
                messages.add(new Message(letter.to(), text));
            }
        }
    }

    /**
     * Somebody else, or the device itself, enables, disables or deletes a profile: its owner is notified.
     *
     * @param at the operator's callback address
     */
    public String play(String smsr, String eid, String iccid, String what, String at, String entityId) {
        List<String> messages = new ArrayList<>();
        var letter = SmsrMessages.Letter.v3(at, entityId);
        SmsrFaults now;
        synchronized (this) {
            now = faults;
            var euicc = cards.get(smsr, eid);
            var profile = euicc == null ? null : (ObjectNode) SmsrCards.profile(euicc, iccid);
            if (profile == null || !Set.of("enable", "disable", "delete").contains(String.valueOf(what))) {
                throw new Problem(
                        404,
                        "not-found",
                        "The simulator has no such profile, or cannot do this: enable, disable or delete.");
            }
            for (var change : SmsrEffects.play(euicc, profile, what)) {
                messages.add(SmsrMessages.notification(letter, change, eid, Instant.now(), now));
            }
        }
        if (now.shuffle) {
            Collections.shuffle(messages);
        }
        messages.forEach(message -> callbacks.sendNow(at, message, now.duplicate));
        return Json.write(Map.of("notifications", messages.size()));
    }

    /** Calls to be worked on and messages to be sent. */
    public int waiting() {
        return callbacks.waiting();
    }
}
