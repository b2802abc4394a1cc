package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are cut off, framed wrongly or beyond what a servlet sees. */
class HostileRequestIT extends HostileScenarios {

    private static String raw(String request) throws IOException {
        return raw(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String raw(byte[] request) throws IOException {
        try (var socket = new Socket("127.0.0.1", URI.create(BASE).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void refused(String answer) {
        assertThat(answer)
                .matches("(?s)HTTP/1\\.1 4\\d\\d .*")
                .contains("\r\n\r\n")
                .doesNotContain("<html", "Tomcat", "Exception");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n")).trim())
                .as("a body")
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT / HTTP/1.1\r\nHost: x\r\n",
                "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n",
                "CONNECT /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-acme\r\n",
                "POST /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-acme\r\nTransfer-Encoding: foo\r\n",
                "POST /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n",
                "POST /gsma/rsp2/es2plus/handleNotification HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity, foo\r\n",
                "TRACE /rsp/v1/operations HTTP/1.1\r\nHost: x\r\n",
                "TRACE / HTTP/1.1\r\nHost: x\r\n",
                "TRACE /actuator/health HTTP/1.1\r\nHost: x\r\n",
                "POST /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n",
                "GET /rsp/v1/operations HTTP/9.9\r\nHost: x\r\n",
                "GET /rsp/v1/operations HTTP/1.1\r\n",
                "GET /rsp/v1/%00 HTTP/1.1\r\nHost: x\r\n",
                "GET /rsp/v1/%ff HTTP/1.1\r\nHost: x\r\n",
                "GET /a b HTTP/1.1\r\nHost: x\r\n",
                "POST /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-acme\r\nExpect: 200-maybe\r\n"
            })
    void givenARequestThatNoServletSees_thenItIsRefusedInWords(String head) throws Exception {
        var answer = raw(head + "Connection: close\r\n\r\n");
        refused(answer);
        assertThat(answer).contains(head.contains("/gsma/") ? "functionExecutionStatus" : "application/problem+json");
    }

    /** Answered as if there were no Accept, metrics included, which are Spring's. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",", " , ,", "\t"})
    void givenAnAcceptThatNamesNothing_thenItIsNone(String accept) throws Exception {
        for (var path : List.of(
                "/actuator/prometheus",
                "/actuator/health",
                "/rsp/v1/operations",
                "/openapi.yaml",
                "/tmf-api/serviceOrdering/v4/serviceOrder")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-operator\r\nAccept:"
                            + accept + "\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rsp/v1/operations",
                "/rsp/v1/inventory",
                "/rsp/v1/bulk-jobs",
                "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                "/esim-messaging/3/ES4/ES4MnoService"
            })
    void givenABodyThatIsCutOffOrFramedWrongly_thenItIsTheCallersFaultInOneQuietLine(String path) throws Exception {
        var head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-acme\r\nContent-Type: "
                + (path.contains("ES4")
                        ? "application/soap+xml"
                        : path.matches(".*(inventory|bulk-jobs)") ? "text/csv" : "application/json")
                + "\r\nConnection: close\r\n";
        assertThat(raw(head + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .doesNotContain("<html", "Exception");

        try (var socket = new Socket("127.0.0.1", URI.create(BASE).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((head + "Content-Length: 500\r\n\r\n{\"function\":").getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void givenAQueryThatCannotBeDecoded_thenItIsTheCallersFault() throws Exception {
        assertThat(raw("GET /rsp/v1/operations?eid=%zz HTTP/1.1\r\nHost: x\r\n"
                        + "Authorization: Bearer demo-acme\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("invalid-field", "eid");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /rsp/v1/operations",
        "DELETE, /rsp/v1/operations",
        "PATCH, /gsma/rsp2/es2plus/handleNotification",
        "DELETE, /gsma/rsp2/es2plus/downloadOrder",
        "PUT, /tmf-api/serviceOrdering/v4/hub",
        "PUT, /rsp/v1/inventory",
        "DELETE, /openapi.yaml"
    })
    void givenBytesThatAreNoTextWithAWrongMethod_thenItIsTheMethodThatIsWrong(String method, String path) {
        for (var type : List.of("application/json", "application/x-www-form-urlencoded")) {
            var answer = acme.send(acme.request(path, "Content-Type", type)
                    .method(method, BodyPublishers.ofByteArray(new byte[] {(byte) 0xff, (byte) 0xfe, '%', 'z', 0})));
            assertThat(answer.status()).isEqualTo(405);
        }
    }
}
