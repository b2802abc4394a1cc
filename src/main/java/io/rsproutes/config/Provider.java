package io.rsproutes.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.rsproutes.common.Identifiers;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Another vendor whose profiles an SM-SR manages for us. entityId: its OID; iccidRanges: which profiles are
 * its own, none for all that are in no other vendor's.
 */
public record Provider(String entityId, @DefaultValue List<Range> iccidRanges) {

    /** The OID of the vendor of this profile: of the ranges that hold its ICCID the most specific; null for none. */
    public static String of(List<Provider> providers, String iccid) {
        return providers.stream()
                .filter(provider -> provider.range(iccid).isPresent())
                .min(Comparator.comparing(provider -> provider.range(iccid).orElseThrow()))
                .or(() -> providers.stream().filter(Provider::hasTheRest).findFirst())
                .map(Provider::entityId)
                .orElse(null);
    }

    private Optional<Range> range(String iccid) {
        return Range.narrowest(iccidRanges, iccid);
    }

    private boolean hasTheRest() {
        return iccidRanges.isEmpty();
    }

    static void check(String at, List<Provider> providers, Dialect dialect) {
        Checks.check(
                providers.isEmpty() || dialect.providerEntityParameter() != null,
                at,
                "is set, but the peer's dialect has no name for it",
                "set the dialect's provider-entity-parameter, as kpn has it, or remove it");
        for (var provider : providers) {
            Checks.check(
                    Identifiers.isOid(provider.entityId()),
                    at + ".entity-id",
                    "is no object identifier",
                    "set the vendor's OID, such as 1.3.6.1.4.1.54008");
            Peer.checkLengths(at + ".iccid-ranges", provider.iccidRanges(), 20);
        }
        Checks.check(
                providers.stream().filter(Provider::hasTheRest).count() <= 1,
                at,
                "has more than one vendor without iccid-ranges",
                "say which profiles are whose");
        checkRivals(at, providers);
    }

    private static void checkRivals(String at, List<Provider> providers) {
        for (int i = 0; i < providers.size(); i++) {
            for (var other : providers.subList(i + 1, providers.size())) {
                for (var range : providers.get(i).iccidRanges()) {
                    Checks.check(
                            other.iccidRanges().stream().noneMatch(range::rivals),
                            at + ".iccid-ranges",
                            "has '" + range + "' in two vendors",
                            "give one of the two longer beginnings, which win");
                }
            }
        }
    }
}
