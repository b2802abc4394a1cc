package io.rsproutes.operation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.CustomerStatus;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.SoapForm;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.message.Sgp02;
import io.rsproutes.protocol.sgp02.message.Sgp02Notifications;
import io.rsproutes.protocol.sgp02.message.Sgp02Responses;

/**
 * What the gateway writes to its customers: ES4 responses and notifications, ES2+ progress. The sender is
 * always us, never the peer behind us.
 */
public class CustomerMessages {

    private static final String SMSR_CHANGED = "rsp.euicc.smsr-changed";
    private static final Map<String, String> NOTIFICATIONS = new LinkedHashMap<>();

    static {
        NOTIFICATIONS.put("rsp.profile.enabled", "HandleProfileEnabled");
        NOTIFICATIONS.put("rsp.profile.disabled", "HandleProfileDisabled");
        NOTIFICATIONS.put("rsp.profile.deleted", "HandleProfileDeleted");
        NOTIFICATIONS.put(SMSR_CHANGED, "HandleSMSRChange");
    }

    /** The events that ES4 and ES2 have a notification for in v3, whose names are certain. */
    public static final List<String> SGP02_V3 = List.copyOf(NOTIFICATIONS.keySet());

    static {
        NOTIFICATIONS.put("rsp.profile.fallback-set", "HandleFallBackAttributeSet");
        NOTIFICATIONS.put("rsp.profile.fallback-unset", "HandleFallBackAttributeUnset");
        NOTIFICATIONS.put("rsp.profile.emergency-set", "HandleEmergencyProfileAttributeSet");
        NOTIFICATIONS.put("rsp.profile.emergency-unset", "HandleEmergencyProfileAttributeUnset");
        NOTIFICATIONS.put("rsp.profile.downloaded", "HandleProfileDownloaded");
        NOTIFICATIONS.put("rsp.profile.policy-rules-updated", "HandleProfilePOL2Updated");
    }

    /** The same with those of v4. */
    public static final List<String> SGP02 = List.copyOf(NOTIFICATIONS.keySet());

    /**
     * Where a message goes.
     *
     * @param dialect in which it is written; null: as SGP.02 v3 has it, or as the call came
     */
    public record Receiver(String address, Dialect dialect) {}

    private final Settings settings;

    public CustomerMessages(Settings settings) {
        this.settings = settings;
    }

    /**
     * The response to an ES4 or ES2 call.
     *
     * @param operation {@code {function, state, status, result}} as the API and events have them
     * @param context   of the call: {@code {interface (es4 if absent), messageId, transactionId, entityId, namespace,
     *                  soap, rpc, addressing, acceptableValidity, began}}, each may be missing
     * @param id        of this message; the same each time it is sent
     * @param to        where it goes, and in which form; null when it is the HTTP answer
     */
    public String response(JsonNode operation, JsonNode context, String id, Instant at, Receiver to) {
        var function = operation.path("function").asText();
        var status = CustomerStatus.of("es4", operation.path("state").asText(), operation.get("status"));
        return response(function, status, result(operation), context, id, at, to);
    }

    // Which profile it brought, the operation says.
    private static JsonNode result(JsonNode operation) {
        var result = operation.get("result");
        boolean brought = "downloadProfile".equals(operation.path("function").asText())
                && "SUCCEEDED".equals(operation.path("state").asText())
                && operation.hasNonNull("iccid");
        if (!brought) {
            return result;
        }
        var shown = result instanceof ObjectNode some ? some.deepCopy() : Json.MAPPER.createObjectNode();
        return shown.set("iccid", operation.get("iccid"));
    }

    /** The same of a call that did not become an operation. */
    public String response(
            String function,
            CustomerStatus status,
            JsonNode result,
            JsonNode context,
            String id,
            Instant at,
            Receiver to) {
        var began = Sgp02.instant(context.path("began").asText(null));
        var validity = context.path("acceptableValidity").isNumber() && "3.8".equals(status.reason())
                ? Long.valueOf(context.path("acceptableValidity").asLong())
                : null;
        var body = Sgp02Responses.answer(
                interfaceName(context),
                function,
                began == null ? at : began,
                at,
                validity,
                status.sgp02(),
                status.code(),
                namespace(context, to),
                result);
        return SoapWriter.envelope(form(context, to), addressing(context, id, at, to, Sgp02.name(function)), body);
    }

