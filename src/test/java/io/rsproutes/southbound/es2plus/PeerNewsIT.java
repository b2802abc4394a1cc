package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Eids;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SM-DP+ servers tell us beyond the specification's examples: times, numbers, words, encodings and identifiers of every make. */
class PeerNewsIT extends BundleIT {

    private static final String PATH = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";

    private Answer tell(String iccid, String point, String timestamp, String more) {
        var body = "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6\",\"functionCallIdentifier\":\"c-"
                + System.nanoTime() + "\"},\"iccid\":\"" + iccid + "\",\"profileType\":\"P9054-1\","
                + (timestamp == null ? "" : "\"timestamp\":\"" + timestamp + "\",") + "\"notificationPointId\":" + point
                + (more.contains("notificationPointStatus")
                        ? ""
                        : ",\"notificationPointStatus\":{\"status\":\"Executed-Success\"}")
                + more + "}";
        var answer = nobody.post(PATH, body);
        assertThat(answer.status()).as(answer.text()).isIn(204, 400);
        return answer;
    }

    private void told(String iccid, String type, int times) {
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile." + type) == times);
    }

    /** A profile whose last answer of ours is old, so that only the peer's times count. */
    private String longOrdered() {
        var iccid = ordered();
        jdbc.update(
                "update profile set observed_at = timestamp with time zone '2026-01-01 00:00:00+00' where iccid = ?",
                iccid);
        return iccid;
    }

