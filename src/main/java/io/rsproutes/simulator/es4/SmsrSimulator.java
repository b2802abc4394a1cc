package io.rsproutes.simulator.es4;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapWriter;

/**
 * An SM-SR for the demo and the tests: eUICCs ({@link SmsrCards}), calls executed after a while and answered by
 * callback, in the behaviour of several real peers, with faults on demand ({@link SmsrFaults}). In memory; keeps a
 * journal.
 */
public class SmsrSimulator {

    /** What the simulator answers to a call: {@code drop} means that it was taken, but the answer is lost. */
    public record Answer(int status, String body, Integer retryAfter, boolean drop) {}

    /** What came of a call; {@code code}: subject, reason and message when it was not executed. */
    static final class Verdict {
        String status = "EXECUTED_SUCCESS";
        String[] code;
        Instant at;
    }

    private final List<Map<String, Object>> calls = Collections.synchronizedList(new ArrayList<>());
    private final SmsrCallbacks callbacks = new SmsrCallbacks();
    private final SmsrCards cards = new SmsrCards();
    private SmsrFaults faults = new SmsrFaults();

    public SmsrSimulator() {
        reset();
    }

    /** Back to the beginning: the demo's eUICC, behaviour kpn, no faults, empty journal. */
    public final synchronized void reset() {
        cards.reset();
        calls.clear();
        faults = new SmsrFaults();
    }

    /** An eUICC: {@link SmsrCards#put}. */
    public synchronized String put(String eid, String body) {
        return cards.put(eid, body);
    }

    public synchronized String euicc(String eid) {
        var euicc = cards.get(eid);
        if (euicc == null) {
            throw new Problem(404, "not-found", "The simulator has no such eUICC.");
        }
        return Json.write(euicc);
    }

    /** Every call that reached it, and whether it took effect. */
    public String calls() {
        synchronized (calls) {
            return Json.write(Map.of("items", calls));
        }
    }

    /** How it behaves until the next: {@link SmsrFaults#read}. */
    public synchronized String setFaults(String body) {
        var node = Json.read(body);
        faults = SmsrFaults.read(node);
        return Json.write(node);
    }

