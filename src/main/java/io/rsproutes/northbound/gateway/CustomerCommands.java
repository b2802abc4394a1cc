package io.rsproutes.northbound.gateway;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Customer;
import io.rsproutes.config.Functions;
import io.rsproutes.config.GatewaySettings.Offer;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests.Call;

/** A customer's ES4 or ES2 call as the canonical command it stands for, with what its offer says against it. */
final class CustomerCommands {

    private static final String PREPARE = "prepareSMSRChange";
    /** How ES4 names the other SM-SR of a change, by function. */
    private static final Map<String, String> SMSR = Map.of(PREPARE, "CurrentSMSRid", "smsrChange", "Target-Smsr-id");

    /** Of what is not read in a call, the customer is told so many. */
    private static final int MOST_UNREAD = 3;

    private static final String UNKNOWN_SMSR = "target-peer-unknown";

    /**
     * @param refusal            the code of why it is refused, null where core decides
     * @param acceptableValidity the seconds the offer has instead of those asked for; null where it takes them
     */
    record Order(ObjectNode command, String refusal, Long acceptableValidity) {}

    private final Settings settings;

    CustomerCommands(Settings settings) {
        this.settings = settings;
    }

    /** The functions of the interface that the customer may call. */
    List<String> functions(Customer customer, String interfaceName) {
        return offer(customer).functions().stream()
                .filter(one -> Functions.get(one).interfaces().contains(interfaceName))
                .sorted()
                .toList();
    }

    /** Whether wsa:To may name a SM-SR behind us: it is the one to which the eUICC is to go. */
    boolean isForAnySmsr(String function) {
        return PREPARE.equals(function);
    }

    /**
     * The command of a call.
     *
     * @param receiver the EntityId of wsa:To, null where there is none
     * @param provider the ProviderEntityId of wsa:From, null where there is none; passed over in a call that names no
     *                 profile
     * @throws Problem for what the customer must correct
     */
    Order order(Customer customer, Call call, String receiver, String provider) {
        if (call.callId() == null) {
            throw new Problem(400, "missing-parameter", "FunctionCallIdentifier is missing.");
        }
        if (!call.unread().isEmpty()) {
            var told = call.unread().stream().limit(MOST_UNREAD).toList();
            throw new Problem(400, "invalid-command", String.join("; ", told) + ".");
        }
        if (call.iccids().size() > 1) {
            throw new Problem(
                    400, "invalid-command", "More than one Iccid is not taken; name one, or none for the whole eUICC.");
        }
        var command = Json.MAPPER.createObjectNode().put("function", call.function());
        Json.put(command, "eid", call.eid());
        Json.put(
                command, "iccid", call.iccids().isEmpty() ? null : call.iccids().get(0));
        command.put("clientReference", Strings.cap(call.callId().replaceAll("\\p{Cntrl}+", " "), 128));
        parameters(command, call, provider);
        boolean known = smsrs(command, call, receiver);
        var offer = offer(customer);
        var acceptable = validity(command, offer, call);
        var refusal = !offer.functions().contains(call.function())
                ? "function-not-offered"
                : !known ? UNKNOWN_SMSR : acceptable != null ? "validity-refused" : null;
        return new Order(command, refusal, acceptable);
    }

    private Offer offer(Customer customer) {
        return settings.gateway().offers().get(customer.offer());
    }

    private static void parameters(ObjectNode command, Call call, String provider) {
        var parameters = Json.MAPPER.createObjectNode();
        if (call.policyRules() != null) {
            parameters.set("policyRules", call.policyRules());
        }
        if (call.newSubscriptionAddress() != null) {
            parameters.set("newSubscriptionAddress", call.newSubscriptionAddress());
        }
        if (call.download() != null) {
            Json.put(parameters, "profileType", call.download().profileType());
            parameters.put("enableProfile", call.download().enable());
        }
        if (Functions.ES2.equals(call.interfaceName())) {
            parameters.put(Functions.SMSR_ID, smsr(call, "Smsr-id"));
        }
        if (provider != null && command.hasNonNull("iccid") && takes(call.function(), Functions.PROVIDER_ENTITY_ID)) {
            if (!isShortOid(provider)) {
                throw new Problem(
                        400,
                        "invalid-command",
                        "ProviderEntityId of wsa:From is no object identifier of at most 64 characters.");
            }
            parameters.put(Functions.PROVIDER_ENTITY_ID, provider);
        }
        if (!parameters.isEmpty()) {
            command.set("parameters", parameters);
        }
    }

    // A change is between two SM-SRs: the call names one, and is for the other, which the customer takes us for.
    // Returns whether both are ours. What is not stays in the command: another call under the same id is another.
    private boolean smsrs(ObjectNode command, Call call, String receiver) {
        var element = SMSR.get(call.function());
        if (element == null) {
            return true;
        }
        var named = smsr(smsr(call, element));
        if (!PREPARE.equals(call.function())) {
            command.put("targetPeer", Objects.requireNonNullElse(named, call.smsrId()));
            return named != null;
        }
        var target =
                receiver == null || receiver.equals(settings.gateway().entityId()) ? onlyOther(named) : smsr(receiver);
        command.put("peer", Objects.requireNonNullElse(named, call.smsrId()));
        command.put("targetPeer", Objects.requireNonNullElse(target, "unknown"));
        return named != null && target != null;
    }

    private static String smsr(Call call, String element) {
        if (call.smsrId() == null) {
            throw new Problem(400, "missing-parameter", element + " is missing.");
        }
        if (!isShortOid(call.smsrId())) {
            throw new Problem(400, "invalid-command", element + " is no object identifier of at most 64 characters.");
        }
        return call.smsrId();
    }

    private static boolean takes(String function, String parameter) {
        return Functions.get(function).parameters().containsKey(parameter);
    }

    private static boolean isShortOid(String text) {
        return text.length() <= 64 && Identifiers.isOid(text);
    }

    private String smsr(String entityId) {
        return settings.peersWith(entityId).stream().findFirst().orElse(null);
    }

    // Which of our SM-SRs is to get the eUICC goes without saying where there are two.
    private String onlyOther(String current) {
        var others = smsrs().stream().filter(id -> !id.equals(current)).toList();
        return others.size() == 1 ? others.get(0) : null;
    }

    private List<String> smsrs() {
        return settings.peers().keySet().stream()
                .filter(id -> settings.peers().get(id).isSmsr())
                .sorted()
                .toList();
    }

    private static Long validity(ObjectNode command, Offer offer, Call call) {
        var fixed = offer.validity().fixed().get(call.function());
        if (fixed != null) {
            command.put("validityPeriod", fixed.toSeconds());
            return null;
        }
        if (call.validity() == null) {
            return null;
        }
        if (!call.validity().matches("0*[1-9]\\d{0,17}")) {
            throw new Problem(400, "invalid-command", "ValidityPeriod is not a positive whole number of seconds.");
        }
        long wanted = Long.parseLong(call.validity());
        long taken = Math.max(
                offer.validity().min().toSeconds(),
                Math.min(wanted, offer.validity().max().toSeconds()));
        command.put("validityPeriod", taken);
        return taken == wanted ? null : taken;
    }
}
