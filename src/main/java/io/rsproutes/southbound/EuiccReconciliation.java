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
     * The SM-SRs that may be asked now, as JSON text: {@code [{peer, every, doubts, most}]}; {@code []} when
     * there are none. These are the ones for which function is not null and whose breaker is not open. every
     * (s), doubts: rsp.peers.&lt;id&gt;.reconciliation; most: how many reads its audit-rate allows in one
     * beat, at least 1. One more, peer '', is for the eUICCs of which the inventory names no peer: the
     * shortest every that is not 0, doubts if one has it, the greatest most.
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
     * By which function the sweep reads a card of this SM-SR: rsp.peers.&lt;id&gt;.reconciliation.function,
     * or getEIS if its dialect does not have that. Null when its dialect has neither, when reconciliation is
     * off (every is 0, doubts false), and when the peer is null, not in rsp.peers, or an SM-DP+.
     */
    public String function(String peer) {
        var known = peer == null ? null : settings.peers().get(peer);
        if (known == null || !known.isSmsr() || !known.reconciliation().isOn()) {
            return null;
        }
        Set<String> offered = settings.dialectOf(known).functions();
        return Stream.of(known.reconciliation().function(), "getEIS")
                .filter(offered::contains)
                .findFirst()
                .orElse(null);
    }

    /**
     * Seconds after which a card of this SM-SR is read again (rsp.peers.&lt;id&gt;.reconciliation.every); 0:
     * never by its age. Fails when the peer is not in rsp.peers.
     */
    public long every(String peer) {
        return settings.peers().get(peer).reconciliation().every().toSeconds();
    }
}
