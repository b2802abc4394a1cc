package io.rsproutes.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rsproutes.config.OperationSettings.CheckDigitPolicy;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * How a kind of peer differs; every key with its meaning: config/dialects.yaml.
 *
 * @param functions     those it offers
 * @param paths         by function, below basePath unless they begin with a slash; also where the peer calls us
 * @param notifications canonical name by the number (or word) a notification carries, besides 1 to 4 of SGP.22; in
 *                      ES4 by its body element
 * @param statusWords   which of SGP.22's four status words is meant by one of the peer's own
 * @param timeZone      of the peer's times that name none
 * @param names         SOAP element names without Request and Response, by function
 * @param actions       wsa:Action by function, else action with {interface}, {function} and {group} filled in
 * @param changeGroup   the group of prepareSMSRChange and smsrChange; group is that of the others
 * @param providerEntityParameter of wsa:From, which says whose profile a call is about; null: it has none
 * @param parameterSeparator      between the parameters of an address we write
 * @param soapVersion  1.1 or 1.2, of what we write
 * @param style        document or rpc, both literal
 * @param answers      how results come: callback, or polling: we ask for them every pollInterval
 * @param warningFirst a success with a warning is not the result yet
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
        OperationSettings.Provisioning provisioning,
        // ES4 and ES2
        @DefaultValue("http://namespaces.gsma.org/esim-messaging/3") String namespace,
        @DefaultValue("http://gsma.com/{interface}/{group}/{interface}-{function}") String action,
        @DefaultValue("ProfileManagement") String group,
        @DefaultValue("eUICCManagement") String changeGroup,
        @DefaultValue Map<String, String> actions,
        @DefaultValue Map<String, String> names,
        @DefaultValue("Target-Smsr-id") String targetSmsrElement,
        @DefaultValue Map<String, Duration> fixedValidity,
        @DefaultValue("own") ReplyToEntity replyToEntityId,
        String entityName,
        String userName,
        String providerEntityParameter,
        @DefaultValue("&") String parameterSeparator,
        @DefaultValue("false") boolean soapActionHeader,
        @DefaultValue("1.2") String soapVersion,
        @DefaultValue("document") String style,
        @DefaultValue("http://www.w3.org/2005/08/addressing") String addressingNamespace,
        @DefaultValue("callback") String answers,
        @DefaultValue("10s") Duration pollInterval,
        @DefaultValue("false") boolean warningFirst,
        @DefaultValue("false") boolean acknowledgesInBody) {

    /** Functions with which a SM-DP+ calls us. */
    public static final Set<String> INBOUND =
            Set.of("handleDownloadProgressInfo", "handleNotification", "handleDeviceChangeRequest");

    /** What notifications of an SM-SR or SM-DP are about (docs/guides/es4.md). */
    static final Set<String> SGP02_NOTIFICATIONS = new TreeSet<>(Set.of(
            "enabled",
            "disabled",
            "deleted",
            "smsr-changed",
            "fallback-set",
            "fallback-unset",
            "emergency-set",
            "emergency-unset",
            "downloaded",
            "policy-rules-updated",
            "plma-set"));

    /** What may stand in wsa:Action. */
    private static final Set<String> IN_ACTION = Set.of("{interface}", "{group}", "{function}");

    /** What a signature is made of; in its headers the signature itself too. */
    private static final Set<String> SIGNED = Set.of("{key}", "{secret}", "{id}", "{time}", "{body}", "{signature}");
    /** The status words of SGP.22, in any case, without hyphen, underscore and blank. */
    private static final Set<String> STATUS_WORDS =
            Set.of("executedsuccess", "executedwithwarning", "failed", "expired");
    /** Namespaces of WS-Addressing. */
    private static final String ADDRESSING =
            "http://(schemas\\.xmlsoap\\.org/ws|www\\.w3\\.org)/\\d{4}/\\d{2}/addressing(/[a-z]+)?";

    private static final String OUR_PATHS = "/(rsp|actuator|simulator|esim-messaging|openapi\\.yaml)(/.*)?"
            + "|/gsma/rsp2/es2plus/(downloadOrder|confirmOrder|cancelOrder|releaseProfile|getProfileStatus"
            + "|recoverProfile)";

    public enum ReplyToEntity {
        OWN,
        PEER,
        NONE
    }

    /** Whose functionCallIdentifier a call of an order of several carries: its own, or the order's. */
    public enum CallIds {
        CALL,
        ORDER
    }

    /** How states of a profile are written to the peer: as SGP.22 does (Available), or in capitals. */
    public enum StatusCase {
        EXACT,
        UPPER
    }

    /** out: of orders for this peer; in: of what it tells us. Null: as rsp.check-digits says. */
    public record CheckDigits(CheckDigitPolicy out, CheckDigitPolicy in) {}

    public enum Algorithm {
        SHA256,
        HMAC_SHA256
    }

    /**
     * Headers that prove who calls, where the peer wants that instead of a client certificate; {key},
     * {secret}, {id}, {time}, {body} and {signature} are filled in.
     */
    public record Signature(
            @DefaultValue("sha256") Algorithm algorithm, String text, @DefaultValue Map<String, String> headers) {

        private void check(String at) {
            Checks.placeholders(at + ".text", String.valueOf(text), SIGNED);
            headers.values().forEach(one -> Checks.placeholders(at + ".headers", one, SIGNED));
            Checks.check(
                    text != null && headers.values().stream().anyMatch(one -> one.contains("{signature}")),
                    at,
                    "lacks its text, or a header with {signature}",
                    "say what is signed and where the signature goes");
        }
    }

    public boolean isRpc() {
        return "rpc".equals(style);
    }

    public boolean isPolled() {
        return "polling".equals(answers);
    }

    /** The wsa:Action of a request; {@code name}: the function as actions spell it. */
    public String action(String function, String name) {
        return actions.getOrDefault(function, action)
                .replace("{interface}", interfaceName.toUpperCase(Locale.ROOT))
                .replace("{group}", Functions.get(function).needsTarget() ? changeGroup : group)
                .replace("{function}", name);
    }

    /** The path of a function, at the peer or at us, with a leading slash. */
    public String path(String function) {
        var path = paths.getOrDefault(function, function);
        return path.startsWith("/") ? path : basePath.replaceFirst("/+$", "") + "/" + path;
    }

    void check(String at) {
        Checks.check(
                Functions.INTERFACES.contains(String.valueOf(interfaceName)),
                at + ".interface",
                "is missing",
                Functions.INTERFACE_WORDS);
        for (var function : functions) {
            var known = Functions.get(function);
            Checks.check(
                    known != null && !known.composite() && known.interfaces().contains(interfaceName),
                    at + ".functions",
                    "lists '" + function + "'",
                    "list functions of " + interfaceName);
        }
        checkEs2Plus(at);
        checkElements(at);
        checkForm(at);
    }

    private void checkElements(String at) {
        Checks.functions(at + ".actions", actions.keySet());
        Checks.functions(at + ".names", names.keySet());
        Checks.functions(at + ".fixed-validity", fixedValidity.keySet());
        Checks.placeholders(at + ".action", action, IN_ACTION);
        actions.values().forEach(one -> Checks.placeholders(at + ".actions", one, IN_ACTION));
        Checks.matches(
                at + ".target-smsr-element",
                targetSmsrElement,
                "[A-Za-z_][A-Za-z0-9._-]{0,99}",
                "write the name of an XML element, without prefix");
        if (providerEntityParameter != null) {
            Checks.matches(
                    at + ".provider-entity-parameter",
                    providerEntityParameter,
                    "[A-Za-z][A-Za-z0-9._-]{0,63}",
                    "write the name of a parameter, such as X-KPN-ProviderEntityId");
        }
    }

    private void checkForm(String at) {
        Checks.matches(at + ".parameter-separator", parameterSeparator, "[&?]", "set it to & or ?");
        Checks.matches(at + ".soap-version", soapVersion, "1\\.[12]", "set it to 1.1 or 1.2");
        Checks.matches(at + ".style", style, "document|rpc", "set it to document or rpc");
        Checks.matches(at + ".addressing-namespace", addressingNamespace, ADDRESSING, "set one of WS-Addressing");
        Checks.matches(at + ".answers", answers, "callback|polling", "set it to callback or polling");
        Checks.check(
                pollInterval.compareTo(Duration.ofSeconds(1)) >= 0,
                at + ".poll-interval",
                "is shorter than a second",
                "set 1s or more");
    }

    private void checkEs2Plus(String at) {
        Checks.matches(at + ".version", version, "\\d{1,3}(\\.\\d{1,3}){2}", "write it as 2.2.0");
        Checks.check(
                basePath.startsWith("/"),
                at + ".base-path",
                "does not begin with a slash",
                "write it as /gsma/rsp2/es2plus");
        checkNotifications(at + ".notifications");
        Checks.functions(
                at + ".paths",
                paths.keySet().stream().filter(name -> !INBOUND.contains(name)).collect(Collectors.toSet()));
        checkPaths(at + ".paths");
        statusWords.forEach((word, meant) -> Checks.check(
                STATUS_WORDS.contains(meant.toLowerCase(Locale.ROOT).replaceAll("[-_\\s]", "")),
                at + ".status-words",
                "says that " + word + " means '" + meant + "'",
                "use Executed-Success, Executed-WithWarning, Failed or Expired"));
        Checks.check(
                notificationAnswer.isBlank() || Checks.isJson(notificationAnswer, "{iccid}", "{callId}"),
                at + ".notification-answer",
                "is no JSON, or has another placeholder than {iccid} and {callId}",
                "correct it, or leave it empty for 204");
        if (signature != null) {
            signature.check(at + ".signature");
        }
        OperationSettings.Provisioning.check(provisioning, at + ".provisioning", this);
    }

    private void checkNotifications(String at) {
        boolean sgp02 = Functions.isSgp02(interfaceName);
        notifications.forEach((point, name) -> Checks.check(
                sgp02
                        ? SGP02_NOTIFICATIONS.contains(name)
                        : Checks.NAME.matcher(name).matches(),
                at,
                "gives " + point + " the name '" + name + "'",
                sgp02
                        ? "use one of " + String.join(", ", SGP02_NOTIFICATIONS)
                        : "use lower-case letters, digits and hyphens, such as enabled"));
        notifications
                .keySet()
                .forEach(element -> Checks.check(
                        !sgp02 || element.toLowerCase(Locale.ROOT).endsWith("notification"),
                        at,
                        "has the key '" + element + "'",
                        "write the body element, such as HandleProfileDownloadedNotification"));
    }

    private void checkPaths(String at) {
        var seen = new HashMap<String, String>();
        for (var function : Stream.concat(functions.stream(), INBOUND.stream()).toList()) {
            var path = path(function);
            var gives = "gives " + function + " the path '" + path + "'";
            Checks.check(
                    path.matches("(/[A-Za-z0-9._~-]+)+"),
                    at,
                    gives,
                    "write it as a/b below base-path, or /a/b from the root");
            Checks.check(
                    seen.put(path, function) == null,
                    at,
                    "gives " + function + " a path that another function has",
                    "give each its own");
            Checks.check(
                    !INBOUND.contains(function) || !path.matches(OUR_PATHS),
                    at,
                    gives + ", which is ours",
                    "give it another");
        }
    }
}
