package io.rsproutes.northbound.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;
import io.rsproutes.support.Servers;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;

/**
 * Keys and codes of a SIM, by distinctive values: whichever way they come, none is in any column of the database, nor in
 * any file, the log of the database's own changes included. What is printed, and the metrics,
 * {@link io.rsproutes.support.Scan} reads.
 */
class KeysAtRestIT extends BundleIT {

    private static final String KI = "C0FFEE11C0FFEE22C0FFEE33C0FFEE44";
    private static final String OPC = "BADC0DE1BADC0DE2BADC0DE3BADC0DE4";
    private static final String PIN = "731973190111";
    private static final String PUK = "864286420222";
    private static final String ADM = "ADADADAD0333";
    private static final List<String> KEYS = List.of(KI, OPC, PIN, PUK, ADM);
    /** What comes by a way that is not for keys. */
    private static final String STRAY = "DEADBEA7DEADBEA7DEADBEA7DEADBEA7";

    private static final String CODE = "secret-4711";

    @Value("${rsp.data-dir}")
    private Path dataDir;

    private List<String> columnsWith(String marker) {
        var found = new ArrayList<String>();
        for (var column : jdbc.queryForList(
                "select table_name, column_name from information_schema.columns where table_schema = 'public'")) {
            var table = column.get("table_name");
            var name = column.get("column_name");
            var rows = jdbc.queryForObject(
                    "select count(*) from \"" + table + "\" where position(? in cast(\"" + name + "\" as text)) > 0",
                    Long.class,
                    marker);
            if (rows > 0) {
                found.add(table + "." + name);
            }
        }
        return found;
    }

