package io.rsproutes.common;

import java.util.regex.Pattern;

/** EID and ICCID: forms and check digits (docs/spec/es2plus.md 1.6 and 4). And the form of object identifiers. */
public final class Identifiers {

    private static final Pattern EID = Pattern.compile("[0-9]{32}");
    private static final Pattern ICCID = Pattern.compile("[0-9]{18,20}|[0-9]{19}[Ff]|[0-9]{18}[Ff]{2}");
    private static final Pattern OID = Pattern.compile("[0-9]+(\\.[0-9]+)+");
    private static final int MOD = 97;

    private Identifiers() {}

    public static boolean isEid(String text) {
        return text != null && EID.matcher(text).matches();
    }

    public static boolean isIccid(String text) {
        return text != null && ICCID.matcher(text).matches();
    }

    public static boolean isOid(String text) {
        return text != null && OID.matcher(text).matches();
    }

    /**
     * The one form of an ICCID: digits as printed, no padding; 18 digits get the check digit they were written without.
     * 19 digits, the same with F, and the first 18 of them are one profile.
     */
    public static String canonicalIccid(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == 'F' || text.charAt(end - 1) == 'f')) {
            end--;
        }
        var digits = text.substring(0, end);
        return digits.length() == 18 ? digits + luhn(digits) : digits;
    }

    /** ISO 7064 MOD 97-10 over all 32 digits (SGP.29 section 10). */
    public static boolean eidCheckHolds(String eid) {
        int rest = 0;
        for (int i = 0; i < eid.length(); i++) {
            rest = (rest * 10 + eid.charAt(i) - '0') % MOD;
        }
        return rest == 1;
    }

    /** Luhn over the canonical form (ITU-T E.118). */
    public static boolean iccidCheckHolds(String iccid) {
        int last = iccid.length() - 1;
        return luhn(iccid.substring(0, last)) == iccid.charAt(last) - '0';
    }

    private static int luhn(String digits) {
        int sum = 0;
        for (int i = digits.length() - 1, weight = 2; i >= 0; i--, weight = 3 - weight) {
            int product = (digits.charAt(i) - '0') * weight;
            sum += product > 9 ? product - 9 : product;
        }
        return (10 - sum % 10) % 10;
    }
}
