package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.regex.Pattern;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Es4Schema;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ES2 as customers call it (docs/guides/gateway): a profile's life, and what they may not do. */
class GatewayEs2IT extends GatewayBundle {

    private static final String TYPE = "<rps:ProfileType>P9054-1</rps:ProfileType>";
    private static final String RULES = "<rps:pol2><rps:Rule><rps:Subject>PROFILE</rps:Subject>"
            + "<rps:Action>DISABLE</rps:Action><rps:Qualification>Not-Allowed</rps:Qualification></rps:Rule></rps:pol2>";
    private static final Pattern ICCID = Pattern.compile("<rps:Iccid>(\\d+)</rps:Iccid>");

    private String es2(String function, String eid, String iccid, String more) {
        int before = receiver.delivered().size();
        var answer = ACME.es2(function, id(), eid, iccid, receiver.url(), Customer.SMSR + more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().size() > before);
        var message = receiver.delivered().get(before).body();
        assertThat(Es4Schema.fault(message)).isNull();
        return message;
    }

    @Test
    void givenAProfile_thenItsLifeGoesOverBothInterfaces_andBothOwnersAreNotified() {
        var card = card("{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\",\"fallback\":true}]}");
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.a());
        try (var globexes = new Receiver()) {
            var subscription =
                    globex.post("/rsp/v1/subscriptions", "{\"channel\":\"es2\",\"url\":\"" + globexes.url() + "\"}");
            assertThat(subscription.status()).as(subscription.text()).isEqualTo(201);

            var loaded = es2("downloadProfile", card.eid(), null, TYPE);
            assertThat(loaded).contains("ES2-DownloadProfileResponse", "EXECUTED_SUCCESS");
            var found = ICCID.matcher(loaded);
            assertThat(found.find()).as(loaded).isTrue();
            var iccid = found.group(1);
            assertThat(onCard(card, iccid)).isEqualTo("Disabled");

            int before = receiver.delivered().size();
            ACME.es4("enableProfile", id(), card.eid(), iccid, receiver.url());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> receiver.delivered().size() > before);
            assertThat(receiver.delivered().get(before).body())
                    .contains("ES4-EnableProfileResponse", "EXECUTED_SUCCESS");
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(globexes.delivered())
                    .anyMatch(one -> one.body().contains("ES2-HandleProfileDisabledNotification")
                            && one.body().contains(card.a())));
            assertThat(globexes.delivered()).noneMatch(one -> one.body().contains(iccid));

            assertThat(es2("updatePolicyRules", card.eid(), iccid, RULES)).contains("EXECUTED_SUCCESS");
            assertThat(es2("setFallBackAttribute", card.eid(), iccid, "")).contains("EXECUTED_SUCCESS");
            var audited = es2("auditEIS", card.eid(), null, "");
            assertThat(audited).contains("ES2-AuditEISResponse", iccid).doesNotContain(card.a());
            // A second one, which goes again.
            var second = ICCID.matcher(es2("downloadProfile", card.eid(), null, TYPE));
            assertThat(second.find()).isTrue();
            assertThat(es2("deleteProfile", card.eid(), second.group(1), "")).contains("EXECUTED_SUCCESS");
            assertThat(onCard(card, second.group(1))).isNull();
            globex.delete("/rsp/v1/subscriptions/" + subscription.id());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'<rps:Smsr-id>1.3.6.1.4.1.66</rps:Smsr-id>', 8.7, 3.9",
        "'<rps:Smsr-id>nonsense</rps:Smsr-id>', 1.6, 2.1",
        "'', 1.6, 2.2",
        "'<rps:Smsr-id>1.3.6.1.4.1.20</rps:Smsr-id><rps:EnableProfil>true</rps:EnableProfil>', 1.6, 2.1"
    })
    void givenNoSmsrOfTheCustomers_orWhatIsNotRead_thenNothingIsDone(String more, String subject, String reason) {
        var card = card();

        var answer = ACME.es2("downloadProfile", id(), card.eid(), card.b(), receiver.url(), more);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("FAILED", "<rps:Subject>" + subject, "<rps:Reason>" + reason)
                .doesNotContain("smdp-", "smsr-");
        assertThat(called(card, "downloadProfile")).isZero();
    }

    @Test
    void givenABootstrapProfileOfTheOperators_thenTheCustomerMayEnableItAndNothingMore() {
        var card = card(
                """
                {"profiles":[{"iccid":"%s","state":"Disabled","fallback":true},
                             {"iccid":"%s","state":"Enabled","fallback":false}]}""");
        jdbc.update("update inventory set tenant = 'operator' where iccid = ?", card.a());

        assertThat(es2("enableProfile", card.eid(), card.a(), "")).contains("EXECUTED_SUCCESS");
        assertThat(onCard(card, card.a())).isEqualTo("Enabled");
        for (var function : new String[] {"disableProfile", "deleteProfile", "setFallBackAttribute"}) {
            var answer = ACME.es2(function, id(), card.eid(), card.a(), receiver.url(), Customer.SMSR);
            assertThat(answer.body()).as(function).contains("FAILED", "<rps:Subject>8.1.1");
        }
        // One of another tenant's, and one that the inventory ties to another card, are no bootstrap profiles.
        for (var change : new String[] {"tenant = 'globex'", "tenant = 'operator', eid = null"}) {
            jdbc.update("update inventory set " + change + " where iccid = ?", card.a());
            var answer = ACME.es2("enableProfile", id(), card.eid(), card.a(), receiver.url(), Customer.SMSR);
            assertThat(answer.body()).as(change).contains("FAILED", "<rps:Subject>8.1.1");
        }
    }

    @Test
    void givenAFunctionThatIsNotOfEs2_thenItIsAFault() {
        var card = card();
        var answer = ACME.es2("prepareSMSRChange", id(), card.eid(), null, receiver.url(), Customer.SMSR);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("function-unknown", "downloadProfile")
                .doesNotContain("smsrChange");
        var es4 = ACME.post(
                Customer.ES2,
                Soap.TYPE,
                Soap.envelope(
                        ACME.header(id(), receiver.url()),
                        Customer.body("enableProfile", "c-" + id(), card.eid(), card.b(), "")));
        assertThat(es4.statusCode()).isEqualTo(400);
        assertThat(es4.body()).contains("function-unknown");
    }
}
