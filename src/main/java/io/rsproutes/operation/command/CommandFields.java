package io.rsproutes.operation.command;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;

/** The fields of a command, each in its one form; null when it is not there, or has a fault, which is added. */
final class CommandFields {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String REFERENCE_WORDS = "a string of 1 to 128 characters, no control characters";
    private static final String NAME_WORDS = "a string of 1 to 64 letters, digits, dots and hyphens";
    private static final Pattern REFERENCE = Pattern.compile("[^\\p{Cntrl}]{1,128}");
    private static final Pattern WHEN_BUSY = Pattern.compile("wait|refuse");
    private static final int MAX_VALIDITY = 7 * 24 * 3600;

    private CommandFields() {}

    static String name(ObjectNode command, String field, List<Violation> faults) {
        return text(command, field, NAME, NAME_WORDS, faults);
    }

    static String reference(ObjectNode command, List<Violation> faults) {
        return text(command, "clientReference", REFERENCE, REFERENCE_WORDS, faults);
    }

    static String whenBusy(ObjectNode command, List<Violation> faults) {
        return text(command, "whenBusy", WHEN_BUSY, "wait or refuse", faults);
    }

    static Functions.Function function(ObjectNode command, List<Violation> faults) {
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

    static String identifier(ObjectNode command, String field, List<Violation> faults, List<Violation> wrongDigits) {
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

    static Long validity(ObjectNode command, List<Violation> faults) {
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

    static void parameters(
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

    /** RFC 6901; control characters have no place in an answer. */
    static String escape(String field) {
        var name = field.length() > 64 ? field.substring(0, 64) + "…" : field;
        return name.replaceAll("\\p{Cntrl}", "?").replace("~", "~0").replace("/", "~1");
    }
}
