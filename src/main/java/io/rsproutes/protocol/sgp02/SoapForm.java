package io.rsproutes.protocol.sgp02;

/**
 * How a message is written, whatever it says.
 *
 * @param rpc        rpc/literal, as {@link RpcStyle} has it; else document/literal
 * @param addressing the namespace of the WS-Addressing headers
 */
public record SoapForm(SoapVersion version, boolean rpc, String addressing) {

    static final String WSA = "http://www.w3.org/2005/08/addressing";

    /** As SGP.02 v3 has it. */
    public static final SoapForm V3 = new SoapForm(SoapVersion.V1_2, false, WSA);

    /** @param version its number, 1.1 or 1.2 */
    public static SoapForm of(String version, boolean rpc, String addressing) {
        return new SoapForm(SoapVersion.of(version), rpc, addressing);
    }
}
