package io.rsproutes.protocol.es2plus;

import java.util.regex.Pattern;

import io.rsproutes.common.HostName;
import io.rsproutes.common.Strings;

/**
 * The activation code of SGP.22 4.1 (docs/spec/es2plus.md 1.9): {@code 1$<SM-DP+ address>$<matchingId>[$<OID>[$1]]},
 * and {@code ...$$1} for a code without OID.
 */
public final class ActivationCode {

    /** Longest code, in characters. */
    public static final int MAX = 255;

    private static final Pattern MATCHING_ID = Pattern.compile("[0-9A-Za-z-]{0,247}");
    private static final Pattern WHOLE = Pattern.compile("(?i)(?:LPA:)?1\\$([^$]*)\\$([^$]*)(?:\\$[0-9.]*(?:\\$1?)?)?");

    /**
     * What a peer said that a code is made of, tidied where there is one reading: blanks around it, a scheme before and
     * a slash or dot behind an address, a whole code in the place of either part.
     *
     * @param address    a host name; null when it said none, or what cannot be one
     * @param matchingId null when it said none, or what cannot be one; empty when it said that
     * @param fault      why one of them cannot be, in words that go on from "as"; null when nothing is wrong
     */
    public record Parts(String address, String matchingId, String fault) {}

    private ActivationCode() {}

    /**
     * @param matchingId       may be empty (default SM-DP+)
     * @param oid              of the SM-DP+, or null
     * @param confirmationCode whether the user must enter one
     */
    public static String of(String smdpAddress, String matchingId, String oid, boolean confirmationCode) {
        var code = "1$" + smdpAddress + "$" + matchingId;
        if (oid != null) {
            return code + "$" + oid + (confirmationCode ? "$1" : "");
        }
        return confirmationCode ? code + "$$1" : code;
    }

    /** The text of its QR code. */
    public static String qrText(String activationCode) {
        return "LPA:" + activationCode;
    }

    /** Reads both together, as either may hold the whole code; null for what was not said. */
    public static Parts parts(String smdpAddress, String matchingId) {
        var saidAddress = Strings.bare(smdpAddress);
        var saidId = matchingId == null ? null : Strings.bare(matchingId);
        var inAddress = WHOLE.matcher(saidAddress);
        var inId = WHOLE.matcher(saidId == null ? "" : saidId);
        var address = saidAddress;
        if (inAddress.matches()) {
            address = inAddress.group(1);
            if (saidId == null || saidId.isEmpty()) {
                saidId = inAddress.group(2);
            }
        }
        if (inId.matches()) {
            saidId = inId.group(2);
            address = address.isEmpty() ? inId.group(1) : address;
        }
        var host = HostName.of(address);
        var id = saidId == null || !MATCHING_ID.matcher(saidId).matches() ? null : saidId;
        var fault =
                fault(inAddress.matches() ? inAddress.group(2) : null, inId.matches() ? inId.group(1) : null, host, id);
        if (fault != null) {
            return new Parts(null, null, fault);
        }
        return new Parts(
                host,
                id,
                !address.isEmpty() && host == null
                        ? "the SM-DP+ address the peer gave is no host name"
                        : saidId != null && id == null ? "the matchingId the peer gave cannot be one" : null);
    }

    // A whole code in one place and another part in the other: nobody knows which is meant.
    private static String fault(String idInAddress, String addressInId, String host, String id) {
        boolean otherId = idInAddress != null && !Strings.bare(idInAddress).equals(id);
        boolean otherAddress =
                addressInId != null && (host == null || !host.equalsIgnoreCase(HostName.of(addressInId)));
        return otherId || otherAddress
                ? "the peer gave a whole code in one place and another address or matchingId beside it"
                : null;
    }
}