    // Files come and go while they are read.
    private static List<Path> filesWith(Path folder, List<String> markers) {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, markers))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path file, List<String> markers) {
        try {
            var text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return markers.stream().anyMatch(text::contains);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void givenTheDataOfProfiles_taken_refused_orLost_thenNoneIsKeptAnywhere() {
        var iccid = owned();
        var load =
                """
                {"peer":"smdp-demo","profileType":"P9054-1","profiles":[
                 {"iccid":"%s","imsi":"001010000000001","ki":"%s","opc":"%s","pin1":"%s","puk1":"%s","adm1":"%s"}]}"""
                        .formatted(iccid, KI, OPC, PIN, PUK, ADM);

        assertThat(acme.post("/rsp/v1/provisioning", load).status()).isEqualTo(200);
        faults("{\"drop\":1}");
        assertThat(acme.post("/rsp/v1/provisioning", load).status()).isEqualTo(504);
        faults("{\"fail\":1}");
        assertThat(acme.post("/rsp/v1/provisioning", load).status()).isEqualTo(502);
        // faults that quote nothing: a value for a name, half a document, another's profile
        for (var faulty : List.of(
                load.replace("\"ki\":\"" + KI + "\"", "\"" + KI + "\":\"ki\""),
                load.replace("}]}", ""),
                load.replace("\"pin1\":\"" + PIN + "\"", "\"pin1\":" + PIN),
                load.replace(iccid, FOREIGN_ICCID))) {
            var answer = acme.post("/rsp/v1/provisioning", faulty);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            KEYS.forEach(key -> assertThat(answer.text()).doesNotContain(key));
        }
        assertThat(acme.order(Order.of("downloadOrder").iccid(iccid)).state()).isEqualTo("SUCCEEDED");
        assertThat(acme.order(Order.of("confirmOrder").iccid(iccid).with("confirmationCode", CODE))
                        .state())
                .isEqualTo("SUCCEEDED");

        for (var key : KEYS) {
            assertThat(columnsWith(key)).as(key).isEmpty();
            assertThat(nobody.get("/actuator/prometheus").text()).doesNotContain(key);
            assertThat(nobody.get("/simulator/smdp/calls").text()).doesNotContain(key);
        }
        assertThat(columnsWith(CODE)).isEmpty();
        // it does find what is there
        assertThat(columnsWith(iccid)).contains("inventory.iccid", "event.subject");
        var database = Servers.postgres().data();
        assertThat(filesWith(database, List.of(iccid))).isNotEmpty();
        assertThat(filesWith(database, KEYS)).isEmpty();
        assertThat(filesWith(database, List.of(CODE))).isEmpty();
        assertThat(filesWith(dataDir, KEYS)).isEmpty();
        assertThat(filesWith(FILES, KEYS)).isEmpty();
    }

    /** An order over JMS that cannot be recorded is kept, but not its keys; the parked order is still explained. */
    @Test
    void givenAnOrderOverJmsWithAKey_thenItIsParkedWithoutIt() throws Exception {
        try (var connection = new ActiveMQConnectionFactory(broker.url()).createConnection("orders", "orders")) {
            var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            for (var body : List.of(
                    "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\",\"Ki\":\"" + STRAY
                            + "\"}}",
                    "{\"function\":\"provisionProfiles\",\"profiles\":[{\"op_c\":\"" + STRAY + "\"}]}",
                    "{\"function\":\"downloadOrder\",\"puk1\":\"" + STRAY)) {
                var message = session.createTextMessage(body);
                message.setStringProperty("rspTenant", "acme");
                message.setStringProperty("rspIdempotencyKey", "stray-" + body.hashCode());
                session.createProducer(session.createQueue("rsp.commands")).send(message);
            }
        }

        await().atMost(Duration.ofSeconds(20))
                .until(() -> count("command where state = 'DEAD' and idempotency_key like 'stray-%'") == 3);
        assertThat(columnsWith(STRAY)).isEmpty();
        assertThat(count("command where raw like '%***%' and idempotency_key like 'stray-%'"))
                .isEqualTo(3);
        jdbc.update("update dead_letter set state = 'DISCARDED', closed_at = current_timestamp where kind = 'command'");
    }

    @Test
    void givenAServiceOrderWithAKey_thenNothingOfItIsKept() {
        var answer = acme.post(
                "/tmf-api/serviceOrdering/v4/serviceOrder",
                """
                {"serviceOrderItem":[
                  {"id":"1","action":"add","service":{"serviceSpecification":{"id":"P9054-1"}}},
                  {"id":"2","action":"add","service":{"serviceCharacteristic":[{"name":"ki","value":"%s"}]},
                   "serviceOrderItemRelationship":[{"relationshipType":"reliesOn","orderItem":{"itemId":"1"}}]}]}"""
                        .formatted(STRAY));

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("key or code of a SIM").doesNotContain(STRAY);
        assertThat(columnsWith(STRAY)).isEmpty();
    }

    @Test
    void givenAMessageThatIsPassedThroughWithAKey_thenItIsRefused() {
        var answer = acme.post(
                "/rsp/v1/operations",
                "{\"function\":\"rpmOrder\",\"eid\":\"" + EID
                        + "\",\"peer\":\"smdp-sgp22-v3\",\"parameters\":{\"message\":"
                        + "{\"rpmScript\":\"AA\",\"x\":{\"PIN1\":\"" + STRAY + "\"}}}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("key or code of a SIM").doesNotContain(STRAY);
    }

    /** A vendor's file with keys: what is left when its job has ended. */
    @Test
    void givenAVendorsFileWithKeys_thenNoneIsLeftOfThem() {
        var job = acme.post(
                "/rsp/v1/bulk-jobs?name=downloadOrder.keys.out",
                "Quantity: 2\nvar_out:ICCID/KI/PUK\n" + owned() + " " + STRAY + " " + STRAY + "\n" + STRAY + " " + STRAY
                        + " " + STRAY + "\n",
                "Content-Type",
                "text/plain");
        assertThat(job.status()).as(job.text()).isEqualTo(202);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> count("bulk_job where id = ? and finished_at is not null", job.id()) == 1);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(filesWith(dataDir, List.of(STRAY + " ")))
                .isEmpty());
        assertThat(acme.get("/rsp/v1/bulk-jobs/" + job.id()).text()).doesNotContain(STRAY);
    }
}
