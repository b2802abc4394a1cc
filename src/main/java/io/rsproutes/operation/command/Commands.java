package io.rsproutes.operation.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Functions;
import io.rsproutes.config.OperationSettings.CheckDigitPolicy;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.RejectionReasons;
import org.apache.camel.Exchange;

/** Reads a canonical command into its one form, and says everything that is wrong with it at once. */
public class Commands {

    /** The form of an idempotency key, whichever way it comes. */
    public static final String IDEMPOTENCY_KEY = "[\\x21-\\x7E]{1,255}";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String REFERENCE_WORDS = "a string of 1 to 128 characters, no control characters";
    private static final String NAME_WORDS = "a string of 1 to 64 letters, digits, dots and hyphens";
    private static final Pattern REFERENCE = Pattern.compile("[^\\p{Cntrl}]{1,128}");
    private static final Pattern WHEN_BUSY = Pattern.compile("wait|refuse");
    private static final int MAX_VALIDITY = 7 * 24 * 3600;

    private final Settings settings;

    public Commands(Settings settings) {
        this.settings = settings;
    }

    /**
     * Reads the command in the body, JSON text. Out: a map with function, operatorOnly (true or false), step (the first
     * function of a composite), interface, eid, iccid (without padding; 18 digits get their check digit), namedPeer
     * (its peer), targetPeer, clientReference, wantedValidity (its validityPeriod, s), whenBusy (wait without one),
     * profileType, parameters, secrets (parameters never shown), requestHash, wrongDigits; null for what it does not
     * name. {@code requestHash} is equal for equal requests; variable {@code received} (null: none), what a mapping
     * made the command of, counts in it. {@code wrongDigits}: a list of wrong check digits, empty without any, on which
     * peers.checkDigits decides. 400 malformed-json or invalid-command, all faults at once.
     */
    public Map<String, Object> read(Exchange exchange) {
        var received = exchange.getVariable("received", String.class);
        return read(exchange.getMessage().getBody(String.class), received).asMap();
    }

    Command read(String text, String received) {
        var command = object(text);
        var faults = unknownFields(command);
        var wrongDigits = new ArrayList<Violation>();
        var function = function(command, faults);
        var eid = identifier(command, "eid", faults, wrongDigits);
        var iccid = identifier(command, "iccid", faults, wrongDigits);
        var peer = text(command, "peer", NAME, NAME_WORDS, faults);
        var targetPeer = text(command, "targetPeer", NAME, NAME_WORDS, faults);
        var reference = text(command, "clientReference", REFERENCE, REFERENCE_WORDS, faults);
        var validity = validity(command, faults);
        var whenBusy = text(command, "whenBusy", WHEN_BUSY, "wait or refuse", faults);
        var parameters = Json.MAPPER.createObjectNode();
        var secrets = Json.MAPPER.createObjectNode();
        if (function != null) {
            parameters(function, command.get("parameters"), parameters, secrets, faults);
            Conditions.check(new Conditions.Said(function, eid, iccid, peer, targetPeer, parameters, secrets), faults);
        }
        check(faults, wrongDigits);
        var meant = canonical(
                function.name(), eid, iccid, peer, targetPeer, reference, validity, whenBusy, parameters, secrets);
        var unread = beyond(received, command);
        return new Command(
                function,
                eid,
                iccid,
                peer,
                targetPeer,
                reference,
                validity,
                whenBusy == null ? "wait" : whenBusy,
                parameters,
                secrets,
                Strings.sha256(unread == null ? meant : canonical(meant, unread)),
                wrongDigits);
    }

    private static ObjectNode object(String text) {
        if (Json.read(text) instanceof ObjectNode command) {
            return command;
        }
        throw new Problem(
                400, "invalid-command", "A command is a JSON object.", List.of(new Violation("", "is not an object")));
    }

    private static List<Violation> unknownFields(ObjectNode command) {
        var faults = new ArrayList<Violation>();
        command.fieldNames().forEachRemaining(field -> {
            if (!Functions.FIELDS.contains(field) && !field.equals("parameters")) {
                faults.add(new Violation(
                        "/" + escape(field),
                        "is not a field of a command; parameters of the function go into /parameters"));
            }
        });
        return faults;
    }

    private void check(List<Violation> faults, List<Violation> wrongDigits) {
        if (!faults.isEmpty()) {
            if (settings.checkDigits().northbound() == CheckDigitPolicy.REJECT) {
                faults.addAll(wrongDigits);
            }
            throw new Problem(
                    400,
                    "invalid-command",
                    faults.size() == 1 ? "The command has a fault." : "The command has " + faults.size() + " faults.",
                    faults);
        }
    }

    // What was received, where a mapping made the command of it: what it leaves out may be all in which two orders
    // differ.
    private static String beyond(String received, ObjectNode command) {
        var whole = received == null ? null : Canonical.of(received);
        return whole == null || whole.equals(Canonical.of(command)) ? null : whole;
    }

    /** True when the two hashes of requests are equal, else false. */
    public boolean sameRequest(String requestHash, String first) {
        return requestHash.equals(first);
    }

    /**
     * What an idempotency key is used for: {@code new}, when the row is null or has this operationId; else {@code
     * same}, when its request_hash is this one, so the key stands for the operation in the row; else {@code other}. The
     * row has operation_id and request_hash that the key stands for.
     */
    public String keyUse(String operationId, String requestHash, Map<String, Object> row) {
        if (row == null || operationId.equals(row.get("operation_id"))) {
            return "new";
        }
        return requestHash.equals(row.get("request_hash")) ? "same" : "other";
    }

