package io.rsproutes.operation;

import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.common.Globs;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;
import io.rsproutes.config.OperationSettings.CheckDigitPolicy;
import io.rsproutes.config.Settings;
import io.rsproutes.platform.database.SqlList;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which server an order goes to, and what a tenant may order. */
public class Peers {

    private static final Logger LOG = LoggerFactory.getLogger("rsp");

    private final Settings settings;
    private final PeerChoice choice;

    public Peers(Settings settings) {
        this.settings = settings;
        this.choice = new PeerChoice(settings.peers());
    }

    /**
     * The name of the order's peer; null when none fits. Only peers of an interface of {@code function} (without one,
     * of {@code interface}) count, and an SM-DP only where no SM-SR is found, and if that of the eUICC is known
     * (euiccPeer, smsrId in {@code parameters}, or its smsr-id). {@code namedPeer}, if set, or none. Else by the
     * inventory {@code euiccPeer}, then {@code profilePeer}; one of these that is not in rsp.peers ends the search:
     * null, but for an SM-DP, where euiccPeer may be an EntityId. Else the peer with the most specific range around
     * {@code eid} (ES4 only), then around {@code iccid}. Else, of the peers without ranges: the only SM-SR; or the
     * SM-DP+ or SM-DP with the most specific of the profile-types that fit {@code profileType}, or, while that is
     * null, {@code ownedType}; while no type is named and none fits, the first. More specific is a pattern without
     * asterisk, then the longer one; of equals the first by name.
     */
    public String chooseFor(Exchange exchange) {
        return choice.choose(order(exchange));
    }

    /** A sentence for whoever ordered: where {@code chooseFor} looked for a peer in vain. In: as chooseFor. */
    public String lookedAt(Exchange exchange) {
        return choice.lookedAt(order(exchange));
    }

    /**
     * The peers that a look-up in the inventory may still find for the order's eUICC and profile without
     * making {@code chooseFor} choose another than variable {@code peer}: that one, and all of other
     * interfaces; as text of a PostgreSQL array. Null, for any peer, when the order names one ({@code
     * namedPeer}). In: as chooseFor.
     */
    public String agreeing(Exchange exchange) {
        var agreeing = choice.agreeing(order(exchange), text(exchange, "peer"));
        return agreeing == null ? null : SqlList.of(agreeing);
    }

    /**
     * true when {@code namedPeer} is set, and the eUICC is known to be at another peer: at {@code euiccPeer}
     * if that is not in rsp.peers, else at the one that {@code chooseFor} would choose without namedPeer.
     * Else false, also when nothing is known. In: as chooseFor.
     */
    public boolean namesAnother(Exchange exchange) {
        return choice.namesAnother(order(exchange));
    }

    /**
     * true when {@code chooseFor} may choose another peer once the type of the profile is known: an ES2+
     * order with {@code iccid}, but without {@code namedPeer} and {@code profileType}; no range holds its
     * iccid, and more than one SM-DP+ has no ranges. Else false. In: as chooseFor.
     */
    public boolean typeDecides(Exchange exchange) {
        return choice.typeDecides(order(exchange));
    }

    private PeerChoice.Order order(Exchange exchange) {
        var function = text(exchange, "function");
        return new PeerChoice.Order(
                function == null
                        ? List.of(text(exchange, "interface"))
                        : Functions.get(function).interfaces(),
                text(exchange, "namedPeer"),
                smsr(exchange),
                text(exchange, "profilePeer"),
                text(exchange, "eid"),
                text(exchange, "iccid"),
                text(exchange, "profileType"),
                text(exchange, "ownedType"));
    }

    // The SM-SR of the eUICC: what the inventory has, else what the order says.
    private String smsr(Exchange exchange) {
        var known = text(exchange, "euiccPeer");
        return known != null ? known : settings.smsrWith(parameter(exchange, Functions.SMSR_ID));
    }

    private static String parameter(Exchange exchange, String name) {
        var parameters = text(exchange, "parameters");
        return parameters == null ? null : Json.read(parameters).path(name).asText(null);
    }

