package io.rsproutes.northbound.inventory;

import io.rsproutes.common.Identifiers;
import io.rsproutes.config.Functions;
import io.rsproutes.config.OperationSettings.CheckDigitPolicy;
import io.rsproutes.config.Settings;

/** A line of an inventory file; null what it does not say. */
record InventoryRow(
        long line, String tenant, String eid, String iccid, String profileType, String peer, StockColumns stock) {

    /** Why the line is not loaded; null when it is. {@code scope}: whose lines the caller may load, null for any. */
    String fault(String scope, Settings settings) {
        if (tenant == null && scope == null) {
            return "tenant is missing";
        }
        if (tenant != null && scope != null && !tenant.equals(scope)) {
            return "tenant is not yours";
        }
        if (tenant != null && !settings.tenants().containsKey(tenant)) {
            return "tenant is not configured";
        }
        if (eid == null && iccid == null) {
            return "eid and iccid are both empty";
        }
        if (eid != null && !Identifiers.isEid(eid)) {
            return "eid is not 32 digits";
        }
        if (iccid != null && !Identifiers.isIccid(iccid)) {
            return "iccid is not 18 to 20 digits, or 19 and F";
        }
        var fault = peerFault(settings);
        if (fault != null) {
            return fault;
        }
        if (profileType != null
                && !Functions.PROFILE_TYPE.form().matcher(profileType).matches()) {
            return "profileType is not " + Functions.PROFILE_TYPE.words();
        }
        var stockFault = stock.fault(iccid, profileType);
        return stockFault != null ? stockFault : digitsFault(settings);
    }

    private String digitsFault(Settings settings) {
        if (settings.checkDigits().northbound() == CheckDigitPolicy.REJECT) {
            if (eid != null && !Identifiers.eidCheckHolds(eid)) {
                return "eid has a wrong check digit";
            }
            if (iccid != null && !Identifiers.iccidCheckHolds(Identifiers.canonicalIccid(iccid))) {
                return "iccid has a wrong check digit";
            }
        }
        return null;
    }

    private String peerFault(Settings settings) {
        if (Identifiers.isOid(peer) && !settings.peersWith(peer).isEmpty()) {
            return "peer is the EntityId of " + settings.peersWith(peer).get(0) + "; name it so";
        }
        // An SM-SR that is none of ours is known by its EntityId (Smsr-id of ES2).
        if (peer != null && !settings.peers().containsKey(peer) && !(eid != null && Identifiers.isOid(peer))) {
            return "peer is not configured";
        }
        return null;
    }
}
