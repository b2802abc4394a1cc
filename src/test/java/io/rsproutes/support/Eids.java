package io.rsproutes.support;

import java.math.BigInteger;

/** EIDs nobody has. */
public final class Eids {

    private Eids() {}

    /** With their two check digits, ISO 7064 MOD 97-10. */
    public static String eid(String thirty) {
        var rest = new BigInteger(thirty + "00").mod(BigInteger.valueOf(97)).intValue();
        return thirty + String.format("%02d", 98 - rest);
    }
}
