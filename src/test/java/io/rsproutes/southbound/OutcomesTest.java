package io.rsproutes.southbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.common.Json;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    private final Outcomes outcomes = new Outcomes();

    @Test
    void whatWasNotSentMayBeSentAgain() {
        var status = Json.read(Outcomes.uncertain("not-sent", "no connection to the peer", "es2plus"));

        assertThat(status.path("status").asText()).isEqualTo("Not-Sent");
        assertThat(status.path("class").asText()).isEqualTo("retry");
        assertThat(status.path("message").asText()).isEqualTo("No connection to the peer.");
    }

    @Test
    void aDoubtKeepsThePeersCodesAndWords() {
        var status = Json.read(Outcomes.doubt("the peer failed with HTTP 500", "es2plus", "8.1", "3.8", "so it is"));

        assertThat(status.path("status").asText()).isEqualTo("Unknown");
        assertThat(status.path("class").asText()).isEqualTo("reconcile");
        assertThat(status.path("subjectCode").asText() + "/"
                        + status.path("reasonCode").asText())
                .isEqualTo("8.1/3.8");
        assertThat(status.path("message").asText()).endsWith("It says: “so it is”");
    }

    @Test
    void whatIsNoNumberOfSecondsIsNotWaitedFor() {
        assertThat(outcomes.retryAfter("7")).isEqualTo(7);
        assertThat(outcomes.retryAfter("soon")).isNull();
        assertThat(outcomes.retryAfter(null)).isNull();
    }
}
