package io.rsproutes.simulator.es4;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.Es4;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapWriter;

/**
 * A SM-SR for the demo and the tests: eUICCs with profiles, policy rules and a fall-back profile, calls executed after a while and
 * answered by callback, in the behaviour of several real peers (spec/es4.md), with faults on demand. In memory; keeps a journal.
 */
public class SmsrSimulator {

    /** What the simulator answers to a call: {@code drop} means that it was taken, but the answer is lost. */
    public record Answer(int status, String body, Integer retryAfter, boolean drop) { }

    static final Set<String> BEHAVIOURS = Set.of("kpn", "gsoap", "early-failure", "two-phase", "sloppy");
    /** Faults that strike the next n calls. */
    private static final List<String> COUNTED = List.of("lostAccept", "lostCallback", "rollback", "busy", "cardError", "expired", "expiredAfter", "unavailable", "fail");

    private static final class Behaviour {
        String behaviour = "kpn";
        /** Milliseconds until a call is executed, and from then until its callback leaves. */
        int delay = 300;
        int late;
        int duplicate = 1;
        boolean shuffle;
        boolean early;
        boolean notifyOwn;
        final Map<String, Integer> counted = new TreeMap<>();

        boolean strikes(String fault) {
            int left = counted.getOrDefault(fault, 0);
            counted.put(fault, Math.max(0, left - 1));
            return left > 0;
        }
    }

    private static final class Verdict {
        String status = "EXECUTED_SUCCESS";
        String[] code;
        Instant at;
    }

