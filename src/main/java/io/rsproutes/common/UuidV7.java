package io.rsproutes.common;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.UUID;

/** UUIDv7 (RFC 9562): time-ordered, so that ids sort by age; monotone within this process. */
public final class UuidV7 {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static long last;

    /** A new id, as text (UUIDv7), greater than every one that this instance made before. */
    public static String next() {
        long most = stamp();
        long least = RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(most, least).toString();
    }

    /** The id of a part of what has an id: always the same, of the same form (UUIDv8). */
    public static String of(String whole, String part) {
        var hash = new BigInteger(Strings.sha256(whole + "/" + part), 16);
        return new UUID(
                        hash.longValue() & ~0xF000L | 0x8000L,
                        hash.shiftRight(64).longValue() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L)
                .toString();
    }

    // 48 bits of milliseconds, version 7, and 12 bits that count within the millisecond.
    private static synchronized long stamp() {
        long now = System.currentTimeMillis() << 12;
        last = now > last ? now : last + 1;
        return (last >>> 12) << 16 | 0x7000 | last & 0xFFF;
    }
}
