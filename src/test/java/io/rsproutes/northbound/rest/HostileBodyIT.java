package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Order;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of types, values and names that nothing can hold, at every door. */
class HostileBodyIT extends HostileScenarios {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                ";;;",
                "application/",
                "/json",
                "a/b/c",
                "application/json; charset=nope",
                "application/json; charset=ut f",
                "text/xml",
                "*/*",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/mixed; boundary=\"",
                "application/x-java-serialized-object"
            })
    void givenAContentTypeThatIsNoneOfOurs_thenItIsRefusedAtEveryDoor(String type) {
        for (var path : List.of(
                "/rsp/v1/operations",
                "/rsp/v1/subscriptions",
                "/tmf-api/serviceOrdering/v4/serviceOrder",
                "/esim-profile-management/v0/enable")) {
            assertThat(acme.post(path, "{}", "Content-Type", type).status())
                    .as(path)
                    .isEqualTo(415);
            assertThat(nobody.post(path, "{}", "Content-Type", type).status())
                    .as(path)
                    .isEqualTo(401);
        }
        for (var path : List.of(
                "/rsp/v1/operations",
                NOTIFICATION,
                "/gsma/rsp2/es2plus/downloadOrder",
                "/openapi.yaml",
                "/actuator/health",
                "/esim-messaging/3/ES4/ES4MnoService",
                "/nowhere",
                "/simulator/smdp/calls")) {
            for (var method : List.of("PUT", "PATCH", "DELETE", "POST")) {
                var answer = acme.send(acme.request(path, "Content-Type", type)
                        .method(method, BodyPublishers.ofString("%zz=\u00ff&a")));
                // SOAP 1.1 has 500 for every fault, also for one that blames the client.
                boolean soap11 = path.startsWith("/esim") && type.startsWith("text/xml");
                assertThat(answer.status()).as(method + " " + path).isBetween(400, soap11 ? 500 : 499);
            }
        }
    }

    /** What a client says that has never been told what it sends. */
    @Test
    void givenAFormAtAPartnersPath_thenItIsRefusedInEs2Plus() {
        var body =
                """
                {"header":{"functionRequesterIdentifier":"1.3.6","functionCallIdentifier":"c-3"},
                 "iccid":"8947010000123456784","notificationPointId":3}""";

        for (var answer : List.of(
                ACME.post("/gsma/rsp2/es2plus/downloadOrder", "application/x-www-form-urlencoded", body),
                ACME.post(
                        "/gsma/rsp2/es2plus/downloadOrder",
                        "application/x-www-form-urlencoded; charset=UTF-8",
                        "a=%zz"))) {
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(answer.headers().firstValue("X-Admin-Protocol")).isPresent();
            assertThat(answer.body()).contains("functionExecutionStatus", "application/json");
        }
        assertThat(nobody.post(NOTIFICATION, body, "Content-Type", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
        assertThat(ACME.post(Customer.ES4, "application/x-www-form-urlencoded", "<a/>")
                        .statusCode())
                .isBetween(400, 499);
    }

    @Test
    void givenNoContentTypeOrOneWithParameters_thenJsonIsJson() {
        for (var type : List.of(
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "Application/JSON",
                "application/json;",
                "application/json; v=1")) {
            assertThat(acme.submit(Order.of("downloadOrder").with("profileType", "P9054-1"), "Content-Type", type)
                            .status())
                    .as(type)
                    .isEqualTo(202);
        }
        assertThat(acme.send(acme.request("/rsp/v1/operations", "Content-Type", "")
                                .POST(BodyPublishers.ofString("{}")))
                        .code())
                .isEqualTo("invalid-command");
    }

    /** Every door that takes JSON, with a body that only the value at %s makes wrong. */
    static Stream<String[]> doors() {
        return """
               /rsp/v1/operations | {"function":"getEIS","eid":"EID","clientReference":%s}
               /rsp/v1/operations | {"function":"getEIS","eid":"EID","validityPeriod":%s}
               /rsp/v1/operations | {"function":"rpmOrder","eid":"EID","parameters":{"message":{"a":[%s]}}}
               /rsp/v1/operations/x/resolve | {"outcome":"failed","reason":%s}
               /rsp/v1/subscriptions | {"channel":"queue","queue":"bss.acme","types":["*"],"secret":%s}
               /rsp/v1/subscriptions/x/rotate | {"overlap":%s}
               /rsp/v1/dead-letters/replay | {"filter":{"subject":%s},"dryRun":true}
               /rsp/v1/dead-letters/discard | {"filter":{"type":%s},"dryRun":true}
               /rsp/v1/dead-letters/discard | {"filter":{"since":%s},"dryRun":true}
               /tmf-api/serviceOrdering/v4/serviceOrder | {"externalId":"a","serviceOrderItem":[{"id":%s}]}
               /tmf-api/serviceOrdering/v4/hub | {"callback":%s}
               /tmf-api/serviceOrdering/v4/cancelServiceOrder | {"cancellationReason":%s}
               /tmf-api/ServiceActivationAndConfiguration/v4/service | {"state":%s}
               /esim-profile-management/v0/enable | {"esimProfile":{"eid":%s}}
               /esim-profile-management/v0/retrieve-status | {"esimProfile":{"iccid":%s}}
               /gsma/rsp2/es2plus/handleDownloadProgressInfo | {"notificationPointId":%s}
               /gsma/rsp2/es2plus/handleNotification | {"iccid":%s}
               /gsma/rsp2/es2plus/handleDeviceChangeRequest | {"iccid":%s}
               """
                .replace("EID", EID)
                .lines()
                .map(line -> line.split(" \\| "));
    }

    @ParameterizedTest
    @MethodSource("doors")
    void givenValuesThatNothingCanHold_thenEveryDoorRefusesThem(String path, String body) {
        for (var value : List.of(
                "8901000000000000019e99999999999",
                "1e9999999999",
                "-1e400",
                "1e-99999",
                "\"a\\ud800b\"",
                "\"\\udc00\"",
                "\"a\\u0000b\"",
                "[1e999]",
                "{\"\\ud800\":1}")) {
            var answer = operator.post(path, String.format(body, value));
            assertThat(answer.status()).as(value + " " + answer.text()).isBetween(400, 499);
            assertThat(answer.text()).doesNotContain("8901000000000000019", "Exception", "java");
        }
        // As a gateway's customer too.
        assertThat(ACME.post("/gsma/rsp2/es2plus/confirmOrder", "application/json", "{\"releaseFlag\":1e9999999999}")
                        .statusCode())
                .isEqualTo(400);
    }

    /** Two orders whose references differ only in what cannot be written are never one. */
    @Test
    void givenAHalfPairInAnOrder_thenItIsNoOrder() {
        long before = count("operation");
        var answer = acme.post(
                "/rsp/v1/operations",
                "{\"function\":\"getEIS\",\"eid\":\"" + EID + "\",\"clientReference\":\"a\\ud800b\"}",
                "Idempotency-Key",
                "half-pair");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("malformed-json");
        assertThat(count("operation")).isEqualTo(before);
    }

    /** Names that collide in a table of names, whatever its seed, never fail anybody else's order. */
    @Test
    void givenNamesThatCollide_thenTheOrdersOfOthersAreTaken() {
        var names = IntStream.range(0, 6_001)
                .mapToObj(n -> "\""
                        + IntStream.range(0, 16)
                                .mapToObj(i -> (n >> i & 1) == 0 ? "Bb" : "CA")
                                .reduce("", String::concat)
                        + "\":1")
                .toList();

        for (int i = 0; i < 20; i++) {
            var body = "{" + String.join(",", names.subList(i * 300, i * 300 + 300)) + "}";

            assertThat(globex.post("/rsp/v1/operations", body).code()).isEqualTo("invalid-command");
            assertThat(globex.post("/tmf-api/serviceOrdering/v4/serviceOrder", "{\"serviceOrderItem\":[" + body + "]}")
                            .status())
                    .isBetween(400, 499);
            assertThat(nobody.post(NOTIFICATION, body).text()).contains("invalid-notification");
        }

        var mine = acme.post(
                "/rsp/v1/operations",
                """
                {"function":"rpmOrder","eid":"%s","parameters":{"message":{%s}}}"""
                        .formatted(EID, names.get(6_000)));
        assertThat(mine.code()).as(mine.text()).isNotIn("malformed-json", "internal");
    }

    /** Nobody's XML: whatever is wrong in a DOCTYPE is a fault like that of any DOCTYPE. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>",
                "<!DOCTYPE \u0001><a/>",
                "<!DOCTYPE a [\u0002]><a/>",
                "<!DOCTYPE a [<!ENTITY \uFFFE \"x\">]><a/>",
                "<!DOCTYPE a SYSTEM \"\u0000\"><a/>",
                "<!DOCTYPE a [<!ELEMENT \u000b>]><a/>",
                "<!DOCTYPE",
                "<!DOCTYPE a [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]><a/>"
            })
    void givenADoctype_thenEveryXmlDoorRefusesIt(String xml) {
        assertThat(nobody.post("/esim-messaging/3/ES4/ES4MnoService", xml, "Content-Type", Soap.TYPE)
                        .status())
                .isBetween(400, 499);
        assertThat(ACME.post(Customer.ES4, Soap.TYPE, xml).statusCode()).isBetween(400, 499);
        // SOAP 1.1 has 500 for every fault, also for one that blames the client.
        var soap11 = nobody.post(
                "/esim-messaging/3/ES4/ES4MnoService", "<?xml version=\"1.0\"?>" + xml, "Content-Type", "text/xml");
        assertThat(soap11.status()).isEqualTo(500);
        assertThat(soap11.text()).contains("Client</faultcode>");

        var job = acme.post("/rsp/v1/bulk-jobs?name=orders.xml", xml, "Content-Type", "application/xml");
        assertThat(job.status()).isIn(202, 400);
    }
}
