package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.rsproutes.RspRoutes;
import io.rsproutes.config.Functions;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The one bundle most ITs share: the demo's peers and tenants on PostgreSQL and an external Artemis, with quick schedules. */
@SpringBootTest(
        classes = {RspRoutes.class, FirstWall.class},
        webEnvironment = WebEnvironment.DEFINED_PORT)
@ActiveProfiles("demo")
@AutoConfigureObservability(tracing = false)
public abstract class BundleIT extends BundleScenarios {

    protected static final StubServer STUB = new StubServer();
    /** A SM-DP+ that answers what a test says, known as wire-<dialect>. */
    protected static final StubServer WIRE = new StubServer();
    /** The dialects shipped for SM-DP+ servers. */
    protected static final List<String> DIALECTS = List.of("sgp22-v2", "sgp22-v3", "idemia", "cmi", "valid", "redtea");
    /** EntityIds of the SM-SRs the bundle knows. */
    protected static final Map<String, String> ENTITIES = Map.ofEntries(
            Map.entry("smsr-demo", "1.3.6.1.4.1.20"),
            Map.entry("smsr-two", "1.3.6.1.4.1.21"),
            Map.entry("smsr-kpn", "1.3.6.1.4.1.22"),
            Map.entry("smsr-stub", "1.3.6.1.4.1.23"),
            Map.entry("smsr-void", "1.3.6.1.4.1.24"),
            Map.entry("smsr-read", "1.3.6.1.4.1.25"),
            Map.entry("smsr-next", "1.3.6.1.4.1.30"),
            Map.entry("smsr-swept", "1.3.6.1.4.1.26"),
            Map.entry("smsr-filed", "1.3.6.1.4.1.27"),
            Map.entry("smsr-secured", "1.3.6.1.4.1.28"));
    /** The notifications of SGP.02 v4, as the dialect of smsr-stub names them. */
    private static final Map<String, String> NAMED = Map.of(
            "HandleFallBackAttributeSetNotification",
            "fallback-set",
            "ES4-handleFallBackAttributeUnsetNotification",
            "fallback-unset",
            "HandleEmergencyProfileAttributeSetNotification",
            "emergency-set",
            "HandleEmergencyProfileAttributeUnsetNotification",
            "emergency-unset",
            "HandleProfileDownloadedNotification",
            "downloaded",
            "HandleProfilePOL2UpdatedNotification",
            "policy-rules-updated",
            "HandlePLMASettingNotification",
            "plma-set");
    /** The partners' listener, with certificates, beside the demo's plain paths; acme, globex, initech and hooli are customers of the gateway. */
    private static final int PARTNERS = Ports.free();
    /** Where files are dropped (in), and come out (out, done). */
    protected static final Path FILES = Processes.folder("rsp-files-");

    protected static final String GATEWAY = "https://127.0.0.1:" + PARTNERS;
    protected static final Certificates CERTIFICATES = new Certificates()
            .authority("ca")
            .issue("ca", "server", "CN=server", "-1d", 30)
            .issue("ca", "acme", "CN=customer,O=Acme", "-1d", 30)
            .issue("ca", "globex", "CN=customer,O=Globex", "-1d", 30)
            .issue("ca", "initech", "CN=customer,O=Initech", "-1d", 30)
            .issue("ca", "hooli", "CN=customer,O=Hooli", "-1d", 30)
            .issue("ca", "umbrella", "CN=customer,O=Umbrella", "-1d", 30)
            .issue("ca", "tyrell", "CN=customer,O=Tyrell", "-1d", 30);
    /** Of umbrella, and of us towards smsr-secured. */
    protected static final String WSS_PASSWORD = "correct horse";
    /** Where hooli, umbrella and tyrell get results that no wsa:ReplyTo names another address for. */
    protected static final Receiver HOOLI = new Receiver();

    protected static ArtemisServer broker;

