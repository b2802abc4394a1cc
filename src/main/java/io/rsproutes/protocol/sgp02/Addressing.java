package io.rsproutes.protocol.sgp02;

import java.util.regex.Pattern;

/** The WS-Addressing headers of a message (docs/spec/es4.md 1.7); null ones are not written. */
public record Addressing(String messageId, String relatesTo, String from, String to, String replyTo, String action) {

    /** Nobody's address: the answer goes into the HTTP response. */
    public static final String ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous";

    private static final Pattern NOBODY = Pattern.compile(
            "http://(schemas\\.xmlsoap\\.org/ws|www\\.w3\\.org)/\\d{4}/\\d{2}/addressing(/role)?/(anonymous|none)");

    /** Whether an answer can be brought to this address: not if it is null, anonymous or none, in any version. */
    public static boolean isSomebody(String address) {
        return address != null && !NOBODY.matcher(EntityUri.base(address)).matches();
    }
}
