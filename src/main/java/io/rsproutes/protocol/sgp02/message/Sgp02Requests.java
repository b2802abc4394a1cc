package io.rsproutes.protocol.sgp02.message;

import java.util.List;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.Xml;

/**
 * Calls of ES4 and ES2: those we make as the contract has them, those of customers as they write them
 * (docs/spec/es4.md C5, C7).
 */
public final class Sgp02Requests {

    /** How the element is named that names the new SM-SR of a change, unless a dialect says otherwise. */
    public static final String TARGET_SMSR = "Target-Smsr-id";

    private static final String CURRENT_SMSR = "CurrentSMSRid";
    private static final String SMSR = "Smsr-id";

    /**
     * A call.
     *
     * @param validity               in seconds
     * @param iccids                 the profile, or for auditEIS those to look at (none: all)
     * @param policyRules            {@code [{subject, action, qualification}]}, null where the function has none
     * @param newSubscriptionAddress {@code {imsi, msisdn}}, null where the function has none
     * @param smsrId                 of ES2, the entity id of the eUICC's SM-SR; of ES4, that of the other SM-SR of a
     *                               change, null where the function has none
     * @param download               of downloadProfile, else null
     */
    public record Request(
            String function,
            String callId,
            Long validity,
            String eid,
            List<String> iccids,
            JsonNode policyRules,
            JsonNode newSubscriptionAddress,
            String smsrId,
            Download download) {

        public Request(String function, String callId, Long validity, String eid, List<String> iccids) {
            this(function, callId, validity, eid, iccids, null, null, null, null);
        }
    }

    /** A profile of this type, if no ICCID names one; {@code enable}: once it is on the eUICC. */
    public record Download(String profileType, boolean enable) {}

    /**
     * How a peer wants it written: {@code interfaceName}, es4 or es2; {@code stem}, the element without Request;
     * {@code targetSmsr}, an element's name.
     */
    public record Form(String interfaceName, String namespace, String stem, String targetSmsr) {

        /** As our own contract has it. */
        public static Form ours(String interfaceName, String function) {
            return new Form(interfaceName, Sgp02.NAMESPACE, Sgp02.stem(interfaceName, function), TARGET_SMSR);
        }
    }

    /**
     * A call as a customer wrote it; what is missing is null.
     *
     * @param interfaceName es4 or es2
     * @param function null when it is none of that interface that we know
     * @param smsrId   of ES2, the entity id of the eUICC's SM-SR; of ES4, that of the SM-SR which a change names
     *                 besides the one it is sent to
     * @param download of downloadProfile; null of others
     * @param unread   what would not be read though it may change what is asked for, each in words
     */
    public record Call(
            String interfaceName,
            String function,
            String callId,
            String validity,
            String eid,
            List<String> iccids,
            JsonNode policyRules,
            JsonNode newSubscriptionAddress,
            String smsrId,
            Download download,
            List<String> unread) {}

    private Sgp02Requests() {}

    /** The body element of a call. */
    public static SoapWriter.Body request(Request request, Form form) {
        var namespace = form.namespace();
        return out -> {
            Sgp02.start(out, form.stem() + "Request", namespace);
            Sgp02.text(out, namespace, "FunctionCallIdentifier", request.callId());
            Sgp02.text(out, namespace, "ValidityPeriod", request.validity());
            Sgp02.text(out, namespace, "Eid", request.eid());
            if ("es2".equals(form.interfaceName())) {
                Sgp02.text(out, namespace, SMSR, request.smsrId());
            }
            for (var iccid : request.iccids()) {
                Sgp02.text(out, namespace, "Iccid", iccid);
            }
            content(out, request, form);
            out.writeEndElement();
        };
    }

    private static void content(XMLStreamWriter out, Request request, Form form) throws XMLStreamException {
        switch (request.function()) {
            case "updatePolicyRules" -> Eis.policyRules(out, form.namespace(), request.policyRules());
            case "updateSubscriptionAddress" ->
                Eis.address(out, form.namespace(), "newSubscriptionAddress", request.newSubscriptionAddress());
            case "downloadProfile" -> {
                var download = request.download();
                Sgp02.text(
                        out,
                        form.namespace(),
                        "ProfileType",
                        request.iccids().isEmpty() ? download.profileType() : null);
                Sgp02.text(out, form.namespace(), "EnableProfile", download.enable());
            }
            case "prepareSMSRChange" -> Sgp02.text(out, form.namespace(), CURRENT_SMSR, request.smsrId());
            case "smsrChange" -> Sgp02.text(out, form.namespace(), form.targetSmsr(), request.smsrId());
            default -> {}
        }
    }

    /** Reads a call of that interface, whatever is missing from it; names of v4 or of /3 alike. */
    public static Call call(Xml body, String interfaceName) {
        var name = Xml.fold(body.name());
        // As rpc/literal, it may come without ES4-.
        var function = name.endsWith("request")
                ? Sgp02.function(name.replaceFirst("request$", "").replaceFirst("^" + interfaceName, ""))
                : null;
        var address = body.child("newSubscriptionAddress");
        return new Call(
                interfaceName,
                function,
                body.value("FunctionCallIdentifier"),
                body.value("ValidityPeriod"),
                body.value("Eid"),
                body.all("Iccid").stream().map(one -> one.text().trim()).toList(),
                // Without pol2 the profile has no rules from now on; unread tells that from one misspelt.
                "updatePolicyRules".equals(function) ? Eis.policyRules(body.child("pol2")) : null,
                address.exists() ? Eis.address(address) : null,
                body.value(
                        "es2".equals(interfaceName)
                                ? SMSR
                                : "prepareSMSRChange".equals(function) ? CURRENT_SMSR : TARGET_SMSR),
                "downloadProfile".equals(function) ? download(body) : null,
                UnreadContent.of(interfaceName, function, body));
    }

    private static Download download(Xml body) {
        var enable = body.value("EnableProfile");
        return new Download(body.value("ProfileType"), "true".equals(enable) || "1".equals(enable));
    }
}
