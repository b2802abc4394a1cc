package io.rsproutes.protocol.es2plus;

/** The activation code of SGP.22 4.1 (spec/es2plus.md 1.9): {@code 1$<SM-DP+ address>$<matchingId>[$<OID>[$1]]}, and {@code ...$$1} for a code without OID. */
public final class ActivationCode {

    /** Longest code, in characters. */
    public static final int MAX = 255;

    private ActivationCode() {
    }

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
}
