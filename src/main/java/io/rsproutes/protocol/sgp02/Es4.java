package io.rsproutes.protocol.sgp02;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;

/** ES4 of SGP.02: requests as the contract has them, responses and notifications as peers send them (docs/spec/es4.md 1.8 and C5, C6). */
public final class Es4 {

    public static final String NAMESPACE = "http://namespaces.gsma.org/esim-messaging/3";
    public static final String CALLBACK_PATH = "/esim-messaging/3/ES4/ES4MnoService";
    /** Where customers call us as if we were the SM-SR. */
    public static final String GATEWAY_PATH = "/esim-messaging/3/ES4/ES4SmSrService";
    /** The eUICC has another SM-SR now. */
    public static final String SMSR_CHANGED = "smsr-changed";

    private static final List<String> FUNCTIONS =
            List.of("getEIS", "auditEIS", "enableProfile", "setFallBackAttribute");
    private static final String RESPONSE = "Response";
    private static final String NOTIFICATION = "Notification";

    /** A call. {@code validity} in seconds; {@code iccids}: the profile, or for auditEIS those to look at (none: all). */
    public record Request(String function, String callId, Long validity, String eid, List<String> iccids) {}

    /** A call as a customer wrote it; what is missing is null. {@code function}: null when it is none we know. */
    public record Call(String function, String callId, String validity, String eid, List<String> iccids) {}

    /**
     * The result of a call. {@code status}: EXECUTED_SUCCESS, EXECUTED_WITHWARNING, FAILED, EXPIRED, or null when there is none;
     * codes only where the status gives them a meaning; {@code end}: when the peer ended it, null when it does not say.
     */
    public record Result(
            String function,
            String status,
            String subjectCode,
            String reasonCode,
            String subjectIdentifier,
            String message,
            Instant end,
            Long acceptableValidity,
            ObjectNode eis,
            String euiccResponseData,
            Named named) {

        public boolean executed() {
            return status != null && status.startsWith("EXECUTED");
        }
    }

    /** What a response names of the call it answers, as far as it does: EIDs (its own and that of its information set), ICCIDs and call ids. */
    public record Named(List<String> eids, List<String> iccids, List<String> callIds) {

        /** Whether none of it is another than the call's; an ICCID of the call that is null has nothing to differ from. */
        public boolean fits(String eid, String iccid, String callId) {
            return eids.stream().allMatch(one -> one.equals(eid))
                    && (iccid == null || iccids.stream().allMatch(one -> one.equals(iccid)))
                    && callIds.stream().allMatch(one -> one.equals(callId));
        }
    }

    /** A notification. {@code what}: canonical name, null when it is none we know; {@code name}: as the peer calls it; {@code eis}: of the eUICC, null when it has none. */
    public record Notification(String what, String name, String eid, String iccid, Instant at, ObjectNode eis) {}

    private static final Map<String, String> EVENTS = Map.of(
            Xml.fold("HandleProfileEnabledNotification"), "enabled",
            Xml.fold("HandleProfileDisabledNotification"), "disabled",
            Xml.fold("HandleProfileDeletedNotification"), "deleted",
            Xml.fold("HandleSMSRChangeNotification"), SMSR_CHANGED);

    private Es4() {}

    /** The element of a function, without Request or Response: ES4-EnableProfile. */
    public static String stem(String function) {
        return "ES4-" + Character.toUpperCase(function.charAt(0)) + function.substring(1);
    }

    /** The body element of a call, in the namespace and under the name a peer wants. */
    public static SoapWriter.Body request(Request request, String namespace, String stem) {
        return out -> {
            start(out, stem + "Request", namespace);
            text(out, namespace, "FunctionCallIdentifier", request.callId());
            text(out, namespace, "ValidityPeriod", request.validity());
            text(out, namespace, "Eid", request.eid());
            for (var iccid : request.iccids()) {
                text(out, namespace, "Iccid", iccid);
            }
            out.writeEndElement();
        };
    }