    @DynamicPropertySource
    static void servers(DynamicPropertyRegistry registry) {
        var database = CompletableFuture.runAsync(Servers::postgres);
        broker = new ArtemisServer();
        database.join();
        Servers.properties(broker).forEach((name, value) -> registry.add(name, () -> value));
        registry.add("server.port", () -> PORT);
        gateway(registry);
        registry.add("rsp.demo.sample-order", () -> false);
        files(registry);
        registry.add("rsp.delivery.schedule", () -> "0s,1s,1s");
        registry.add("rsp.delivery.timeout", () -> "3s");
        registry.add("rsp.delivery.event-types", () -> "rsp.backlog.event,rsp.nothing.event,rsp.turns.event");
        registry.add("rsp.operations.retry-delay", () -> "200ms");
        registry.add("rsp.operations.max-attempts", () -> 3);
        registry.add("rsp.sweep.interval", () -> "250ms");
        registry.add("rsp.retention.interval", () -> "500ms");
        registry.add("rsp.stock.interval", () -> "500ms");
        registry.add("rsp.reconciliation.interval", () -> "1s");
        // Exit soon, whatever a test left under way.
        registry.add("camel.main.shutdown-timeout", () -> 5);
        registry.add("rsp.peers.smdp-demo.response-timeout", () -> "3s");
        registry.add("rsp.operations.audit-delay", () -> "1s");
        registry.add("rsp.peers.smdp-idemia.grace", () -> "0s");
        registry.add("rsp.peers.smdp-idemia.response-timeout", () -> "2s");
        registry.add("rsp.peers.smdp-idemia.audit-rate", () -> "50/s");
        for (var dialect : DIALECTS) {
            smdp(registry, "wire-" + dialect, WIRE.base(), dialect);
            if (!dialect.equals("idemia")) {
                smdp(registry, "smdp-" + dialect, BASE + "/simulator/smdp/as/" + dialect, dialect);
            }
        }
        documented(registry);
        for (var trouble : List.of("slow", "failing", "down")) {
            smdp(
                    registry,
                    trouble,
                    trouble.equals("down") ? "http://127.0.0.1:" + Ports.free() : WIRE.base() + "/" + trouble,
                    "sgp22-v2");
            registry.add("rsp.peers." + trouble + ".response-timeout", () -> "20s");
            registry.add("rsp.peers." + trouble + ".breaker.pause", () -> "3s");
        }
        smsr(registry, "smsr-demo", null);
        smsr(registry, "smsr-next", null);
        smsr(registry, "smdp-sgp02", null);
        // The same simulator under other names and manners, and two that are none.
        smsr(registry, "smsr-two", BASE + "/simulator/smsr/ES4SmSrService");
        registry.add("rsp.peers.smsr-two.dialect", () -> "two-phase");
        registry.add("rsp.dialects.two-phase.interface", () -> "es4");
        registry.add("rsp.dialects.two-phase.functions", () -> "getEIS,auditEIS,enableProfile,setFallBackAttribute");
        registry.add("rsp.dialects.two-phase.acknowledges-in-body", () -> true);
        registry.add("rsp.peers.smsr-kpn.precheck-within", () -> "0s");
        smsr(registry, "smsr-kpn", BASE + "/simulator/smsr/ES4SmSrService");
        registry.add("rsp.peers.smsr-kpn.dialect", () -> "kpn");
        registry.add("rsp.peers.smsr-kpn.providers[0].entity-id", () -> "1.3.6.1.4.1.54008");
        registry.add("rsp.peers.smsr-kpn.providers[0].iccid-ranges[0]", () -> "8939881*");
        smsr(registry, "smsr-read", BASE + "/simulator/smsr/ES4SmSrService");
        registry.add("rsp.peers.smsr-read.dialect", () -> "reading");
        registry.add("rsp.dialects.reading.interface", () -> "es4");
        registry.add("rsp.dialects.reading.functions", () -> "getEIS,enableProfile");
        // Their eUICCs are read again.
        for (var swept : List.of("smsr-swept", "smsr-filed")) {
            smsr(registry, swept, BASE + "/simulator/smsr/ES4SmSrService");
            registry.add("rsp.peers." + swept + ".reconciliation.every", () -> "1h");
            registry.add("rsp.peers." + swept + ".reconciliation.doubts", () -> true);
        }
        registry.add("rsp.peers.smsr-filed.audit-rate", () -> "2/s");
        registry.add("rsp.peers.smsr-filed.reconciliation.function", () -> "getEIS");
        smsr(registry, "smsr-stub", STUB.url());
        registry.add("rsp.peers.smsr-stub.dialect", () -> "named");
        registry.add("rsp.dialects.named.interface", () -> "es4");
        registry.add("rsp.dialects.named.provider-entity-parameter", () -> "ProviderEntityId");
        registry.add(
                "rsp.dialects.named.functions",
                () -> "getEIS,auditEIS,enableProfile,disableProfile,deleteProfile,"
                        + "setFallBackAttribute,prepareSMSRChange,smsrChange");
        NAMED.forEach((element, what) -> registry.add("rsp.dialects.named.notifications." + element, () -> what));
        // Which SM-SR, and which SM-DP+, has what the inventory does not tell: PeerChoiceIT.
        registry.add("rsp.peers.smsr-two.eid-ranges[0]", () -> "8904904*");
        registry.add("rsp.peers.smsr-stub.eid-ranges[0]", () -> "8904904199-8904904299");
        unranged(registry, "wire-typed", WIRE.base() + "/typed", "sgp22-v2");
        registry.add("rsp.peers.wire-typed.profile-types[0]", () -> "P9054-9");
        smsr(registry, "smsr-void", "http://127.0.0.1:" + Ports.free() + "/es4");
        SoapPeers.add(registry, BASE, STUB.url());
    }

