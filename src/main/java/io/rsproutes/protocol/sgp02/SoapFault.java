package io.rsproutes.protocol.sgp02;

/**
 * What is no SOAP 1.2 message of ours, or may not be taken; answered as a fault. {@code code}: Sender, Receiver or VersionMismatch;
 * {@code subcode}: our stable word for it, null where there is none.
 */
public class SoapFault extends RuntimeException {

    private final String code;
    private final String subcode;

    public SoapFault(String code, String reason) {
        this(code, null, reason);
    }

    public SoapFault(String code, String subcode, String reason) {
        super(reason, null, false, false);
        this.code = code;
        this.subcode = subcode;
    }

    public String code() {
        return code;
    }

    public String subcode() {
        return subcode;
    }
}
