package io.rsproutes.operation;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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

    /** {@link #choose} for the command in the variables {@code namedPeer?, euiccPeer?, profilePeer?, iccid?, profileType?, interface}. */
    public String chooseFor(Exchange exchange) {
        return choose(exchange.getVariable("namedPeer", String.class), exchange.getVariable("euiccPeer", String.class),
                exchange.getVariable("profilePeer", String.class), exchange.getVariable("iccid", String.class), exchange.getVariable("profileType", String.class),
                exchange.getVariable("interface", String.class));
    }

    /**
     * The peer of an order: the one it names; else, if of the right interface, its eUICC's or its profile's; else the first
     * (by name) whose ICCID ranges hold its ICCID; else, of SM-DP+ servers, the first without ranges whose profile types fit. A card is
     * at one SM-SR: where none is known to have it, only the one there is at all can.
     *
     * @return the peer's id, or null when none fits
     */
    public String choose(String named, String ofEuicc, String ofProfile, String iccid, String profileType, String interfaceName) {
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
            var ranged = first(interfaceName, peer -> peer.iccidRanges().stream().anyMatch(range -> range.holds(iccid)));
            if (ranged != null) {
                return ranged;
            }
        }
        if ("es4".equals(interfaceName)) {
            var all = settings.peers().keySet().stream().filter(id -> speaks(id, interfaceName)).toList();
            return all.size() == 1 ? all.get(0) : null;
        }
        return first(interfaceName, peer -> (iccid == null || peer.iccidRanges().isEmpty())
                && (profileType == null || peer.profileTypes().stream().anyMatch(glob -> Globs.matches(glob, profileType))));
    }

    /**
     * Where an eUICC or profile may be known to be without {@link #choose} choosing another than variable {@code peer}: there, and at
     * peers of other interfaces, as a list of the database; null, for anywhere, when the order names its peer.
     */
    public String agreeing(Exchange exchange) {
        if (exchange.getVariable("namedPeer") != null) {
            return null;
        }
        var chosen = exchange.getVariable("peer", String.class);
        var interfaceName = exchange.getVariable("interface", String.class);
        return SqlList.of(settings.peers().keySet().stream().filter(id -> id.equals(chosen) || !speaks(id, interfaceName)).sorted().toList());
    }

    private String first(String interfaceName, Predicate<Peer> fits) {
        return settings.peers().entrySet().stream().filter(entry -> entry.getValue().interfaceName().equals(interfaceName) && fits.test(entry.getValue()))
                .map(Map.Entry::getKey).sorted().findFirst().orElse(null);
    }

    private boolean speaks(String id, String interfaceName) {
        var peer = settings.peers().get(id);
        return peer != null && peer.interfaceName().equals(interfaceName);
    }

    /** Whether the chosen peer (variable {@code peer}) offers the function. */
    public boolean offers(Exchange exchange) {
        return offers(exchange.getVariable("peer", String.class), exchange.getVariable("function", String.class));
    }

    public boolean offers(String id, String function) {
        var peer = settings.peers().get(id);
        var known = Functions.get(function);
        return peer != null && settings.dialectOf(peer).functions().containsAll(known.composite() ? known.steps() : List.of(function));
    }

    /** Whether wrong check digits of an order (variable {@code wrongDigits}) matter to the peer it goes to: refused, told in the log, or neither. */
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
            LOG.warn("an order's {} has a wrong check digit", wrong.stream().map(fault -> fault.pointer().substring(1)).toList());
        }
    }

    /** The peers that answer a status query, by name. */
    public List<String> askable() {
        return settings.peers().keySet().stream().filter(id -> offers(id, "getProfileStatus")).sorted().toList();
    }

    /**
     * Variable {@code validity}: seconds the order may take, as it says, else as the peer or {@code rsp.operations.validity} does; null, with
     * {@code acceptableValidity} beside it, when the peer does not take what the order says.
     */
    public void validity(Exchange exchange) {
        var wanted = exchange.getVariable("wantedValidity", Long.class);
        var taken = taken(exchange, wanted);
        exchange.setVariable("validity", wanted == null || taken == wanted ? Long.valueOf(taken) : null);
        exchange.setVariable("acceptableValidity", taken);
    }

    private long taken(Exchange exchange, Long wanted) {
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        if (peer == null || !"es4".equals(peer.interfaceName())) {
            return wanted == null ? settings.operations().validity().toSeconds() : wanted;
        }
        var function = exchange.getVariable("function", String.class);
        var fixed = peer.validity().fixed().getOrDefault(function, settings.dialectOf(peer).fixedValidity().get(function));
        if (fixed != null) {
            return fixed.toSeconds();
        }
        return wanted == null ? peer.validity().preset().toSeconds() : Math.max(peer.validity().min().toSeconds(), Math.min(wanted, peer.validity().max().toSeconds()));
    }

    /** Seconds from now until the peer can no longer be executing the order (variables {@code peer, validity}): validity and grace. Null where the answer is the result. */
    public Long patience(Exchange exchange) {
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        return peer == null || !"es4".equals(peer.interfaceName()) ? null
                : exchange.getVariable("validity", Long.class) + peer.grace().toSeconds();
    }

    /** The function that shows how things are, as this peer offers it: auditEIS, getEIS or getProfileStatus, else null. */
    public String auditFunction(String id) {
        return Stream.of("auditEIS", "getEIS", "getProfileStatus").filter(function -> offers(id, function)).findFirst().orElse(null);
    }

    /** Seconds after a call's answer was lost until its absence at the peer proves that it was not executed. */
    public long grace(String id) {
        var peer = settings.peers().get(id);
        return peer.responseTimeout().plus(peer.grace()).toSeconds();
    }

    /** Whether the tenant may order the profile type the command names, and the one its ICCID is known to have. */
    public boolean mayOrder(Exchange exchange) {
        var tenant = exchange.getVariable("tenant", String.class);
        for (var type : new String[] {exchange.getVariable("profileType", String.class), exchange.getVariable("ownedType", String.class)}) {
            if (type != null && !mayOrder(tenant, type)) {
                return false;
            }
        }
        return true;
    }

    private boolean mayOrder(String tenant, String profileType) {
        return profileTypes(tenant).stream().anyMatch(glob -> Globs.matches(glob, profileType));
    }

    /** The profile types that the tenant (variable {@code tenant}) may order, as a list of the database of patterns for LIKE. */
    public String orderable(Exchange exchange) {
        return SqlList.of(profileTypes(exchange.getVariable("tenant", String.class)).stream()
                .map(glob -> glob.replaceAll("([\\\\%_])", "\\\\$1").replace('*', '%')).toList());
    }

    private List<String> profileTypes(String tenant) {
        var known = settings.tenants().get(tenant);
        return known == null ? List.of() : known.profileTypes();
    }
}
