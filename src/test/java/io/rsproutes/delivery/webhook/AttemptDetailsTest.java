package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;

import io.rsproutes.security.AddressGuard.RefusedAddress;
import org.junit.jupiter.api.Test;

class AttemptDetailsTest {

    private final AttemptDetails details = new AttemptDetails();

    @Test
    void anAnswerIsItsStatusAndWhatItSays() {
        assertThat(AttemptDetails.ofAnswer(503, "try\r\nlater")).isEqualTo("HTTP 503: try later");
        assertThat(AttemptDetails.ofAnswer(500, " ")).isEqualTo("HTTP 500");
        assertThat(AttemptDetails.ofAnswer(302, "moved")).isEqualTo("HTTP 302 (redirects are not followed)");
        assertThat(AttemptDetails.ofAnswer(500, "x".repeat(1000))).hasSizeLessThanOrEqualTo(300);
    }

    @Test
    void aRefusalOfOursIsGivenAsItIs() {
        assertThat(details.ofFailure(new IllegalStateException(new RefusedAddress("the address is private"))))
                .isEqualTo("the address is private");
    }

    @Test
    void anyOtherFailureIsWhyThereIsNoAnswer() {
        assertThat(details.ofFailure(new UnknownHostException("bss"))).isEqualTo("no answer: its host name is unknown");
    }
}
