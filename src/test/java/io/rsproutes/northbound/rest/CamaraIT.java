package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Contract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** esim-profile-management as a CAMARA client meets it; every answer fits its contract. */
class CamaraIT extends BundleIT {

    private static final String BASE_PATH = "/esim-profile-management/v0/";
    private static final Contract CAMARA = new Contract("camara-esim-profile-management.yaml");

    private static String profile(String eid, String iccid) {
        return "{\"esimProfile\":{" + (eid == null ? "" : "\"eid\":\"" + eid + "\"" + (iccid == null ? "" : ","))
                + (iccid == null ? "" : "\"iccid\":\"" + iccid + "\"") + "}}";
    }

    private Answer refused(Api api, String path, String body, int status, String code) {
        var answer = api.post(BASE_PATH + path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        CAMARA.fits("Error", answer.json());
        assertThat(answer.code()).isEqualTo(code);
        return answer;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givenAProfile_thenItIsEnabledWhetherItsEuiccIsNamedOrNot(boolean named) {
        var card = card();
        var answer = acme.post(
                BASE_PATH + "enable", profile(named ? card.eid() : null, card.b()), "x-correlator", "c-" + named);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        CAMARA.fits("Operation", answer.json());
        assertThat(answer.headers().firstValue("x-correlator")).hasValue("c-" + named);
        var location = answer.headers().firstValue("Location").orElseThrow();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> acme.get(location).json().path("status").asText().equals("COMPLETED"));
        var operation = acme.get(location).json();
        CAMARA.fits("Operation", operation);
        assertThat(operation.at("/result/outcome").asText()).isEqualTo("SUCCESS");
        assertThat(operation(operation.path("operationId").asText())
                        .json()
                        .path("clientReference")
                        .asText())
                .isEqualTo("c-" + named);
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
        var status = acme.post(BASE_PATH + "retrieve-status", profile(card.eid(), null));
        assertThat(status.json()).hasSize(2).allSatisfy(row -> CAMARA.fits("Status", row));
        assertThat(acme.post(BASE_PATH + "retrieve-status", profile(null, card.b()))
                        .json()
                        .at("/0/state")
                        .asText())
                .isEqualTo("ENABLED");
        assertThat(globex.get(location).status()).isEqualTo(404);
        assertThat(globex.post(BASE_PATH + "retrieve-status", profile(card.eid(), null))
                        .json())
                .isEmpty();
    }

    @Test
    void givenAPairThatIsNone_thenIdentifierMismatchIfBothAreOwnElseNobodyCanTell() {
        var card = card();
        var other = card();
        refused(acme, "enable", profile(other.eid(), card.b()), 422, "IDENTIFIER_MISMATCH");
        var foreign = refused(globex, "enable", profile(card.eid(), card.b()), 403, "PERMISSION_DENIED");
        assertThat(refused(
                                globex,
                                "enable",
                                profile("89049032000000000000000000000066", "8947019999999999994"),
                                403,
                                "PERMISSION_DENIED")
                        .text())
                .isEqualTo(foreign.text());
        assertThat(refused(globex, "enable", profile(null, card.b()), 403, "PERMISSION_DENIED")
                        .text())
                .isEqualTo(refused(globex, "enable", profile(null, "8947019999999999994"), 403, "PERMISSION_DENIED")
                        .text());
        assertThat(executed(card, "enableProfile")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|esimProfile",
                "{\"esimProfile\":{\"iccid\":\"1\"}}|/esimProfile/iccid",
                "{\"esimProfile\":{},\"colour\":\"red\"}|colour",
                "{\"esimProfile\":{\"imsi\":\"1\"}}|imsi",
                "{oops|not JSON",
                "[]|object"
            })
    void givenWhatCamaraDoesNotKnow_thenItIsRefusedAndNamed(String body, String words) {
        assertThat(refused(acme, "enable", body, 400, "INVALID_ARGUMENT").text())
                .contains(words);
    }

    @Test
    void givenTextAfterTheDocument_thenItIsRefusedAndOrdersNothing() {
        var card = card();
        refused(
                acme,
                "enable",
                profile(card.eid(), card.b()) + ", \"function\":\"orderProfile\"}",
                400,
                "INVALID_ARGUMENT");
        refused(acme, "retrieve-status", profile(card.eid(), null) + " garbage", 400, "INVALID_ARGUMENT");
        refused(acme, "enable", "[".repeat(3_000), 400, "INVALID_ARGUMENT");
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid()).json().path("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"download", "disable", "delete"})
    void givenWhatNoServerBehindUsDoes_thenServiceNotApplicable(String path) {
        var card = card();
        refused(acme, path, profile(card.eid(), card.b()), 422, "SERVICE_NOT_APPLICABLE");
        assertThat(nobody.post(BASE_PATH + path, profile(card.eid(), card.b())).status())
                .isEqualTo(401);
    }
}
