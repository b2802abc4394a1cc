package io.rsproutes.southbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerErrorTextTest {

    @Test
    void whatIsSecretIsTakenOutOfAPeersWords() {
        var secrets = "{\"confirmationCode\":\"4711\",\"newSubscriptionAddress\":{\"msisdn\":\"31600000017\"}}";

        assertThat(PeerErrorText.shown(secrets, "code 4711, number 31600000017 refused; see 14711"))
                .isEqualTo("code ***, number *** refused; see 14711");
        assertThat(PeerErrorText.shown(null, "as it is")).isEqualTo("as it is");
    }
}
