package io.rsproutes.southbound.es2plus;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.rsproutes.common.Identifiers;
import io.rsproutes.config.OperationSettings.CheckDigitPolicy;
import io.rsproutes.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Check digits of what peers send: whether an identifier with a wrong one is taken, its dialect says. */
final class CheckDigits {

    private static final Logger LOG = LoggerFactory.getLogger(CheckDigits.class);

    private final Settings settings;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    CheckDigits(Settings settings) {
        this.settings = settings;
    }

    boolean allowIccid(String peer, String iccid) {
        return allow(peer, "iccid", Identifiers.iccidCheckHolds(iccid));
    }

    boolean allowEid(String peer, String eid) {
        return allow(peer, "eid", Identifiers.eidCheckHolds(eid));
    }

    private boolean allow(String peer, String field, boolean holds) {
        var own = settings.dialectOf(peer, "es2plus").checkDigits().in();
        var policy = own == null ? settings.checkDigits().southbound() : own;
        if (policy == CheckDigitPolicy.OFF || holds) {
            return true;
        }
        if (warned.add(peer)) {
            LOG.warn(
                    "{} sent an {} with a wrong check digit; not logged again. Its dialect's check-digits say whether"
                            + " that matters",
                    peer,
                    field.toUpperCase(Locale.ROOT));
        }
        return policy == CheckDigitPolicy.WARN;
    }
}