    /** One ES4 call: taken now, executed after the delay, answered by callback; some behaviours answer at once. */
    public Answer call(String text) throws InterruptedException {
        SoapMessage request;
        try {
            request = SoapReader.read(text);
        } catch (SoapFault e) {
            return new Answer(e.status(), SoapWriter.fault(e), null, false);
        }
        var name = request.body().name();
        if (!name.startsWith("ES4-") || !name.endsWith("Request")) {
            return new Answer(500, SoapWriter.fault("Sender", "There is no function " + name + "."), null, false);
        }
        var function = Character.toLowerCase(name.charAt(4)) + name.substring(5, name.length() - 7);
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
            answer = atOnce(function, request, now, lost);
        }
        if (answer != null) {
            return answer;
        }
        if (now.early) {
            callbacks.run(() -> work(function, request, now));
        } else {
            callbacks.run(() -> work(function, request, now), now.delay);
        }
        if (now.behaviour.equals("two-phase")) {
            return new Answer(200, response(request, function, new Verdict(), now), null, lost);
        }
        return new Answer(202, "", null, lost);
    }

    // What some peers answer at once: what they read, or a failure that they see without the card. Else null.
    private Answer atOnce(String function, SoapMessage request, SmsrFaults now, boolean lost) {
        if (function.equals("getEIS") && !now.behaviour.equals("kpn")) {
            return new Answer(200, response(request, function, execute(function, request, now), now), null, lost);
        }
        var failure = now.behaviour.equals("early-failure") ? check(function, request) : null;
        if (failure == null) {
            return null;
        }
        journal(function, request, false);
        var verdict = new Verdict();
        verdict.status = "FAILED";
        verdict.code = failure;
        verdict.at = Instant.now();
        return new Answer(200, response(request, function, verdict, now), null, lost);
    }

    // In the HTTP answer, without headers of its own.
    private String response(SoapMessage request, String function, Verdict verdict, SmsrFaults now) {
        return SmsrMessages.response(null, request, function, verdict, card(request), now);
    }

    // Executes the call and sends what follows from it: the callback, and the notifications of profiles it changed.
    private void work(String function, SoapMessage request, SmsrFaults now) {
        List<String> messages = new ArrayList<>();
        synchronized (this) {
            var euicc = card(request);
            var before = euicc == null ? Json.MAPPER.createObjectNode() : euicc.deepCopy();
            var verdict = execute(function, request, now);
            if (!now.strikes("lostCallback")) {
                messages.add(SmsrMessages.response(
                        SmsrMessages.callback(request, function, now), request, function, verdict, card(request), now));
            }
            notifications(request, before, verdict, now, messages);
        }
        if (now.shuffle) {
            Collections.shuffle(messages);
        }
        var to = request.replyTo();
        if (to == null) {
            // As KPN does: no ReplyTo, no callback.
            return;
        }
        messages.forEach(message -> callbacks.send(to, message, now));
    }

    private synchronized Verdict execute(String function, SoapMessage request, SmsrFaults now) {
        var verdict = new Verdict();
        verdict.at = Instant.now();
        var code = check(function, request);
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
            cards.change(function, request.body().value("Eid"), request.body().value("Iccid"));
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
        journal(function, request, executed);
        return verdict;
    }

    private ObjectNode card(SoapMessage request) {
        return cards.get(request.body().value("Eid"));
    }

    private String[] check(String function, SoapMessage request) {
        return cards.check(function, request.body().value("Eid"), request.body().value("Iccid"));
    }

    private void journal(String function, SoapMessage request, boolean executed) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("function", function);
        entry.put("callId", request.body().value("FunctionCallIdentifier"));
        entry.put("validityPeriod", request.body().value("ValidityPeriod"));
        entry.put("messageId", request.messageId());
        entry.put("from", request.from());
        entry.put("replyTo", request.replyTo());
        entry.put("action", request.action());
        entry.put("eid", request.body().value("Eid"));
        entry.put("iccid", request.body().value("Iccid"));
        entry.put("executed", executed);
        calls.add(entry);
    }

    // The owner of a profile that another's enabling disabled is notified; of its own enabling only by some peers.
    private void notifications(
            SoapMessage request, JsonNode before, Verdict verdict, SmsrFaults now, List<String> messages) {
        var eid = request.body().value("Eid");
        var after = cards.get(eid);
        for (var old : before.path("profiles")) {
            var profile = after == null
                    ? null
                    : SmsrCards.profile(after, old.path("iccid").asText());
            if (profile != null && !profile.path("state").equals(old.path("state"))) {
                boolean enabled = "Enabled".equals(profile.path("state").asText());
                if (!enabled || now.notifyOwn) {
                    messages.add(SmsrMessages.notification(
                            request.replyTo(),
                            EntityUri.parameter(request.to(), "EntityId"),
                            enabled ? "HandleProfileEnabled" : "HandleProfileDisabled",
                            eid,
                            profile.path("iccid").asText(),
                            verdict.at,
                            now));
                }
            }
        }
    }

    /**
     * Somebody else, or the device itself, enables, disables or deletes a profile: its owner is notified.
     *
     * @param at the operator's callback address
     */
    public String play(String eid, String iccid, String what, String at, String entityId) {
        List<String> messages = new ArrayList<>();
        SmsrFaults now;
        synchronized (this) {
            now = faults;
            var euicc = cards.get(eid);
            var profile = euicc == null ? null : SmsrCards.profile(euicc, iccid);
            if (profile == null || !Set.of("enable", "disable", "delete").contains(String.valueOf(what))) {
                throw new Problem(
                        404,
                        "not-found",
                        "The simulator has no such profile, or cannot do this: enable, disable or delete.");
            }
            for (var other : euicc.path("profiles")) {
                if (what.equals("enable")
                        && "Enabled".equals(other.path("state").asText())
                        && other != profile) {
                    ((ObjectNode) other).put("state", "Disabled");
                    messages.add(SmsrMessages.notification(
                            at,
                            entityId,
                            "HandleProfileDisabled",
                            eid,
                            other.path("iccid").asText(),
                            Instant.now(),
                            now));
                }
            }
            if (what.equals("delete")) {
                ((ArrayNode) euicc.path("profiles")).removeIf(one -> one == profile);
            } else {
                ((ObjectNode) profile).put("state", what.equals("enable") ? "Enabled" : "Disabled");
            }
            var name = "HandleProfile" + Character.toUpperCase(what.charAt(0)) + what.substring(1) + "d";
            messages.add(SmsrMessages.notification(at, entityId, name, eid, iccid, Instant.now(), now));
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
