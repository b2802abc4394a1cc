package io.rsproutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rsproutes.simulator.es2plus.SmdpSimulator;
import io.rsproutes.simulator.es4.SmsrSimulator;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulators call an address byte for byte as given: what counts is the request line on the wire. */
class SimulatorAddressesTest {

    private static final String EID = "89049032123451234512345678901235";
    private static final String ICCID = "8947010000123456784";
    private static final String NOTIFIED = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::serve);
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    // Answers 202 to whatever comes, without reading it with anything that could tidy it up.
    private void serve() {
        while (!listener.isClosed()) {
            try (var socket = listener.accept()) {
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                lines.add(in.readLine());
                int length = 0;
                for (var header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
                    length = header.toLowerCase().startsWith("content-length:")
                            ? Integer.parseInt(header.substring(15).trim())
                            : length;
                }
                in.skip(length);
                socket.getOutputStream()
                        .write("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // the next one, or the end
            }
        }
    }

    private String base() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void called(String target) {
        await().atMost(Duration.ofSeconds(10)).until(() -> !lines.isEmpty());
        assertThat(lines.get(0)).isEqualTo("POST " + target + " HTTP/1.1");
    }

    private static String enabling(String replyTo) {
        return Soap.envelope(
                "<wsa:MessageID>//1.2/x?TransactionId=1</wsa:MessageID><wsa:To>https://smsr/es4?EntityId=1.3</wsa:To>"
                        + "<wsa:ReplyTo><wsa:Address>" + replyTo.replace("&", "&amp;")
                        + "</wsa:Address></wsa:ReplyTo>",
                Customer.body("enableProfile", "1", EID, ICCID, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/es4",
                "/es4/",
                "/es4?",
                "/es4/?EntityId=1.3.6.1.4.1.99999",
                "/es4?EntityId=%31.3%2f&UserName=a%2Fb%20c&b=2&a=1&empty=&flag",
                "/es4?EntityId=1.3.6?UserName=x",
                "//es4/./a/../b//;v=1?x=/../",
                "/%65s4?q=a+b",
            })
    void givenAReplyTo_thenTheSmsrCallsItAsItStands(String target) throws Exception {
        var smsr = new SmsrSimulator();
        smsr.setFaults("{\"delay\":0}");

        assertThat(smsr.call(enabling(base() + target)).status()).isEqualTo(202);

        called(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/es4/?EntityId=1.3&UserName=%41", "/%65s4"})
    void givenAnAddressForWhatIsPlayed_thenTheSmsrCallsItAsItStands(String target) {
        var smsr = new SmsrSimulator();

        smsr.play(SmsrSimulator.FIRST, EID, ICCID, "delete", base() + target, "1.3.6.1.4.1.20");

        called(target);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "/, ''", "/a%2Fb/../c, /a%2Fb/../c", "/a/, /a"})
    void givenABaseAddress_thenTheSmdpAddsItsPathAndChangesNothing(String path, String kept) throws Exception {
        var smdp = new SmdpSimulator(base() + path);
        smdp.call("downloadOrder", "{\"iccid\":\"" + ICCID + "\"}");
        smdp.call("confirmOrder", "{\"iccid\":\"" + ICCID + "\",\"releaseFlag\":true}");

        smdp.download(ICCID, "downloaded");

        called(kept + NOTIFIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/es4?EntityId=1 ?EntityName=x",
                "http:///es4",
                "urn:smsr",
                "es4",
                "http://www.w3.org/2005/08/addressing/anonymous"
            })
    void givenAReplyToThatIsNoAddress_thenItsMessageIsGivenUpAndTheNextIsSent(String replyTo) throws Exception {
        var smsr = new SmsrSimulator();
        smsr.setFaults("{\"delay\":0}");

        smsr.call(enabling(replyTo));
        await().atMost(Duration.ofSeconds(10)).until(() -> smsr.waiting() == 0);
        smsr.play(SmsrSimulator.FIRST, EID, ICCID, "delete", base() + "/next", "1.3.6.1.4.1.20");

        called("/next");
    }
}
