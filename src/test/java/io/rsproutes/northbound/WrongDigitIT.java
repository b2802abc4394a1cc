package io.rsproutes.northbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistyped digit of an ICCID: every way in says so, each in its own form, and records no operation. */
class WrongDigitIT extends BundleIT {

    private static final String WRONG = "wrong check digit";
    private static final Customer ACME = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);

    private Card card;
    /** Nobody has a profile of this number. */
    private String mistyped;

    @BeforeEach
    void mistype() {
        card = card();
        mistyped = card.b().substring(0, 18) + (card.b().charAt(18) - '0' + 1) % 10;
    }

    @AfterEach
    void nothingIsRecorded() {
        assertThat(count("operation where iccid = ?", mistyped)).isZero();
    }

    private static void refused(Answer answer, String code, String where) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.text()).contains(where, WRONG);
    }

    @Test
    void restNamesTheField() {
        refused(
                acme.post("/rsp/v1/operations", order("enableProfile", card, mistyped, "")),
                "invalid-command",
                "\"/iccid\"");
    }

    @ParameterizedTest
    @CsvSource({
        "enable, true",
        "enable, false",
        "disable, false",
        "delete, true",
        "delete, false",
        "set-fallback, false"
    })
    void camaraSaysInvalidArgument_whetherTheEuiccIsNamedOrNot(String what, boolean named) {
        var eid = named ? "\"eid\":\"" + card.eid() + "\"," : "";

        refused(
                acme.post(
                        "/esim-profile-management/v0/" + what,
                        "{\"esimProfile\":{" + eid + "\"iccid\":\"" + mistyped + "\"}}"),
                "INVALID_ARGUMENT",
                "/iccid");
    }

    /** As before: nobody can tell whether it is another's or nobody's. */
    @Test
    void camaraSaysNothingElseOfARightNumber() {
        var answer =
                globex.post("/esim-profile-management/v0/enable", "{\"esimProfile\":{\"iccid\":\"" + card.b() + "\"}}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("PERMISSION_DENIED");
    }

    @Test
    void tmf641NamesTheItemsCharacteristic() {
        var item =
                """
                {"serviceOrderItem":[{"id":"1","action":"modify","service":{"serviceCharacteristic":[
                  {"name":"operation","value":"enableProfile"},{"name":"eid","value":"%s"},
                  {"name":"iccid","value":"%s"}]}}]}"""
                        .formatted(card.eid(), mistyped);

        refused(acme.post("/tmf-api/serviceOrdering/v4/serviceOrder", item), "invalid-command", "iccid");
    }

    @Test
    void tmf640NamesTheCharacteristic() {
        var service =
                """
                {"state":"active","serviceSpecification":{"id":"P9054-1"},"serviceCharacteristic":[
                  {"name":"iccid","value":"%s"}]}"""
                        .formatted(mistyped);

        refused(
                acme.post("/tmf-api/ServiceActivationAndConfiguration/v4/service", service),
                "invalid-command",
                "iccid");
    }

    @Test
    void aFilesLineIsRejectedWithItsColumn() {
        var job = acme.post(
                        "/rsp/v1/bulk-jobs?name=mistyped.csv",
                        "function,eid,iccid\nenableProfile," + card.eid() + "," + mistyped + "\n",
                        "Content-Type",
                        "text/csv")
                .id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get("/rsp/v1/bulk-jobs/" + job).json().has("finishedAt"));

        assertThat(acme.get("/rsp/v1/bulk-jobs/" + job + "/rejects").text()).contains("iccid", WRONG);
    }

    @Test
    void anInventorysLineIsRejected() {
        var report = acme.post(
                        "/rsp/v1/inventory",
                        "eid,iccid\n" + card.eid() + "," + mistyped + "\n",
                        "Content-Type",
                        "text/csv")
                .json();

        assertThat(report.path("loaded").asInt()).isZero();
        assertThat(report.at("/rejects/0/reason").asText()).contains("iccid", WRONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"es4", "es2plus"})
    void aCustomersCallFailsWithCodes(String face) {
        var id = UUID.randomUUID().toString();
        var answer = face.equals("es4")
                ? ACME.es4("enableProfile", id, card.eid(), mistyped, "https://127.0.0.1:1/results")
                : ACME.es2plus("releaseProfile", id, "\"iccid\":\"" + mistyped + "\"");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("1.6", "2.1", WRONG);
    }
}
