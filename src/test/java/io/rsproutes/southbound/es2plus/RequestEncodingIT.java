package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Packed;
import org.junit.jupiter.api.Test;

/** Notifications, orders and customers' calls in every charset and coding. */
class RequestEncodingIT extends NotificationScenarios {

    private Answer send(io.rsproutes.support.Api api, String path, byte[] body, String... headers) {
        return api.send(api.request(path, headers).POST(BodyPublishers.ofByteArray(body)));
    }

    @Test
    void aNotificationInAnyEncodingIsTaken() {
        var iccid = longOrdered();
        var body =
                """
                {"header":{"functionCallIdentifier":"%%s"},"iccid":"%s",
                 "profileType":"für","timestamp":"%s","notificationPointId":3}"""
                        .formatted(iccid, Instant.now());

        var json = "application/json";
        for (var sent : List.of(
                send(nobody, PATH, ("\uFEFF" + body.formatted("a")).getBytes(StandardCharsets.UTF_8)),
                send(nobody, PATH, Packed.gzip(body.formatted("b")), "Content-Encoding", "gzip"),
                send(
                        nobody,
                        PATH,
                        body.formatted("c").getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        json + "; charset=\"utf-8\""),
                send(nobody, PATH, ("\uFEFF" + body.formatted("d")).getBytes(StandardCharsets.UTF_16LE)),
                send(
                        nobody,
                        PATH,
                        body.formatted("e").getBytes(StandardCharsets.ISO_8859_1),
                        "Content-Type",
                        json + ";charset=\"ISO-8859-1\""))) {
            assertThat(sent.status()).as(sent.text()).isEqualTo(204);
        }

        told(iccid, "downloaded", 5);
        assertThat(jdbc.queryForList(
                        "select data from event where subject = ? and type = 'rsp.profile.downloaded'",
                        String.class,
                        iccid))
                .allMatch(data -> data.contains("\"für\""));
    }

    @Test
    void aBodyThatUnpacksWithoutEndIsBrokenOrOfAnUnknownCodingIsRefused() {
        assertThat(send(nobody, PATH, Packed.gzip(" ".repeat(20_000_000)), "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(413);
        assertThat(send(
                                nobody,
                                PATH,
                                Arrays.copyOf(Packed.gzip("{\"iccid\":\"8947010000123456784\"}"), 20),
                                "Content-Encoding",
                                "gzip")
                        .status())
                .isEqualTo(400);
        assertThat(send(nobody, PATH, "{}".getBytes(StandardCharsets.UTF_8), "Content-Encoding", "br")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void anOrderInAnyEncodingIsTaken() {
        var order = """
                    {"function":"downloadOrder","parameters":{"profileType":"P9054-1"}}""";

        for (var body : List.of(
                ("\uFEFF" + order).getBytes(StandardCharsets.UTF_8),
                Packed.gzip("\uFEFF" + order),
                order.getBytes(StandardCharsets.UTF_16BE))) {
            var answer = send(
                    acme,
                    "/rsp/v1/operations",
                    body,
                    "Prefer",
                    "wait=20",
                    "Content-Type",
                    "application/json; charset=\"utf-8\"");
            assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        }
    }

    @Test
    void aCustomersCallInAnyEncodingIsTaken() {
        var customer = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
        var call =
                """
                {"header":{"functionRequesterIdentifier":"1.3.6.1.4.1.31746",
                 "functionCallIdentifier":"%s"},"profileType":"P9054-1"}""";

        for (var body : Map.of(
                        "bom",
                        ("\uFEFF" + String.format(call, "bom-" + System.nanoTime())).getBytes(StandardCharsets.UTF_8),
                        "gzip",
                        Packed.gzip(String.format(call, "zip-" + System.nanoTime())))
                .values()) {
            var answer = customer.post("/gsma/rsp2/es2plus/downloadOrder", "application/json; charset=\"UTF-8\"", body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("Executed-Success");
        }
    }
}