    /**
     * A notification of a profile or an eUICC.
     *
     * @param channel  es4 or es2
     * @param data     of the event
     * @param entityId the customer's
     */
    public String notification(
            String channel, String type, JsonNode data, String entityId, String id, Instant at, Receiver to) {
        var name = NOTIFICATIONS.get(type);
        var context = Json.MAPPER.createObjectNode().put("entityId", entityId).put("interface", channel);
        var namespace = namespace(context, to);
        var happened = Sgp02.instant(data.path("timestamp").asText(null));
        var when = happened == null ? at : happened;
        return SoapWriter.envelope(
                form(context, to),
                addressing(context, id, at, to, name + "Notification"),
                SMSR_CHANGED.equals(type)
                        ? Sgp02Notifications.smsrChange(channel, data, when, namespace)
                        : Sgp02Notifications.notification(
                                channel,
                                name,
                                data.path("eid").asText(null),
                                data.path("iccid").asText(null),
                                data.get("policyRules"),
                                when,
                                namespace));
    }

    private static String interfaceName(JsonNode context) {
        return context.path("interface").asText("es4");
    }

    // In the customer's dialect; without one as its call came, or as v3 has it.
    private static SoapForm form(JsonNode context, Receiver to) {
        return to == null || to.dialect() == null
                ? SoapForm.of(
                        context.path("soap").asText(),
                        context.path("rpc").asBoolean(),
                        context.path("addressing").asText(SoapForm.V3.addressing()))
                : SoapForm.of(
                        to.dialect().soapVersion(),
                        to.dialect().isRpc(),
                        to.dialect().addressingNamespace());
    }

    private static String namespace(JsonNode context, Receiver to) {
        return to == null || to.dialect() == null
                ? context.path("namespace").asText(Sgp02.NAMESPACE)
                : to.dialect().namespace();
    }

    private Addressing addressing(JsonNode context, String id, Instant at, Receiver to, String action) {
        var own = settings.gateway().entityId();
        var url = settings.gateway().url().replaceFirst("/+$", "") + Sgp02.gatewayPath(interfaceName(context));
        var transaction = context.path("transactionId").asText(id);
        var dialect = to == null ? null : to.dialect();
        var between = dialect == null ? EntityUri.AMPERSAND : dialect.parameterSeparator();
        var address = to == null
                ? Addressing.ANONYMOUS
                : context.hasNonNull("entityId") && EntityUri.parameter(to.address(), "EntityId") == null
                        ? EntityUri.of(to.address(), context.path("entityId").asText(), between)
                        : to.address();
        return new Addressing(
                EntityUri.messageId(own, id, transaction, Sgp02.time(at)),
                context.path("messageId").asText(null),
                EntityUri.of(url, own, between),
                address,
                null,
                action(Sgp02.callbackAction(interfaceName(context), action), dialect));
    }

    private static String action(String action, Dialect dialect) {
        return dialect == null
                ? action
                : action.replace("/ProfileManagementCallBack/", "/" + dialect.group() + "CallBack/")
                        .replace("/eUICCManagementCallBack/", "/" + dialect.changeGroup() + "CallBack/");
    }

    /** ES2+ handleDownloadProgressInfo (SGP.22 v2, 5.3.5) of an event that came from a SM-DP+. */
    public String progress(JsonNode data, String id, Instant at) {
        var body = Json.MAPPER.createObjectNode();
        var own = settings.gateway().entityId();
        body.putObject("header")
                .put("functionRequesterIdentifier", own == null ? "rsp-routes" : own)
                .put("functionCallIdentifier", id);
        for (var field : new String[] {"eid", "iccid", "profileType"}) {
            if (data.hasNonNull(field)) {
                body.set(field, data.get(field));
            }
        }
        var happened = Sgp02.instant(data.path("timestamp").asText(null));
        body.put(
                "timestamp",
                DateTimeFormatter.ISO_INSTANT.format((happened == null ? at : happened)
                        .atOffset(ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.SECONDS)));
        body.set("notificationPointId", data.get("notificationPointId"));
        var outcome = data.path("status");
        var status = body.putObject("notificationPointStatus")
                .put("status", outcome.path("status").asText("Executed-Success"));
        if (outcome.hasNonNull("subjectCode")) {
            var codes = status.putObject("statusCodeData")
                    .put("subjectCode", outcome.path("subjectCode").asText())
                    .put("reasonCode", outcome.path("reasonCode").asText());
            copy(outcome, codes, "message");
        }
        for (var field : new String[] {"tac", "imei", "resultData"}) {
            copy(data, body, field);
        }
        return Json.write(body);
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        if (from.hasNonNull(field)) {
            to.set(field, from.get(field));
        }
    }
}