    /** The body element of a response, {@code content} after the base. Sender's side: simulators. */
    public static SoapWriter.Body response(
            String function,
            Instant start,
            Instant end,
            String status,
            String[] code,
            String namespace,
            SoapWriter.Body content) {
        return out -> {
            start(out, stem(function) + RESPONSE, namespace);
            text(out, namespace, "ProcessingStart", time(start));
            text(out, namespace, "ProcessingEnd", time(end));
            execution(out, namespace, status, code);
            if (content != null) {
                content.write(out);
            }
            out.writeEndElement();
        };
    }

    /** The body element of a profile notification: HandleProfileEnabled and the like. */
    public static SoapWriter.Body notification(String name, String eid, String iccid, Instant at, String namespace) {
        return out -> {
            start(out, "ES4-" + name + NOTIFICATION, namespace);
            text(out, namespace, "Eid", eid);
            text(out, namespace, "Iccid", iccid);
            text(out, namespace, "CompletionTimestamp", time(at));
            out.writeEndElement();
        };
    }

    /** The body element of the notification that an eUICC has another SM-SR: HandleSMSRChange; {@code eis} as {@link Eis#read} has it. */
    public static SoapWriter.Body smsrChange(JsonNode eis, Instant at, String namespace) {
        return out -> {
            start(out, "ES4-HandleSMSRChange" + NOTIFICATION, namespace);
            Eis.write(out, namespace, eis);
            text(out, namespace, "CompletionTimestamp", time(at));
            out.writeEndElement();
        };
    }

    /**
     * The response to a customer whose call has ended, or was refused.
     *
     * @param status   EXECUTED_SUCCESS, EXECUTED_WITHWARNING, FAILED or EXPIRED
     * @param code     subject, reason and message, null where the status needs none
     * @param validity AcceptableValidityPeriod (s), null when it is not offered
     * @param result   as {@link Eis#read} and {@link #result} have it, may be null
     */
    public static SoapWriter.Body answer(
            String function,
            Instant start,
            Instant end,
            Long validity,
            String status,
            String[] code,
            String namespace,
            JsonNode result) {
        return out -> {
            start(out, stem(function) + RESPONSE, namespace);
            text(out, namespace, "ProcessingStart", time(start));
            text(out, namespace, "ProcessingEnd", time(end));
            text(out, namespace, "AcceptableValidityPeriod", validity);
            execution(out, namespace, status, code);
            if (result != null && result.has("profiles")) {
                Eis.write(out, namespace, result);
            }
            if (result != null && result.hasNonNull("euiccResponseData")) {
                text(
                        out,
                        namespace,
                        "EuiccResponseData",
                        result.path("euiccResponseData").asText());
            }
            out.writeEndElement();
        };
    }

    private static void execution(XMLStreamWriter out, String namespace, String status, String[] code)
            throws XMLStreamException {
        out.writeStartElement("rps", "FunctionExecutionStatus", namespace);
        text(out, namespace, "Status", status);
        if (code != null) {
            out.writeStartElement("rps", "StatusCodeData", namespace);
            text(out, namespace, "Subject", code[0]);
            text(out, namespace, "Reason", code[1]);
            text(out, namespace, "Message", code[2]);
            out.writeEndElement();
        }
        out.writeEndElement();
    }

    private static void start(XMLStreamWriter out, String name, String namespace) throws XMLStreamException {
        out.writeStartElement("rps", name, namespace);
        out.writeNamespace("rps", namespace);
    }

    /** A child element; nothing when the value is null. */
    public static void text(XMLStreamWriter out, String namespace, String name, Object value)
            throws XMLStreamException {
        if (value != null) {
            out.writeStartElement("rps", name, namespace);
            out.writeCharacters(value.toString());
            out.writeEndElement();
        }
    }

