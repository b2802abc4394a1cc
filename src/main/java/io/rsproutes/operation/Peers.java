package io.rsproutes.operation;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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

    public Peers(Settings settings) {
        this.settings = settings;
    }

    public Peer get(String id) {
        return settings.peers().get(id);
    }

    /**
     * {@link #choose} for the command. In: {@code namedPeer, euiccPeer, profilePeer, iccid, profileType, interface}.
     */
    public String chooseFor(Exchange exchange) {
        return choose(
                text(exchange, "namedPeer"),
                text(exchange, "euiccPeer"),
                text(exchange, "profilePeer"),
                text(exchange, "iccid"),
                text(exchange, "profileType"),
                text(exchange, "interface"));
    }

    private static String text(Exchange exchange, String variable) {
        return exchange.getVariable(variable, String.class);
    }

    /**
     * The peer of an order: the one it names; else, if of the right interface, its eUICC's or its profile's; else the
     * first (by name) whose ICCID ranges hold its ICCID; else, of SM-DP+ servers, the first without ranges whose
     * profile types fit. A card is at one SM-SR: where none is known to have it, only the one there is at all can.
     *
     * @return the peer's id, or null when none fits
     */
    public String choose(
            String named, String ofEuicc, String ofProfile, String iccid, String profileType, String interfaceName) {
        if (named != null) {
            return speaks(named, interfaceName) ? named : null;
        }
        for (var id : new String[] {ofEuicc, ofProfile}) {
            if (id != null && speaks(id, interfaceName)) {
                return id;
            }
            if (id != null && !settings.peers().containsKey(id)) {
                return null;
            }
        }
        if (iccid != null) {
            var ranged =
                    first(interfaceName, peer -> peer.iccidRanges().stream().anyMatch(range -> range.holds(iccid)));
            if (ranged != null) {
                return ranged;
            }
        }
        if ("es4".equals(interfaceName)) {
            var all = settings.peers().keySet().stream()
                    .filter(id -> speaks(id, interfaceName))
                    .toList();
            return all.size() == 1 ? all.get(0) : null;
        }
        return first(
                interfaceName,
                peer -> (iccid == null || peer.iccidRanges().isEmpty())
                        && (profileType == null
                                || peer.profileTypes().stream().anyMatch(glob -> Globs.matches(glob, profileType))));
    }

    /**
     * The peers where an eUICC or profile may be known to be without {@link #choose} choosing another than
     * {@code chosen}: that, and peers of other interfaces, as a list of the database. Null, for any, when the order
     * names its peer.
     */
    public String agreeing(String named, String chosen, String interfaceName) {
        return named != null
                ? null
                : SqlList.of(settings.peers().keySet().stream()
                        .filter(id -> id.equals(chosen) || !speaks(id, interfaceName))
                        .sorted()
                        .toList());
    }

    private String first(String interfaceName, Predicate<Peer> fits) {
        return settings.peers().entrySet().stream()
                .filter(entry -> entry.getValue().interfaceName().equals(interfaceName) && fits.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElse(null);
    }

    /** Whether an eUICC of the one SM-SR can go over to the other. */
    public boolean fitsTarget(String target, String current) {
        return speaks(target, "es4") && !target.equals(current);
    }

    private boolean speaks(String id, String interfaceName) {
        var peer = settings.peers().get(id);
        return peer != null && peer.interfaceName().equals(interfaceName);
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

    /** Seconds the order may take: what it wants, if that is what the peer takes; else null. */
    public Long validity(Long wanted, Long acceptable) {
        return wanted == null || wanted.equals(acceptable) ? acceptable : null;
    }

    /**
     * Seconds that the peer takes for the function: what the order wants, else what the peer or
     * {@code rsp.operations.validity} says, within the bounds of the peer.
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

    /** The function that shows how things are at this peer: auditEIS, getEIS or getProfileStatus; null for none. */
    public String auditFunction(String id) {
        return Stream.of("auditEIS", "getEIS", "getProfileStatus")
                .filter(function -> offers(id, function))
                .findFirst()
                .orElse(null);
    }

    /** Seconds after a call's answer was lost until its absence at the peer proves that it was not executed. */
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
