package io.rsproutes.simulator.es2plus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.es2plus.Es2PlusWriter;
import io.rsproutes.simulator.SimulatorClient;

/**
 * An SM-DP+ for the demo and the tests: profiles ({@link SmdpStock}), a device that downloads, and faults on
 * demand. In memory; keeps a journal of every call it executed.
 */
public class SmdpSimulator {

    /** What the simulator answers: {@code drop} means executed, but the answer is lost. */
    public record Answer(int status, String body, Integer retryAfter, boolean drop) {}

    /** Of ours: no standard has such a function (config/dialects.yaml). */
    private static final String PROVISIONING = "provisionProfiles";

    /** What it can be asked to do. */
    static final Set<String> FUNCTIONS = Set.of(
            "downloadOrder",
            "confirmOrder",
            "cancelOrder",
            "releaseProfile",
            "getProfileStatus",
            "recoverProfile",
            "rpmOrder",
            PROVISIONING);

    private static final String OUTCOMES = "installed, downloaded, user-rejected, confirmation-failed, install-failed,"
            + " enabled, disabled or deleted.";

    private final List<Map<String, Object>> calls = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sent = new AtomicInteger();
    private final SmdpStock stock = new SmdpStock();
    private final SmdpNotifier notifier;
    private volatile SmdpFaults faults = SmdpFaults.NONE;

    /** @param notifyAt the operator's base address for notifications */
    public SmdpSimulator(String notifyAt) {
        this(notifyAt, new SimulatorClient("SM-DP+"));
    }

    public SmdpSimulator(String notifyAt, SimulatorClient client) {
        this.notifier = new SmdpNotifier(notifyAt, client);
        reset();
    }

    /** Back to the beginning: {@link SmdpStock#reset}, no faults, empty journal. */
    public final synchronized void reset() {
        stock.reset();
        calls.clear();
        faults = SmdpFaults.NONE;
    }

    /** One ES2+ call, executed under the present faults. */
    public Answer call(String function, String body) throws InterruptedException {
        return call(function, body, SmdpBehaviour.PLAIN);
    }

    /** The same as a server of another kind would. */
    public Answer call(String function, String body, SmdpBehaviour behaviour) throws InterruptedException {
        SmdpFaults now;
        synchronized (this) {
            now = faults.spares(function) ? SmdpFaults.NONE : faults;
            faults = faults.spares(function) ? faults : faults.struck();
        }
        if (now.delay() > 0) {
            Thread.sleep(now.delay());
        }
        if (now.drop() == 0 && now.fail() > 0) {
            return new Answer(500, "{\"error\":\"simulated\"}", null, false);
        }
        if (now.drop() == 0 && now.unavailable() > 0) {
            return new Answer(503, "", now.retryAfter(), false);
        }
        var answer = execute(function, Json.read(body), behaviour);
        if (now.drop() > 0) {
            return new Answer(200, answer, null, true);
        }
        return new Answer(200, now.malformed() > 0 ? answer.substring(0, answer.length() / 2) : answer, null, false);
    }

    private synchronized String execute(String function, JsonNode request, SmdpBehaviour behaviour) {
        if (function.equals(PROVISIONING)) {
            journal(function, request, true, behaviour, null);
            return stock.provision(request);
        }
        var result = new LinkedHashMap<String, String>();
        var fault =
                switch (function) {
                    case "downloadOrder" -> stock.downloadOrder(request, result);
                    case "confirmOrder" -> stock.confirmOrder(request, result);
                    case "cancelOrder" -> stock.cancelOrder(request);
                    case "releaseProfile" -> stock.releaseProfile(request);
                    case "getProfileStatus" -> null;
                    case "recoverProfile" -> stock.recoverProfile(request);
                    case "rpmOrder" ->
                        request.hasNonNull("rpmScript") ? null : new String[] {"8.10.2", "2.2", "RPM script missing"};
                    default -> new String[] {"1.6", "3.1", "Function not supported"};
                };
        journal(function, request, fault == null, behaviour, result.get("iccid"));
        var profile = stock.profile(
                fault == null && result.containsKey("iccid")
                        ? result.get("iccid")
                        : request.path("iccid").asText(""));
        if (fault == null && profile != null && !function.equals("getProfileStatus")) {
            profile.behaviour = behaviour;
            profile.changed = Instant.now();
        }
        if (fault == null && function.equals("getProfileStatus")) {
            return stock.statuses(request, behaviour);
        }
        if (fault == null && function.equals("rpmOrder")) {
            result.put("matchingId", SmdpStock.token());
        }
        if (result.containsKey("iccid")) {
            result.put("iccid", behaviour.iccid(result.get("iccid")));
        }
        return fault == null
                ? Es2PlusWriter.answer(Map.of("status", "Executed-Success"), result)
                : Es2PlusWriter.answer(failed(fault[0], fault[1], fault[2]), Map.of());
    }

