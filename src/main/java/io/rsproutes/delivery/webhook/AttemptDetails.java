package io.rsproutes.delivery.webhook;

import io.rsproutes.common.Causes;
import io.rsproutes.common.Masking;
import io.rsproutes.common.Strings;
import io.rsproutes.delivery.EventFormats;
import io.rsproutes.security.AddressGuard;
import org.apache.camel.Exchange;

/** Why an attempt did not deliver, as its row and its dead letter say it. */
public class AttemptDetails {

    private static final int MAX = 300;

    /**
     * HTTP and variable {@code httpStatus}, and how the answer's body begins; from 300 to 399, instead of the
     * body, that redirects are not followed.
     */
    public String ofAnswer(Exchange exchange) {
        return ofAnswer(
                exchange.getVariable("httpStatus", Integer.class),
                exchange.getMessage().getBody(String.class));
    }

    static String ofAnswer(int status, String answer) {
        if (status >= 300 && status < 400) {
            return text("HTTP " + status + " (redirects are not followed)");
        }
        return text("HTTP " + status + (answer == null || answer.isBlank() ? "" : ": " + answer));
    }

    /**
     * For this exception: why the address is refused, the mapping of the format failed, or the secret cannot
     * be opened; else no answer and why, such as that the connection was refused.
     */
    public String ofFailure(Throwable failure) {
        for (var cause : Causes.of(failure)) {
            if (cause instanceof AddressGuard.RefusedAddress
                    || cause instanceof EventFormats.Unmappable
                    || cause instanceof WebhookSecrets.Unopenable) {
                return text(cause.getMessage());
            }
        }
        return text(NoAnswer.words(failure));
    }

    private static String text(String detail) {
        return Strings.cap(Masking.mask(detail.replaceAll("[\\p{Cntrl}]+", " ")), MAX);
    }
}