    private static String text(Exchange exchange, String variable) {
        return exchange.getVariable(variable, String.class);
    }

    /** The interface of the peer: es2plus, es4 or es2. */
    public String interfaceOf(String id) {
        return settings.peers().get(id).interfaceName();
    }

    /** true when target is an SM-SR in rsp.peers, and another than current; else false. */
    public boolean fitsTarget(String target, String current) {
        var peer = settings.peers().get(target);
        return peer != null && peer.isSmsr() && !target.equals(current);
    }

    /**
     * true when the peer's dialect has the function (rsp.dialects.&lt;name&gt;.functions), or, in place of
     * orderProfile, both downloadOrder and confirmOrder. Else false, also when the peer is null or not in
     * rsp.peers.
     */
    public boolean offers(String id, String function) {
        var peer = settings.peers().get(id);
        var known = Functions.get(function);
        return peer != null
                && settings.dialectOf(peer)
                        .functions()
                        .containsAll(known.composite() ? known.steps() : List.of(function));
    }

    /**
     * Does nothing when variable {@code wrongDigits} (a list) is empty. Else check-digits.out of the dialect
     * of variable {@code peer} decides (rsp.check-digits.northbound if that is not set, or there is no such
     * peer): reject throws 400 invalid-command, which names each wrong number; warn writes a line to the log;
     * off does nothing.
     */
    public void checkDigits(Exchange exchange) {
        @SuppressWarnings("unchecked")
        var wrong = (List<Violation>) exchange.getVariable("wrongDigits", List.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var own = peer == null ? null : settings.dialectOf(peer).checkDigits().out();
        var policy = own == null ? settings.checkDigits().northbound() : own;
        if (!wrong.isEmpty() && policy == CheckDigitPolicy.REJECT) {
            throw new Problem(400, "invalid-command", "The command has a fault.", wrong);
        }
        if (!wrong.isEmpty() && policy == CheckDigitPolicy.WARN) {
            LOG.warn(
                    "an order's {} has a wrong check digit",
                    wrong.stream().map(fault -> fault.pointer().substring(1)).toList());
        }
    }

    /** The peers that answer a status query, by name. */
    public List<String> askable() {
        var all = settings.peers().keySet().stream();
        return all.filter(id -> offers(id, "getProfileStatus")).sorted().toList();
    }

    /**
     * The greatest age, in seconds, at which what is known of a card may refuse an order to this peer
     * (rsp.peers.&lt;id&gt;.precheck-within); 0: it never does. 0 also when the peer is null or not in
     * rsp.peers.
     */
    public long precheckWithin(String id) {
        var peer = settings.peers().get(id);
        return peer == null ? 0 : peer.precheckWithin().toSeconds();
    }

    /**
     * Seconds that the order may take: what the peer takes (second argument), if the order wants just that or
     * names none (first argument, null); else null.
     */
    public Long validity(Long wanted, Long acceptable) {
        return wanted == null || wanted.equals(acceptable) ? acceptable : null;
    }

    /**
     * Seconds that the peer takes for the function, never null. At an SM-SR or SM-DP: validity.fixed of the peer for
     * the function, else fixed-validity of its dialect; without either what the order wants (third argument),
     * kept within validity.min and validity.max; if it wants none (null), validity.default. At an SM-DP+, or
     * if the peer is null: what the order wants, else rsp.operations.validity.
     */
    public long acceptableValidity(String id, String function, Long wanted) {
        var peer = settings.peers().get(id);
        if (peer == null || !peer.speaksSgp02()) {
            return wanted == null ? settings.operations().validity().toSeconds() : wanted;
        }
        var fixed = peer.validity()
                .fixed()
                .getOrDefault(function, settings.dialectOf(peer).fixedValidity().get(function));
        if (fixed != null) {
            return fixed.toSeconds();
        }
        return wanted == null
                ? peer.validity().preset().toSeconds()
                : Math.max(
                        peer.validity().min().toSeconds(),
                        Math.min(wanted, peer.validity().max().toSeconds()));
    }

    /**
     * At an SM-SR or SM-DP: seconds from now after which it can no longer be executing the call: its validity period
     * (second argument) plus rsp.peers.&lt;id&gt;.grace. Null at an SM-DP+, whose answer to the call is the
     * result, and when the peer is not in rsp.peers.
     */
    public Long resultTimeout(String id, Long validity) {
        var peer = settings.peers().get(id);
        return peer == null || !peer.speaksSgp02()
                ? null
                : validity + peer.grace().toSeconds();
    }

    /**
     * The function that reads the state of a card or profile at this peer: the first of auditEIS, getEIS,
     * getProfileStatus that its dialect has; null when it has none of them.
     */
    public String auditFunction(String id) {
        return Stream.of("auditEIS", "getEIS", "getProfileStatus")
                .filter(function -> offers(id, function))
                .findFirst()
                .orElse(null);
    }

    /**
     * Which of two SM-SRs the next audit asks: the first when the number of audits before is even, the second
     * when it is odd. If only one of the two offers auditEIS or getEIS, always that; if neither does, the
     * first.
     */
    public String nextToAsk(int audits, String first, String second) {
        boolean turn = audits % 2 == 0;
        return turn && auditFunction(first) != null || auditFunction(second) == null ? first : second;
    }

    /**
     * Seconds from the sending of a call until the peer can no longer be executing it: response-timeout plus
     * grace of rsp.peers.&lt;id&gt;.
     */
    public long grace(String id) {
        var peer = settings.peers().get(id);
        return peer.responseTimeout().plus(peer.grace()).toSeconds();
    }

    /**
     * true when a pattern in rsp.tenants.&lt;id&gt;.profile-types of the tenant fits the type that the
     * command names, and one fits the type that its ICCID is known to have; a type that is null needs none.
     * Else false.
     */
    public boolean mayOrder(String tenant, String named, String known) {
        return mayOrder(tenant, named) && mayOrder(tenant, known);
    }

    private boolean mayOrder(String tenant, String profileType) {
        return profileType == null || profileTypes(tenant).stream().anyMatch(glob -> Globs.matches(glob, profileType));
    }

    /**
     * false when the parameters (JSON text) have a providerEntityId that is not in
     * rsp.tenants.&lt;id&gt;.provider-entity-ids of variable {@code tenant}; else true.
     */
    public boolean mayNameProvider(Exchange exchange) {
        var vendor = parameter(exchange, Functions.PROVIDER_ENTITY_ID);
        var tenant = settings.tenants().get(text(exchange, "tenant"));
        return vendor == null || tenant != null && tenant.mayName(vendor);
    }

    /**
     * false when the parameters (JSON text) have an smsrId that is not in rsp.tenants.&lt;id&gt;.smsr-ids of
     * variable {@code tenant}, or is not the SM-SR that the inventory has for the eUICC ({@code euiccPeer}, as
     * far as known); else true.
     */
    public boolean mayNameSmsr(Exchange exchange) {
        var smsr = parameter(exchange, Functions.SMSR_ID);
        var known = text(exchange, "euiccPeer");
        var tenant = settings.tenants().get(text(exchange, "tenant"));
        return smsr == null
                || tenant != null
                        && tenant.mayNameSmsr(smsr)
                        && (known == null || known.equals(settings.smsrWith(smsr)));
    }

    /**
     * The tenant's rsp.tenants.&lt;id&gt;.profile-types as patterns for LIKE, as text of a PostgreSQL array;
     * {@code {}}, which fits no type, when it has none.
     */
    public String orderable(String tenant) {
        return SqlList.of(profileTypes(tenant).stream()
                .map(glob -> glob.replaceAll("([\\\\%_])", "\\\\$1").replace('*', '%'))
                .toList());
    }

    private List<String> profileTypes(String tenant) {
        var known = settings.tenants().get(tenant);
        return known == null ? List.of() : known.profileTypes();
    }
}
