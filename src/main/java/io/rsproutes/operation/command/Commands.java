package io.rsproutes.operation.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    private final Settings settings;

    public Commands(Settings settings) {
        this.settings = settings;
    }

    /**
     * Reads the command in the body, JSON text. Out: a map with function, operatorOnly (true or false), step (the first
     * function of a composite), interface, eid, iccid (without padding; 18 digits get their check digit), namedPeer
     * (its peer), targetPeer, clientReference, wantedValidity (its validityPeriod, s), whenBusy (wait without one),
     * profileType, parameters, secrets (parameters never shown), requestHash, wrongDigits, template, nextSteps (what is
     * ordered once it has succeeded, JSON); null for what it does not name. A command by a template is filled with
     * what that says (variable {@code templateRow}, its row; null: none); {@code stepTemplate} and {@code stepNext}
     * are those of a later step. {@code requestHash} is equal for equal requests; variable {@code received} (null:
     * none), what a mapping made the command of, counts in it. {@code wrongDigits}: a list of wrong check digits, empty
     * without any, on which peers.checkDigits decides. 400 malformed-json or invalid-command, all faults at once.
     */
    public Map<String, Object> read(Exchange exchange) {
        var received = exchange.getVariable("received", String.class);
        var row = exchange.getVariable("templateRow", Map.class);
        var read = read(exchange.getMessage().getBody(String.class), received, OrderTemplate.of(row))
                .asMap();
        // A later step of a template, which does not name it.
        read.putIfAbsent("template", exchange.getVariable("stepTemplate"));
        read.putIfAbsent("nextSteps", exchange.getVariable("stepNext"));
        return read;
    }

    Command read(String text, String received) {
        return read(text, received, null);
    }

    Command read(String text, String received, OrderTemplate template) {
        var given = object(text);
        var faults = unknownFields(given);
        var command = filled(given, template, faults);
        var wrongDigits = new ArrayList<Violation>();
        var function = CommandFields.function(command, faults);
        var eid = CommandFields.identifier(command, "eid", faults, wrongDigits);
        var iccid = CommandFields.identifier(command, "iccid", faults, wrongDigits);
        var peer = CommandFields.name(command, "peer", faults);
        var targetPeer = CommandFields.name(command, "targetPeer", faults);
        var reference = CommandFields.reference(command, faults);
        var validity = CommandFields.validity(command, faults);
        var whenBusy = CommandFields.whenBusy(command, faults);
        var parameters = Json.MAPPER.createObjectNode();
        var secrets = Json.MAPPER.createObjectNode();
        if (function != null) {
            CommandFields.parameters(function, command.get("parameters"), parameters, secrets, faults);
            Conditions.check(new Conditions.Said(function, eid, iccid, peer, targetPeer, parameters, secrets), faults);
        }
        check(faults, wrongDigits);
        var said = new Conditions.Said(function, eid, iccid, peer, targetPeer, parameters, secrets);
        // By a template, what was sent: the template may change.
        var meant = template == null ? canonical(said, reference, validity, whenBusy) : Canonical.of(given);
        return new Command(
                said,
                reference,
                validity,
                whenBusy == null ? "wait" : whenBusy,
                requestHash(meant, beyond(received, given)),
                wrongDigits,
                template);
    }

    private static String requestHash(String meant, String unread) {
        return Strings.sha256(unread == null ? meant : canonical(meant, unread));
    }

    private ObjectNode filled(ObjectNode command, OrderTemplate template, List<Violation> faults) {
        if (command.hasNonNull("template") && template == null) {
            faults.add(new Violation(
                    "/template", "is no template that you may order by; GET /rsp/v1/templates lists them"));
            check(faults, List.of());
        }
        return template == null ? command : template.fill(command, faults);
    }

    /** The name of the template in the command (the body, JSON text); null when it names none in the right form. */
    public String template(String command) {
        return CommandFields.name(object(command), "template", new ArrayList<>());
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
                        "/" + CommandFields.escape(field),
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
            CommandFields.identifier(read, field, new ArrayList<>(), wrong);
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

    private static String canonical(Conditions.Said said, String reference, Long validity, String whenBusy) {
        return canonical(
                said.function().name(),
                said.eid(),
                said.iccid(),
                said.peer(),
                said.targetPeer(),
                reference,
                validity,
                whenBusy,
                said.parameters(),
                said.secrets());
    }

    private static String canonical(Object... parts) {
        return Json.write(parts);
    }
}
