package io.rsproutes.operation;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.rsproutes.common.Globs;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Peer;
import io.rsproutes.config.Range;

/** Which configured server an order goes to: of those that fit, the most specific; of equals, the first by name. */
final class PeerChoice {

    /**
     * What an order says, and what is known of its eUICC and profile; null what is not.
     *
     * @param interfaces  those its function can be called at, the preferred one first
     * @param named       the peer it names
     * @param ofEuicc     the SM-SR of the eUICC, by the inventory, else by the order: a peer, or an EntityId
     * @param ofProfile   the peer that the inventory has for the profile
     * @param profileType the type it names
     * @param knownType   the type that the inventory has for the profile
     */
    record Order(
            List<String> interfaces,
            String named,
            String ofEuicc,
            String ofProfile,
            String eid,
            String iccid,
            String profileType,
            String knownType) {

        /** Whether an SM-SR may be its peer: then its eUICC is at one. */
        boolean isForSmsr() {
            return interfaces.contains(Functions.ES4);
        }

        private Order at(String interfaceName) {
            return new Order(List.of(interfaceName), named, ofEuicc, ofProfile, eid, iccid, profileType, knownType);
        }
    }

    /** How a glob fits: exactly before any with asterisks, then by the characters beside them. */
    private record Fit(String glob) implements Comparable<Fit> {

        private static final Comparator<Fit> MOST_SPECIFIC = Comparator.comparing((Fit fit) -> fit.glob.contains("*"))
                .thenComparing(fit -> -fit.glob.replace("*", "").length());

        @Override
        public int compareTo(Fit other) {
            return MOST_SPECIFIC.compare(this, other);
        }
    }

    /** What a peer of each interface is. */
    private static final Map<String, String> KINDS =
            Map.of(Functions.ES2PLUS, "SM-DP+", Functions.ES4, "SM-SR", Functions.ES2, "SM-DP");

    private final Map<String, Peer> peers;

    PeerChoice(Map<String, Peer> peers) {
        this.peers = peers;
    }

    /**
     * The peer of an order: the one it names; else, if of the right interface, its eUICC's or its profile's by the
     * inventory; else the one with the most specific range around its EID, then around its ICCID. Else, of those
     * without ranges: the only SM-SR, as a card is at one; the SM-DP+ or SM-DP whose profile types fit best. All of
     * that for the first interface before the second. An SM-DP takes it only if the eUICC's SM-SR is known.
     *
     * @return the peer's id, or null when none fits
     */
    String choose(Order order) {
        if (order.named() != null) {
            return takes(order.named(), order) ? order.named() : null;
        }
        return byKnowledge(order);
    }

