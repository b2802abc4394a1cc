package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.Certificates;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import io.rsproutes.support.WssMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two instances on one database: what one has taken, the other does not take again. */
class GatewaySecurityInstancesIT {

    private static final Certificates CERTIFICATES = new Certificates()
            .authority("ca")
            .issue("ca", "server", "CN=server", "-1d", 30)
            .issue("ca", "acme", "CN=acme", "-1d", 30);
    private static final String EID = "89049032123451234512345678901235";
    private static final String PASSWORD = "correct horse";

    private final Receiver receiver = new Receiver();
    private final BundleProcess first = new BundleProcess();
    private final BundleProcess second = new BundleProcess();
    private final Customer atFirst = with(first);
    private final Customer atSecond = with(second);

    private static Customer with(BundleProcess bundle) {
        int partners = Ports.free();
        bundle.properties.put("rsp.partner.port", String.valueOf(partners));
        bundle.properties.put("rsp.partner.address", "127.0.0.1");
        bundle.properties.putAll(CERTIFICATES.bundle("partners", "server", "ca"));
        bundle.properties.put("rsp.gateway.entity-id", "1.3.6.1.4.1.99999");
        bundle.properties.put("rsp.gateway.url", "https://127.0.0.1:" + partners);
        var acme = "rsp.tenants.acme.";
        bundle.properties.put(acme + "certificates[0].issuer", "CN=ca,O=Test");
        bundle.properties.put(acme + "certificates[0].san", "acme");
        bundle.properties.put(acme + "gateway.offer", "es4");
        bundle.properties.put(acme + "gateway.entity-ids[0]", "1.3.6.1.4.1.31746");
        bundle.properties.put(acme + "gateway.hosts[0]", "127.0.0.1");
        bundle.properties.put(acme + "gateway.ws-security.username", "acme");
        bundle.properties.put(acme + "gateway.ws-security.password", PASSWORD);
        return new Customer("https://127.0.0.1:" + partners, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
        receiver.close();
    }

    private String message(String id) {
        return new WssMessage(Soap.envelope(
                        atFirst.header(id, receiver.url()), Customer.body("auditEIS", "call-" + id, EID, null, "")))
                .username("acme", PASSWORD)
                .text();
    }

    @Test
    void givenAMessageThatOneHasTaken_thenTheOtherRefusesIt() {
        second.properties.put("spring.datasource.url", first.properties.get("spring.datasource.url"));
        first.start("");
        second.start("");
        var message = message("a");
        assertThat(atFirst.soap(message).statusCode()).isEqualTo(202);

        var replayed = atSecond.soap(message);

        assertThat(replayed.statusCode()).isEqualTo(400);
        assertThat(replayed.body()).contains("rsp:security-refused");
        assertThat(atFirst.soap(message).body()).isEqualTo(replayed.body());
        assertThat(atSecond.soap(message("b")).statusCode()).isEqualTo(202);
    }
}
