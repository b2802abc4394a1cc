package io.rsproutes.southbound.es2plus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.Es2PlusDialects;
import io.rsproutes.operation.StatusCodes;
import io.rsproutes.operation.command.ProfileData;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.es2plus.StatusWord;
import io.rsproutes.southbound.Outcomes;
import io.rsproutes.southbound.UnwrittenCall;
import org.apache.camel.Exchange;

/**
 * Passes the data of profiles to an SM-DP+, by the provisioning of its dialect, and reads its answer. Of that only
 * ICCIDs asked about, status words and codes come out: what else it says may repeat a key.
 */
public class ProfileDataCalls {

    private static final String ES2PLUS = "es2plus";
    private static final Pattern CODE = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){0,5}");

    private final Settings settings;
    private final StatusCodes codes;

    public ProfileDataCalls(Settings settings, StatusCodes codes) {
        this.settings = settings;
        this.codes = codes;
    }

    /**
     * Writes the HTTP request of variable {@code profileData}, with {@code callId}: body and headers, in place of all
     * others, with the path. When it cannot be written, this throws before anything is sent.
     *
     * @throws UnwrittenCall when it cannot be written
     */
    public void write(Exchange exchange) {
        UnwrittenCall.unless(() -> message(exchange));
    }

    private void message(Exchange exchange) {
        var data = exchange.getVariable("profileData", ProfileData.class);
        var peer = settings.peers().get(data.peer());
        var dialect = settings.dialectOf(peer);
        var provisioning = dialect.provisioning();
        var body = Json.MAPPER.createObjectNode();
        body.putObject("header")
                .put("functionRequesterIdentifier", peer.requesterId())
                .put("functionCallIdentifier", exchange.getVariable("callId", String.class));
        body.put(provisioning.profileType(), data.profileType());
        var list = body.putArray(provisioning.profiles());
        for (var profile : data.profiles()) {
            var one = list.addObject();
            profile.properties()
                    .forEach(member -> one.set(
                            provisioning.fields().getOrDefault(member.getKey(), provisioning.iccid()),
                            member.getValue()));
            if (dialect.padIccid() && one.path(provisioning.iccid()).asText().length() == 19) {
                one.put(provisioning.iccid(), one.path(provisioning.iccid()).asText() + "F");
            }
        }
        Es2PlusCalls.request(exchange, peer, dialect, provisioning.path(dialect), Json.write(body));
    }

    /**
     * A map: what variable {@code answer} (null: none came) says to the call of {@code profileData} and {@code callId}.
     * {@code outcome, detail, status, executed, refusedWithCodes, word}: as es2plusAnswers.read has them. {@code
     * profiles}, when outcome is done or refused: a list with one row for each ICCID, {@code iccid, outcome} (done,
     * refused, or unknown, if the answer lists profiles, but not this one, or with a word nobody knows) and, if
     * refused, {@code status}. Nothing of it is in the peer's own words.
     */
    public Map<String, Object> read(Exchange exchange) {
        var data = exchange.getVariable("profileData", ProfileData.class);
        return read(data, exchange.getVariable("callId", String.class), exchange.getVariable("answer", String.class));
    }

    Map<String, Object> read(ProfileData data, String callId, String text) {
        var dialect = settings.dialectOf(settings.peers().get(data.peer()));
        try {
            var answer = Es2Plus.answer(text, true, Es2PlusDialects.reading(dialect));
            if (answer.word() == StatusWord.UNKNOWN) {
                return unknown("the peer's answer has no status that SGP.22 or the dialect knows");
            }
            if (answer.callId() != null && !answer.callId().equals(callId)) {
                return unknown("the peer's answer is about another call");
            }
            var whole = new Verdict(answer.word(), answer.subjectCode(), answer.reasonCode());
            var listed = listed(answer.result().path(dialect.provisioning().profiles()), dialect);
            var rows = new ArrayList<Map<String, Object>>();
            for (var iccid : data.iccids()) {
                rows.add(row(iccid, listed.isEmpty() ? whole : listed.get(iccid)));
            }
            boolean executed = answer.word().executed();
            var reading = Es2PlusAnswers.reading(
                    executed ? "done" : "refused", executed ? null : "refused by the peer", status(whole));
            reading.put("executed", executed);
            reading.put("word", whole.spelled());
            reading.put("refusedWithCodes", !executed && whole.subjectCode() != null);
            reading.put("profiles", rows);
            return reading;
        } catch (Problem e) {
            return unknown(text == null ? "no answer came" : "the peer's answer cannot be read");
        }
    }

    /** The reading's profiles, if the call came to this outcome by what the answer says; else null. */
    public Object results(Map<String, Object> reading, String outcome) {
        return outcome.equals(reading.get("outcome")) ? reading.get("profiles") : null;
    }

    private record Verdict(StatusWord word, String subjectCode, String reasonCode) {

        Verdict(StatusWord word, String subjectCode, String reasonCode) {
            this.word = word;
            this.subjectCode = code(subjectCode);
            this.reasonCode = code(reasonCode);
        }

        private static String code(String text) {
            return text != null && CODE.matcher(text).matches() ? text : null;
        }

        String spelled() {
            return switch (word) {
                case EXECUTED -> "Executed-Success";
                case WITH_WARNING -> "Executed-WithWarning";
                case EXPIRED -> "Expired";
                default -> "Failed";
            };
        }
    }

    // By ICCID; each entry has its status as an answer has, or the word and the codes by themselves.
    private static Map<String, Verdict> listed(JsonNode list, Dialect dialect) {
        var listed = new HashMap<String, Verdict>();
        for (var entry : list) {
            var iccid = entry.path(dialect.provisioning().iccid()).asText("");
            var status = entry.path("status");
            var said = status.isObject() ? status : entry;
            var codes = said.has("statusCodeData") ? said.path("statusCodeData") : said;
            if (Identifiers.isIccid(iccid)) {
                listed.put(
                        Identifiers.canonicalIccid(iccid),
                        new Verdict(
                                StatusWord.of(said.path("status").asText(null), dialect.statusWords()),
                                codes.path("subjectCode").asText(null),
                                codes.path("reasonCode").asText(null)));
            }
        }
        return listed;
    }

    private Map<String, Object> row(String iccid, Verdict verdict) {
        var row = new LinkedHashMap<String, Object>();
        row.put("iccid", iccid);
        boolean known = verdict != null && verdict.word() != StatusWord.UNKNOWN;
        row.put("outcome", !known ? "unknown" : verdict.word().executed() ? "done" : "refused");
        if (known && verdict.word().refused()) {
            row.put("status", Json.read(status(verdict)));
        }
        return row;
    }

    private String status(Verdict verdict) {
        var code = codes.get(ES2PLUS, verdict.subjectCode(), verdict.reasonCode());
        return Outcomes.json(new Outcomes.Status(
                verdict.spelled(),
                verdict.subjectCode(),
                verdict.reasonCode(),
                null,
                null,
                verdict.word().refused() ? code.hint() : null,
                verdict.word().refused() ? code.kind() : null));
    }

    private static Map<String, Object> unknown(String detail) {
        var reading = Es2PlusAnswers.unknown(detail, null, null, null);
        reading.put("executed", false);
        reading.put("refusedWithCodes", false);
        return reading;
    }
}
