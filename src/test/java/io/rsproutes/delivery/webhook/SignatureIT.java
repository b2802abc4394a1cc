package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.StreamSupport;

import io.rsproutes.support.Receiver;
import org.junit.jupiter.api.Test;

/** Deliveries are signed, and the secrets that sign them are kept encrypted. */
class SignatureIT extends WebhookScenarios {

    @Test
    void givenADeviceThatInstalls_thenBothEventsArriveInOrderAndSigned() {
        var secret = subscribe("rsp.profile.*").json().path("secret").asText();
        var iccid = released();

        play(iccid, "installed");

        await().atMost(Duration.ofSeconds(20)).until(() -> of(iccid).size() == 2);
        assertThat(of(iccid))
                .extracting(Receiver.Got::type)
                .containsExactly("rsp.profile.downloaded", "rsp.profile.installed");
        assertThat(of(iccid)).allMatch(one -> one.signedBy(secret));
        assertThat(of(iccid)).noneMatch(one -> one.signedBy("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        assertThat(of(iccid).get(0).json().path("sequence").asLong() + 1)
                .isEqualTo(of(iccid).get(1).json().path("sequence").asLong());
        assertThat(of(iccid))
                .allMatch(one -> one.id().equals(one.json().path("id").asText()));

        var events = acme.get("/rsp/v1/events?type=rsp.profile.*&subject=" + iccid)
                .json()
                .path("items");
        assertThat(StreamSupport.stream(events.spliterator(), false)
                        .map(one -> one.path("type").asText()))
                .containsExactly("rsp.profile.downloaded", "rsp.profile.installed");
        assertThat(globex.get("/rsp/v1/events?subject=" + iccid).json().path("items"))
                .isEmpty();
    }

    @Test
    void givenARotation_thenBothSecretsSignUntilTheOverlapEnds() {
        var created = subscribe("rsp.profile.*");
        var old = created.json().path("secret").asText();
        var rotated = acme.post("/rsp/v1/subscriptions/" + created.id() + "/rotate", "{\"overlap\":3600}");
        var fresh = rotated.json().path("secret").asText();

        assertThat(fresh).startsWith("whsec_").isNotEqualTo(old);

        var iccid = released();
        play(iccid, "downloaded");

        await().atMost(Duration.ofSeconds(20)).until(() -> of(iccid).size() == 1);
        assertThat(of(iccid).get(0).signedBy(old)).isTrue();
        assertThat(of(iccid).get(0).signedBy(fresh)).isTrue();

        acme.post("/rsp/v1/subscriptions/" + created.id() + "/rotate", "{\"overlap\":0}");
        var next = released();

        play(next, "downloaded");

        await().atMost(Duration.ofSeconds(20)).until(() -> of(next).size() == 1);
        assertThat(of(next).get(0).signedBy(fresh)).isFalse();
        assertThat(acme.get("/rsp/v1/subscriptions/" + created.id()).json().has("secret"))
                .isFalse();
    }

    /** What a reader of the database, or of its backup, finds. */
    @Test
    void givenAWebhook_thenItsSecretsAreKeptEncrypted() {
        var secret = subscribe("rsp.nothing.*").json().path("secret").asText();
        var fresh = acme.post("/rsp/v1/subscriptions/" + subscription + "/rotate", "{}")
                .json()
                .path("secret")
                .asText();
        var row = jdbc.queryForMap("select secret, previous_secret from subscription where id = ?", subscription);

        assertThat(row.get("secret").toString()).startsWith("aes.").doesNotContain(fresh, fresh.substring(6, 20));
        assertThat(row.get("previous_secret").toString())
                .startsWith("aes.")
                .doesNotContain(secret, secret.substring(6, 20));
        assertThatThrownBy(() -> jdbc.update("update subscription set secret = ? where id = ?", secret, subscription))
                .hasMessageContaining("check");
    }

    /** A key that this instance lacks: nothing is lost, and no attempt spent. */
    @Test
    void givenASecretUnderAnotherKey_thenTheDeliveryWaits() {
        subscribe("rsp.turns.*");
        var kept = jdbc.queryForObject("select secret from subscription where id = ?", String.class, subscription);
        jdbc.update(
                "update subscription set secret = 'aes.000000000000.' || split_part(secret, '.', 3) where id = ?",
                subscription);

        turns(1, 1);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> count(
                                """
                                attempt a join delivery d on d.id = a.delivery_id
                                where d.subscription_id = ? and a.outcome = 'postponed'
                                and a.detail like '%rsp.delivery.secret-keys%'""",
                                subscription)
                        > 0);
        assertThat(jdbc.queryForObject(
                        "select attempts from delivery where subscription_id = ?", Integer.class, subscription))
                .isZero();

        jdbc.update("update subscription set secret = ? where id = ?", kept, subscription);
        acme.post("/rsp/v1/subscriptions/" + subscription + "/retry", "");
        await().atMost(Duration.ofSeconds(20)).until(() -> receiver.delivered().size() == 1);
    }
}
