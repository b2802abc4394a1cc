package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.security.AddressGuard;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Who makes a customer's call, and where its result goes, when WS-Addressing says so, and when it does not. */
class CustomerAddressingTest {

    private static final String CALLBACK = "callback-url=https://8.8.8.8/es4";

    @EnableConfigurationProperties(Settings.class)
    static class SettingsOnly {}

    /** acme as a customer with one EntityId; {@code more} of its settings. */
    static Settings settings(String... more) {
        var at = "--rsp.tenants.acme.gateway.";
        var arguments = new ArrayList<>(List.of(
                "--spring.config.location=classpath:dialects.yaml",
                "--spring.main.banner-mode=off",
                "--logging.level.root=OFF",
                "--rsp.partner.port=8443",
                "--rsp.gateway.entity-id=1.2.3",
                "--rsp.gateway.url=https://our.host",
                "--rsp.gateway.offers.es4.functions=getEIS,enableProfile,prepareSMSRChange,smsrChange,updatePolicyRules",
                "--rsp.gateway.offers.es4.validity.fixed.smsrChange=720s",
                "--rsp.gateway.offers.es4.validity.max=1h",
                "--rsp.tenants.acme.roles=order",
                at + "entity-ids=1.2.4",
                at + "hosts=8.8.8.8,rsp.acme.example",
                at + "offer=es4"));
        for (var one : more) {
            var name = (one.startsWith("--") ? one : at + one).split("=")[0];
            arguments.removeIf(argument -> argument.startsWith(name + "="));
            arguments.add(one.startsWith("--") ? one : at + one);
        }
        try (var context = new SpringApplicationBuilder(SettingsOnly.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new))) {
            return context.getBean(Settings.class);
        }
    }

    private static CustomerAddressing addressing(Settings settings) {
        return new CustomerAddressing(settings, new AddressGuard(settings));
    }

    private static String replyTo(String function, String replyTo, String... more) {
        var settings = settings(more);
        return addressing(settings)
                .replyTo(settings.tenants().get("acme").gateway(), function, message(replyTo(replyTo)));
    }

    private static String sender(String from, String... more) {
        var settings = settings(more);
        return addressing(settings)
                .sender(settings.tenants().get("acme").gateway(), message(from == null ? "" : Soap.from(from)));
    }

    private static String replyTo(String address) {
        return address == null ? "" : "<wsa:ReplyTo><wsa:Address>" + address + "</wsa:Address></wsa:ReplyTo>";
    }

    static SoapMessage message(String headers) {
        return SoapReader.read(Soap.envelope(headers, "<rps:ES4-EnableProfileRequest/>"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-",
                "http://www.w3.org/2005/08/addressing/anonymous",
                "http://www.w3.org/2005/08/addressing/none",
                "http://www.w3.org/2005/08/addressing/anonymous?EntityId=1.2.4",
                "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
            })
    void givenNoReplyToAnybody_thenTheCallbackUrlStandsInForIt(String replyTo) {
        assertThat(replyTo("enableProfile", replyTo, CALLBACK)).isEqualTo("https://8.8.8.8/es4");
    }

    @Test
    void givenAReplyTo_thenItIsTakenAndHeldAgainstTheHostsAllTheSame() {
        assertThat(replyTo("enableProfile", "https://8.8.8.8/other", CALLBACK)).isEqualTo("https://8.8.8.8/other");
        assertThatThrownBy(() -> replyTo("enableProfile", "https://8.8.4.4/other", CALLBACK))
                .isInstanceOf(SoapFault.class)
                .hasMessageContaining("host that is not registered for you");
    }

    @Test
    void givenAReading_thenTheHttpResponseHasItsResult() {
        assertThat(replyTo("getEIS", null, CALLBACK)).isNull();
        assertThat(replyTo("getEIS", null)).isNull();
        assertThat(replyTo("getEIS", "https://8.8.8.8/es4", CALLBACK)).isEqualTo("https://8.8.8.8/es4");
    }

    @Test
    void givenNeither_thenTheCallIsRefusedOrItsResultKept() {
        assertThatThrownBy(() -> replyTo("enableProfile", null)).hasMessageContaining("wsa:ReplyTo is missing");
        assertThat(replyTo("enableProfile", null, "reply-to=optional")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example/cb, is at a host that is not among its hosts",
        "http://rsp.acme.example/cb, is not https",
        "https://user@rsp.acme.example/cb, 'is not an address of a host, without user and fragment'",
        "not an address, is not an address",
        "https://10.0.0.1/cb, is a private address"
    })
    void givenACallbackUrlThatNoReplyToMayHave_thenTheStartEndsWithTheReason(String url, String fault) {
        var settings = settings("callback-url=" + url, "hosts=rsp.acme.example,10.0.0.1");
        assertThatThrownBy(() -> addressing(settings))
                .isInstanceOf(SettingsFault.class)
                .hasMessage("rsp.tenants.acme.gateway.callback-url " + fault
                        + ": set an https address at one of the customer's hosts");
    }

    @Test
    void givenNoFrom_thenTheOneEntityIdStandsInForIt() {
        assertThat(sender(null)).isEqualTo("1.2.4");
        assertThat(sender(null, "entity-ids=1.2.4,1.2.5", "default-entity-id=1.2.5"))
                .isEqualTo("1.2.5");
        assertThatThrownBy(() -> sender(null, "entity-ids=1.2.4,1.2.5"))
                .hasMessageContaining("wsa:From has no EntityId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.6", "1.2.40"})
    void givenAFrom_thenItIsHeldAgainstTheListAllTheSame(String from) {
        assertThatThrownBy(() -> sender(from)).hasMessageContaining("is not one agreed");
        assertThatThrownBy(() -> sender(from, "entity-ids=1.2.4,1.2.5", "default-entity-id=1.2.5"))
                .hasMessageContaining("is not one agreed");
        assertThat(sender("1.2.4", "entity-ids=1.2.4,1.2.5", "default-entity-id=1.2.5"))
                .isEqualTo("1.2.4");
    }
}
