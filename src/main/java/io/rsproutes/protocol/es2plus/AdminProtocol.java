package io.rsproutes.protocol.es2plus;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The header X-Admin-Protocol: {@code gsma/rsp/v<x.y.z>}, the highest SGP.22 version its sender
 * supports (docs/spec/es2plus.md 1.2).
 */
public final class AdminProtocol {

    /** The version we speak to whoever calls us or is called as a customer. */
    public static final String OURS = "2.2.0";

    private static final Pattern FORM =
            Pattern.compile("\\s*gsma/rsp/v(\\d{1,3}(?:\\.\\d{1,3}){0,2})\\s*", Pattern.CASE_INSENSITIVE);

    private AdminProtocol() {}

    public static String of(String version) {
        return "gsma/rsp/v" + version;
    }

    /** The version a caller named, or null when it named none that can be read. */
    public static String version(String header) {
        var match = header == null ? null : FORM.matcher(header);
        return match != null && match.matches() ? match.group(1) : null;
    }

    /** What the answer says: the caller's version when it is lower than ours, else ours. */
    public static String answer(String header, String ours) {
        var theirs = version(header);
        return of(theirs != null && Arrays.compare(numbers(theirs), numbers(ours)) < 0 ? theirs : ours);
    }

    private static int[] numbers(String version) {
        return Arrays.copyOf(
                Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray(), 3);
    }
}
