package io.rsproutes.protocol.sgp02.message;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Strings;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.Xml;

/**
 * Results of ES4 and ES2 calls: those we send as the contract has them, those of peers as they
 * write them (docs/spec/es4.md 1.8).
 */
public final class Sgp02Responses {

    private static final String RESPONSE = "Response";

    /**
     * The result of a call. {@code status}: Executed-Success, Executed-WithWarning, Failed, Expired, the words of
     * every operation whatever its interface, or null when there is none; codes only where the status gives them a
     * meaning; {@code end}: when the peer ended it, null when it does not say.
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
            return status != null && status.startsWith("Executed");
        }
    }

    /**
     * What a response names of the call it answers, as far as it does: EIDs (its own and that of its
     * information set), ICCIDs and call ids.
     */
    public record Named(List<String> eids, List<String> iccids, List<String> callIds) {

        /**
         * Whether none of it is another than the call's; an ICCID of the call that is null has nothing to differ from.
         */
        public boolean fits(String eid, String iccid, String callId) {
            return eids.stream().allMatch(one -> one.equals(eid))
                    && (iccid == null || iccids.stream().allMatch(one -> one.equals(iccid)))
                    && callIds.stream().allMatch(one -> one.equals(callId));
        }
    }

    private Sgp02Responses() {}

    /** The body element of a response, {@code content} after the base. Sender's side: simulators. */
    public static SoapWriter.Body response(
            String interfaceName,
            String function,
            Instant start,
            Instant end,
            String status,
            String[] code,
            String namespace,
            SoapWriter.Body content) {
        return out -> {
            Sgp02.start(out, Sgp02.stem(interfaceName, function) + RESPONSE, namespace);
            Sgp02.text(out, namespace, "ProcessingStart", Sgp02.time(start));
            Sgp02.text(out, namespace, "ProcessingEnd", Sgp02.time(end));
            execution(out, namespace, status, code);
            if (content != null) {
                content.write(out);
            }
            out.writeEndElement();
        };
    }

    /**
     * The response to a customer whose call has ended, or was refused.
     *
     * @param status   EXECUTED_SUCCESS, EXECUTED_WITHWARNING, FAILED or EXPIRED
     * @param code     subject, reason and message, null where the status needs none
     * @param validity AcceptableValidityPeriod (s), null when it is not offered
     * @param result   as {@link Eis#read} and {@link #result} have it, may be null; iccid, of a profile downloaded
     */
    public static SoapWriter.Body answer(
            String interfaceName,
            String function,
            Instant start,
            Instant end,
            Long validity,
            String status,
            String[] code,
            String namespace,
            JsonNode result) {
        return out -> {
            Sgp02.start(out, Sgp02.stem(interfaceName, function) + RESPONSE, namespace);
            Sgp02.text(out, namespace, "ProcessingStart", Sgp02.time(start));
            Sgp02.text(out, namespace, "ProcessingEnd", Sgp02.time(end));
            Sgp02.text(out, namespace, "AcceptableValidityPeriod", validity);
            execution(out, namespace, status, code);
            if (result != null && result.has("profiles")) {
                Eis.write(out, namespace, result);
            }
            if (result != null && result.hasNonNull("iccid")) {
                Sgp02.text(out, namespace, "Iccid", result.path("iccid").asText());
            }
            if (result != null && result.hasNonNull("euiccResponseData")) {
                Sgp02.text(
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
        Sgp02.text(out, namespace, "Status", status);
        if (code != null) {
            out.writeStartElement("rps", "StatusCodeData", namespace);
            Sgp02.text(out, namespace, "Subject", code[0]);
            Sgp02.text(out, namespace, "Reason", code[1]);
            Sgp02.text(out, namespace, "Message", code[2]);
            out.writeEndElement();
        }
        out.writeEndElement();
    }

    /**
     * Reads a response, whatever is missing from it.
     *
     * @param stems the peer's element names by function, where they are not ours
     */
    public static Result result(Xml body, Map<String, String> stems) {
        var execution = body.child("FunctionExecutionStatus");
        var status = status(execution.value("Status"));
        boolean coded = !"Executed-Success".equals(status);
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
                Sgp02.instant(body.value("ProcessingEnd")),
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

    // EXECUTED_SUCCESS, as SGP.02 writes it, Executed-Success and the like are one.
    private static String status(String text) {
        if (text == null) {
            return null;
        }
        return switch (Xml.fold(text)) {
            case "executedsuccess" -> "Executed-Success";
            case "executedwithwarning" -> "Executed-WithWarning";
            case "failed" -> "Failed";
            case "expired" -> "Expired";
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
        var plain = Sgp02.plain(name);
        return Sgp02.function(plain) == null ? plain : Sgp02.function(plain);
    }
}
