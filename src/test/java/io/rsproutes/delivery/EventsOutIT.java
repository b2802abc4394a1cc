package io.rsproutes.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rsproutes.support.Api;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events in other formats, as a stream; and reports. */
class EventsOutIT extends BundleIT {

    private final List<Stream> streams = new ArrayList<>();

    /** One open stream: the lines it has said. */
    private static final class Stream {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final InputStream in;

        Stream(String query, String token, String last) throws IOException {
            var request = HttpRequest.newBuilder(URI.create(BASE + "/rsp/v1/events/stream" + query))
                    .header("Authorization", "Bearer " + token);
            if (last != null) {
                request.header("Last-Event-ID", last);
            }
            try {
                in = HttpClient.newHttpClient()
                        .send(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                        .body();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            var reader = new Thread(() -> {
                try {
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                            .lines()
                            .forEach(lines::add);
                } catch (UncheckedIOException e) {
                    // closed
                }
            });
            reader.setDaemon(true);
            reader.start();
        }

        /** At once, whatever is being read. */
        void close() {
            try {
                in.close();
            } catch (IOException e) {
                // it was closed
            }
        }

        List<String> data(String subject) {
            return lines.stream()
                    .filter(line -> line.startsWith("data: ") && line.contains(subject))
                    .toList();
        }

        List<String> ids() {
            return lines.stream()
                    .filter(line -> line.startsWith("id: "))
                    .map(line -> line.substring(4))
                    .toList();
        }
    }

    @AfterEach
    void close() {
        streams.forEach(Stream::close);
    }

    private Stream stream(String query, String token, String last) throws IOException {
        var stream = new Stream(query, token, last);
        streams.add(stream);
        return stream;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tmf688", "camara"})
    void givenASubscriptionWithAFormat_thenItsEventsAreWrittenInIt(String format) {
        try (var receiver = new Receiver()) {
            var subscription = acme.post(
                    "/rsp/v1/subscriptions",
                    "{\"channel\":\"webhook\",\"url\":\"" + receiver.url()
                            + "\",\"types\":[\"rsp.profile.*\",\"rsp.operation.*\"],\"format\":\"" + format + "\"}");
            assertThat(subscription.status()).as(subscription.text()).isEqualTo(201);
            assertThat(subscription.json().path("format").asText()).isEqualTo(format);
            var iccid = released();
            play(iccid, "installed");
            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.got.stream()
                    .filter(got -> got.body().contains(iccid) && got.body().contains("profile"))
                    .anyMatch(got -> got.body().contains("installed")));
            assertThat(receiver.got)
                    .allMatch(got ->
                            got.signedBy(subscription.json().path("secret").asText()));
            var installed = receiver.got.stream()
                    .filter(got -> got.body().contains("installed"))
                    .findFirst()
                    .orElseThrow()
                    .json();
            if (format.equals("tmf688")) {
                assertThat(installed.path("eventType").asText()).isEqualTo("rsp.profile.installed");
                assertThat(installed.at("/event/profile/iccid").asText()).isEqualTo(iccid);
            } else {
                assertThat(installed.path("type").asText())
                        .isEqualTo("org.camaraproject.esim-profile-management.v0.profile-installed");
                assertThat(installed.at("/data/esimProfile/iccid").asText()).isEqualTo(iccid);
            }
            acme.delete("/rsp/v1/subscriptions/" + subscription.id());
        }
    }

    @Test
    void givenAFormatThatHasNothingToSay_thenTheEventIsDoneWithAndNothingIsSent() {
        try (var receiver = new Receiver()) {
            var subscription = acme.post(
                    "/rsp/v1/subscriptions",
                    "{\"channel\":\"webhook\",\"url\":\"" + receiver.url()
                            + "\",\"types\":[\"rsp.operation.*\"],\"format\":\"tmf641\"}");
            released();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from delivery where subscription_id = ? and state = 'DELIVERED'",
                                    Long.class,
                                    subscription.id())
                            >= 6);
            assertThat(receiver.got).isEmpty();
            acme.delete("/rsp/v1/subscriptions/" + subscription.id());
        }
    }

    @Test
    void givenAFormatThatIsNotThereAnyMore_thenADeadLetterSaysSo() {
        try (var receiver = new Receiver()) {
            var subscription = acme.post(
                    "/rsp/v1/subscriptions",
                    "{\"channel\":\"webhook\",\"url\":\"" + receiver.url()
                            + "\",\"types\":[\"rsp.operation.succeeded\"],\"format\":\"tmf688\"}");
            jdbc.update("update subscription set format = 'gone' where id = ?", subscription.id());
            released();
            await().atMost(Duration.ofSeconds(20)).until(() -> acme.get("/rsp/v1/dead-letters")
                    .text()
                    .contains("there is no mapping of the format gone any more"));
            acme.delete("/rsp/v1/subscriptions/" + subscription.id());
        }
    }

