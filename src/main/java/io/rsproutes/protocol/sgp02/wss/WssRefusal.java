package io.rsproutes.protocol.sgp02.wss;

/**
 * Why the WS-Security of a message does not hold. Only ourselves are told: whoever sent it learns that it was refused.
 * {@code reason}: one stable word; the message says more, without anything of what the message says.
 */
public class WssRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    public WssRefusal(String reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
