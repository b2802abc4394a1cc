package io.rsproutes.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.operation.Commands;
import io.rsproutes.protocol.es2plus.ActivationCode;
import io.rsproutes.protocol.es2plus.StatusWord;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/** Everything under {@code rsp.}, typed and checked. Meaning and default of each: {@code config/application.yaml}. */
@ConfigurationProperties(prefix = "rsp", ignoreUnknownFields = false)
public record Settings(
        @DefaultValue("./data") Path dataDir,
        @DefaultValue Map<String, Peer> peers,
        @DefaultValue Map<String, Dialect> dialects,
        @DefaultValue Map<String, Tenant> tenants,
        @DefaultValue Rest rest,
        @DefaultValue Partner partner,
        @DefaultValue Gateway gateway,
        @DefaultValue CheckDigits checkDigits,
        @DefaultValue Ownership ownership,
        @DefaultValue Operations operations,
        @DefaultValue Callbacks callbacks,
        @DefaultValue CommandQueue commands,
        @DefaultValue OrderFiles files,
        @DefaultValue Bulk bulk,
        @DefaultValue Reconciliation reconciliation,
        @DefaultValue Delivery delivery,
        @DefaultValue Sweep sweep,
        @DefaultValue FanOut fanOut,
        @DefaultValue Retention retention,
        @DefaultValue Broker broker,
        @DefaultValue Demo demo) implements InitializingBean {

    /** Where files of orders are kept while they are worked on. */
    public Path bulkSpool() {
        return bulk.spool() == null ? dataDir.resolve("bulk") : bulk.spool();
    }

    public enum CheckDigitPolicy { OFF, WARN, REJECT }

    public enum Role { READ, ORDER, INVENTORY, ADMIN, OPERATOR }

    /**
     * A remote server. {@code url}: of an SM-DP+ without the interface's own path, of an SM-SR the whole. requesterId, smdpAddress,
     * smdpOid, iccidRanges, accessKey and secret are for ES2+; entityId, ownEntityId, ownUrl, to and validity are for ES4.
     */
    public record Peer(
            @Name("interface") String interfaceName, String url, String requesterId,
            String smdpAddress, String smdpOid, String accessKey, String secret,
            @DefaultValue List<IccidRange> iccidRanges,
            String entityId, String ownEntityId, String ownUrl, String to,
            String dialect,
            @DefaultValue Validity validity,
            @DefaultValue("60s") Duration grace,
            @DefaultValue("5/s") Rate auditRate,
            String tls,
            @DefaultValue List<String> profileTypes,
            @DefaultValue List<Certificate> certificates,
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("30s") Duration responseTimeout,
            @DefaultValue("32") int maxConcurrent,
            @DefaultValue("50/s") Rate maxRate,
            @DefaultValue Inbound inbound,
            @DefaultValue Breaker breaker) { }

    /** What the peer may send us: notifications and results. Generous, for what is refused may never come again. */
    public record Inbound(@DefaultValue("500/s") Rate maxRate, @DefaultValue("64") int maxConcurrent) { }

    /** Opens when that share of the last calls failed ({@code failures} of {@code calls}), for so long; then a few calls are let through to see. Judged from {@code failures} calls on. */
    public record Breaker(@DefaultValue("10") int failures, @DefaultValue("20") int calls, @DefaultValue("30s") Duration pause) { }

    /** ICCIDs from one beginning to another, both included, written {@code 8988211-8988213}, or {@code 8988211*}. */
    public record IccidRange(String from, String to) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,20})\\*|(\\d{1,20})-(\\d{1,20})");

        public static IccidRange valueOf(String text) {
            var match = FORM.matcher(text.trim());
            if (!match.matches() || match.group(2) != null && (match.group(2).length() != match.group(3).length() || match.group(2).compareTo(match.group(3)) > 0)) {
                throw new IllegalArgumentException("'" + text + "' is no range of ICCIDs: write 8988211* or 8988211-8988213, both of one length");
            }
            return match.group(1) != null ? new IccidRange(match.group(1), match.group(1)) : new IccidRange(match.group(2), match.group(3));
        }

        public boolean holds(String iccid) {
            var beginning = iccid.substring(0, Math.min(iccid.length(), from.length()));
            return beginning.length() == from.length() && beginning.compareTo(from) >= 0 && beginning.compareTo(to) <= 0;
        }
    }

    /** How long a SM-SR may try: what we ask for when the order does not say, between which bounds, and where the peer decides alone. */
    public record Validity(@Name("default") @DefaultValue("3600s") Duration preset, @DefaultValue("60s") Duration min, @DefaultValue("86400s") Duration max,
            @DefaultValue Map<String, Duration> fixed) { }

    /** How a partner is known by its client certificate: fingerprint, or issuer and SAN, or the full subject. */
    public record Certificate(String fingerprint, String issuer, String san, String subject) { }

    /** notifyEuiccOwners: tenants that are told, too, what a SM-SR notifies of this tenant's profiles on eUICCs of theirs; "*" for all. */
    public record Tenant(
            @DefaultValue List<String> tokens,
            @DefaultValue Set<Role> roles,
            @DefaultValue List<String> profileTypes,
            @DefaultValue List<Certificate> certificates,
            Customer gateway,
            @DefaultValue("200/s") Rate maxRate,
            @DefaultValue("64") int maxConcurrent,
            @DefaultValue Set<String> notifyEuiccOwners) { }

    /**
     * What a tenant that calls the gateway may do. entityIds: what wsa:From may say (ES4); requesterIds: functionRequesterIdentifiers
     * (ES2+); hosts: where ReplyTo, es4 and es2plus subscriptions may lead, {@code host}, {@code host:port} or {@code *.domain}.
     */
    public record Customer(
            String offer,
            @DefaultValue List<String> entityIds,
            @DefaultValue List<String> requesterIds,
            @DefaultValue List<String> hosts,
            @DefaultValue("required") ReplyTo replyTo,
            @DefaultValue("body") EarlyRefusals refusals,
            @DefaultValue("true") boolean callIdsUnique) {

        private static final Pattern HOST = Pattern.compile("(\\*\\.)?[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?");

        /** Whether this host and port (-1: the scheme's) are registered. */
        public boolean reaches(String host, int port) {
            return hosts.stream().anyMatch(one -> {
                var parts = one.split(":", 2);
                boolean named = parts[0].startsWith("*.") ? host.toLowerCase(Locale.ROOT).endsWith(parts[0].substring(1).toLowerCase(Locale.ROOT)) : parts[0].equalsIgnoreCase(host);
                return named && (parts.length == 1 || parts[1].equals(String.valueOf(port)));
            });
        }
    }

    /** An ES4 call without wsa:ReplyTo: refused, or taken and its result kept until it is asked for. */
    public enum ReplyTo { REQUIRED, OPTIONAL }

    /** Where a refusal of our own goes: at once in the HTTP answer, or to wsa:ReplyTo like any result. */
    public enum EarlyRefusals { BODY, CALLBACK }

    /** In front of SM-SR and SM-DP+: who we are to customers, where they reach us, our client certificate for calls to them, and what may be offered. */
    public record Gateway(String entityId, String url, String tls, @DefaultValue("25s") Duration answerWithin, @DefaultValue Map<String, Offer> offers) { }

    /** Functions a customer may call, and the validity it may ask for. */
    public record Offer(@DefaultValue Set<String> functions, @DefaultValue OfferedValidity validity) { }

    /** {@code fixed}: what is taken whatever the customer asks for, by function. */
    public record OfferedValidity(@DefaultValue("1s") Duration min, @DefaultValue("7d") Duration max, @DefaultValue Map<String, Duration> fixed) { }

    /** Permits in a second or minute, written {@code 50/s} or {@code 600/m}. */
    public record Rate(int permits, Duration per) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,6})/([sm])");

        public static Rate valueOf(String text) {
            var match = FORM.matcher(text.trim());
            if (!match.matches() || Integer.parseInt(match.group(1)) == 0) {
                throw new IllegalArgumentException("'" + text + "' is not a rate: write 50/s or 600/m");
            }
            return new Rate(Integer.parseInt(match.group(1)), "s".equals(match.group(2)) ? Duration.ofSeconds(1) : Duration.ofMinutes(1));
        }
    }

    public record Rest(@DefaultValue("128") int maxWaiters, @DefaultValue("32") int maxWaitersPerTenant, @DefaultValue("32") int maxStreams, @DefaultValue("8") int maxStreamsPerTenant, @DefaultValue("60s") Duration maxWait,
            @DefaultValue("1048576") int maxBody, @DefaultValue("1073741824") long maxUpload,
            @DefaultValue("/actuator/health") List<String> openPaths, @DefaultValue List<String> metricsTokens, @DefaultValue("5s") Duration drain, @DefaultValue Jwt jwt) { }

    /** OAuth2 access tokens beside our own: signed by whom, for whom, and which claims name the tenant and its roles. */
    public record Jwt(String issuer, String audience, String jwks, @DefaultValue("tenant") String tenantClaim, @DefaultValue("roles") String rolesClaim) { }

    public record Partner(@DefaultValue("0") int port, @DefaultValue("0.0.0.0") String address,
            @DefaultValue("partners") String tls, @DefaultValue("false") boolean plain, Path revocations) { }

    public record CheckDigits(@DefaultValue("reject") CheckDigitPolicy northbound, @DefaultValue("warn") CheckDigitPolicy southbound) { }

    public record Ownership(@DefaultValue("") String sql, @DefaultValue("false") boolean elsewhere) { }

    public record Operations(@DefaultValue("1h") Duration validity, @DefaultValue("8") int maxAttempts,
            @DefaultValue("1s") Duration retryDelay, @DefaultValue("1m") Duration maxRetryDelay,
            @DefaultValue("2m") Duration lease, @DefaultValue("24h") Duration inDoubtFor,
            @DefaultValue("20s") Duration auditDelay, @DefaultValue("15m") Duration maxAuditDelay) { }

    public record Callbacks(@DefaultValue("3") int maxAttempts, @DefaultValue("1m") Duration lease, @DefaultValue("10m") Duration orphanFor) { }

    /** Orders that come over JMS: how often one is tried, and the queues it may be answered on besides temporary ones. */
    public record CommandQueue(@DefaultValue("3") int maxAttempts, @DefaultValue("bss.{tenant}") String replyPrefix) { }

    /** Asking SM-DP+ servers after the profiles ordered there: each so often (0s: never), so many in one call. */
    public record Reconciliation(@DefaultValue("24h") Duration every, @DefaultValue("1m") Duration interval, @DefaultValue("50") int batch) { }

    public record Delivery(@DefaultValue("0s") List<Duration> schedule, @DefaultValue("false") boolean allowPrivateAddresses,
            @DefaultValue("2s") Duration connectTimeout, @DefaultValue("15s") Duration timeout,
            @DefaultValue("65536") int maxAnswer, @DefaultValue("4") int maxConcurrent,
            @DefaultValue("24h") Duration secretOverlap, @DefaultValue List<String> secretKeys, @DefaultValue("bss.{tenant}") String queuePrefix,
            @DefaultValue("1m") Duration lease, @DefaultValue("200") int relayBatch, @DefaultValue("100") int maxSubscriptions,
            @DefaultValue Set<String> eventTypes) { }

    public record Sweep(@DefaultValue("1s") Duration interval, @DefaultValue("5s") Duration idle,
            @DefaultValue("200") int batch, @DefaultValue("10m") Duration turns) { }

    public record FanOut(@DefaultValue("100ms") Duration interval, @DefaultValue("500") int batch) { }

    /**
     * Files of orders. unchangedFor, doneMarker: when a file is whole, unless folders (by tenant) says otherwise; inProgress: names of files that
     * are still being written; columns: what files call our columns; ignored: columns they may have and we do not read; formats: those with a
     * first line of their own.
     */
    public record OrderFiles(@DefaultValue("false") boolean watch, @DefaultValue("file:files/in?maxMessagesPerPoll=10") String in, @DefaultValue("file:files/out?tempPrefix=.") String out,
            @DefaultValue("file:files/done?tempPrefix=.") String done, @DefaultValue("5s") Duration interval,
            @DefaultValue("10s") Duration unchangedFor, @DefaultValue("") String doneMarker, @DefaultValue("") String inProgress,
            @DefaultValue Map<String, WatchedFolder> folders, @DefaultValue Map<String, String> columns,
            @DefaultValue Set<String> ignored, @DefaultValue Map<String, FileFormat> formats) {

        /** How a tenant's folder is watched, complete. */
        public WatchedFolder folder(String tenant) {
            var own = folders.getOrDefault(tenant, new WatchedFolder(null, null));
            return new WatchedFolder(own.unchangedFor() == null ? unchangedFor : own.unchangedFor(), own.doneMarker() == null ? doneMarker : own.doneMarker());
        }
    }

    /** unchangedFor: how long size and time stamp of a file must stay the same; doneMarker: what the name of its marker has behind the file's own, "" for none. */
    public record WatchedFolder(Duration unchangedFor, String doneMarker) {
        public boolean isMarker(String name) {
            return !doneMarker.isEmpty() && name.endsWith(doneMarker) && name.length() > doneMarker.length();
        }
    }

    /** function: of the lines that name none. */
    public record FileFormat(String firstLine, String function, @DefaultValue Map<String, String> columns) { }

    /** window: operations of one job that may be under way; maxAttempts: at one chunk of it; maxXml (bytes). */
    public record Bulk(Path spool, @DefaultValue("2000") int window, @DefaultValue("1m") Duration lease, @DefaultValue("3") int maxAttempts, @DefaultValue("10485760") long maxXml) { }

    public record Retention(@DefaultValue("10m") Duration interval, @DefaultValue("400d") Duration operations,
            @DefaultValue("30d") Duration events, @DefaultValue("30d") Duration inbox,
            @DefaultValue("7d") Duration idempotency, @DefaultValue("90d") Duration deadLetters, @DefaultValue("30d") Duration bulkJobs) { }

    public record Broker(@DefaultValue("") String url, @DefaultValue("") String user, @DefaultValue("") String password,
            @DefaultValue("32") int dispatchers, @DefaultValue("4") int commandWorkers, @DefaultValue("8") int callbackWorkers, @DefaultValue("32") int deliverers) {
        public boolean embedded() {
            return url.isBlank();
        }
    }

    public record Demo(@DefaultValue("false") boolean sampleOrder, @DefaultValue("") String notifyUrl) { }

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern OID = Pattern.compile("[0-9]+(\\.[0-9]+)+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[A-Za-z]+}");
    /** What a signature is made of; in its headers the signature itself too. */
    private static final Set<String> SIGNED = Set.of("{key}", "{secret}", "{id}", "{time}", "{body}", "{signature}");
    private static final Pattern TOKEN = Pattern.compile("sha256:[0-9a-f]{64}|plain:.{8,}");

    /** Checks what types alone cannot; the first fault ends the start. */
    @Override
    public void afterPropertiesSet() {
        dialects.forEach((id, dialect) -> {
            check(Set.of("es2plus", "es4").contains(String.valueOf(dialect.interfaceName())), "rsp.dialects." + id + ".interface", "is missing", "set it to es2plus or es4");
            for (var function : dialect.functions()) {
                var known = Functions.get(function);
                check(known != null && !known.composite() && known.interfaceName().equals(dialect.interfaceName()), "rsp.dialects." + id + ".functions", "lists '" + function + "'",
                        "list functions of " + dialect.interfaceName());
            }
            checkDialect("rsp.dialects." + id, dialect);
        });
        peers.forEach(this::checkPeer);
        gateway.offers().forEach((name, offer) -> {
            var at = "rsp.gateway.offers." + name;
            for (var function : offer.functions()) {
                check(Functions.GATEWAY.contains(function), at + ".functions", "lists '" + function + "'", "list some of " + String.join(", ", Functions.GATEWAY));
            }
            checkFunctions(at + ".validity.fixed", offer.validity().fixed().keySet());
            check(offer.validity().min().compareTo(offer.validity().max()) <= 0, at + ".validity", "does not hold min <= max", "correct the two");
        });
        var seen = new HashMap<String, String>();
        tenants.forEach((id, tenant) -> {
            var at = "rsp.tenants." + id;
            check(NAME.matcher(id).matches(), at, "is not a name", "use lower-case letters, digits and hyphens");
            check(!tenant.roles().isEmpty(), at + ".roles", "is missing", "list some of read, order, inventory, admin, operator");
            for (var token : tenant.tokens()) {
                check(TOKEN.matcher(token).matches(), at + ".tokens", "has an entry of an unknown form",
                        "write sha256: and the 64 lower-case hex digits of the token's SHA-256");
                check(!token.startsWith("plain:") || partner.plain(), at + ".tokens", "has a plain token outside the demo",
                        "store it as sha256: and its SHA-256");
                var other = seen.put(token, id);
                check(other == null, at + ".tokens", "has a token that " + other + " has too", "give each tenant its own");
            }
            checkCertificates(at, tenant.certificates());
            tenant.notifyEuiccOwners().forEach(other -> check(other.equals("*") || tenants.containsKey(other), at + ".notify-euicc-owners", "names '" + other + "', no tenant", "list tenants, or \"*\""));
            check(tenant.maxConcurrent() > 0, at + ".max-concurrent", "is not positive", "set 1 or more");
            if (tenant.gateway() != null) {
                checkCustomer(at + ".gateway", tenant.gateway());
            }
        });
        for (var token : rest.metricsTokens()) {
            check(TOKEN.matcher(token).matches() && !seen.containsKey(token), "rsp.rest.metrics-tokens", "has an entry of an unknown form, or a tenant's",
                    "write sha256: and the 64 lower-case hex digits of a token of its own");
            check(!token.startsWith("plain:") || partner.plain(), "rsp.rest.metrics-tokens", "has a plain token outside the demo", "store it as sha256: and its SHA-256");
        }
        check(gateway.answerWithin().toSeconds() > 0, "rsp.gateway.answer-within", "is shorter than a second", "set how long a customer may wait for an answer, such as 25s");
        for (var key : delivery.secretKeys()) {
            check(key(key), "rsp.delivery.secret-keys", "has a key that is not the base64 of 32 bytes", "make one: openssl rand -base64 32");
        }
        check(delivery.maxSubscriptions() > 0, "rsp.delivery.max-subscriptions", "is not positive", "set 1 or more");
        check(gateway.entityId() == null || OID.matcher(gateway.entityId()).matches(), "rsp.gateway.entity-id", "is no object identifier", "set the EntityId customers know you by, such as 1.3.6.1.4.1.99999");
        check(rest.jwt().issuer() == null && rest.jwt().jwks() == null || rest.jwt().issuer() != null && rest.jwt().jwks() != null && rest.jwt().audience() != null,
                "rsp.rest.jwt", "lacks issuer, audience or jwks", "set all three, or none");
        if (rest.jwt().jwks() != null) {
            checkAddress("rsp.rest.jwt.jwks", rest.jwt().jwks(), "set the address of the issuer's keys");
        }
        checkFiles();
        check(!delivery.schedule().isEmpty(), "rsp.delivery.schedule", "is empty", "list at least one wait, such as [0s]");
        check(operations.maxAttempts() > 0, "rsp.operations.max-attempts", "is not positive", "set 1 or more");
        check(callbacks.maxAttempts() > 1, "rsp.callbacks.max-attempts", "is less than 2",
                "set 2 or more: one is spent when a message's nudge is lost");
        for (var entry : peers.entrySet()) {
            check(entry.getValue().responseTimeout().plus(entry.getValue().connectTimeout()).compareTo(operations.lease()) < 0,
                    "rsp.operations.lease", "is not longer than the timeouts of peer " + entry.getKey(), "raise it above " + entry.getValue().responseTimeout().plus(entry.getValue().connectTimeout()).toSeconds() + "s");
        }
        check(delivery.timeout().compareTo(delivery.lease()) < 0, "rsp.delivery.lease", "is not longer than rsp.delivery.timeout", "raise it");
        peers.forEach((id, peer) -> check(!"es4".equals(peer.interfaceName()) || partner.port() > 0 || partner.plain(), "rsp.partner.port",
                "is 0, so that no result of " + id + " can come in", "open the partners' listener, such as 8443"));
    }

    private void checkFiles() {
        var known = Commands.columns();
        var all = new HashMap<>(Map.of("rsp.files.columns", files.columns()));
        files.formats().forEach((name, format) -> {
            var at = "rsp.files.formats." + name;
            check(format.firstLine() != null && !format.firstLine().isBlank(), at + ".first-line", "is missing", "set the line such a file begins with");
            check(format.function() == null || Functions.get(format.function()) != null, at + ".function", "is '" + format.function() + "'", "set one of " + String.join(", ", Functions.names()));
            check(!Set.of("csv", "ids", "out", "xml").contains(name), at, "has the name of a format of ours", "give it another");
            all.put(at + ".columns", format.columns());
        });
        all.forEach((at, columns) -> columns.forEach((other, name) -> check(known.contains(name), at, "maps '" + other + "' to '" + name + "', no column of ours", "map it to one of " + String.join(", ", known.stream().sorted().toList()))));
        check(files.in().contains("?"), "rsp.files.in", "has no parameters", "write it as file:/data/in?maxMessagesPerPoll=10 or sftp://user@host/in?privateKeyFile=…&knownHostsFile=…");
        files.folders().forEach((tenant, folder) -> check(tenants.containsKey(tenant), "rsp.files.folders." + tenant, "is no tenant", "name a tenant of rsp.tenants"));
        try {
            Pattern.compile(files.inProgress());
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new SettingsFault("rsp.files.in-progress", "is no regular expression", "correct it, or leave it out");
        }
        check(bulk.maxAttempts() > 0, "rsp.bulk.max-attempts", "is not positive", "set 1 or more");
        check(bulk.window() > 0, "rsp.bulk.window", "is not positive", "set 1 or more");
    }

    private void checkCustomer(String at, Customer customer) {
        var offer = customer.offer() == null ? null : gateway.offers().get(customer.offer());
        check(offer != null, at + ".offer", customer.offer() == null ? "is missing" : "is '" + customer.offer() + "'", "set it to one of " + String.join(", ", gateway.offers().keySet().stream().sorted().toList()));
        boolean es4 = offer.functions().stream().anyMatch(function -> Functions.get(function).interfaceName().equals("es4"));
        check(!es4 || !customer.entityIds().isEmpty(), at + ".entity-ids", "is missing", "list the EntityIds the customer's wsa:From may carry");
        customer.entityIds().forEach(id -> check(OID.matcher(id).matches(), at + ".entity-ids", "has '" + id + "'", "list object identifiers"));
        check(!es4 || gateway.entityId() != null, "rsp.gateway.entity-id", "is missing", "set the EntityId customers know you by");
        if (es4) {
            checkAddress("rsp.gateway.url", gateway.url(), "set the base address at which customers reach you, such as https://rsp.example.com");
        }
        check(es4 && offer.functions().stream().allMatch(function -> Functions.get(function).interfaceName().equals("es4")) || !customer.requesterIds().isEmpty(), at + ".requester-ids", "is missing",
                "list the functionRequesterIdentifiers the customer may use");
        customer.hosts().forEach(host -> check(Customer.HOST.matcher(host).matches(), at + ".hosts", "has '" + host + "'", "write host, host:port or *.domain"));
        check(partner.port() > 0, "rsp.partner.port", "is 0, so that no customer can call", "open the partners' listener, such as 8443");
    }

    private static void checkFunctions(String at, Set<String> names) {
        for (var name : names) {
            check(Functions.get(name) != null, at, "names '" + name + "', no function", "name some of " + String.join(", ", Functions.names().stream().sorted().toList()));
        }
    }

    private void checkPeer(String id, Peer peer) {
        var at = "rsp.peers." + id;
        checkFunctions(at + ".validity.fixed", peer.validity().fixed().keySet());
        check(NAME.matcher(id).matches(), at, "is not a name", "use lower-case letters, digits and hyphens");
        check(peer.interfaceName() != null, at + ".interface", "is missing", "set it to es2plus or es4");
        check(Set.of("es2plus", "es4").contains(peer.interfaceName()), at + ".interface", "is '" + peer.interfaceName() + "'", "set it to es2plus or es4");
        boolean es4 = "es4".equals(peer.interfaceName());
        check(peer.smdpAddress() == null || peer.smdpAddress().isBlank()
                || ActivationCode.host(peer.smdpAddress()) != null, at + ".smdp-address", "is '" + peer.smdpAddress()
                + "'",
                "set the host name in the server's activation codes, such as smdp.example.com");
        checkAddress(at + ".url", peer.url(), es4 ? "set the SM-SR's ES4 address, such as https://smsr.example.com/esim-messaging/3/ES4/ES4SmSrService" : "set the server's base address, such as https://smdp.example.com");
        var dialect = dialects.get(dialect(peer));
        check(dialect != null && peer.interfaceName().equals(dialect.interfaceName()), at + ".dialect", "is '" + dialect(peer) + "'",
                "set it to one of " + String.join(", ", dialects.entrySet().stream().filter(one -> peer.interfaceName().equals(one.getValue().interfaceName())).map(Map.Entry::getKey).sorted().toList()));
        if (es4) {
            check(peer.entityId() != null && OID.matcher(peer.entityId()).matches(), at + ".entity-id", "is no object identifier", "set the SM-SR's EntityId, such as 1.3.6.1.4.1.20");
            check(peer.ownEntityId() != null && OID.matcher(peer.ownEntityId()).matches(), at + ".own-entity-id", "is no object identifier", "set the EntityId you are known by, such as 1.3.6.1.4.1.99999");
            checkAddress(at + ".own-url", peer.ownUrl(), "set the base address at which the SM-SR reaches us, such as https://our.host; without it no result ever comes");
            check(!peer.validity().min().isZero() && peer.validity().min().compareTo(peer.validity().preset()) <= 0 && peer.validity().preset().compareTo(peer.validity().max()) <= 0,
                    at + ".validity", "does not hold min <= default <= max", "correct the three");
        } else {
            check(peer.requesterId() != null && !peer.requesterId().isBlank(), at + ".requester-id", "is missing", "set the functionRequesterIdentifier agreed with the peer");
        }
        check(peer.maxConcurrent() > 0, at + ".max-concurrent", "is not positive", "set 1 or more");
        check(peer.inbound().maxConcurrent() > 0, at + ".inbound.max-concurrent", "is not positive", "set 1 or more");
        check(dialect.signature() == null || peer.accessKey() != null && peer.secret() != null, at + ".access-key", "or secret is missing", "set both: dialect " + dialect(peer) + " signs its calls");
        check(peer.breaker().failures() > 0 && peer.breaker().failures() <= peer.breaker().calls(), at + ".breaker", "does not hold 0 < failures <= calls", "correct the two");
        checkCertificates(at, peer.certificates());
    }

    private static void checkDialect(String at, Dialect dialect) {
        check(dialect.version().matches("\\d{1,3}(\\.\\d{1,3}){2}"), at + ".version", "is '" + dialect.version() + "'", "write it as 2.2.0");
        check(dialect.basePath().startsWith("/"), at + ".base-path", "does not begin with a slash", "write it as /gsma/rsp2/es2plus");
        dialect.notifications().forEach((point, name) -> check(NAME.matcher(name).matches(), at + ".notifications", "gives " + point + " the name '" + name + "'", "use lower-case letters, digits and hyphens, such as enabled"));
        checkFunctions(at + ".paths", dialect.paths().keySet().stream().filter(name -> !Dialect.INBOUND.contains(name)).collect(Collectors.toSet()));
        checkFunctions(at + ".actions", dialect.actions().keySet());
        checkFunctions(at + ".names", dialect.names().keySet());
        checkFunctions(at + ".fixed-validity", dialect.fixedValidity().keySet());
        checkPlaceholders(at + ".action", dialect.action(), Set.of("{function}", "{group}"));
        dialect.actions().values().forEach(action -> checkPlaceholders(at + ".actions", action, Set.of("{function}", "{group}")));
        if (dialect.signature() != null) {
            checkPlaceholders(at + ".signature.text", String.valueOf(dialect.signature().text()), SIGNED);
            dialect.signature().headers().values().forEach(header -> checkPlaceholders(at + ".signature.headers", header, SIGNED));
        }
        var seen = new HashMap<String, String>();
        for (var function : Stream.concat(dialect.functions().stream(), Dialect.INBOUND.stream()).toList()) {
            var path = dialect.path(function);
            check(path.matches("(/[A-Za-z0-9._~-]+)+"), at + ".paths", "gives " + function + " the path '" + path + "'", "write it as a/b below base-path, or /a/b from the root");
            check(seen.put(path, function) == null, at + ".paths", "gives " + function + " a path that another function has", "give each its own");
            check(!Dialect.INBOUND.contains(function) || !path.matches("/(rsp|actuator|simulator|esim-messaging|openapi\\.yaml)(/.*)?|/gsma/rsp2/es2plus/(downloadOrder|confirmOrder|cancelOrder|releaseProfile)"), at + ".paths", "gives " + function + " the path '" + path + "', which is ours", "give it another");
        }
        dialect.statusWords().forEach((word, meant) -> check(StatusWord.of(meant, Map.of()) != StatusWord.UNKNOWN, at
                + ".status-words", "says that " + word + " means '" + meant + "'",
                "use Executed-Success, Executed-WithWarning, Failed or Expired"));
        var answer = dialect.notificationAnswer();
        if (!answer.isBlank()) {
            boolean readable = !answer.replace("{iccid}", "").replace("{callId}", "").matches("(?s).*\\{[A-Za-z]+}.*");
            try {
                Json.read(answer.replace("{iccid}", "").replace("{callId}", ""));
            } catch (Problem e) {
                readable = false;
            }
            check(readable, at + ".notification-answer", "is no JSON, or has another placeholder than {iccid} and {callId}", "correct it, or leave it empty for 204");
        }
        var signature = dialect.signature();
        check(signature == null || signature.text() != null && signature.headers().values().stream().anyMatch(one -> one.contains("{signature}")), at + ".signature",
                "lacks its text, or a header with {signature}", "say what is signed and where the signature goes");
    }

    private static void checkPlaceholders(String at, String text, Set<String> known) {
        PLACEHOLDER.matcher(text).results().map(MatchResult::group).forEach(one -> check(known.contains(one), at, "has the placeholder " + one,
                "write some of " + String.join(", ", known.stream().sorted().toList())));
    }

    private static boolean key(String text) {
        try {
            return Base64.getDecoder().decode(text).length == 32;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The name of the peer's dialect. */
    public static String dialect(Peer peer) {
        return peer.dialect() != null ? peer.dialect() : "es4".equals(peer.interfaceName()) ? "sgp02-v3" : "sgp22-v2";
    }

    /** The peer's dialect. */
    public Dialect dialectOf(Peer peer) {
        return dialects.get(dialect(peer));
    }

    private static void checkAddress(String at, String text, String remedy) {
        check(text != null && !text.isBlank(), at, "is missing", remedy);
        var uri = uri(at, text);
        boolean local = uri.getHost() != null && (uri.getHost().equals("127.0.0.1") || uri.getHost().equals("localhost"));
        check("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && local, at, "is not an https address", "use https:// (http:// is for loopback only)");
        check(uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null,
                at, "is not a base address", "give scheme, host, port and path only");
    }

    private static java.net.URI uri(String at, String text) {
        try {
            return new java.net.URI(text);
        } catch (java.net.URISyntaxException e) {
            throw new SettingsFault(at, "is not an address", "write it as https://host[:port][/path]");
        }
    }

    private static void checkCertificates(String at, List<Certificate> certificates) {
        for (var one : certificates) {
            boolean form = one.fingerprint() != null && one.issuer() == null && one.san() == null && one.subject() == null
                    || one.fingerprint() == null && one.issuer() != null && one.san() != null && one.subject() == null
                    || one.fingerprint() == null && one.issuer() == null && one.san() == null && one.subject() != null;
            check(form, at + ".certificates", "has an entry of an unknown form", "give fingerprint, or issuer and san, or subject");
        }
    }

    private static void check(boolean holds, String property, String fault, String remedy) {
        if (!holds) {
            throw new SettingsFault(property, fault, remedy);
        }
    }
}