    @Test
    void givenAFormatNobodyKnows_thenTheSubscriptionIsRefusedWithThoseThereAre() {
        var answer = acme.post(
                "/rsp/v1/subscriptions",
                "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1:1/\",\"types\":[\"*\"],\"format\":\"morse\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("/format").contains("camara, cloudevents, tmf641, tmf688");
        assertThat(acme.post(
                                "/rsp/v1/subscriptions",
                                "{\"channel\":\"es4\",\"url\":\"https://127.0.0.1:1/\",\"format\":\"tmf688\"}")
                        .text())
                .contains("does not go with channel es4");
    }

    @Test
    void givenAStream_thenEventsComeAndAClientThatComesBackMissesNone() throws IOException {
        var stream = stream("?type=rsp.operation.*", "demo-acme", null);
        var others = stream("", "demo-globex", "0");
        var first = released();
        await().atMost(Duration.ofSeconds(20)).until(() -> stream.data(first).stream()
                .anyMatch(line -> line.contains("rsp.operation.succeeded") && line.contains("confirmOrder")));
        assertThat(stream.lines)
                .contains("event: rsp.operation.accepted")
                .noneMatch(line -> line.startsWith("event: rsp.profile"));
        assertThat(stream.ids())
                .isSortedAccordingTo((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)))
                .doesNotHaveDuplicates();
        var last = stream.ids().get(stream.ids().size() - 1);
        stream.close();
        var second = released();
        var again = stream("?type=rsp.operation.*", "demo-acme", last);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> again.data(second).stream().anyMatch(line -> line.contains("rsp.operation.succeeded")));
        assertThat(again.data(first)).isEmpty();
        // It opens with where it goes on.
        assertThat(again.ids().get(0)).isEqualTo(last);
        assertThat(again.ids().stream().skip(1)).allMatch(id -> Long.parseLong(id) > Long.parseLong(last));
        assertThat(others.data(first)).isEmpty();
        assertThat(others.lines).noneMatch(line -> line.contains("/tenants/acme"));
    }

    /** Cut off before its first event, a client comes back with the id the stream opened with. */
    @Test
    void givenAStreamThatIsCutBeforeItsFirstEvent_thenNothingIsLost() throws IOException {
        var stream = stream("?type=rsp.operation.*", "demo-acme", null);
        await().atMost(Duration.ofSeconds(20)).until(() -> !stream.ids().isEmpty());
        assertThat(stream.lines.indexOf("id: " + stream.ids().get(0))).isLessThan(stream.lines.indexOf(""));
        stream.close();
        var missed = released();
        await().atMost(Duration.ofSeconds(20)).until(() -> acme.get("/rsp/v1/events?limit=1000&subject=" + missed)
                .text()
                .contains("rsp.operation.succeeded"));
        var again = stream("?type=rsp.operation.*", "demo-acme", stream.ids().get(0));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> again.data(missed).stream().anyMatch(line -> line.contains("rsp.operation.succeeded")));
    }

    @Test
    void givenAStreamThatMayNotBe_thenAProblemSaysWhy() {
        assertThat(nobody.get("/rsp/v1/events/stream").status()).isEqualTo(401);
        assertThat(acme.get("/rsp/v1/events/stream?type=%20").code()).isEqualTo("invalid-field");
        assertThat(acme.get("/rsp/v1/events/stream?after=soon").code()).isEqualTo("invalid-field");
        assertThat(acme.get("/rsp/v1/events/stream", "Last-Event-ID", "x").code())
                .isEqualTo("invalid-field");
    }

    @Test
    void givenMoreProfilesThanOnePage_thenTheReportHasEachOnceInEitherFormat() {
        var prefix = "898821777";
        for (int i = 0; i < 2_500; i++) {
            jdbc.update(
                    "insert into inventory (iccid, tenant, profile_type) values (?, 'globex', ?)",
                    prefix + String.format("%010d", i),
                    i == 0 ? "with \"quotes\", and comma" : "R-1");
        }
        try {
            var csv = globex.get("/rsp/v1/reports/profiles?format=csv")
                    .text()
                    .lines()
                    .toList();
            assertThat(csv.get(0))
                    .isEqualTo(
                            "tenant,iccid,eid,profileType,peer,state,stateAt,cardState,fallback,cardStateAt,downloads,tac");
            assertThat(csv.stream()
                            .filter(line -> line.startsWith("globex," + prefix))
                            .distinct()
                            .count())
                    .isEqualTo(2_500);
            assertThat(csv).anyMatch(line -> line.contains("\"with \"\"quotes\"\", and comma\""));
            var json = globex.get("/rsp/v1/reports/profiles?profileType=R-1").json();
            assertThat(json).hasSize(2_499);
            assertThat(acme.get("/rsp/v1/reports/profiles?profileType=R-1").json())
                    .isEmpty();
            assertThat(acme.get("/rsp/v1/reports/profiles?profileType=R-1").text())
                    .isEqualTo("[]\n");
        } finally {
            jdbc.update("delete from inventory where iccid like ?", prefix + "%");
        }
    }

    @Test
    void givenOperations_thenTheReportShowsThoseAskedFor() {
        var iccid = released();
        var report = acme.get(
                "/rsp/v1/reports/operations?iccid=" + iccid + "&function=confirmOrder&from=2020-01-01T00:00:00Z");
        assertThat(report.json()).as(report.text()).hasSize(1);
        assertThat(report.json().at("/0/status").asText()).isEqualTo("Executed-Success");
        assertThat(acme.get("/rsp/v1/reports/operations?iccid=" + iccid + "&to=2020-01-01T00:00:00%2B01:00")
                        .json())
                .isEmpty();
        assertThat(globex.get("/rsp/v1/reports/operations?iccid=" + iccid).json())
                .isEmpty();
        assertThat(acme.get("/rsp/v1/reports/operations?iccid=" + iccid + "&format=csv")
                        .text()
                        .lines()
                        .findFirst())
                .hasValue(
                        "id,tenant,function,peer,eid,iccid,clientReference,state,status,subjectCode,reasonCode,message,createdAt,finishedAt");
        for (var query : List.of("from=yesterday", "state=NONE", "format=xml", "function=fly")) {
            assertThat(acme.get("/rsp/v1/reports/operations?" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(new Api(BASE, null).get("/rsp/v1/reports/operations").status())
                .isEqualTo(401);
    }
}