    // ---- times

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-01-28T05:00:05 | 2026-01-28T05:00:01",
                "20260128T050005Z | 20260128T050001Z",
                "2026-01-28 05:00:05 | 2026-01-28 05:00:01",
                "2026-01-28t05:00:05z | 2026-01-28t05:00:01z",
                "2026-01-28T05:00:05,000Z | 2026-01-28T05:00:01,999Z",
                "2026-01-28T06:00:05+0100 | 2026-01-28T05:00:01",
                "2026-01-28T24:00:00 | 2026-01-28T23:59:59Z",
                "2026-01-28T05:00:05Z | in a while",
                "2026-01-28T05:00:05Z | 28/11/2026 06:00:00",
                "yesterday | today"
            })
    void givenTheLateOneWhateverItsTimeLooksLike_thenTheNewerStateStays(String installed, String downloaded) {
        var iccid = longOrdered();
        tell(iccid, "4", installed, "");
        told(iccid, "installed", 1);
        tell(iccid, "3", downloaded, "");
        told(iccid, "downloaded", 1);
        assertThat(known(iccid)).isEqualTo("Installed");
        assertThat(acme.get("/rsp/v1/profiles/" + iccid)
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Installed");
    }

    @Test
    void givenNoTimesAtAll_thenTheProfilesLifeAndTheOrderTheyCameInDecide() {
        var iccid = orderedAt("smdp-valid", "confirmOrder");
        for (var step : List.of(
                "3 downloaded Downloaded",
                "4 installed Installed",
                "100 enabled Enabled",
                "101 disabled Disabled",
                "3 downloaded Disabled",
                "102 deleted Deleted")) {
            var parts = step.split(" ");
            long before = events(iccid, "rsp.profile." + parts[1]);
            tell(iccid, parts[0], null, "");
            told(iccid, parts[1], (int) before + 1);
            assertThat(known(iccid)).as(step).isEqualTo(parts[2]);
        }
        var fact = acme.get("/rsp/v1/profiles/" + iccid).json().at("/facts/state");
        assertThat(fact.path("value").asText()).isEqualTo("Deleted");
        assertThat(fact.has("at")).isFalse();
    }

    @Test
    void givenNoTime_thenItNeverBeatsAFactThatHasOne() {
        var iccid = orderedAt("smdp-valid", "confirmOrder");
        tell(iccid, "101", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), "");
        told(iccid, "disabled", 1);
        tell(iccid, "100", "soon", "");
        told(iccid, "enabled", 1);
        assertThat(known(iccid)).isEqualTo("Disabled");
        assertThat(acme.get("/rsp/v1/profiles/" + iccid)
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Disabled");
    }

    @Test
    void givenANotificationOfASmSrWithoutATime_thenItDoesNotBeatWhatHasOne() {
        var card = card();
        var when = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        smsrTells(card, "Disabled", "<rps:CompletionTimestamp>" + when + "</rps:CompletionTimestamp>");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        smsrTells(card, "Enabled", "<rps:CompletionTimestamp>in a while</rps:CompletionTimestamp>");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.enabled") == 1);
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Disabled");
    }

    private void smsrTells(Card card, String what, String time) {
        var body = "<rps:ES4-HandleProfile" + what + "Notification><rps:Eid>" + card.eid() + "</rps:Eid><rps:Iccid>"
                + card.a() + "</rps:Iccid>" + time + "</rps:ES4-HandleProfile" + what + "Notification>";
        var message = Soap.envelope(
                "<wsa:MessageID>//1.3.6.1.4.1.20/n-" + System.nanoTime()
                        + "</wsa:MessageID><wsa:From><wsa:Address>https://smsr?EntityId=1.3.6.1.4.1.20</wsa:Address></wsa:From>",
                body);
        assertThat(nobody.post("/esim-messaging/3/ES4/ES4MnoService", message, "Content-Type", "application/soap+xml")
                        .status())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-01-01T00:00:00",
                "20200101T000000Z",
                "2020-01-01%2000:00:00",
                "2020-01-01t00:00:00z",
                "2020-01-01T00:00:00%2B0100",
                "2020-01-01T00:00:00+01:00",
                "1577836800",
                "2019-12-31T24:00",
                "2020-01-01"
            })
    void aFilterTakesEveryForm(String from) {
        var id = acme.order("{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}")
                .id();
        var iccid = operation(id).json().path("iccid").asText();
        var report = acme.get("/rsp/v1/reports/operations?iccid=" + iccid + "&from=" + from);
        assertThat(report.status()).as(report.text()).isEqualTo(200);
        assertThat(report.text()).contains(id);
        assertThat(acme.get("/rsp/v1/reports/operations?iccid=" + iccid + "&to=" + from)
                        .json())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-13-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "10000-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "2020-01-01T00:00:00%2B19:00",
                "99999999999999999999",
                "yesterday"
            })
    void aFilterOutOfRangeIs400(String time) {
        assertThat(acme.get("/rsp/v1/reports/operations?from=" + time).status()).isEqualTo(400);
        assertThat(acme.get("/rsp/v1/reports/operations?to=" + time).status()).isEqualTo(400);
        var replay = operator.post(
                "/rsp/v1/dead-letters/replay",
                "{\"filter\":{\"since\":\"" + time.replace("%2B", "+") + "\"},\"dryRun\":true}");
        assertThat(replay.status()).as(replay.text()).isEqualTo(400);
    }

    @Test
    void aReplayFilterThatCanMatchNothingIs400() {
        var replay = operator.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"type\":\"nope\"},\"dryRun\":true}");
        assertThat(replay.status()).isEqualTo(400);
        assertThat(replay.text()).contains("/filter/type", "rsp.profile.installed");
        assertThat(operator.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"since\":1764316800},\"dryRun\":true}")
                        .text())
                .contains("/filter/since", "is not a text");
    }

    @Test
    void aReplayFilterTakesEveryForm() {
        for (var time : List.of("20200101T000000Z", "2020-01-01 00:00:00", "1577836800")) {
            var replay = operator.post(
                    "/rsp/v1/dead-letters/replay",
                    "{\"filter\":{\"since\":\"" + time + "\",\"until\":\"2020-01-01T00:00:01+0000\"},\"dryRun\":true}");
            assertThat(replay.status()).as(replay.text()).isEqualTo(202);
        }
    }

    // ---- numbers and words

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"3.0 | downloaded", "\"03\" | downloaded", "\"4.0\" | installed", "4e0 | installed"})
    void aNumberIsReadAsWhatItIs(String point, String what) {
        var iccid = ordered();
        tell(iccid, point, Instant.now().toString(), "");
        told(iccid, what, 1);
        assertThat(events(iccid, "rsp.profile.unmapped")).isZero();
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = ?",
                        String.class,
                        iccid,
                        "rsp.profile." + what))
                .containsPattern("\"notificationPointId\":[34][,}]");
    }

    @Test
    void givenAStatusNobodyKnows_thenItIsPublishedRawAndChangesNothing() {
        var iccid = ordered();
        var before = known(iccid);
        tell(iccid, "4", Instant.now().toString(), ",\"notificationPointStatus\":{\"status\":\"NOK\"}");
        told(iccid, "unmapped", 1);
        assertThat(known(iccid)).isEqualTo(before);
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = 'rsp.profile.unmapped'",
                        String.class,
                        iccid))
                .contains("NOK", "\"raw\"");
    }

    // ---- whose it is

    @Test
    void givenAnEidOfAnotherTenant_thenItIsNotToldAndProvesNothing() {
        var eid = Eids.eid("890490321234512345124444444" + String.format("%03d", System.nanoTime() % 1000));
        jdbc.update("insert into euicc (eid, tenant) values (?, 'globex') on conflict do nothing", eid);
        var iccid = orderedAt("smdp-demo", "downloadOrder");
        faults("{\"drop\":1}");
        var id = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}")
                .id();
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        tell(iccid, "4", Instant.now().toString(), ",\"eid\":\"" + eid + "\"");
        told(iccid, "installed", 1);
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        assertThat(acme.get("/rsp/v1/events?subject=" + iccid).text()).doesNotContain(eid);
        assertThat(acme.get("/rsp/v1/profiles/" + iccid).text()).doesNotContain(eid);
        assertThat(globex.get("/rsp/v1/events?subject=" + iccid).text()).doesNotContain(iccid);
    }

    @Test
    void givenAnotherEidThanWasOrdered_thenTheDoubtStays() {
        var other = Eids.eid("890490321234512345125555555" + String.format("%03d", System.nanoTime() % 1000));
        var iccid = orderedAt("smdp-demo", "downloadOrder");
        faults("{\"drop\":1}");
        var id = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\",\"eid\":\"" + EID + "\"}")
                .id();
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        tell(iccid, "4", Instant.now().toString(), ",\"eid\":\"" + other + "\"");
        told(iccid, "installed", 1);
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        tell(iccid, "4", Instant.now().plusSeconds(1).toString(), ",\"eid\":\"" + EID + "\"");
        settles(id, "SUCCEEDED");
    }

    // ---- encodings

    private static byte[] gzip(String text) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private Answer send(io.rsproutes.support.Api api, String path, byte[] body, String... headers) {
        return api.send(api.request(path, headers).POST(BodyPublishers.ofByteArray(body)));
    }

    @Test
    void aNotificationInAnyEncodingIsTaken() throws IOException {
        var iccid = longOrdered();
        var body = "{\"header\":{\"functionCallIdentifier\":\"%s\"},\"iccid\":\"" + iccid
                + "\",\"profileType\":\"für\",\"timestamp\":\"" + Instant.now() + "\",\"notificationPointId\":3}";
        assertThat(send(nobody, PATH, ("\uFEFF" + String.format(body, "a")).getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(204);
        assertThat(send(nobody, PATH, gzip(String.format(body, "b")), "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(204);
        assertThat(send(
                                nobody,
                                PATH,
                                String.format(body, "c").getBytes(StandardCharsets.UTF_8),
                                "Content-Type",
                                "application/json; charset=\"utf-8\"")
                        .status())
                .isEqualTo(204);
        assertThat(send(nobody, PATH, ("\uFEFF" + String.format(body, "d")).getBytes(StandardCharsets.UTF_16LE))
                        .status())
                .isEqualTo(204);
        assertThat(send(
                                nobody,
                                PATH,
                                String.format(body, "e").getBytes(StandardCharsets.ISO_8859_1),
                                "Content-Type",
                                "application/json;charset=\"ISO-8859-1\"")
                        .status())
                .isEqualTo(204);
        told(iccid, "downloaded", 5);
        assertThat(jdbc.queryForList(
                        "select data from event where subject = ? and type = 'rsp.profile.downloaded'",
                        String.class,
                        iccid))
                .allMatch(data -> data.contains("\"für\""));
    }

    @Test
    void aBodyThatUnpacksWithoutEndIsBrokenOrOfAnUnknownCodingIsRefused() throws IOException {
        assertThat(send(nobody, PATH, gzip(" ".repeat(20_000_000)), "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(413);
        assertThat(send(
                                nobody,
                                PATH,
                                java.util.Arrays.copyOf(gzip("{\"iccid\":\"8947010000123456784\"}"), 20),
                                "Content-Encoding",
                                "gzip")
                        .status())
                .isEqualTo(400);
        assertThat(send(nobody, PATH, "{}".getBytes(StandardCharsets.UTF_8), "Content-Encoding", "br")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void anOrderInAnyEncodingIsTaken() throws IOException {
        var order = "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}";
        for (var body : List.of(
                ("\uFEFF" + order).getBytes(StandardCharsets.UTF_8),
                gzip("\uFEFF" + order),
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
    void aCustomersCallInAnyEncodingIsTaken() throws IOException {
        var customer = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
        var call =
                "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6.1.4.1.31746\",\"functionCallIdentifier\":\"%s\"},\"profileType\":\"P9054-1\"}";
        for (var body : Map.of(
                        "bom",
                        ("\uFEFF" + String.format(call, "bom-" + System.nanoTime())).getBytes(StandardCharsets.UTF_8),
                        "gzip",
                        gzip(String.format(call, "zip-" + System.nanoTime())))
                .values()) {
            var answer = customer.post("/gsma/rsp2/es2plus/downloadOrder", "application/json; charset=\"UTF-8\"", body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("Executed-Success");
        }
    }
}
