package io.rsproutes.operation;

import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.common.Globs;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;
import io.rsproutes.config.OperationSettings.CheckDigitPolicy;
import io.rsproutes.config.Peer;
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

    public Peer get(String id) {
        return settings.peers().get(id);
    }

    /**
     * The peer of the order: the one it names; else, of the right interface, its eUICC's or its profile's by the
     * inventory; else the one with the most specific range around its EID, then its ICCID; else the only SM-SR, or
     * the SM-DP+ whose profile types fit best. Null when none fits. In: {@code namedPeer, euiccPeer, profilePeer, eid,
     * iccid, profileType, ownedType, interface}.
     */
    public String chooseFor(Exchange exchange) {
        return choice.choose(order(exchange));
    }

    /** Where {@link #chooseFor} looked in vain, in a sentence. */
    public String lookedAt(Exchange exchange) {
        return choice.lookedAt(order(exchange));
    }

    /**
     * The peers at which the order's eUICC or profile may be known to be, with {@code chooseFor} still choosing
     * {@code peer}; as a list of the database. Null: any, as the order names its peer.
     */
    public String agreeing(Exchange exchange) {
        var agreeing = choice.agreeing(order(exchange), text(exchange, "peer"));
        return agreeing == null ? null : SqlList.of(agreeing);
    }

    /**
     * Whether the order names another peer than the one that has its eUICC, as far as that is known. In: as
     * {@link #chooseFor}.
     */
    public boolean namesAnother(Exchange exchange) {
        return choice.namesAnother(order(exchange));
    }

    /** Whether {@code chooseFor} may choose another peer, once the inventory tells the type of the profile. */
    public boolean typeDecides(Exchange exchange) {
        return choice.typeDecides(order(exchange));
    }

    private static PeerChoice.Order order(Exchange exchange) {
        return new PeerChoice.Order(
                text(exchange, "interface"),
                text(exchange, "namedPeer"),
                text(exchange, "euiccPeer"),
                text(exchange, "profilePeer"),
                text(exchange, "eid"),
                text(exchange, "iccid"),
                text(exchange, "profileType"),
                text(exchange, "ownedType"));
    }

    private static String text(Exchange exchange, String variable) {
        return exchange.getVariable(variable, String.class);
    }

    /** Whether an eUICC of the one SM-SR can go over to the other. */
    public boolean fitsTarget(String target, String current) {
        var peer = settings.peers().get(target);
        return peer != null && "es4".equals(peer.interfaceName()) && !target.equals(current);
    }

    /** Whether the peer offers the function; a composite, whether it offers all its steps. */
    public boolean offers(String id, String function) {
        var peer = settings.peers().get(id);
        var known = Functions.get(function);
        return peer != null
                && settings.dialectOf(peer)
                        .functions()
                        .containsAll(known.composite() ? known.steps() : List.of(function));
    }

    /**
     * A wrong check digit (variable {@code wrongDigits}) matters as the order's peer says, else as
     * {@code rsp.check-digits.northbound}: 400, a line in the log, or nothing.
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
        return settings.peers().keySet().stream()
                .filter(id -> offers(id, "getProfileStatus"))
                .sorted()
                .toList();
    }

    /** Seconds for which what is known of a card may refuse an order to this peer; 0: it never does. */
    public long precheckWithin(String id) {
        var peer = settings.peers().get(id);
        return peer == null ? 0 : peer.precheckWithin().toSeconds();
    }

    /**
     * Seconds the order may take: {@code acceptable}, what the peer takes; null when the order wants another number.
     */
    public Long validity(Long wanted, Long acceptable) {
        return wanted == null || wanted.equals(acceptable) ? acceptable : null;
    }

    /**
     * Seconds that the peer takes for the function: at an SM-SR its fixed validity for the function, else what the
     * order wants, within validity.min and validity.max, else validity.default; at others what the order wants, else
     * rsp.operations.validity.
     */
    public long acceptableValidity(String id, String function, Long wanted) {
        var peer = settings.peers().get(id);
        if (peer == null || !"es4".equals(peer.interfaceName())) {
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
     * Seconds from now until the peer can no longer be executing a call: validity and grace. Null where the answer is
     * the result.
     */
    public Long resultTimeout(String id, Long validity) {
        var peer = settings.peers().get(id);
        return peer == null || !"es4".equals(peer.interfaceName())
                ? null
                : validity + peer.grace().toSeconds();
    }

    /**
     * The function that shows how things are at this peer: the first of auditEIS, getEIS, getProfileStatus that it
     * offers; null for none.
     */
    public String auditFunction(String id) {
        return Stream.of("auditEIS", "getEIS", "getProfileStatus")
                .filter(function -> offers(id, function))
                .findFirst()
                .orElse(null);
    }

    /** Which of two SM-SRs, one of which has the eUICC, the next audit asks: in turn, if both can show eUICCs. */
    public String nextToAsk(int audits, String first, String second) {
        boolean turn = audits % 2 == 0;
        return turn && auditFunction(first) != null || auditFunction(second) == null ? first : second;
    }

    /**
     * Seconds after a call whose answer was lost until the peer's not showing its effect proves that it was not
     * executed: response-timeout and grace of the peer.
     */
    public long grace(String id) {
        var peer = settings.peers().get(id);
        return peer.responseTimeout().plus(peer.grace()).toSeconds();
    }

    /** Whether the tenant may order the profile type the command names, and the one its ICCID is known to have. */
    public boolean mayOrder(String tenant, String named, String known) {
        return mayOrder(tenant, named) && mayOrder(tenant, known);
    }

    private boolean mayOrder(String tenant, String profileType) {
        return profileType == null || profileTypes(tenant).stream().anyMatch(glob -> Globs.matches(glob, profileType));
    }

    /** The profile types that the tenant may order, as a list of the database of patterns for LIKE. */
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