    private String byKnowledge(Order order) {
        return order.interfaces().stream()
                .map(order::at)
                .map(this::byKnowledgeAtOne)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private String byKnowledgeAtOne(Order order) {
        for (var id : new String[] {order.ofEuicc(), order.ofProfile()}) {
            if (id != null && takes(id, order)) {
                return id;
            }
            if (isGone(id) && (order.isForSmsr() || !Identifiers.isOid(id))) {
                return null;
            }
        }
        var ranged = byRange(order);
        return ranged != null ? ranged : order.isForSmsr() ? onlySmsr(order) : byType(order);
    }

    /** Whether the order names another peer than the one that has its eUICC, as far as that is known. */
    boolean namesAnother(Order order) {
        if (order.named() == null) {
            return false;
        }
        // An eUICC may be at an SM-SR that is none of ours: then it is at no other, either.
        var known = isGone(order.ofEuicc()) ? order.ofEuicc() : byKnowledge(order);
        return known != null && !known.equals(order.named());
    }

    /**
     * The peers where an eUICC or profile may be known to be without {@link #choose} choosing another than
     * {@code chosen}: that, and peers of other interfaces, the second one of its function among them if chosen is of
     * the first. Null, for any, when the order names its peer.
     */
    List<String> agreeing(Order order, String chosen) {
        var first = order.at(order.interfaces().get(0));
        var rivals = speaks(chosen, first) ? first : order;
        return order.named() != null
                ? null
                : peers.keySet().stream()
                        .filter(id -> id.equals(chosen) || !speaks(id, rivals))
                        .sorted()
                        .toList();
    }

    /** Whether {@link #choose} may choose another, once the inventory tells the type of the profile. */
    boolean typeDecides(Order order) {
        var last = order.at(order.interfaces().get(order.interfaces().size() - 1));
        return order.named() == null
                && order.iccid() != null
                && order.profileType() == null
                && !last.isForSmsr()
                && byRange(last) == null
                && withoutRanges(last).size() > 1;
    }

    /** Where {@link #choose} looked in vain: a sentence for whoever ordered. */
    String lookedAt(Order order) {
        var kind = order.interfaces().stream().map(KINDS::get).collect(Collectors.joining(" or "));
        if (order.named() != null) {
            return "It names '" + order.named() + "', "
                    + (speaks(order.named(), order)
                            ? "an SM-DP, which must be told the SM-SR of the eUICC: by the inventory, by smsrId, or by"
                                    + " smsr-id of the SM-DP."
                            : "which is no " + kind + " of rsp.peers.");
        }
        for (var id : new String[] {order.ofEuicc(), order.ofProfile()}) {
            if (isGone(id) && !Identifiers.isOid(id)) {
                return "The inventory names '" + id + "', which is not in rsp.peers.";
            }
        }
        var rest = withoutRanges(order);
        return "Looked for its " + kind + " in the inventory (none), in the "
                + (order.isForSmsr() ? "eid-ranges and " : "")
                + "iccid-ranges of rsp.peers (none fits), and among those without ranges ("
                + (rest.isEmpty()
                        ? "none"
                        : order.isForSmsr()
                                ? rest.size() + ", and only one alone would be it"
                                : "no profile-types fit " + Strings.cap(order.profileType(), 100))
                + ")."
                + (isForSmdpWithoutSmsr(order)
                        ? " An SM-DP takes it only if the SM-SR of its eUICC is known: by the inventory, its smsrId, or"
                                + " smsr-id of the SM-DP."
                        : "");
    }

    private static boolean isForSmdpWithoutSmsr(Order order) {
        return order.interfaces().contains(Functions.ES2) && order.ofEuicc() == null;
    }

    private String byRange(Order order) {
        var ofEid = order.eid() == null || !order.isForSmsr()
                ? null
                : best(order, peer -> Range.narrowest(peer.eidRanges(), order.eid()));
        return ofEid != null || order.iccid() == null
                ? ofEid
                : best(order, peer -> Range.narrowest(peer.iccidRanges(), order.iccid()));
    }

    private String onlySmsr(Order order) {
        var rest = withoutRanges(order);
        return rest.size() == 1 ? rest.get(0) : null;
    }

    // A type that the inventory tells is no condition: the peer may take types it is not configured with.
    private String byType(Order order) {
        var rest = withoutRanges(order);
        var type = order.profileType() != null ? order.profileType() : order.knownType();
        var fitting = type == null
                ? null
                : best(rest, peer -> peer.profileTypes().stream()
                        .filter(glob -> Globs.matches(glob, type))
                        .map(Fit::new)
                        .min(Comparator.naturalOrder()));
        return fitting != null || order.profileType() != null ? fitting : first(rest);
    }

    // Where nothing is said of the profile, rather one that takes any.
    private String first(List<String> rest) {
        return rest.stream()
                .filter(id -> peers.get(id).iccidRanges().isEmpty())
                .findFirst()
                .orElse(rest.isEmpty() ? null : rest.get(0));
    }

    private List<String> withoutRanges(Order order) {
        return ofInterface(order).stream()
                .filter(id ->
                        order.iccid() == null || peers.get(id).iccidRanges().isEmpty())
                .filter(id -> order.eid() == null || peers.get(id).eidRanges().isEmpty())
                .toList();
    }

    private List<String> ofInterface(Order order) {
        return peers.keySet().stream().filter(id -> takes(id, order)).sorted().toList();
    }

    private <T extends Comparable<T>> String best(Order order, Function<Peer, Optional<T>> match) {
        return best(ofInterface(order), match);
    }

    // Of equals the first: min keeps it.
    private <T extends Comparable<T>> String best(List<String> ids, Function<Peer, Optional<T>> match) {
        return ids.stream()
                .filter(id -> match.apply(peers.get(id)).isPresent())
                .min(Comparator.comparing(id -> match.apply(peers.get(id)).orElseThrow()))
                .orElse(null);
    }

    // An SM-DP must be told at which SM-SR the eUICC is.
    private boolean takes(String id, Order order) {
        return speaks(id, order)
                && (!Functions.ES2.equals(peers.get(id).interfaceName())
                        || order.ofEuicc() != null
                        || peers.get(id).smsrId() != null);
    }

    private boolean speaks(String id, Order order) {
        var peer = id == null ? null : peers.get(id);
        return peer != null && order.interfaces().contains(peer.interfaceName());
    }

    private boolean isGone(String id) {
        return id != null && !peers.containsKey(id);
    }
}