    /** The EID of a command (JSON text), or null. Its form is not checked. */
    public String eid(String command) {
        return Json.read(command).path("eid").asText(null);
    }

    /**
     * The ICCID of a command (JSON text): without padding, and 18 digits get their check digit; as it is written when
     * it is no ICCID; null when there is none.
     */
    public String iccid(String command) {
        var iccid = Json.read(command).path("iccid").asText(null);
        return Identifiers.isIccid(iccid) ? Identifiers.canonicalIccid(iccid) : iccid;
    }

    /**
     * The wrong check digits in EID and ICCID of the command (the body, JSON text), as a list; empty without any. A
     * number of a wrong form is not among them. 400 when the body is no JSON object.
     */
    public List<Violation> wrongDigits(String command) {
        var wrong = new ArrayList<Violation>();
        var read = object(command);
        for (var field : List.of("eid", "iccid")) {
            identifier(read, field, new ArrayList<>(), wrong);
        }
        return wrong;
    }

    /**
     * True when the function of the command (the body, JSON text) is about a whole eUICC, so that the command names no
     * ICCID: getEIS, prepareSMSRChange, smsrChange; else false.
     */
    public boolean aboutEuicc(String command) {
        var function = Functions.get(Json.read(command).path("function").asText());
        return function != null && function.aboutEuicc();
    }

    /**
     * 422 identifier-mismatch when variables {@code eid}, which the order names, and {@code knownEid}, where its
     * profile is, differ.
     */
    public void checkPair(Exchange exchange) {
        if (!exchange.getVariable("eid").equals(exchange.getVariable("knownEid"))) {
            throw RejectionReasons.problem("identifier-mismatch");
        }
    }

    private static Functions.Function function(ObjectNode command, List<Violation> faults) {
        var node = command.get("function");
        if (node == null || node.isNull()) {
            faults.add(new Violation("/function", "is missing; one of " + String.join(", ", Functions.names())));
            return null;
        }
        var function = node.isTextual() ? Functions.get(node.asText()) : null;
        if (function == null) {
            faults.add(new Violation(
                    "/function", "is not a function we know; one of " + String.join(", ", Functions.names())));
        }
        return function;
    }

    private static String identifier(
            ObjectNode command, String field, List<Violation> faults, List<Violation> wrongDigits) {
        var node = command.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        boolean eid = "eid".equals(field);
        var text = node.isTextual() ? node.asText() : "";
        if (!(eid ? Identifiers.isEid(text) : Identifiers.isIccid(text))) {
            faults.add(new Violation(
                    "/" + field,
                    eid
                            ? "is not an EID: a string of 32 digits"
                            : "is not an ICCID: a string of 18 to 20 digits, or 19 and F"));
            return null;
        }
        var value = eid ? text : Identifiers.canonicalIccid(text);
        if (!(eid ? Identifiers.eidCheckHolds(value) : Identifiers.iccidCheckHolds(value))) {
            wrongDigits.add(new Violation("/" + field, "has a wrong check digit; look for a mistyped digit"));
        }
        return value;
    }

    private static String text(ObjectNode command, String field, Pattern form, String words, List<Violation> faults) {
        var node = command.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual() || !form.matcher(node.asText()).matches()) {
            faults.add(new Violation("/" + field, "is not " + words));
            return null;
        }
        return node.asText();
    }

    private static Long validity(ObjectNode command, List<Violation> faults) {
        var node = command.get("validityPeriod");
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isIntegralNumber() || node.asLong() < 1 || node.asLong() > MAX_VALIDITY) {
            faults.add(new Violation("/validityPeriod", "is not a whole number of seconds from 1 to " + MAX_VALIDITY));
            return null;
        }
        return node.asLong();
    }

    private static void parameters(
            Functions.Function function,
            JsonNode node,
            ObjectNode parameters,
            ObjectNode secrets,
            List<Violation> faults) {
        if (node == null || node.isNull()) {
            return;
        }
        if (!node.isObject()) {
            faults.add(new Violation("/parameters", "is not an object"));
            return;
        }
        node.properties().forEach(entry -> {
            var at = "/parameters/" + escape(entry.getKey());
            var parameter = function.parameters().get(entry.getKey());
            var value = entry.getValue();
            if (parameter == null) {
                faults.add(new Violation(
                        at,
                        "is not a parameter of " + function.name() + "; it has "
                                + (function.parameters().isEmpty()
                                        ? "none"
                                        : String.join(
                                                ", ",
                                                new TreeSet<>(
                                                        function.parameters().keySet())))));
            } else if (!value.isNull() && !parameter.fits(value)) {
                faults.add(new Violation(at, "is not " + parameter.words()));
            } else if (!value.isNull()) {
                (parameter.secret() ? secrets : parameters).set(entry.getKey(), value);
            }
        });
    }

    private static String canonical(Object... parts) {
        return Json.write(parts);
    }

    /** RFC 6901; control characters have no place in an answer. */
    private static String escape(String field) {
        var name = field.length() > 64 ? field.substring(0, 64) + "…" : field;
        return name.replaceAll("\\p{Cntrl}", "?").replace("~", "~0").replace("/", "~1");
    }
}
