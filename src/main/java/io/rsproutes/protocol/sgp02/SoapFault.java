package io.rsproutes.protocol.sgp02;

import java.util.List;

/**
 * What is no SOAP message of ours, or may not be taken; answered as a fault. {@code code}, in the words of
 * SOAP 1.2: Sender, Receiver, VersionMismatch or MustUnderstand; {@code subcode}: our stable word for it,
 * null where there is none; {@code notUnderstood}: the headers a MustUnderstand is about.
 */
public class SoapFault extends RuntimeException {

    private final String code;
    private final String subcode;
    private final transient List<Xml> notUnderstood;

    public SoapFault(String code, String reason) {
        this(code, null, reason);
    }

    public SoapFault(String code, String subcode, String reason) {
        this(code, subcode, reason, List.of());
    }

    private SoapFault(String code, String subcode, String reason, List<Xml> notUnderstood) {
        super(reason, null, false, false);
        this.code = code;
        this.subcode = subcode;
        this.notUnderstood = notUnderstood;
    }

    static SoapFault notUnderstood(List<Xml> headers) {
        return new SoapFault(
                "MustUnderstand",
                null,
                "The message has a header that must be understood, and is not processed here; nothing was done.",
                headers);
    }

    public String code() {
        return code;
    }

    public String subcode() {
        return subcode;
    }

    /**
     * The HTTP status of the fault: of SOAP 1.1 always 500 (6.2); of 1.2 400 when the sender is to blame,
     * else 500 (part 2, 7.5.2.2).
     */
    public int status(SoapVersion version) {
        return "Sender".equals(code) && version == SoapVersion.V1_2 ? 400 : 500;
    }

    List<Xml> notUnderstood() {
        return notUnderstood;
    }
}
