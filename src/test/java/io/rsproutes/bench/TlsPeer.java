package io.rsproutes.bench;

import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsServer;
import io.rsproutes.support.Certificates;
import io.rsproutes.support.Loopback;
import io.rsproutes.support.Ports;

/** A SM-DP+ behind mutual TLS, and the certificates of all that call and are called so. */
final class TlsPeer implements AutoCloseable {

    static final String NAME = "smdp-tls";
    private static final String CUSTOMER = "1.3.6.1.4.1.31746";

    final Certificates certificates = new Certificates()
            .authority("ca")
            .issue("ca", "server", "CN=server", "-1d", 30)
            .issue("ca", "acme", "CN=customer,O=Acme", "-1d", 30);
    /** Of the instance's listener for partners and customers. */
    final int gateway = Ports.free();

    private final HttpsServer server;

    TlsPeer() {
        server = Loopback.serve(certificates.client("server", "ca"), Answers::executed);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** As acme calls. */
    SSLContext customer() {
        return certificates.client("acme", "ca");
    }

    static String order(int n) {
        return "{\"header\":{\"functionRequesterIdentifier\":\"" + CUSTOMER + "\",\"functionCallIdentifier\":\"gateway-"
                + n + "\"},\"iccid\":\"" + Stock.profile(Stock.GATEWAY_ICCIDS, n % GatewayOrder.PROFILES) + "\"}";
    }

    /** Of an instance that knows this peer, and acme as its customer. */
    Map<String, String> properties() {
        var properties = new TreeMap<>(certificates.bundle("partners", "server", "ca"));
        properties.putAll(Map.of(
                "rsp.partner.port",
                String.valueOf(gateway),
                "rsp.partner.address",
                "127.0.0.1",
                "rsp.gateway.entity-id",
                "1.3.6.1.4.1.99999",
                "rsp.gateway.url",
                "https://127.0.0.1:" + gateway));
        var acme = "rsp.tenants.acme.";
        properties.putAll(Map.of(
                acme + "certificates[0].issuer",
                "CN=ca,O=Test",
                acme + "certificates[0].san",
                "acme",
                acme + "gateway.offer",
                "all",
                acme + "gateway.entity-ids[0]",
                CUSTOMER,
                acme + "gateway.requester-ids[0]",
                CUSTOMER,
                acme + "gateway.hosts[0]",
                "127.0.0.1"));
        var peer = "rsp.peers." + NAME + ".";
        properties.putAll(Map.of(
                peer + "interface",
                "es2plus",
                peer + "url",
                "https://127.0.0.1:" + port(),
                peer + "requester-id",
                "1.3.6.1.4.1.99999",
                peer + "dialect",
                "sgp22-v2",
                peer + "tls",
                "partners",
                peer + "iccid-ranges[0]",
                Stock.GATEWAY_ICCIDS + "*",
                peer + "max-rate",
                "100000/s"));
        // As the demo's peers answer: within the lease of an order.
        properties.putAll(Map.of(peer + "response-timeout", "3s", peer + "connect-timeout", "1s"));
        return properties;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