    public static String time(Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Whether the body is the result of a call, by its name. */
    public static boolean isResponse(Xml body) {
        return Xml.fold(body.name()).endsWith("response");
    }

    public static boolean isNotification(Xml body) {
        return Xml.fold(body.name()).endsWith("notification");
    }

    /**
     * Reads a response, whatever is missing from it.
     *
     * @param stems the peer's element names by function, where they are not ours
     */
    public static Result result(Xml body, Map<String, String> stems) {
        var execution = body.child("FunctionExecutionStatus");
        var status = status(execution.value("Status"));
        boolean coded = !"EXECUTED_SUCCESS".equals(status);
        var code = execution.child("StatusCodeData");
        var subject = coded ? Strings.cap(code.value("Subject"), 40) : null;
        var reason = coded ? Strings.cap(code.value("Reason"), 40) : null;
        var identifier = coded ? Strings.cap(code.value("SubjectIdentifier"), 200) : null;
        if (reason == null && identifier != null && identifier.matches("\\d+(\\.\\d+)+")) {
            // Seen: the reason in the identifier's place (docs/spec/es4.md 2.4).
            reason = identifier;
            identifier = null;
        }
        var validity = body.value("AcceptableValidityPeriod");
        var data = body.value("EuiccResponseData");
        return new Result(
                function(body, stems),
                status,
                subject,
                reason,
                identifier,
                coded ? Strings.cap(code.value("Message"), 500) : null,
                instant(body.value("ProcessingEnd")),
                validity != null && validity.matches("\\d{1,9}") ? Long.valueOf(validity) : null,
                body.child("Eis").exists() ? Eis.read(body.child("Eis")) : null,
                data != null && data.matches("[0-9A-Fa-f]{1,8192}") ? data : null,
                named(body));
    }

    private static Named named(Xml body) {
        var eis = body.child("Eis");
        var eids = Stream.of(
                        body.value("Eid"),
                        eis.value("Eid"),
                        eis.child("EumSignedInfo").value("Eid"))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return new Named(
                eids,
                texts(body, "Iccid")
                        .map(one -> Identifiers.isIccid(one) ? Identifiers.canonicalIccid(one) : one)
                        .toList(),
                texts(body, "FunctionCallIdentifier").toList());
    }

    private static Stream<String> texts(Xml body, String name) {
        return body.all(name).stream()
                .map(one -> Strings.cap(one.text().trim(), 200))
                .filter(text -> !text.isEmpty())
                .distinct();
    }

    // EXECUTED_SUCCESS, Executed-Success and the like are one.
    private static String status(String text) {
        if (text == null) {
            return null;
        }
        return switch (Xml.fold(text)) {
            case "executedsuccess" -> "EXECUTED_SUCCESS";
            case "executedwithwarning" -> "EXECUTED_WITHWARNING";
            case "failed" -> "FAILED";
            case "expired" -> "EXPIRED";
            default -> null;
        };
    }

    private static String function(Xml body, Map<String, String> stems) {
        var name = Xml.fold(body.name()).replaceFirst("response$", "");
        for (var stem : stems.entrySet()) {
            if (Xml.fold(stem.getValue()).equals(name)) {
                return stem.getKey();
            }
        }
        var plain = name.replaceFirst("^es4", "");
        return known(plain) == null ? plain : known(plain);
    }

    private static String known(String folded) {
        return FUNCTIONS.stream()
                .filter(function -> function.toLowerCase(Locale.ROOT).equals(folded))
                .findFirst()
                .orElse(null);
    }

    /** Reads a call, whatever is missing from it; names of v4 or of /3 alike. */
    public static Call call(Xml body) {
        var plain = Xml.fold(body.name()).replaceFirst("request$", "").replaceFirst("^es4", "");
        return new Call(
                Xml.fold(body.name()).matches("es4.*request") ? known(plain) : null,
                body.value("FunctionCallIdentifier"),
                body.value("ValidityPeriod"),
                body.value("Eid"),
                body.all("Iccid").stream().map(one -> one.text().trim()).toList());
    }

    /** Reads a notification, whatever is missing from it. */
    public static Notification notification(Xml body) {
        var name = body.name().replaceFirst("^ES4-", "");
        var eis = body.child("Eis").exists() ? Eis.read(body.child("Eis")) : null;
        var eid = body.value("Eid") != null || eis == null
                ? body.value("Eid")
                : eis.path("eid").asText(null);
        return new Notification(
                EVENTS.get(Xml.fold(name)),
                name,
                eid,
                body.value("Iccid"),
                instant(body.value("CompletionTimestamp")),
                eis);
    }

    /** A time as {@link Timestamps#read(String)} has it; null when it is none. */
    public static Instant instant(String text) {
        return Timestamps.read(text);
    }
}
