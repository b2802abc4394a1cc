package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.rsproutes.common.Strings;
import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.support.Api;
import io.rsproutes.support.Full;
import io.rsproutes.support.Order;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A team's folder starts: with overrides and formats of its own, as links, with and without the demo. */
class StartIT extends StartScenarios {

    /** docs/guides/custom-format as it stands: three files in overrides/, no Java. */
    @Tag(Full.TAG)
    @Test
    void givenAFormatOfATeamsOwn_thenItsOrdersAreTakenAndAnsweredInIt() throws Exception {
        for (var file : List.of("bss-orders.camel.yaml", "bss-order-in.jslt", "bss-order-out.jslt")) {
            write("overrides/" + file, Files.readString(Path.of("docs/guides/custom-format", file)));
        }
        start("--spring.profiles.active=demo", "--rsp.demo.sample-order=false");
        var acme = new Api("http://127.0.0.1:" + port, "demo-acme");

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> acme.get("/rsp/v1/operations").status() == 200);

        var answer = acme.post(
                "/bss/orders", Files.readString(Path.of("docs/guides/custom-format/order.json")), "Prefer", "wait=20");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("status").asText()).as(answer.text()).isEqualTo("DONE");
        assertThat(answer.json().path("ticket").asText()).isEqualTo("T-4711");
        assertThat(answer.json().path("activation").asText()).isNotEmpty();
        assertThat(acme.get("/rsp/v1/operations/" + answer.json().path("order").asText())
                        .json()
                        .path("function")
                        .asText())
                .isEqualTo("orderProfile");
        assertThat(acme.post("/bss/orders", "{").code()).isEqualTo("malformed-json");
        assertThat(acme.post("/bss/orders", "{\"request\":{\"action\":\"FLY\"}}")
                        .code())
                .isEqualTo("invalid-command");

        var refused = new Api("http://127.0.0.1:" + port, "demo-globex")
                .post("/bss/orders", Files.readString(Path.of("docs/guides/custom-format/order.json")))
                .json();

        assertThat(refused.path("status").asText()).isEqualTo("REJECTED");
        assertThat(refused.path("why").asText()).contains("profile type");
        assertThat(new Api("http://127.0.0.1:" + port, null)
                        .post("/bss/orders", "{}")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void givenOverrides_thenTheyReplaceTheShippedRouteAndStatement_forLinesOfFilesToo() throws Exception {
        write(
                "overrides/ownership.camel.yaml",
                """
                - route:
                    id: core-ownership
                    description: Everyone owns everything (a test)
                    routeConfigurationId: internal
                    from:
                      uri: direct
                      parameters: {name: core-ownership}
                      steps:
                        - setVariable: {name: owned, expression: {constant: {expression: "true"}}}
                """);
        var record = new SqlFiles().read("core/submit.record");
        write(
                "overrides/core/submit.sql",
                "-- name: record\n"
                        + record.replace("cast(:#${variable.clientReference} as varchar)", "'recorded by us'"));
        start("--spring.profiles.active=demo", "--rsp.demo.sample-order=false", "--rsp.ownership.elsewhere=true");
        var acme = new Api("http://127.0.0.1:" + port, "demo-acme");

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> acme.get("/rsp/v1/operations").status() == 200);
        assertThat(acme.order(Order.of("downloadOrder").iccid("8901000000000000019"))
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(Files.readString(log)).contains("at work from overrides/: core-ownership, core/submit.record");

        acme.post(
                "/rsp/v1/bulk-jobs?name=orders.csv",
                "function,profileType\ndownloadOrder,P9054-1\n",
                "Content-Type",
                "text/csv");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get("/rsp/v1/operations").text().split("recorded by us", -1).length == 3);

        stop();
    }

    @Test
    void givenNoDemoProfile_thenItStartsWithoutPeersAndTenants() {
        start();
        var nobody = new Api("http://127.0.0.1:" + port, "demo-acme");

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> nobody.get("/actuator/health").status() == 200);
        assertThat(nobody.get("/rsp/v1/operations").status()).isEqualTo(401);
        assertThat(nobody.get("/simulator/smdp/calls").status()).isEqualTo(401);

        bundle.destroy();
    }

    @Test
    void givenASecondCopyOnOneDataFolder_thenItDoesNotStart() throws Exception {
        start("--rsp.data-dir=one");
        var first = bundle;

        try {
            var nobody = new Api("http://127.0.0.1:" + port, null);
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> nobody.get("/actuator/health").status() == 200);

            start("--rsp.data-dir=one", "--server.port=" + Ports.free());
            assertThat(refusal()).contains("rsp.data-dir is in use by another running copy");
        } finally {
            Processes.kill(first);
        }
    }

    /** As a team does that keeps its routes elsewhere. */
    @Tag(Full.TAG)
    @Test
    void givenFoldersThatAreLinks_thenItStartsAndTheirRoutesAreServed() throws Exception {
        for (var name : List.of("routes", "config")) {
            Files.move(folder.resolve(name), folder.resolve("our-" + name));
            Files.createSymbolicLink(folder.resolve(name), folder.resolve("our-" + name));
        }
        start("--spring.profiles.active=demo", "--rsp.demo.sample-order=false", "--rsp.tenants.mute.roles=read");
        var acme = new Api("http://127.0.0.1:" + port, "demo-acme");

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> acme.get("/rsp/v1/operations").status() == 200);
        assertThat(acme.order(Order.of("orderProfile").with("profileType", "P9054-1"))
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(Files.readString(log))
                .contains("rsp.tenants.mute has neither tokens nor certificates", "under a key that everybody knows");
    }

    /** Without a key no webhook; and what was kept under one needs it again. */
    @Tag(Full.TAG)
    @Test
    void givenWebhooksAndNoKey_thenTheStartEndsWithOneLine() throws Exception {
        var webhook = """
                      {"channel":"webhook","url":"http://127.0.0.1:1/","types":["*"]}""";
        write(
                "config/peers.yaml",
                """
                rsp:
                  peers:
                    plain:
                      interface: es2plus
                      url: http://127.0.0.1:1
                      requester-id: 1.2.3
                """);
        write(
                "config/tenants.yaml",
                """
                rsp:
                  tenants:
                    acme: {tokens: ["sha256:%s"], roles: [admin]}
                  delivery: {allow-private-addresses: true}
                """
                        .formatted(Strings.sha256("a-long-token")));
        start("--rsp.data-dir=kept");
        var acme = new Api("http://127.0.0.1:" + port, "a-long-token");

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> acme.get("/rsp/v1/subscriptions").status() == 200);
        assertThat(Files.readString(log)).contains("rsp.peers.plain.url is plain http");
        assertThat(acme.post("/rsp/v1/subscriptions", webhook).code()).isEqualTo("secret-key-missing");

        stop();
        start("--rsp.data-dir=kept", "--rsp.delivery.secret-keys=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> acme.get("/rsp/v1/subscriptions").status() == 200);
        assertThat(acme.post("/rsp/v1/subscriptions", webhook).status()).isEqualTo(201);

        stop();
        start("--rsp.data-dir=kept");
        assertThat(refusal())
                .contains("rsp.delivery.secret-keys is missing, and there are webhooks", "RSP_DELIVERY_SECRETKEYS");

        start("--rsp.data-dir=kept", "--rsp.delivery.secret-keys=UlNQIFJvdXRlcyBkZW1vIGtleS4gTm90IHNlY3JldCE=");
        assertThat(refusal()).contains("rsp.delivery.secret-keys lacks a key");
    }

    private void stop() throws InterruptedException {
        bundle.destroy();
        assertThat(bundle.waitFor(40, TimeUnit.SECONDS)).isTrue();
    }
}
