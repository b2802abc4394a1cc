package io.rsproutes.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.rsproutes.config.Settings.CheckDigitPolicy;
import io.rsproutes.protocol.es2plus.Es2Plus;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * How a kind of peer differs; every key with its meaning: config/dialects.yaml.
 *
 * @param functions     those it offers
 * @param paths         by function, below basePath unless they begin with a slash; also where the peer calls us
 * @param notifications canonical name by the number (or word) a notification carries, besides 1 to 4 of SGP.22
 * @param statusWords   which of SGP.22's four status words is meant by one of the peer's own
 * @param timeZone      of the peer's times that name none
 * @param names         SOAP element names without Request and Response, by function
 * @param actions       wsa:Action by function, else action with {function} and {group} filled in
 */
public record Dialect(
        @Name("interface") String interfaceName,
        @DefaultValue Set<String> functions,
        // ES2+
        @DefaultValue("2.2.0") String version,
        @DefaultValue("/gsma/rsp2/es2plus") String basePath,
        @DefaultValue Map<String, String> paths,
        @DefaultValue("false") boolean padIccid,
        @DefaultValue("false") boolean nulls,
        @DefaultValue("exact") StatusCase statusCase,
        @DefaultValue CheckDigits checkDigits,
        @DefaultValue Map<String, String> notifications,
        @DefaultValue("") String notificationAnswer,
        @DefaultValue("24h") Duration replayWindow,
        @DefaultValue("call") CallIds callIds,
        @DefaultValue Map<String, String> statusWords,
        @DefaultValue("UTC") ZoneId timeZone,
        Signature signature,
        // ES4
        @DefaultValue("http://namespaces.gsma.org/esim-messaging/3") String namespace,
        @DefaultValue("http://gsma.com/ES4/{group}/ES4-{function}") String action,
        @DefaultValue("ProfileManagement") String group,
        @DefaultValue Map<String, String> actions,
        @DefaultValue Map<String, String> names,
        @DefaultValue Map<String, Duration> fixedValidity,
        @DefaultValue("own") ReplyToEntity replyToEntityId,
        String entityName, String userName,
        @DefaultValue("false") boolean soapActionHeader,
        @DefaultValue("false") boolean acknowledgesInBody) {

    /** Functions with which a SM-DP+ calls us. */
    public static final Set<String> INBOUND = Set.of("handleDownloadProgressInfo", "handleNotification", "handleDeviceChangeRequest");

    public enum ReplyToEntity { OWN, PEER, NONE }

    /** Whose functionCallIdentifier a call of an order of several carries: its own, or the order's. */
    public enum CallIds { CALL, ORDER }

    /** How states of a profile are written to the peer: as SGP.22 does (Available), or in capitals. */
    public enum StatusCase { EXACT, UPPER }

    /** out: of orders for this peer; in: of what it tells us. Null: as rsp.check-digits says. */
    public record CheckDigits(CheckDigitPolicy out, CheckDigitPolicy in) { }

    public enum Algorithm { SHA256, HMAC_SHA256 }

    /** Headers that prove who calls, where the peer wants that instead of a client certificate; {key}, {secret}, {id}, {time}, {body} and {signature} are filled in. */
    public record Signature(@DefaultValue("sha256") Algorithm algorithm, String text, @DefaultValue Map<String, String> headers) { }

    /** The path of a function, at the peer or at us, with a leading slash. */
    public String path(String function) {
        var path = paths.getOrDefault(function, function);
        return path.startsWith("/") ? path : basePath.replaceFirst("/+$", "") + "/" + path;
    }

    /** Canonical notification name by number or word. */
    public Map<String, String> notificationNames() {
        var all = new HashMap<>(Es2Plus.POINTS);
        all.putAll(notifications);
        return all;
    }

    /** How answers and notifications are read. */
    public Es2Plus.Reading reading() {
        return new Es2Plus.Reading(statusWords, timeZone);
    }

    /** How requests are written. */
    public Es2Plus.Style style() {
        return new Es2Plus.Style(padIccid, nulls, statusCase == StatusCase.UPPER);
    }
}
