package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import io.rsproutes.common.Problem;
import io.rsproutes.platform.Sealer;
import org.junit.jupiter.api.Test;

/** Secrets as the database keeps them. */
class WebhookSecretsTest {

    private static final String OLD = "UlNQIFJvdXRlcyBkZW1vIGtleS4gTm90IHNlY3JldCE=";
    private static final String NEW = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static WebhookSecrets with(String... keys) {
        return new WebhookSecrets(new Sealer(List.of(keys)), null);
    }

    @Test
    void whatIsKeptOpensAgainAndIsNeverTheSame() {
        var kept = with(OLD).seal("s1", SECRET);
        assertThat(kept)
                .startsWith("aes.")
                .doesNotContain(SECRET.substring(6, 16))
                .hasSizeLessThan(400);
        assertThat(with(OLD).open("s1", kept)).isEqualTo(SECRET);
        assertThat(with(OLD).seal("s1", SECRET)).isNotEqualTo(kept);
        assertThat(with(OLD).seal("s1", null)).isNull();
    }

    @Test
    void anOldKeyStillOpensBehindANewOne() {
        var kept = with(OLD).seal("s1", SECRET);
        assertThat(with(NEW, OLD).open("s1", kept)).isEqualTo(SECRET);
        assertThatThrownBy(() -> with(OLD).open("s1", with(NEW, OLD).seal("s1", SECRET)))
                .isInstanceOf(WebhookSecrets.Unopenable.class);
    }

    @Test
    void whatWasMovedOrChangedDoesNotOpen() {
        var kept = with(OLD).seal("s1", SECRET);
        assertThatThrownBy(() -> with(OLD).open("s2", kept)).isInstanceOf(WebhookSecrets.Unopenable.class);
        assertThatThrownBy(() -> with(NEW).open("s1", kept)).isInstanceOf(WebhookSecrets.Unopenable.class);
        var changed = kept.substring(0, 40) + (kept.charAt(40) == 'A' ? 'B' : 'A') + kept.substring(41);
        assertThatThrownBy(() -> with(OLD).open("s1", changed)).isInstanceOf(WebhookSecrets.Unopenable.class);
        assertThatThrownBy(() -> with(OLD).open("s1", SECRET)).isInstanceOf(WebhookSecrets.Unopenable.class);
        assertThatThrownBy(() -> with(OLD).open("s1", "aes." + kept.split("\\.")[1] + ".AAAA"))
                .isInstanceOf(WebhookSecrets.Unopenable.class);
    }

    @Test
    void withoutAKeyNothingIsKept() {
        assertThatThrownBy(() -> with().seal("s1", SECRET))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("secret-key-missing"));
    }
}