    private static void files(DynamicPropertyRegistry registry) {
        registry.add("rsp.files.watch", () -> true);
        registry.add("rsp.bulk.window", () -> 50);
        registry.add("rsp.files.in", () -> "file:" + FILES.resolve("in") + "?maxMessagesPerPoll=10");
        for (var where : List.of("out", "done")) {
            registry.add("rsp.files." + where, () -> "file:" + FILES.resolve(where) + "?tempPrefix=.");
        }
        registry.add("rsp.files.interval", () -> "200ms");
        registry.add("rsp.files.unchanged-for", () -> "800ms");
        registry.add("rsp.files.folders.globex.done-marker", () -> ".done");
        registry.add("rsp.files.formats.costguard.first-line", () -> "FORMAT:IDI/CostGuardBulkData/SIMFILEIMPORT");
        registry.add("rsp.files.formats.costguard.function", () -> "downloadOrder");
        registry.add("rsp.files.formats.costguard.columns.SIM_ID", () -> "iccid");
        registry.add("rsp.files.formats.costguard.columns.ORDER_NO", () -> "clientReference");
    }

    private static void gateway(DynamicPropertyRegistry registry) {
        registry.add("rsp.partner.port", () -> PARTNERS);
        registry.add("rsp.partner.address", () -> "127.0.0.1");
        CERTIFICATES.bundle("partners", "server", "ca").forEach((name, value) -> registry.add(name, () -> value));
        registry.add("rsp.gateway.entity-id", () -> "1.3.6.1.4.1.99999");
        registry.add("rsp.gateway.url", () -> GATEWAY);
        registry.add("rsp.gateway.answer-within", () -> "4s");
        registry.add("rsp.gateway.offers.every.functions", () -> String.join(",", Functions.GATEWAY));
        customer(registry, "acme", "1.3.6.1.4.1.31746", "every");
        customer(registry, "globex", "1.3.6.1.4.1.50000", "all");
        registry.add("rsp.tenants.acme.notify-euicc-owners", () -> "globex");
        registry.add("rsp.tenants.acme.provider-entity-ids", () -> "1.3.6.1.4.1.54008,1.3.6.1.4.1.54009");
        registry.add("rsp.tenants.acme.smsr-ids", () -> "1.3.6.1.4.1.20");
        registry.add("rsp.tenants.acme.gateway.bootstrap-tenants", () -> "operator");
        registry.add("rsp.tenants.globex.smsr-ids", () -> "*");
        registry.add("rsp.tenants.hooli.smsr-ids", () -> "*");
        registry.add("rsp.tenants.globex.gateway.reply-to", () -> "optional");
        registry.add("rsp.tenants.globex.gateway.refusals", () -> "callback");
        // As many requests as the tests have; initech has few.
        registry.add("rsp.tenants.acme.max-rate", () -> "100000/s");
        registry.add("rsp.tenants.operator.max-rate", () -> "100000/s");
        customer(registry, "initech", "1.3.6.1.4.1.60000", "kpn");
        registry.add("rsp.tenants.initech.roles", () -> "order,read");
        registry.add("rsp.tenants.initech.tokens[0]", () -> "plain:demo-initech");
        registry.add("rsp.tenants.initech.max-rate", () -> "5/m");
        registry.add("rsp.tenants.reader.roles", () -> "read");
        customer(registry, "hooli", "1.3.6.1.4.1.70000", "es4");
        registry.add("rsp.tenants.hooli.roles", () -> "order,read");
        registry.add("rsp.tenants.hooli.tokens[0]", () -> "plain:demo-hooli");
        registry.add("rsp.tenants.hooli.gateway.callback-url", HOOLI::url);
        secured(registry);
    }

