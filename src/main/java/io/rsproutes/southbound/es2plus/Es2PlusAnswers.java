package io.rsproutes.southbound.es2plus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.Es2PlusDialects;
import io.rsproutes.operation.StatusCodes;
import io.rsproutes.protocol.es2plus.ActivationCode;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.es2plus.StatusWord;
import io.rsproutes.southbound.Outcomes;
import io.rsproutes.southbound.PeerErrorText;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what an SM-DP+ answers to a call, in its dialect. What the answer says is taken apart here; what
 * follows from that and its HTTP status, {@code southbound/es2plus-send.camel.yaml} decides.
 */
public class Es2PlusAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(Es2PlusAnswers.class);
    private static final String ES2PLUS = "es2plus";
    private static final int LONGEST_DETAIL = 300;
    private static final int LONGEST_WORD = 40;

    private final Settings settings;
    private final StatusCodes codes;
    private final CheckDigits digits;

    public Es2PlusAnswers(Settings settings, StatusCodes codes) {
        this.settings = settings;
        this.codes = codes;
        this.digits = new CheckDigits(settings);
    }

    /** The call that is answered. {@code matchingId}: the one it asked for, null if none. */
    record Call(
            String function,
            String peer,
            String callId,
            String eid,
            List<String> iccids,
            String iccid,
            String matchingId,
            String secrets) {}

    /**
     * A map: what variable {@code answer} (null: none came) says to the call in {@code calledFunction, peer,
     * callId, eid, iccid, iccids, parameters, secrets}. {@code outcome}, by the answer alone, as it counts
     * when it comes with HTTP 200: done; refused (status Failed or Expired); unknown, without an answer, or
     * when it cannot be read, has a status that neither SGP.22 nor the dialect knows, is about another call,
     * ICCID, EID or matchingId, or says that the call was executed but names an invalid ICCID (also by its
     * check digit, if the dialect's check-digits.in rejects it), none where the peer was to choose one, or,
     * in a status query, only profiles that were not asked about, or two states of one. {@code detail}, in
     * words (null when done), and {@code status} (JSON) of that outcome. {@code refusedWithCodes}: true when
     * the answer is about this call, and Failed or Expired with codes, which counts whatever the HTTP status.
     * {@code executed}: true when its status says that the call was executed, even if outcome is unknown.
     * {@code word}: that status, in the peer's word. {@code subjectCode, reasonCode}; {@code words}: its
     * message or, without one, an error's code and text from elsewhere in its JSON; masked. When done: {@code
     * result} (JSON): iccid, eid, matchingId, smdpAddress; of a status query the entry of statuses for {@code
     * iccid}; of rpmOrder the whole answer without its header; {@code resultIccid, resultEid,
     * resultMatchingId, resultSmdpAddress}; {@code statuses}, of a status query: a list of {iccid, state,
     * eid, matchingId, at}, only of profiles that were asked about; {@code activationFault}, why its address
     * and matchingId make no activation code (null: nothing is wrong). What the answer does not have is null.
     */
    public Map<String, Object> read(Exchange exchange) {
        var function = exchange.getVariable("calledFunction", String.class);
        var call = new Call(
                function,
                exchange.getVariable("peer", String.class),
                exchange.getVariable("callId", String.class),
                exchange.getVariable("eid", String.class),
                Es2PlusCalls.iccids(exchange),
                exchange.getVariable("iccid", String.class),
                "confirmOrder".equals(function)
                        ? Es2PlusCalls.parameters(exchange).path("matchingId").asText(null)
                        : null,
                exchange.getVariable("secrets", String.class));
        return read(call, exchange.getVariable("answer", String.class));
    }

    Map<String, Object> read(Call call, String text) {
        try {
            var answer = Es2Plus.answer(
                    text,
                    "rpmOrder".equals(call.function()),
                    Es2PlusDialects.reading(settings.dialectOf(settings.peers().get(call.peer()))));
            return read(call, answer, text);
        } catch (Problem e) {
            var words = PeerErrorText.of(call.secrets(), text);
            var reading = unknown("the peer's answer cannot be read: " + e.getMessage(), null, null, words);
            reading.put("words", words);
            return reading;
        }
    }

    private Map<String, Object> read(Call call, Es2Plus.Answer answer, String text) {
        var words = PeerErrorText.shown(call.secrets(), answer.message());
        var other = other(call, answer);
        var reading = other != null
                ? aboutAnother(call, other)
                : answer.word() == StatusWord.UNKNOWN
                        ? unknownWord(call, answer, words)
                        : answer.word().refused() ? refused(answer, words) : executed(call, answer, words);
        reading.put("refusedWithCodes", other == null && answer.word().refused() && answer.subjectCode() != null);
        reading.put("executed", answer.executed());
        reading.put("word", answer.status());
        reading.put("subjectCode", answer.subjectCode());
        reading.put("reasonCode", answer.reasonCode());
        reading.put("words", words == null ? PeerErrorText.of(call.secrets(), text) : words);
        return reading;
    }

    static Map<String, Object> unknown(String detail, String subjectCode, String reasonCode, String words) {
        return reading("unknown", detail, Outcomes.doubt(detail, ES2PLUS, subjectCode, reasonCode, words));
    }

    static Map<String, Object> reading(String outcome, String detail, String status) {
        var reading = new HashMap<String, Object>();
        reading.put("outcome", outcome);
        reading.put("detail", detail);
        reading.put("status", status);
        return reading;
    }

    private static Map<String, Object> aboutAnother(Call call, String other) {
        LOG.warn("{} of {} was answered about another {} than it asked about", call.function(), call.peer(), other);
        return unknown("the peer's answer is about another " + other + " than the call", null, null, null);
    }

    private static Map<String, Object> unknownWord(Call call, Es2Plus.Answer answer, String words) {
        boolean none = answer.status() == null || answer.status().isBlank();
        return unknown(
                none
                        ? "the peer's answer has no status"
                        : "the peer answered with a status that is none of SGP.22's, “"
                                + Strings.cap(PeerErrorText.shown(call.secrets(), answer.status()), LONGEST_WORD) + "”",
                answer.subjectCode(),
                answer.reasonCode(),
                words);
    }

    private Map<String, Object> refused(Es2Plus.Answer answer, String words) {
        var code = codes.get(ES2PLUS, answer.subjectCode(), answer.reasonCode());
        var detail = answer.status() + " " + answer.subjectCode() + "/" + answer.reasonCode();
        return reading(
                "refused",
                Strings.cap(detail, LONGEST_DETAIL),
                Outcomes.json(new Outcomes.Status(
                        answer.status(),
                        answer.subjectCode(),
                        answer.reasonCode(),
                        answer.subjectIdentifier(),
                        words,
                        code.hint(),
                        code.kind())));
    }

    private Map<String, Object> executed(Call call, Es2Plus.Answer answer, String words) {
        var result = answer.result();
        var iccid = result.path("iccid").asText(null);
        var statuses = asked(answer.statuses(), call.iccids());
        var doubt = doubt(call, answer, iccid, statuses);
        if (doubt != null) {
            return unknown(doubt, null, null, null);
        }
        var fault = tidy(result);
        var shown = "getProfileStatus".equals(call.function()) ? shown(statuses, call.iccid()) : result;
        if (!Identifiers.isEid(shown.path("eid").asText(null))) {
            shown.remove("eid");
        }
        var reading = reading("done", null, done(answer, words, fault));
        reading.put("statuses", statuses);
        reading.put("activationFault", fault);
        reading.put("result", Json.write(shown));
        reading.put("resultIccid", iccid);
        reading.put("resultEid", shown.path("eid").asText(null));
        reading.put("resultMatchingId", result.path("matchingId").asText(null));
        reading.put("resultSmdpAddress", result.path("smdpAddress").asText(null));
        return reading;
    }

    // Why it is not believed that the call was executed as the peer says; null when it is.
    private String doubt(Call call, Es2Plus.Answer answer, String iccid, List<Es2Plus.ProfileStatus> statuses) {
        if (iccid != null && (!Identifiers.isIccid(iccid) || !digits.allowIccid(call.peer(), iccid))) {
            return "the peer says that it executed the call, but its ICCID is none, or has a wrong check digit";
        }
        if (iccid == null
                && "downloadOrder".equals(call.function())
                && call.iccids().isEmpty()) {
            return "the peer says that it executed the call, but not which profile it chose";
        }
        return statuses.isEmpty() && !answer.statuses().isEmpty()
                ? "the peer's answer is about other profiles than the call, or says two things of one"
                : null;
    }

    private static String done(Es2Plus.Answer answer, String words, String fault) {
        boolean warning = answer.subjectCode() != null;
        var status = Outcomes.json(new Outcomes.Status(
                fault == null ? answer.status() : "Executed-WithWarning",
                warning ? answer.subjectCode() : null,
                warning ? answer.reasonCode() : null,
                answer.subjectIdentifier(),
                words,
                null,
                null));
        return fault == null
                ? status
                : Json.write(((ObjectNode) Json.read(status))
                        .put(
                                "message",
                                "The call was executed, but no activation code can be made of the answer, as " + fault
                                        + "." + (words == null ? "" : " " + words))
                        .put("hint", "Ask the peer for the profile's activation code.")
                        .put("class", "reconcile"));
    }

    // Address and matchingId as an activation code needs them; what cannot be one leaves the result. Why, or null.
    private static String tidy(ObjectNode result) {
        if (!result.has("matchingId") && !result.has("smdpAddress")) {
            return null;
        }
        var parts = ActivationCode.parts(
                result.path("smdpAddress").asText(null),
                result.path("matchingId").asText(null));
        result.remove(List.of("matchingId", "smdpAddress"));
        Json.put(result, "matchingId", parts.matchingId());
        Json.put(result, "smdpAddress", parts.address());
        return parts.fault();
    }

    /** What an answer names of another call than its own: profile, eUICC, matchingId or call id; else null. */
    private static String other(Call call, Es2Plus.Answer answer) {
        var result = answer.result();
        if (answer.callId() != null
                && !answer.callId().isBlank()
                && !answer.callId().equals(call.callId())) {
            return "call (functionCallIdentifier)";
        }
        if (!call.iccids().isEmpty() && differs(result.path("iccid").asText(null), call.iccids())) {
            return "profile (ICCID)";
        }
        if (call.eid() != null && differs(result.path("eid").asText(null), List.of(call.eid()))) {
            return "eUICC (EID)";
        }
        var matchingId = ActivationCode.parts(null, result.path("matchingId").asText(null))
                .matchingId();
        return call.matchingId() != null
                        && matchingId != null
                        && !matchingId.isEmpty()
                        && !matchingId.equalsIgnoreCase(call.matchingId())
                ? "order (matchingId)"
                : null;
    }

    private static boolean differs(String named, List<String> asked) {
        return named != null && !named.isBlank() && !asked.contains(named);
    }

    // Of the profiles that were asked after, and of which the peer says one thing.
    private static List<Es2Plus.ProfileStatus> asked(List<Es2Plus.ProfileStatus> statuses, List<String> iccids) {
        return statuses.stream()
                .filter(one -> iccids.contains(one.iccid())
                        && statuses.stream()
                                .allMatch(other -> !other.iccid().equals(one.iccid())
                                        || other.state().equals(one.state())))
                .toList();
    }

    // Only what was asked for: a peer may show more.
    private static ObjectNode shown(List<Es2Plus.ProfileStatus> statuses, String iccid) {
        var result = Json.MAPPER.createObjectNode();
        statuses.stream().filter(one -> one.iccid().equals(iccid)).findFirst().ifPresent(one -> {
            result.put("iccid", one.iccid()).put("state", one.state());
            Json.put(result, "eid", one.eid());
            Json.put(result, "matchingId", one.matchingId());
            Json.put(result, "at", one.at());
        });
        return result;
    }
}