    private final Map<String, ObjectNode> euiccs = new TreeMap<>();
    private final List<Map<String, Object>> calls = Collections.synchronizedList(new ArrayList<>());
    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(6, task -> {
        var thread = new Thread(task, "simulator-smsr");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
    private Behaviour behaviour = new Behaviour();

    public SmsrSimulator() {
        reset();
    }

    /** Back to the beginning: the demo's eUICC, behaviour kpn, no faults, empty journal. */
    public final synchronized void reset() {
        euiccs.clear();
        calls.clear();
        behaviour = new Behaviour();
        put("89049032123451234512345678901235", "{\"profiles\":[{\"iccid\":\"8988211000000000011\",\"state\":\"Enabled\",\"fallback\":true},"
                + "{\"iccid\":\"8947010000123456784\",\"state\":\"Disabled\",\"fallback\":false}]}");
    }

    /** An eUICC: {@code {profiles: [{iccid, state, fallback, policyRules: [{subject, action, qualification}]}], replyTo?}}. */
    public synchronized String put(String eid, String body) {
        var euicc = (ObjectNode) Json.read(body);
        if (!(euicc.get("profiles") instanceof ArrayNode)) {
            throw new Problem(400, "invalid-field", "An eUICC is {\"profiles\": [{\"iccid\": …, \"state\": …, \"fallback\": …}]}.");
        }
        euiccs.put(eid, euicc);
        return Json.write(euicc);
    }

    public synchronized String euicc(String eid) {
        var euicc = euiccs.get(eid);
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

    /** {@code {behaviour, delay, late, duplicate, shuffle, early, notifyOwn}} and how many next calls each counted fault strikes; what is left out is off. */
    public synchronized String setFaults(String body) {
        var node = Json.read(body);
        if (!node.isObject()) {
            throw new Problem(400, "invalid-field", "Faults are a JSON object; {} is none.");
        }
        var wanted = new Behaviour();
        node.fieldNames().forEachRemaining(name -> {
            if (!COUNTED.contains(name) && !Set.of("behaviour", "delay", "late", "duplicate", "shuffle", "early", "notifyOwn").contains(name)) {
                throw new Problem(400, "invalid-field", "There is no fault '" + name + "'; docs/guides/simulator.md lists them.");
            }
        });
        wanted.behaviour = node.path("behaviour").asText("kpn");
        if (!BEHAVIOURS.contains(wanted.behaviour)) {
            throw new Problem(400, "invalid-field", "behaviour is one of " + String.join(", ", BEHAVIOURS.stream().sorted().toList()) + ".");
        }
        wanted.delay = node.path("delay").asInt(300);
        wanted.late = node.path("late").asInt(0);
        wanted.duplicate = Math.max(1, node.path("duplicate").asInt(1));
        wanted.shuffle = node.path("shuffle").asBoolean(false);
        wanted.early = node.path("early").asBoolean(false);
        wanted.notifyOwn = node.path("notifyOwn").asBoolean(false);
        COUNTED.forEach(fault -> wanted.counted.put(fault, node.path(fault).asInt(0)));
        behaviour = wanted;
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
        boolean lost;
        Behaviour now;
        synchronized (this) {
            now = behaviour;
            if (now.strikes("unavailable")) {
                return new Answer(503, "", 1, false);
            }
            if (now.strikes("fail")) {
                return new Answer(500, "<html>simulated</html>", null, false);
            }
            lost = now.strikes("lostAccept");
            if (function.equals("getEIS") && !now.behaviour.equals("kpn")) {
                var verdict = execute(function, request, now);
                return new Answer(200, message(null, request, function, verdict, now), null, lost);
            }
            var early = now.behaviour.equals("early-failure") ? check(function, request) : null;
            if (early != null) {
                journal(function, request, false);
                var verdict = new Verdict();
                verdict.status = "FAILED";
                verdict.code = early;
                verdict.at = Instant.now();
                return new Answer(200, message(null, request, function, verdict, now), null, lost);
            }
        }
        if (now.early) {
            CompletableFuture.runAsync(() -> work(function, request, now), later).join();
        } else {
            later.schedule(() -> work(function, request, now), now.delay, TimeUnit.MILLISECONDS);
        }
        if (now.behaviour.equals("two-phase")) {
            return new Answer(200, message(null, request, function, new Verdict(), now), null, lost);
        }
        return new Answer(202, "", null, lost);
    }

    // Executes the call and sends what follows from it: the callback, and the notifications of profiles it changed.
    private void work(String function, SoapMessage request, Behaviour now) {
        List<String> messages = new ArrayList<>();
        synchronized (this) {
            var before = Json.read(Json.write(euiccs.getOrDefault(request.body().value("Eid"), Json.MAPPER.createObjectNode())));
            var verdict = execute(function, request, now);
            if (!now.strikes("lostCallback")) {
                messages.add(message(callback(request, function, now), request, function, verdict, now));
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
        for (var message : messages) {
            for (int i = 0; i < now.duplicate; i++) {
                if (now.late > 0) {
                    later.schedule(() -> post(to, message, 1), now.late, TimeUnit.MILLISECONDS);
                } else if (now.duplicate > 1) {
                    later.execute(() -> post(to, message, 1));
                } else {
                    post(to, message, 1);
                }
            }
        }
    }

    private synchronized Verdict execute(String function, SoapMessage request, Behaviour now) {
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
            change(function, request);
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

    // Subject, reason and message when the call cannot be executed (spec/es4.md 2.4).
    private String[] check(String function, SoapMessage request) {
        var euicc = euiccs.get(request.body().value("Eid"));
        if (euicc == null) {
            return new String[] {"8.1.1", "1.1", "EID unknown"};
        }
        var iccid = request.body().value("Iccid");
        var profile = profile(euicc, iccid);
        if (iccid != null && profile == null) {
            return new String[] {"8.2.1", "3.9", "ICCID unknown on this eUICC"};
        }
        return switch (function) {
            case "enableProfile" -> {
                if ("Enabled".equals(profile.path("state").asText())) {
                    yield new String[] {"8.2.1", "1.2", "The profile is enabled already"};
                }
                if (forbids(profile, "ENABLE")) {
                    yield new String[] {"8.2.3", "3.8", "POL2 of the profile forbids it"};
                }
                for (var other : euicc.path("profiles")) {
                    if ("Enabled".equals(other.path("state").asText()) && forbids(other, "DISABLE")) {
                        yield new String[] {"8.2.2", "3.8", "POL2 of the enabled profile forbids it"};
                    }
                }
                yield null;
            }
            case "setFallBackAttribute" -> profile.path("fallback").asBoolean() ? new String[] {"8.2.1", "1.2", "The profile has the attribute already"} : null;
            case "getEIS", "auditEIS" -> null;
            default -> new String[] {"1.6", "3.1", "Function not supported"};
        };
    }

    private static boolean forbids(JsonNode profile, String action) {
        for (var rule : profile.path("policyRules")) {
            if (rule.path("action").asText().equals(action) && rule.path("qualification").asText().equals("Not-Allowed")) {
                return true;
            }
        }
        return false;
    }

    private void change(String function, SoapMessage request) {
        var euicc = euiccs.get(request.body().value("Eid"));
        var iccid = request.body().value("Iccid");
        for (var profile : euicc.path("profiles")) {
            boolean target = profile.path("iccid").asText().equals(iccid);
            if (function.equals("enableProfile")) {
                if (target || "Enabled".equals(profile.path("state").asText())) {
                    ((ObjectNode) profile).put("state", target ? "Enabled" : "Disabled");
                }
            } else if (function.equals("setFallBackAttribute")) {
                ((ObjectNode) profile).put("fallback", target);
            }
        }
    }

    private static JsonNode profile(ObjectNode euicc, String iccid) {
        for (var profile : euicc.path("profiles")) {
            if (profile.path("iccid").asText().equals(iccid)) {
                return profile;
            }
        }
        return null;
    }

    // The owner of a profile that another's enabling disabled is told; of its own enabling only by peers that do.
    private void notifications(SoapMessage request, JsonNode before, Verdict verdict, Behaviour now, List<String> messages) {
        var eid = request.body().value("Eid");
        var after = euiccs.get(eid);
        for (var old : before.path("profiles")) {
            var profile = after == null ? null : profile(after, old.path("iccid").asText());
            if (profile != null && !profile.path("state").equals(old.path("state"))) {
                boolean enabled = "Enabled".equals(profile.path("state").asText());
                if (!enabled || now.notifyOwn) {
                    messages.add(notification(request.replyTo(), EntityUri.parameter(request.to(), "EntityId"), enabled ? "HandleProfileEnabled" : "HandleProfileDisabled", eid, profile.path("iccid").asText(), verdict.at, now));
                }
            }
        }
    }

    /** Somebody else, or the device itself, enables, disables or deletes a profile: the owner is told. {@code at}: the operator's callback address. */
    public String play(String eid, String iccid, String what, String at, String entityId) {
        List<String> messages = new ArrayList<>();
        Behaviour now;
        synchronized (this) {
            now = behaviour;
            var euicc = euiccs.get(eid);
            var profile = euicc == null ? null : profile(euicc, iccid);
            if (profile == null || !Set.of("enable", "disable", "delete").contains(String.valueOf(what))) {
                throw new Problem(404, "not-found", "The simulator has no such profile, or cannot do this: enable, disable or delete.");
            }
            for (var other : euicc.path("profiles")) {
                if (what.equals("enable") && "Enabled".equals(other.path("state").asText()) && other != profile) {
                    ((ObjectNode) other).put("state", "Disabled");
                    messages.add(notification(at, entityId, "HandleProfileDisabled", eid, other.path("iccid").asText(), Instant.now(), now));
                }
            }
            if (what.equals("delete")) {
                ((ArrayNode) euicc.path("profiles")).removeIf(one -> one == profile);
            } else {
                ((ObjectNode) profile).put("state", what.equals("enable") ? "Enabled" : "Disabled");
            }
            messages.add(notification(at, entityId, "HandleProfile" + Character.toUpperCase(what.charAt(0)) + what.substring(1) + "d", eid, iccid, Instant.now(), now));
        }
        if (now.shuffle) {
            Collections.shuffle(messages);
        }
        for (var message : messages) {
            for (int i = 0; i < now.duplicate; i++) {
                post(at, message, 1);
            }
        }
        return Json.write(Map.of("notifications", messages.size()));
    }

    private String notification(String to, String own, String name, String eid, String iccid, Instant at, Behaviour now) {
        var headers = new Addressing(EntityUri.messageId(own, "urn:uuid:" + UUID.randomUUID(), "urn:uuid:" + UUID.randomUUID(), Es4.time(at)), null, from(own, now), to, null,
                action(name + "Notification", now));
        var text = SoapWriter.envelope(headers, Es4.notification(name, eid, iccid, at, Es4.NAMESPACE));
        return behaviour(text, now);
    }

    private static Addressing callback(SoapMessage request, String function, Behaviour now) {
        var own = EntityUri.parameter(request.to(), "EntityId");
        var transaction = EntityUri.parameter(request.messageId(), "TransactionId");
        var relatesTo = switch (now.behaviour) {
            case "gsoap" -> null;
            case "sloppy" -> EntityUri.base(request.messageId());
            default -> request.messageId();
        };
        return new Addressing(EntityUri.messageId(own, "urn:uuid:" + UUID.randomUUID(), now.behaviour.equals("gsoap") ? transaction : "urn:uuid:" + UUID.randomUUID(), Es4.time(Instant.now())),
                relatesTo, from(own, now), request.replyTo(), null, action(Character.toUpperCase(function.charAt(0)) + function.substring(1), now));
    }

    private static String from(String own, Behaviour now) {
        return "https://smsr.example.com/es4?EntityId=" + own + (now.behaviour.equals("sloppy") ? " ?EntityName=SM-SR" : "&EntityName=SM-SR");
    }

    private static String action(String name, Behaviour now) {
        return "http://gsma.com/ES4/" + (now.behaviour.equals("sloppy") ? "ProfileManagent" : "ProfileManagement") + "CallBack/ES4-" + name;
    }

    private String message(Addressing headers, SoapMessage request, String function, Verdict verdict, Behaviour now) {
        boolean eis = verdict.code == null && (function.equals("getEIS") || function.equals("auditEIS")) && euiccs.containsKey(request.body().value("Eid"));
        var text = SoapWriter.envelope(headers, Es4.response(function, verdict.at, verdict.at, verdict.status, verdict.code, Es4.NAMESPACE,
                !eis ? null : out -> eis(out, request.body().value("Eid"), euiccs.get(request.body().value("Eid")), request.body().value("Iccid"))));
        return behaviour(text, now);
    }

    // What real peers do to a message: mustUnderstand as gSOAP sets it; no namespaces, other spellings.
    private static String behaviour(String text, Behaviour now) {
        return switch (now.behaviour) {
            case "gsoap" -> text.replace("<wsa:To>", "<wsa:To soap:mustUnderstand=\"true\">").replace("<wsa:Action>", "<wsa:Action soap:mustUnderstand=\"true\">");
            case "sloppy" -> text.replace("xmlns:rps=\"" + Es4.NAMESPACE + "\"", "").replace("rps:", "").replace("<wsa:", "<").replace("</wsa:", "</")
                    .replace("EXECUTED_SUCCESS", "Executed-Success").replace("CompletionTimestamp", "CompletionTimeStamp");
            default -> text;
        };
    }

    // With a key set and a certificate, as some peers send them: nobody may keep those.
    private static void eis(XMLStreamWriter out, String eid, JsonNode euicc, String only) throws XMLStreamException {
        open(out, "Eis");
        open(out, "EumSignedInfo");
        text(out, "Eid", eid);
        text(out, "PlatformType", "Simulated");
        text(out, "PlatformVersion", "1.0.0");
        open(out, "Ecasd");
        text(out, "Aid", "A0000005591010FFFFFFFF8900000200");
        open(out, "Keyset");
        text(out, "Version", 116);
        open(out, "Key");
        text(out, "KeyComponent", "00112233445566778899AABBCCDDEEFF");
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndElement();
        text(out, "RemainingMemory", 524_288);
        text(out, "AvailableMemoryForProfiles", 393_216);
        text(out, "Smsr-id", "1.3.6.1.4.1.20");
        for (var profile : euicc.path("profiles")) {
            if (only != null && !profile.path("iccid").asText().equals(only)) {
                continue;
            }
            open(out, "ProfileInfo");
            text(out, "Iccid", profile.path("iccid").asText());
            text(out, "Isd-p-aid", "A0000005591010FFFFFFFF8900001000");
            text(out, "Mno-id", "1.3.6.1.4.1.99999");
            text(out, "FallbackAttribute", profile.path("fallback").asBoolean());
            text(out, "State", profile.path("state").asText());
            text(out, "ProfileType", profile.path("profileType").asText("P9054-1"));
            text(out, "AllocatedMemory", 65_536);
            text(out, "FreeMemory", 32_768);
            if (profile.path("policyRules").size() > 0) {
                open(out, "pol2");
                for (var rule : profile.path("policyRules")) {
                    open(out, "Rule");
                    text(out, "Subject", rule.path("subject").asText("PROFILE"));
                    text(out, "Action", rule.path("action").asText());
                    text(out, "Qualification", rule.path("qualification").asText());
                    out.writeEndElement();
                }
                out.writeEndElement();
            }
            out.writeEndElement();
        }
        out.writeEndElement();
    }

    private static void open(XMLStreamWriter out, String name) throws XMLStreamException {
        out.writeStartElement("rps", name, Es4.NAMESPACE);
    }

    private static void text(XMLStreamWriter out, String name, Object value) throws XMLStreamException {
        Es4.text(out, Es4.NAMESPACE, name, value);
    }

    /** Calls to be worked on and messages to be sent. */
    public int waiting() {
        return later.getQueue().size() + later.getActiveCount();
    }

    /** Posts a message again until it is answered 202; gives up after sixty tries. */
    private void post(String to, String message, int attempt) {
        int status = 0;
        try {
            status = http.send(HttpRequest.newBuilder(URI.create(to)).timeout(Duration.ofSeconds(10)).header("Content-Type", SoapWriter.CONTENT_TYPE)
                    .POST(HttpRequest.BodyPublishers.ofString(message, StandardCharsets.UTF_8)).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            // tried again below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (status != 202 && status != 400 && attempt < 60) {
            later.schedule(() -> post(to, message, attempt + 1), 500, TimeUnit.MILLISECONDS);
        }
    }
}