    private void journal(
            String function, JsonNode request, boolean executed, SmdpBehaviour behaviour, String allotted) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("function", function);
        entry.put(
                "callId", request.path("header").path("functionCallIdentifier").asText(null));
        entry.put(
                "requesterId",
                request.path("header").path("functionRequesterIdentifier").asText(null));
        entry.put("iccid", request.path("iccid").asText(null));
        entry.put("executed", executed);
        entry.put("dialect", behaviour.dialect());
        if (allotted != null) {
            entry.put("allotted", allotted);
        }
        calls.add(entry);
    }

    /** As {@link #download(String, String, String)}, on the card that the profile was ordered for, if any. */
    public String download(String iccid, String outcome) {
        return download(iccid, outcome, null);
    }

    /**
     * Plays a device; {@code outcome}, of a released profile, or one that was deleted: installed, downloaded,
     * user-rejected, confirmation-failed, install-failed; of an installed one: enabled, disabled, deleted.
     *
     * @param eid of the card in the device; null: as before
     */
    public String download(String iccid, String outcome, String eid) {
        List<SmdpBehaviour.Message> notifications = new ArrayList<>();
        synchronized (this) {
            var profile = stock.profile(iccid);
            if (profile == null) {
                throw new Problem(404, "not-found", "The simulator has no such profile.");
            }
            boolean installed = List.of("enabled", "disabled", "deleted").contains(String.valueOf(outcome));
            if (installed && !List.of("Installed", "Enabled", "Disabled").contains(profile.state)) {
                throw new Problem(
                        409,
                        "not-installed",
                        "The profile is " + profile.state
                                + "; a device enables, disables and deletes only an installed one.");
            }
            if (!installed && !List.of("Released", "Deleted").contains(profile.state)) {
                throw new Problem(
                        409,
                        "not-released",
                        "The profile is " + profile.state
                                + "; a device downloads only one that is Released, or was deleted.");
            }
            profile.eid = eid == null ? profile.eid : eid;
            notifications.addAll(play(profile, outcome == null ? "installed" : outcome));
            profile.changed = Instant.now();
            if (faults.shuffle()) {
                Collections.shuffle(notifications);
            }
        }
        notifications.forEach(message -> notifier.send(message, faults.duplicate()));
        return Json.write(Map.of("iccid", iccid, "notifications", notifications.size()));
    }

    private List<SmdpBehaviour.Message> play(SmdpStock.Profile profile, String outcome) {
        var notifications = new ArrayList<SmdpBehaviour.Message>();
        var ok = Map.of("status", "Executed-Success");
        switch (outcome) {
            case "installed" -> {
                profile.state = "Installed";
                notifications.add(notification(profile, "downloaded", ok));
                notifications.add(notification(profile, "installed", ok));
            }
            case "downloaded" -> {
                profile.state = "Downloaded";
                notifications.add(notification(profile, "downloaded", ok));
            }
            case "user-rejected" -> {
                profile.state = "Error";
                notifications.add(
                        notification(profile, "eligibility-checked", failed("8.8.5", "3.8", "End user rejection")));
            }
            case "confirmation-failed" -> {
                profile.state = "Error";
                notifications.add(notification(
                        profile, "confirmation-failed", failed("8.2.7", "6.4", "Confirmation code attempts exceeded")));
            }
            case "install-failed" -> {
                profile.state = "Error";
                notifications.add(notification(profile, "downloaded", ok));
                notifications.add(notification(profile, "installed", failed("8.2.10", "4.2", "Installation failed")));
            }
            case "enabled", "disabled", "deleted" -> {
                profile.state = Es2Plus.state(outcome);
                notifications.add(notification(profile, outcome, ok));
            }
            default -> throw new Problem(400, "invalid-field", "outcome is " + OUTCOMES);
        }
        return notifications;
    }

    private static Map<String, String> failed(String subject, String reason, String message) {
        return Map.of("status", "Failed", "subjectCode", subject, "reasonCode", reason, "message", message);
    }

    private SmdpBehaviour.Message notification(SmdpStock.Profile profile, String what, Map<String, String> status) {
        var callId = "TX-" + sent.incrementAndGet() + "-" + Long.toHexString(System.nanoTime());
        return profile.behaviour.notification(callId, profile.eid, profile.iccid, profile.type, what, status);
    }

    /** What it answers until the next: {@link SmdpFaults#read}. */
    public synchronized String setFaults(String body) {
        faults = SmdpFaults.read(body);
        return Json.write(faults);
    }

    /** Every call that reached it and was worked on. */
    public String calls() {
        synchronized (calls) {
            return Json.write(Map.of("items", calls));
        }
    }

    public synchronized String profile(String iccid) {
        var profile = stock.profile(iccid);
        if (profile == null) {
            throw new Problem(404, "not-found", "The simulator has no such profile.");
        }
        var view = new LinkedHashMap<String, Object>();
        view.put("iccid", profile.iccid);
        view.put("profileType", profile.type);
        view.put("state", profile.state);
        view.put("eid", profile.eid);
        view.put("matchingId", profile.matchingId);
        return Json.write(view);
    }
}
