package io.rsproutes.southbound;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.rsproutes.common.Json;
import io.rsproutes.config.Peer;
import io.rsproutes.config.Settings;

/** The sweep over eUICCs ({@code rsp.peers.<id>.reconciliation}): which SM-SRs may be asked, and for what. */
public class EuiccReconciliation {

    private final Settings settings;
    private final PeerBreakers breakers;

    public EuiccReconciliation(Settings settings, PeerBreakers breakers) {
        this.settings = settings;
        this.breakers = breakers;
    }

    /**
     * The SM-SRs that may be asked now, as JSON: {@code [{peer, every, doubts, most}]}, with seconds, and what the
     * audit rate lets through in one beat. The last, peer '', is for the eUICCs of which the inventory names none.
     */
    public String swept() {
        var swept = new ArrayList<Map<String, Object>>();
        settings.peers().forEach((id, peer) -> {
            if (function(id) != null && !breakers.open(id)) {
                swept.add(group(id, every(id), peer.reconciliation().doubts(), most(peer)));
            }
        });
        if (!swept.isEmpty()) {
            swept.add(group(
                    "",
                    swept.stream()
                            .mapToLong(one -> (Long) one.get("every"))
                            .filter(every -> every > 0)
                            .min()
                            .orElse(0),
                    swept.stream().anyMatch(one -> (Boolean) one.get("doubts")),
                    swept.stream()
                            .mapToLong(one -> (Long) one.get("most"))
                            .max()
                            .orElse(1)));
        }
        return Json.write(swept);
    }

    private static Map<String, Object> group(String peer, long every, boolean doubts, long most) {
        var group = new LinkedHashMap<String, Object>();
        group.put("peer", peer);
        group.put("every", every);
        group.put("doubts", doubts);
        group.put("most", most);
        return group;
    }

    private long most(Peer peer) {
        var rate = peer.auditRate();
        double beats = (double) rate.per().toMillis()
                / Math.max(1, settings.sweep().interval().toMillis());
        return Math.max(1, (long) Math.ceil(rate.permits() / beats));
    }

    /**
     * By which function this SM-SR (may be null) shows a card to the sweep; null when it does not. Where auditEIS is
     * wanted and not offered, getEIS does; never the other way, as that costs a message over the air.
     */
    public String function(String peer) {
        var known = peer == null ? null : settings.peers().get(peer);
        if (known == null
                || !"es4".equals(known.interfaceName())
                || !known.reconciliation().isOn()) {
            return null;
        }
        Set<String> offered = settings.dialectOf(known).functions();
        return Stream.of(known.reconciliation().function(), "getEIS")
                .filter(offered::contains)
                .findFirst()
                .orElse(null);
    }

    /** Seconds after which a card of this SM-SR (never null) is read again; 0: never by its age. */
    public long every(String peer) {
        return settings.peers().get(peer).reconciliation().every().toSeconds();
    }
}
