package io.rsproutes.simulator.es2plus;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.protocol.es2plus.Es2Plus;

/**
 * A SM-DP+ for the demo and the tests: the life of a profile and the codes of SGP.22 (spec/es2plus.md 2.3 and 3), a device that
 * downloads, and faults on demand. In memory; keeps a journal of every call it executed.
 */
public class SmdpSimulator {

    /** What the simulator answers: {@code drop} means executed, but the answer is lost. */
    public record Answer(int status, String body, Integer retryAfter, boolean drop) { }

    /** Faults: milliseconds of delay; how many next answers (of one function, or any) to drop, fail, refuse or garble; how notifications go out. */
    public record Faults(int delay, int drop, int fail, int unavailable, int retryAfter, int malformed, String of, int duplicate, boolean shuffle) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 1, 0, null, 1, false);

        boolean spares(String function) {
            return of != null && !of.equals(function);
        }
    }

    private static final class Profile {
        final String iccid;
        final String type;
        String state = "Available";
        String eid;
        String matchingId;
        SmdpBehaviour behaviour = SmdpBehaviour.PLAIN;
        Instant changed = Instant.now();

        Profile(String iccid, String type) {
            this.iccid = iccid;
            this.type = type;
        }
    }

    private final TreeMap<String, Profile> profiles = new TreeMap<>();
    /** The ICCID given last, by type. */
    private final Map<String, String> allotted = new HashMap<>();
    private final List<Map<String, Object>> calls = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sent = new AtomicInteger();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2, task -> {
        var thread = new Thread(task, "simulator-smdp");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final URI notifyAt;
    private volatile Faults faults = Faults.NONE;

    /** @param notifyAt the operator's base address for notifications */
    public SmdpSimulator(String notifyAt) {
        this.notifyAt = URI.create(notifyAt);
        reset();
    }

    /** Back to the beginning: demo profiles available, fifteen hundred each of P9054-1 and P9054-2, no faults, empty journal. */
    public final synchronized void reset() {
        profiles.clear();
        allotted.clear();
        calls.clear();
        faults = Faults.NONE;
        for (var iccid : List.of("8988211000000000011", "8947010000123456784", "8901000000000000019")) {
            profiles.put(iccid, new Profile(iccid, "8901000000000000019".equals(iccid) ? "P9054-2" : "P9054-1"));
        }
        for (int i = 0; i < 3_000; i++) {
            var iccid = Identifiers.canonicalIccid("89470000000001" + String.format("%04d", i));
            profiles.put(iccid, new Profile(iccid, i % 2 == 0 ? "P9054-1" : "P9054-2"));
        }
        for (int i = 0; i < 50; i++) {
            var iccid = Identifiers.canonicalIccid("89470300000001" + String.format("%04d", i));
            profiles.put(iccid, new Profile(iccid, "P9054-1"));
        }
    }

    /** One ES2+ call, executed under the present faults. */
    public Answer call(String function, String body) throws InterruptedException {
        return call(function, body, SmdpBehaviour.PLAIN);
    }

    /** The same as a server of another kind would. */
    public Answer call(String function, String body, SmdpBehaviour behaviour) throws InterruptedException {
        Faults now;
        synchronized (this) {
            now = faults.spares(function) ? Faults.NONE : faults;
            if (!faults.spares(function)) {
                faults = new Faults(now.delay(), left(now.drop()), now.drop() > 0 ? now.fail() : left(now.fail()),
                        now.drop() + now.fail() > 0 ? now.unavailable() : left(now.unavailable()), now.retryAfter(),
                        now.drop() + now.fail() + now.unavailable() > 0 ? now.malformed() : left(now.malformed()), now.of(), now.duplicate(), now.shuffle());
            }
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
        var entry = new LinkedHashMap<String, Object>();
        entry.put("function", function);
        entry.put("callId", request.path("header").path("functionCallIdentifier").asText(null));
        entry.put("requesterId", request.path("header").path("functionRequesterIdentifier").asText(null));
        entry.put("iccid", request.path("iccid").asText(null));
        var result = new LinkedHashMap<String, String>();
        var fault = switch (function) {
            case "downloadOrder" -> downloadOrder(request, result);
            case "confirmOrder" -> confirmOrder(request, result);
            case "cancelOrder" -> cancelOrder(request);
            case "releaseProfile" -> releaseProfile(request);
            case "getProfileStatus" -> null;
            case "recoverProfile" -> recoverProfile(request);
            case "rpmOrder" -> request.hasNonNull("rpmScript") ? null : new String[] {"8.10.2", "2.2", "RPM script missing"};
            default -> new String[] {"1.6", "3.1", "Function not supported"};
        };
        entry.put("executed", fault == null);
        entry.put("dialect", behaviour.dialect());
        if (result.containsKey("iccid")) {
            entry.put("allotted", result.get("iccid"));
        }
        calls.add(entry);
        var profile = profiles.get(key(request));
        if (fault == null && result.containsKey("iccid")) {
            profile = profiles.get(result.get("iccid"));
        }
        if (fault == null && profile != null && !function.equals("getProfileStatus")) {
            profile.behaviour = behaviour;
            profile.changed = Instant.now();
        }
        if (fault == null && function.equals("getProfileStatus")) {
            return statuses(request, behaviour);
        }
        if (fault == null && function.equals("rpmOrder")) {
            result.put("matchingId", token());
        }
        if (result.containsKey("iccid")) {
            result.put("iccid", behaviour.iccid(result.get("iccid")));
        }
        return fault == null ? Es2Plus.answer(Map.of("status", "Executed-Success"), result)
                : Es2Plus.answer(Map.of("status", "Failed", "subjectCode", fault[0], "reasonCode", fault[1], "message", fault[2]), Map.of());
    }

    private String[] downloadOrder(JsonNode request, Map<String, String> result) {
        var type = request.path("profileType").asText(null);
        Profile profile;
        if (request.hasNonNull("iccid")) {
            profile = profiles.get(key(request));
            if (profile == null) {
                return new String[] {"8.2.1", "3.9", "ICCID unknown"};
            }
            if (type != null && !type.equals(profile.type)) {
                return new String[] {"8.2.5", "3.8", "Type does not match the ICCID"};
            }
            if (!"Available".equals(profile.state)) {
                return new String[] {"8.2.1", "3.3", "Profile not available"};
            }
        } else {
            if (profiles.values().stream().noneMatch(one -> one.type.equals(type))) {
                return new String[] {"8.2.5", "3.9", "Profile type unknown"};
            }
            profile = available(type);
            if (profile == null) {
                return new String[] {"8.2.5", "3.7", "No profile of this type left"};
            }
        }
        profile.eid = request.path("eid").asText(null);
        profile.state = profile.eid == null ? "Allocated" : "Linked";
        result.put("iccid", profile.iccid);
        return null;
    }

    /** The next of its type behind the one allotted last; null when there is none left. */
    private Profile available(String type) {
        for (var from : List.of(profiles.tailMap(allotted.getOrDefault(type, ""), false), profiles)) {
            for (var one : from.values()) {
                if (one.type.equals(type) && "Available".equals(one.state) && one.iccid.startsWith("8947000000")) {
                    allotted.put(type, one.iccid);
                    return one;
                }
            }
        }
        return null;
    }

    private String[] confirmOrder(JsonNode request, Map<String, String> result) {
        var profile = profiles.get(key(request));
        if (profile == null) {
            return new String[] {"8.2.1", "3.9", "ICCID unknown"};
        }
        var eid = request.path("eid").asText(null);
        if (eid != null && profile.eid != null && !eid.equals(profile.eid)) {
            return new String[] {"8.1.1", "3.10", "Another EID is tied to this ICCID"};
        }
        if (!List.of("Allocated", "Linked").contains(profile.state)) {
            return new String[] {"8.2.1", "3.5", "Profile is " + profile.state};
        }
        var matchingId = request.path("matchingId").asText(null);
        if (matchingId != null && profiles.values().stream().anyMatch(one -> matchingId.equals(one.matchingId))) {
            return new String[] {"8.2.6", "3.3", "matchingId in use"};
        }
        profile.eid = eid == null ? profile.eid : eid;
        profile.matchingId = matchingId != null ? matchingId : token();
        profile.state = request.path("releaseFlag").asBoolean() ? "Released" : "Confirmed";
        result.put("matchingId", profile.matchingId);
        result.put("smdpAddress", "smdp.example.com");
        if (profile.eid != null) {
            result.put("eid", profile.eid);
        }
        return null;
    }

    private String[] cancelOrder(JsonNode request) {
        var profile = profiles.get(key(request));
        if (profile == null) {
            return new String[] {"8.2.1", "3.9", "ICCID unknown"};
        }
        if (List.of("Downloaded", "Installed", "Available", "Unavailable").contains(profile.state)) {
            return new String[] {"8.2.1", "3.3", "Profile is " + profile.state};
        }
        if (profile.eid != null && !profile.eid.equals(request.path("eid").asText(profile.eid))) {
            return new String[] {"8.2.1", "3.10", "Another EID is tied to this ICCID"};
        }
        if (profile.matchingId != null && !profile.matchingId.equals(request.path("matchingId").asText(""))) {
            return new String[] {"8.2.6", "3.10", "Another matchingId is tied to this ICCID"};
        }
        profile.state = Es2Plus.state(request.path("finalProfileStatusIndicator").asText("Available"));
        profile.eid = null;
        profile.matchingId = null;
        return null;
    }

    private String[] releaseProfile(JsonNode request) {
        var profile = profiles.get(key(request));
        if (profile == null) {
            return new String[] {"8.2.1", "3.9", "ICCID unknown"};
        }
        if ("Released".equals(profile.state)) {
            return null;
        }
        if (!"Confirmed".equals(profile.state)) {
            return new String[] {"8.2.1", "3.5", "Profile is " + profile.state};
        }
        profile.state = "Released";
        return null;
    }

    private String[] recoverProfile(JsonNode request) {
        var profile = profiles.get(key(request));
        if (profile == null) {
            return new String[] {"8.2.1", "3.9", "ICCID unknown"};
        }
        profile.state = Es2Plus.state(request.path("profileStatus").asText("Available"));
        if (profile.state.equals("Available")) {
            profile.eid = null;
            profile.matchingId = null;
        }
        return null;
    }

    private String statuses(JsonNode request, SmdpBehaviour behaviour) {
        var body = (ObjectNode) Json.read(Es2Plus.answer(Map.of("status", "Executed-Success"), Map.of()));
        var list = body.putArray("profileStatusList");
        for (var asked : request.path("iccidList")) {
            var profile = profiles.get(key(asked));
            if (profile != null) {
                var one = list.addObject().put("iccid", behaviour.iccid(profile.iccid)).put("state", behaviour.state(profile.state)).put("eid", profile.eid).put("acToken", profile.matchingId);
                one.put("lockFlag", false).put("status_last_update_timestamp", profile.changed.truncatedTo(ChronoUnit.SECONDS).toString());
            }
        }
        return Json.write(body.put("completionTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    /**
     * Plays a device; {@code outcome}, of a released profile: installed, downloaded, user-rejected, confirmation-failed, install-failed; of an
     * installed one: enabled, disabled, deleted.
     */
    public String download(String iccid, String outcome) {
        List<SmdpBehaviour.Message> notifications = new ArrayList<>();
        synchronized (this) {
            var profile = profiles.get(Identifiers.isIccid(iccid) ? Identifiers.canonicalIccid(iccid) : iccid);
            if (profile == null) {
                throw new Problem(404, "not-found", "The simulator has no such profile.");
            }
            boolean installed = List.of("enabled", "disabled", "deleted").contains(outcome);
            if (installed && !List.of("Installed", "Enabled", "Disabled").contains(profile.state)) {
                throw new Problem(409, "not-installed", "The profile is " + profile.state + "; a device enables, disables and deletes only an installed one.");
            }
            if (!installed && !"Released".equals(profile.state)) {
                throw new Problem(409, "not-released", "The profile is " + profile.state + "; a device downloads only a Released one.");
            }
            var ok = Map.of("status", "Executed-Success");
            switch (outcome == null ? "installed" : outcome) {
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
                    notifications.add(notification(profile, "eligibility-checked", failed("8.8.5", "3.8", "End user rejection")));
                }
                case "confirmation-failed" -> {
                    profile.state = "Error";
                    notifications.add(notification(profile, "confirmation-failed", failed("8.2.7", "6.4", "Confirmation code attempts exceeded")));
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
                default -> throw new Problem(400, "invalid-field", "outcome is installed, downloaded, user-rejected, confirmation-failed, install-failed, enabled, disabled or deleted.");
            }
            profile.changed = Instant.now();
            if (faults.shuffle()) {
                Collections.shuffle(notifications);
            }
        }
        notifications.forEach(this::send);
        return Json.write(Map.of("iccid", iccid, "notifications", notifications.size()));
    }

    private static Map<String, String> failed(String subject, String reason, String message) {
        return Map.of("status", "Failed", "subjectCode", subject, "reasonCode", reason, "message", message);
    }

    private SmdpBehaviour.Message notification(Profile profile, String what, Map<String, String> status) {
        return profile.behaviour.notification("TX-" + sent.incrementAndGet() + "-" + Long.toHexString(System.nanoTime()), profile.eid, profile.iccid, profile.type, what, status);
    }

    /** Posts a notification, again as often as the fault says, until each is answered as the server expects; gives up after ten tries. */
    private void send(SmdpBehaviour.Message message) {
        for (int i = 0; i < Math.max(1, faults.duplicate()); i++) {
            post(message, 1);
        }
    }

    private void post(SmdpBehaviour.Message message, int attempt) {
        int status = 0;
        try {
            status = http.send(HttpRequest.newBuilder(notifyAt.resolve(notifyAt.getPath() + message.path())).timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json").header("X-Admin-Protocol", message.version())
                    .POST(HttpRequest.BodyPublishers.ofString(message.body())).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (java.io.IOException e) {
            // tried again below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (status != message.expected() && attempt < 10) {
            later.schedule(() -> post(message, attempt + 1), 500, TimeUnit.MILLISECONDS);
        }
    }

    /** {@code {delay, drop, fail, unavailable, retryAfter, malformed, of, duplicate, shuffle}}; what is left out is off. */
    public synchronized String setFaults(String body) {
        var node = Json.read(body);
        faults = new Faults(node.path("delay").asInt(0), node.path("drop").asInt(0), node.path("fail").asInt(0), node.path("unavailable").asInt(0),
                node.path("retryAfter").asInt(1), node.path("malformed").asInt(0), node.path("of").asText(null), node.path("duplicate").asInt(1), node.path("shuffle").asBoolean(false));
        return Json.write(faults);
    }

    /** Every call that reached it and was worked on. */
    public String calls() {
        synchronized (calls) {
            return Json.write(Map.of("items", calls));
        }
    }

    public synchronized String profile(String iccid) {
        var profile = profiles.get(Identifiers.isIccid(iccid) ? Identifiers.canonicalIccid(iccid) : iccid);
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

    private static String key(JsonNode request) {
        var iccid = request.path("iccid").asText("");
        return Identifiers.isIccid(iccid) ? Identifiers.canonicalIccid(iccid) : iccid;
    }

    private static int left(int count) {
        return Math.max(0, count - 1);
    }

    private static String token() {
        var letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        var token = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            token.append(i > 0 && i % 5 == 0 ? "-" : "").append(letters.charAt(ThreadLocalRandom.current().nextInt(letters.length())));
        }
        return token.toString();
    }
}
