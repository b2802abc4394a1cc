package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import io.rsproutes.platform.Sealer;
import org.junit.jupiter.api.Test;

/** What the database keeps of an order's secrets. */
class OrderSecretsTest {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER = "UlNQIFJvdXRlcyBkZW1vIGtleS4gTm90IHNlY3JldCE=";
    private static final String SECRETS = "{\"confirmationCode\":\"4711\"}";

    private static OrderSecrets with(String... keys) {
        return new OrderSecrets(new Sealer(List.of(keys)), null);
    }

    @Test
    void givenAKey_thenTheyAreKeptSealed_neverTwiceTheSame_andOpened() {
        var kept = with(KEY).seal(SECRETS);

        assertThat(kept).startsWith("aes.").doesNotContain("4711");
        assertThat(with(KEY).seal(SECRETS)).isNotEqualTo(kept);
        assertThat(with(KEY).open(kept)).isEqualTo(SECRETS);
        assertThat(with(OTHER, KEY).open(kept))
                .as("a key that is being replaced")
                .isEqualTo(SECRETS);
    }

    @Test
    void givenAnotherKey_thenTheyDoNotOpen() {
        var kept = with(KEY).seal(SECRETS);

        assertThatThrownBy(() -> with(OTHER).open(kept)).isInstanceOf(Sealer.Unopenable.class);
        assertThatThrownBy(() -> with().open(kept)).isInstanceOf(Sealer.Unopenable.class);
    }

    @Test
    void withoutAKey_theyAreKeptAsTheyAre_andOpenOnceThereIsOne() {
        assertThat(with().seal(SECRETS)).isEqualTo(SECRETS);
        assertThat(with(KEY).open(SECRETS)).isEqualTo(SECRETS);
    }

    @Test
    void givenNone_thenNone() {
        assertThat(with(KEY).seal(null)).isNull();
        assertThat(with(KEY).open(null)).isNull();
    }
}
