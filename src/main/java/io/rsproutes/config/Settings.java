package io.rsproutes.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything under {@code rsp.}, typed and checked. Meaning and default of each: {@code
 * config/application.yaml}.
 */
@ConfigurationProperties(prefix = "rsp", ignoreUnknownFields = false)
public record Settings(
        @DefaultValue("./data") Path dataDir,
        @DefaultValue Map<String, Peer> peers,
        @DefaultValue Map<String, Dialect> dialects,
        @DefaultValue Map<String, Tenant> tenants,
        @DefaultValue ListenerSettings.Rest rest,
        @DefaultValue ListenerSettings.Partner partner,
        @DefaultValue GatewaySettings gateway,
        @DefaultValue OperationSettings.CheckDigits checkDigits,
        @DefaultValue OperationSettings.Ownership ownership,
        @DefaultValue OperationSettings.BlockList blockList,
        @DefaultValue OperationSettings.Stock stock,
        @DefaultValue OperationSettings operations,
        @DefaultValue OperationSettings.Callbacks callbacks,
        @DefaultValue OperationSettings.CommandQueue commands,
        @DefaultValue OrderFileSettings files,
        @DefaultValue OrderFileSettings.Bulk bulk,
        @DefaultValue OperationSettings.Reconciliation reconciliation,
        @DefaultValue ListenerSettings.Activation activation,
        @DefaultValue Euiccs euiccs,
        @DefaultValue DeliverySettings delivery,
        @DefaultValue Sweep sweep,
        @DefaultValue DeliverySettings.FanOut fanOut,
        @DefaultValue Retention retention,
        @DefaultValue Broker broker,
        @DefaultValue Demo demo,
        @DefaultValue Simulators simulators)
        implements InitializingBean {

    public record Sweep(
            @DefaultValue("1s") Duration interval,
            @DefaultValue("5s") Duration idle,
            @DefaultValue("200") int batch,
            @DefaultValue("10m") Duration stalledDeliveries) {}

    public record Retention(
            @DefaultValue("10m") Duration interval,
            @DefaultValue("400d") Duration operations,
            @DefaultValue("30d") Duration events,
            @DefaultValue("30d") Duration inbox,
            @DefaultValue("7d") Duration idempotency,
            @DefaultValue("90d") Duration deadLetters,
            @DefaultValue("30d") Duration bulkJobs,
            @DefaultValue("30d") Duration activationLinks,
            @DefaultValue("30d") Duration blockList) {}

    /** What is known of eUICCs in general. {@code eums}: names of their makers, by the first 8 digits of their EIDs. */
    public record Euiccs(@DefaultValue Map<String, String> eums) {

        void check() {
            eums.keySet()
                    .forEach(eum -> Checks.check(
                            eum.matches("[0-9]{8}"),
                            "rsp.euiccs.eums." + eum,
                            "is no maker's number",
                            "write the first 8 digits of the EID, in quotes"));
        }
    }

    /** The broker (none named: our own), and how many take from each of its queues. */
    public record Broker(
            @DefaultValue("") String url,
            @DefaultValue("") String user,
            @DefaultValue("") String password,
            @DefaultValue("32") int dispatchers,
            @DefaultValue("4") int commandWorkers,
            @DefaultValue("8") int callbackWorkers,
            @DefaultValue("32") int deliverers) {

        public boolean embedded() {
            return url.isBlank();
        }
    }

    public record Demo(@DefaultValue("false") boolean sampleOrder) {}

    /** The simulated servers. */
    public record Simulators(@DefaultValue Simulated smdp, @DefaultValue Simulated smsr) {}

    /**
     * Where a simulated server notifies, and with which certificate.
     *
     * @param notifyUrl the SM-DP+: a base address, to which it adds its path; the SM-SR: the whole address
     * @param tls       SSL bundle with the certificate it calls with and the authorities it trusts; null: none
     */
    public record Simulated(@DefaultValue("") String notifyUrl, String tls) {

        void check(String at) {
            var uri = notifyUrl.isBlank() ? null : Checks.uri(at + ".notify-url", notifyUrl);
            Checks.check(
                    uri == null
                            || uri.getHost() != null
                                    && String.valueOf(uri.getScheme()).matches("https?"),
                    at + ".notify-url",
                    "is not an address",
                    "write it as https://host:port/path");
        }
    }

    /** Where files of orders are kept while they are worked on. */
    public Path bulkSpool() {
        return bulk.spool() == null ? dataDir.resolve("bulk") : bulk.spool();
    }

    /** The peer's dialect. */
    public Dialect dialectOf(Peer peer) {
        return dialects.get(peer.dialectName());
    }

    /**
     * The peer's dialect. One that has left the configuration, and of which a message is still kept, meant
     * what the default of its interface says.
     */
    public Dialect dialectOf(String peer, String interfaceName) {
        var known = peers.get(peer);
        return known == null ? dialects.get(Peer.defaultDialect(interfaceName)) : dialectOf(known);
    }

    /** The EntityId of the peer; null for none. */
    public String entityIdOf(String peer) {
        var known = peer == null ? null : peers.get(peer);
        return known == null ? null : known.entityId();
    }

    /** The peers that have this EntityId, by name; none for null. */
    public List<String> peersWith(String entityId) {
        return peers.keySet().stream()
                .filter(id -> entityId != null && entityId.equals(entityIdOf(id)))
                .sorted()
                .toList();
    }

    /** The SM-SR of ours that has this EntityId, by name; the EntityId itself where none has it. */
    public String smsrWith(String entityId) {
        return peersWith(entityId).stream()
                .filter(id -> peers.get(id).isSmsr())
                .findFirst()
                .orElse(entityId);
    }

    /** Checks what types alone cannot; the first fault ends the start. */
    @Override
    public void afterPropertiesSet() {
        dialects.forEach((id, dialect) -> dialect.check("rsp.dialects." + id));
        peers.forEach((id, peer) -> peer.check(id, dialects));
        Peer.checkRivals(peers);
        gateway.checkOffers();
        var tokens = new HashMap<String, String>();
        tenants.forEach((id, tenant) -> tenant.check(id, this, tokens));
        rest.check(tokens.keySet(), partner);
        gateway.check();
        files.check(tenants.keySet());
        bulk.check();
        delivery.check();
        operations.check();
        callbacks.check();
        activation.check();
        euiccs.check();
        blockList.check();
        stock.check(tenants.keySet());
        simulators.smdp().check("rsp.simulators.smdp");
        simulators.smsr().check("rsp.simulators.smsr");
        operations.checkLease(peers);
        peers.forEach((id, peer) -> Checks.check(
                !peer.speaksSgp02() || partner.port() > 0 || partner.plain(),
                "rsp.partner.port",
                "is 0, so that no result of " + id + " can come in",
                "open the partners' listener, such as 8443"));
    }

    /** What is wrong with naming this tenant (null: none is named), for a caller of {@code scope}; null if nothing. */
    public String tenantFault(String tenant, String scope) {
        if (tenant == null) {
            return null;
        }
        return scope != null && !tenant.equals(scope)
                ? "is not yours"
                : tenants.containsKey(tenant) ? null : "is not configured";
    }
}