    /** With WS-Security: umbrella has a password, tyrell signs, and so do we towards smsr-secured. */
    private static void secured(DynamicPropertyRegistry registry) {
        customer(registry, "umbrella", "1.3.6.1.4.1.80000", "es4");
        customer(registry, "tyrell", "1.3.6.1.4.1.90000", "es4");
        for (var tenant : List.of("umbrella", "tyrell")) {
            registry.add("rsp.tenants." + tenant + ".roles", () -> "order,read");
            registry.add("rsp.tenants." + tenant + ".gateway.callback-url", HOOLI::url);
        }
        registry.add("rsp.tenants.umbrella.gateway.ws-security.username", () -> "umbrella");
        registry.add("rsp.tenants.umbrella.gateway.ws-security.password", () -> WSS_PASSWORD);
        registry.add("rsp.tenants.tyrell.gateway.ws-security.signature", () -> "partners");
        registry.add("rsp.tenants.tyrell.gateway.ws-security.certificates[0].issuer", () -> "CN=ca,O=Test");
        registry.add("rsp.tenants.tyrell.gateway.ws-security.certificates[0].san", () -> "tyrell");
        smsr(registry, "smsr-secured", STUB.url());
        registry.add("rsp.peers.smsr-secured.ws-security.username", () -> "us");
        registry.add("rsp.peers.smsr-secured.ws-security.password", () -> WSS_PASSWORD);
        registry.add("rsp.peers.smsr-secured.ws-security.signature", () -> "partners");
    }

    private static void customer(DynamicPropertyRegistry registry, String tenant, String entityId, String offer) {
        var at = "rsp.tenants." + tenant + ".";
        registry.add(at + "certificates[0].issuer", () -> "CN=ca,O=Test");
        registry.add(at + "certificates[0].san", () -> tenant);
        registry.add(at + "gateway.offer", () -> offer);
        registry.add(at + "gateway.entity-ids[0]", () -> entityId);
        registry.add(at + "gateway.requester-ids[0]", () -> entityId);
        registry.add(at + "gateway.hosts[0]", () -> "127.0.0.1");
    }

    /** The dialect and peer of docs/guides/dialects.md, as they stand there; only the address is the test's. */
    private static void documented(DynamicPropertyRegistry registry) {
        try {
            var page = Files.readString(Path.of("docs/guides/dialects.md"));
            var yaml = page.substring(page.indexOf("```yaml") + 7, page.indexOf("```", page.indexOf("```yaml") + 7));
            for (var source : new YamlPropertySourceLoader()
                    .load("docs", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
                for (var name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    registry.add(name, () -> name.endsWith(".url") ? WIRE.base() : source.getProperty(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A SM-DP+ that only orders which name it go to. */
    protected static void smdp(DynamicPropertyRegistry registry, String id, String url, String dialect) {
        unranged(registry, id, url, dialect);
        registry.add("rsp.peers." + id + ".iccid-ranges[0]", () -> "0*");
    }

    private static void unranged(DynamicPropertyRegistry registry, String id, String url, String dialect) {
        var peer = "rsp.peers." + id + ".";
        registry.add(peer + "interface", () -> "es2plus");
        registry.add(peer + "url", () -> url);
        registry.add(peer + "dialect", () -> dialect);
        registry.add(peer + "requester-id", () -> "1.3.6.1.4.1.99999");
        registry.add(peer + "smdp-address", () -> "smdp.example.com");
        registry.add(peer + "connect-timeout", () -> "1s");
        registry.add(peer + "response-timeout", () -> "2s");
        registry.add(peer + "access-key", () -> "ak-1");
        registry.add(peer + "secret", () -> "s3cr3t");
    }

    private static void smsr(DynamicPropertyRegistry registry, String id, String url) {
        var peer = "rsp.peers." + id + ".";
        registry.add(peer + "validity.min", () -> "1s");
        registry.add(peer + "grace", () -> "1s");
        registry.add(peer + "audit-rate", () -> "50/s");
        registry.add(peer + "connect-timeout", () -> "1s");
        registry.add(peer + "response-timeout", () -> "3s");
        if (url != null) {
            registry.add(peer + "interface", () -> "es4");
            registry.add(peer + "url", () -> url);
            registry.add(peer + "entity-id", () -> ENTITIES.get(id));
            registry.add(peer + "own-entity-id", () -> "1.3.6.1.4.1.99999");
            registry.add(peer + "own-url", () -> BASE);
        }
    }
}
