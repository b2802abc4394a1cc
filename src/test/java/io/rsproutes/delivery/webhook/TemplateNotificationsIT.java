package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.rsproutes.support.Order;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A template chooses what webhooks get of orders by it, and of the profiles ordered; a subscription, of which it gets any. */
class TemplateNotificationsIT extends WebhookScenarios {

    @AfterEach
    void noTemplateIsLeft() {
        jdbc.update("delete from template");
    }

    private void template(String more) {
        var answer = operator.put(
                "/rsp/v1/templates",
                "{\"items\":[{\"name\":\"gold\",\"profileType\":\"P9054-1\",\"steps\":[{\"function\":\"orderProfile\"}]"
                        + more + "}]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /** Ordered, and installed: everything of it that webhooks may get has come there. */
    private String installed(String order) {
        var iccid = acme.order(order).json().path("iccid").asText();
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20)).until(() -> acme.get("/rsp/v1/events?limit=1000&subject=" + iccid)
                .text()
                .contains("rsp.profile.installed"));
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 0);
        return iccid;
    }

    @Test
    void givenChosenNotifications_thenWebhooksGetNoOthers_ofOrdersByIt() {
        template(",\"notifications\":[\"rsp.operation.succeeded\",\"rsp.profile.inst*\"]");
        subscribe("*");

        installed("{\"template\":\"gold\"}");

        assertThat(receiver.delivered())
                .extracting(one -> one.json().path("type").asText())
                .containsExactlyInAnyOrder("rsp.operation.succeeded", "rsp.profile.installed");

        var other = installed(
                Order.of("orderProfile").with("profileType", "P9054-1").toString());
        assertThat(receiver.delivered())
                .filteredOn(one -> one.json().at("/data/iccid").asText().equals(other))
                .extracting(one -> one.json().path("type").asText())
                .contains("rsp.operation.sending", "rsp.profile.downloaded", "rsp.profile.installed");
    }

    @Test
    void givenASubscriptionToATemplate_thenItGetsTheProfilesEventsToo() {
        template("");
        var answer = acme.post(
                "/rsp/v1/subscriptions",
                "{\"channel\":\"webhook\",\"url\":\"" + receiver.url()
                        + "\",\"types\":[\"*\"],\"filter\":{\"template\":[\"gold\"]}}");
        subscription = answer.id();

        installed(Order.of("orderProfile").with("profileType", "P9054-1").toString());
        assertThat(receiver.delivered()).isEmpty();
        var iccid = installed("{\"template\":\"gold\"}");

        assertThat(receiver.delivered())
                .extracting(one -> one.json().path("type").asText())
                .contains("rsp.operation.accepted", "rsp.operation.succeeded", "rsp.profile.installed");
        assertThat(receiver.delivered())
                .extracting(one -> one.json().at("/data/iccid").asText(iccid))
                .containsOnly(iccid);
    }
}
