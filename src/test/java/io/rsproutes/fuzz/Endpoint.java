package io.rsproutes.fuzz;

import java.util.List;

/**
 * One way in.
 *
 * @param partner whether it is the partners' listener, with a certificate
 * @param token the caller's, null for none
 * @param type of the body
 * @param seeds bodies that are right, or nearly
 * @param corpus bodies that are not
 */
record Endpoint(
        String name,
        boolean partner,
        String method,
        String path,
        String token,
        String type,
        List<String> seeds,
        List<String> corpus) {

    private static final String JSON = "application/json";
    private static final String SOAP = "application/soap+xml; charset=utf-8";
    private static final String ACME = "demo-acme";
    private static final String ORDER =
            "{\"function\":\"confirmOrder\",\"iccid\":\"8947010000123456784\",\"clientReference\":\"r\",\"validityPeriod\":60,\"parameters\":{\"matchingId\":\"A-1\",\"releaseFlag\":true}}";
    private static final String NOTIFICATION =
            "{\"header\":{\"functionRequesterIdentifier\":\"1.2.3\",\"functionCallIdentifier\":\"c\"},\"iccid\":\"8947010000123456784\",\"eid\":\"89049032123451234512345678901235\","
                    + "\"profileType\":\"P9054-1\",\"timeStamp\":\"2026-01-01T00:00:00Z\",\"notificationPointId\":3,\"notificationPointStatus\":{\"status\":\"Executed-Success\"},\"resultData\":\"AA==\"}";
    private static final String SUBSCRIPTION =
            "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1:9/x\",\"types\":[\"rsp.profile.delete-failed\"]}";
    private static final String SERVICE_ORDER =
            "{\"externalId\":\"P\",\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"modify\",\"service\":{\"id\":\"8947010000123456784\",\"state\":\"active\"}}]}";

    static List<Endpoint> all() {
        return List.of(
                json("operations", "/rsp/v1/operations", ORDER),
                json(
                        "operations of another",
                        "/rsp/v1/operations",
                        "{\"function\":\"enableProfile\",\"eid\":\"89882119900000000000000000001654\",\"iccid\":\"8901000000000000019\"}"),
                json(
                        "resolve",
                        "/rsp/v1/operations/01890000-0000-7000-8000-000000000000/resolve",
                        "{\"outcome\":\"succeeded\",\"reason\":\"r\",\"result\":{\"iccid\":\"8947010000123456784\"}}"),
                json(
                        "one-time links",
                        "/rsp/v1/operations/01890000-0000-7000-8000-000000000000/activation/links",
                        "{\"validityPeriod\":600}"),
                new Endpoint(
                        "block list",
                        false,
                        "PUT",
                        "/rsp/v1/block-list",
                        ACME,
                        JSON,
                        List.of("{\"items\":[{\"kind\":\"tac\",\"value\":\"99999999\",\"reason\":\"r\"}]}"),
                        Corpus.JSON),
                new Endpoint(
                        "block list as CSV",
                        false,
                        "PUT",
                        "/rsp/v1/block-list",
                        ACME,
                        "text/csv",
                        List.of("kind,value,reason\ntac,99999999,r\n"),
                        Corpus.LINES),
                new Endpoint(
                        "inventory, a change",
                        false,
                        "PATCH",
                        "/rsp/v1/inventory/8947010000123456784",
                        ACME,
                        JSON,
                        List.of("{\"msisdnReference\":\"number\",\"reason\":null}"),
                        Corpus.JSON),
                get(
                        "inventory",
                        "/rsp/v1/inventory?stockState=available&profileType=P9054-1&limit=2&cursor=8947010000123456784"),
                get("inventory counts", "/rsp/v1/inventory/counts?profileType=P9054-1"),
                new Endpoint(
                        "a link's token",
                        false,
                        "POST",
                        "/activation",
                        null,
                        JSON,
                        List.of("{\"token\":\"" + "A".repeat(43) + "\"}"),
                        Corpus.JSON),
                json("subscriptions", "/rsp/v1/subscriptions", SUBSCRIPTION),
                json(
                        "replay",
                        "/rsp/v1/dead-letters/replay",
                        "{\"filter\":{\"type\":\"rsp.*\",\"since\":\"2026-01-01T00:00:00Z\"},\"dryRun\":true}"),
                json("TMF641", "/tmf-api/serviceOrdering/v4/serviceOrder", SERVICE_ORDER),
                json(
                        "TMF641 hub",
                        "/tmf-api/serviceOrdering/v4/hub",
                        "{\"callback\":\"http://127.0.0.1:9/listener\",\"query\":\"x\"}"),
                json(
                        "TMF640",
                        "/tmf-api/ServiceActivationAndConfiguration/v4/service",
                        "{\"state\":\"active\",\"serviceSpecification\":{\"id\":\"nosuch\"}}"),
                json(
                        "CAMARA",
                        "/esim-profile-management/v0/enable",
                        "{\"esimProfile\":{\"iccid\":\"8901000000000000019\"}}"),
                get(
                        "operations",
                        "/rsp/v1/operations?limit=10&state=FAILED&function=auditEIS&eid=89049032123451234512345678901235"
                                + "&cursor=01890000-0000-7000-8000-000000000000"),
                get("events", "/rsp/v1/events?after=0&type=rsp.*&subject=x&limit=5"),
                get("profile", "/rsp/v1/profiles/8947010000123456784"),
                get("euicc", "/rsp/v1/euiccs/89049032123451234512345678901235"),
                get(
                        "timeline",
                        "/rsp/v1/euiccs/89049032123451234512345678901235/timeline?limit=2&cursor=20260131120000000000-1-0000000000000000001"),
                get("search", "/rsp/v1/search?clientReference=x&limit=2&cursor=01890000-0000-7000-8000-000000000000"),
                get("dead letters", "/rsp/v1/dead-letters?kind=delivery&state=closed&limit=2"),
                get("reports", "/rsp/v1/reports/operations?format=csv&state=FAILED&from=2026-01-01T00:00:00Z"),
                get("TMF639", "/tmf-api/resourceInventoryManagement/v4/resource?category=profile&limit=2&offset=0"),
                get("bulk jobs", "/rsp/v1/bulk-jobs?limit=2&cursor=01890000-0000-7000-8000-000000000000"),
                get("inbox", "/rsp/v1/inbox?state=orphan&limit=2"),
                new Endpoint(
                        "orders in a file",
                        false,
                        "POST",
                        "/rsp/v1/bulk-jobs?name=f.csv",
                        ACME,
                        "text/csv",
                        List.of("function,iccid\nreleaseProfile,8901000000000000019\n", "ref,function\n1,fly\n"),
                        Corpus.LINES),
                new Endpoint(
                        "orders in XML",
                        false,
                        "POST",
                        "/rsp/v1/bulk-jobs?name=f.xml",
                        ACME,
                        "application/xml",
                        List.of("<orders><order><function>fly</function></order></orders>"),
                        Corpus.XML),
                new Endpoint(
                        "inventory",
                        false,
                        "POST",
                        "/rsp/v1/inventory",
                        ACME,
                        "text/csv",
                        List.of("tenant,eid,iccid\nglobex,89882119900000000000000000001654,8901000000000000019\n"),
                        Corpus.LINES),
                new Endpoint(
                        "ES2+ notification",
                        false,
                        "POST",
                        "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                        null,
                        JSON,
                        List.of(NOTIFICATION),
                        Corpus.JSON),
                new Endpoint(
                        "ES2+ v3 notification",
                        false,
                        "POST",
                        "/gsma/rsp2/es2plus/handleNotification",
                        null,
                        JSON,
                        List.of(NOTIFICATION.replace("\"notificationPointId\":3", "\"notificationEvent\":4")),
                        Corpus.JSON),
                new Endpoint(
                        "ES4 callback",
                        false,
                        "POST",
                        "/esim-messaging/3/ES4/ES4MnoService?EntityId=1.3.6.1.4.1.20",
                        null,
                        SOAP,
                        List.of(callback(), notification()),
                        Corpus.XML),
                new Endpoint(
                        "gateway ES4",
                        true,
                        "POST",
                        "/esim-messaging/3/ES4/ES4SmSrService",
                        null,
                        SOAP,
                        List.of(customer()),
                        Corpus.XML),
                new Endpoint(
                        "gateway ES2+",
                        true,
                        "POST",
                        "/gsma/rsp2/es2plus/releaseProfile",
                        null,
                        JSON,
                        List.of(
                                "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6.1.4.1.31746\",\"functionCallIdentifier\":\"f\"},\"iccid\":\"8901000000000000019\"}"),
                        Corpus.JSON));
    }

    private static Endpoint json(String name, String path, String seed) {
        return new Endpoint(name, false, "POST", path, ACME, JSON, List.of(seed), Corpus.JSON);
    }

    private static Endpoint get(String name, String path) {
        return new Endpoint(
                "list of " + name,
                false,
                "GET",
                path,
                name.equals("inbox") ? "demo-operator" : ACME,
                null,
                List.of(""),
                List.of(""));
    }

    private static String envelope(String header, String body) {
        return "<?xml version='1.0' encoding='UTF-8'?><s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:wsa='http://www.w3.org/2005/08/addressing'"
                + " xmlns:rps='http://namespaces.gsma.org/esim-messaging/3'><s:Header>" + header + "</s:Header><s:Body>"
                + body + "</s:Body></s:Envelope>";
    }

    private static String callback() {
        return envelope(
                "<wsa:From><wsa:Address>https://smsr/es4?EntityId=1.3.6.1.4.1.20</wsa:Address></wsa:From><wsa:MessageID>//1.3.6.1.4.1.20/m?TransactionId=t</wsa:MessageID><wsa:RelatesTo>//1.2/x</wsa:RelatesTo>",
                "<rps:ES4-EnableProfileResponse><rps:FunctionExecutionStatus><rps:Status>EXECUTED_SUCCESS</rps:Status></rps:FunctionExecutionStatus></rps:ES4-EnableProfileResponse>");
    }

    private static String notification() {
        return envelope(
                "<wsa:From><wsa:Address>https://smsr/es4?EntityId=1.3.6.1.4.1.20</wsa:Address></wsa:From>",
                "<rps:ES4-HandleProfileDisabledNotification><rps:Eid>89049032123451234512345678901235</rps:Eid>"
                        + "<rps:Iccid>8988211000000000011</rps:Iccid><rps:CompletionTimestamp>2026-01-01T00:00:00Z</rps:CompletionTimestamp></rps:ES4-HandleProfileDisabledNotification>");
    }

    private static String customer() {
        return envelope(
                "<wsa:MessageID>//1.3.6.1.4.1.31746/m?TransactionId=t</wsa:MessageID><wsa:From><wsa:Address>https://customer/es4?EntityId=1.3.6.1.4.1.31746</wsa:Address></wsa:From>"
                        + "<wsa:To>https://gateway/es4?EntityId=1.3.6.1.4.1.99999</wsa:To><wsa:ReplyTo><wsa:Address>http://127.0.0.1:9/customer</wsa:Address></wsa:ReplyTo>",
                "<rps:ES4-EnableProfileRequest><rps:FunctionCallIdentifier>f</rps:FunctionCallIdentifier><rps:Eid>89882119900000000000000000001654</rps:Eid><rps:Iccid>8901000000000000019</rps:Iccid></rps:ES4-EnableProfileRequest>");
    }
}
