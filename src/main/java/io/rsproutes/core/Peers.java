package io.rsproutes.core;

import java.util.Map;
import java.util.regex.Pattern;

import io.rsproutes.core.Settings.Peer;
import org.apache.camel.Exchange;

/** Which server an order goes to, and what a tenant may order. */
public class Peers {

    private final Settings settings;

    public Peers(Settings settings) {
        this.settings = settings;
    }

    public Peer get(String id) {
        return settings.peers().get(id);
    }

    /** {@link #choose} for the command in the variables {@code peer?, profilePeer?, profileType?, interface}. */
    public String chooseFor(Exchange exchange) {
        return choose(exchange.getVariable("peer", String.class), exchange.getVariable("profilePeer", String.class),
                exchange.getVariable("profileType", String.class), exchange.getVariable("interface", String.class));
    }

    /**
     * The peer of an order: the one it names, else its profile's, else the first (by name) whose profile types fit.
     *
     * @return the peer's id, or null when none fits
     */
    public String choose(String named, String ofProfile, String profileType, String interfaceName) {
        for (var id : new String[] {named, ofProfile}) {
            if (id != null) {
                var peer = settings.peers().get(id);
                return peer != null && peer.interfaceName().equals(interfaceName) ? id : null;
            }
        }
        return settings.peers().entrySet().stream()
                .filter(entry -> entry.getValue().interfaceName().equals(interfaceName))
                .filter(entry -> profileType == null || entry.getValue().profileTypes().stream().anyMatch(glob -> matches(glob, profileType)))
                .map(Map.Entry::getKey).sorted().findFirst().orElse(null);
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
        var known = settings.tenants().get(tenant);
        return known != null && known.profileTypes().stream().anyMatch(glob -> matches(glob, profileType));
    }

    /** {@code *} stands for any run of characters. */
    public static boolean matches(String glob, String text) {
        return Pattern.matches(regex(glob), text);
    }

    public static String regex(String glob) {
        var regex = new StringBuilder();
        for (var part : glob.split("((?<=\\*)|(?=\\*))")) {
            regex.append("*".equals(part) ? ".*" : part.replaceAll("([^A-Za-z0-9-])", "\\\\$1"));
        }
        return regex.toString();
    }
}
