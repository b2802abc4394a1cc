package io.rsproutes.protocol.sgp02;

/** What is no SOAP 1.2 message of ours; answered as a fault. {@code code}: Sender, Receiver or VersionMismatch. */
public class SoapFault extends RuntimeException {

    private final String code;

    public SoapFault(String code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
