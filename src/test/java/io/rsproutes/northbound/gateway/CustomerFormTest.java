package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;

import io.rsproutes.common.Causes;
import io.rsproutes.common.Json;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.operation.CustomerMessages;
import io.rsproutes.operation.CustomerMessages.Receiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of what is written to a customer: its dialect's, else that of its call. */
class CustomerFormTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String CALL = "{\"messageId\":\"//1.2.4/m\",\"entityId\":\"1.2.4\"%s}";
    private static final String OLD =
            ",\"soap\":\"1.1\",\"rpc\":true,\"addressing\":\"http://www.w3.org/2007/05/addressing/metadata\","
                    + "\"namespace\":\"http://namespaces.gsma.org/esim-messaging/1\"";
    private static final String OPERATION = "{\"function\":\"enableProfile\",\"state\":\"SUCCEEDED\"}";

    private static Receiver receiver(String dialect) {
        var settings = CustomerAddressingTest.settings();
        return new Receiver(
                "https://8.8.8.8/es4",
                dialect == null ? null : settings.dialects().get(dialect));
    }

    private static String response(String call, Receiver to) {
        var messages = new CustomerMessages(CustomerAddressingTest.settings());
        return messages.response(Json.read(OPERATION), Json.read(String.format(CALL, call)), "id", NOW, to);
    }

    private static String notification(Receiver to) {
        var messages = new CustomerMessages(CustomerAddressingTest.settings());
        return messages.notification(
                "es4", "rsp.profile.enabled", Json.read("{\"eid\":\"1\",\"iccid\":\"2\"}"), "1.2.4", "id", NOW, to);
    }

    @Test
    void givenADialect_thenResultsAndNotificationsHaveItsForm_whateverTheCallHad() {
        assertThat(response("", receiver("njiwa")))
                .contains("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2007/05/addressing/metadata")
                .contains("<rps:EnableProfileResponse xmlns:rps=\"http://namespaces.gsma.org/esim-messaging/1\">")
                .contains("http://gsma.com/ES4/ProfileManagentCallBack/ES4-EnableProfile");
        assertThat(notification(receiver("njiwa")))
                .contains("http://schemas.xmlsoap.org/soap/envelope/", "<rps:HandleProfileEnabledNotification ")
                .contains("<Eid>1</Eid>");
        assertThat(response(OLD, receiver("sgp02-v4")))
                .contains("http://www.w3.org/2003/05/soap-envelope", "http://www.w3.org/2005/08/addressing")
                .contains("<rps:ES4-EnableProfileResponse xmlns:rps=\"http://namespaces.gsma.org/esim-messaging/3\">");
    }

    @Test
    void givenNone_thenAResultHasTheFormOfItsCall_andANotificationThatOfV3() {
        assertThat(response(OLD, receiver(null)))
                .contains("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2007/05/addressing/metadata")
                .contains("<rps:EnableProfileResponse xmlns:rps=\"http://namespaces.gsma.org/esim-messaging/1\">");
        assertThat(response("", receiver(null)))
                .contains("http://www.w3.org/2003/05/soap-envelope", "<rps:ES4-EnableProfileResponse ");
        assertThat(notification(receiver(null)))
                .contains("http://www.w3.org/2003/05/soap-envelope", "<rps:ES4-HandleProfileEnabledNotification ");
    }

    @Test
    void theHttpAnswerHasTheFormOfTheCall() {
        assertThat(response(OLD, null))
                .contains("http://schemas.xmlsoap.org/soap/envelope/", "<rps:EnableProfileResponse ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "sgp22-v2"})
    void givenNoDialectOfAnSmsr_thenTheStartEndsAndSaysSo(String dialect) {
        assertThatThrownBy(() -> CustomerAddressingTest.settings("dialect=" + dialect))
                .satisfies(failure -> assertThat(Causes.find(failure, SettingsFault.class))
                        .hasMessageContaining("rsp.tenants.acme.gateway.dialect is '" + dialect + "'"));
    }
}
