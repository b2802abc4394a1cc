package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Contract;
import io.rsproutes.support.Es4Orders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** esim-profile-management as a CAMARA client meets it; every answer fits its contract. */
class CamaraIT extends BundleIT {

    private static final String BASE_PATH = "/esim-profile-management/v0/";
    private static final Contract CAMARA = new Contract("camara-esim-profile-management.yaml");

    static String profile(String eid, String iccid) {
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
        assertThat(globex.get(location).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "enable, enableProfile, Enabled",
        "disable, disableProfile, Disabled",
        "delete, deleteProfile, ",
        "set-fallback, setFallBackAttribute, Disabled"
    })
    void givenWhatASmsrDoes_thenItEndsInAnOperation(String path, String function, String state) {
        var card = card(Es4Orders.card(function));

        var answer = acme.post(BASE_PATH + path, profile(null, card.b()));

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        CAMARA.fits("Operation", answer.json());
        var location = answer.headers().firstValue("Location").orElseThrow();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> acme.get(location).json().path("status").asText().equals("COMPLETED"));
        var operation = acme.get(location).json();
        assertThat(operation.at("/result/outcome").asText())
                .as(operation.toString())
                .isEqualTo("SUCCESS");
        assertThat(operation.path("operation").asText()).isEqualTo(path);
        assertThat(operation.at("/esimProfile/iccid").asText()).isEqualTo(card.b());
        assertThat(executed(card, function)).isEqualTo(1);
        assertThat(onCard(card, card.b())).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"enable", "disable", "delete", "set-fallback"})
    void givenWhatIsNotTheCallers_orNamesNoProfile_thenNothingIsSent(String path) {
        var card = card();

        var foreign = refused(globex, path, profile(card.eid(), card.b()), 403, "PERMISSION_DENIED");
        refused(acme, path, profile(card.eid(), null), 400, "INVALID_ARGUMENT");
        refused(
                acme,
                path,
                profile(null, card.b()).replace("}}", "},\"activationCode\":\"x\"}"),
                400,
                "INVALID_ARGUMENT");

        assertThat(foreign.text()).doesNotContain("acme");
        assertThat(nobody.post(BASE_PATH + path, profile(null, card.b())).status())
                .isEqualTo(401);
        assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());
    }

    @ParameterizedTest
    @CsvSource({
        "enable, Enabled, false",
        "disable, Disabled, false",
        "delete, Disabled, true",
        "set-fallback, Disabled, true"
    })
    void givenAStateThatForbidsIt_thenIncompatibleState(String path, String state, boolean fallback) {
        var card = card("{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Disabled\",\"fallback\":" + !fallback
                + "},{\"iccid\":\"%s\",\"state\":\"" + state + "\",\"fallback\":" + fallback + "}]}");
        audited(card);

        var answer = refused(acme, path, profile(card.eid(), card.b()), 409, "INCOMPATIBLE_STATE");

        assertThat(answer.json().path("message").asText()).contains("Known by auditEIS");
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
                "{\"esimProfile\":{}}|/esimProfile",
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

    /** ES4 would disable it first; CAMARA does not delete it. */
    @Test
    void givenAnEnabledProfile_thenItIsNotDeleted() {
        var card = card(Es4Orders.card("disableProfile"));
        audited(card);

        for (var eid : new String[] {card.eid(), null}) {
            var answer = refused(acme, "delete", profile(eid, card.b()), 409, "INCOMPATIBLE_STATE");
            assertThat(answer.json().path("message").asText()).contains("enabled", "Disable it first");
        }
        assertThat(executed(card, "deleteProfile")).isZero();
    }

    /** A card of SGP.02 has no activation code; the device of SGP.22 downloads by itself. */
    @Test
    void givenADownload_thenServiceNotApplicable() {
        var card = card();
        var request = profile(card.eid(), null)
                .replace("}}", "},\"activationCode\":\"LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815\"}");

        var answer = refused(acme, "download", request, 422, "SERVICE_NOT_APPLICABLE");

        assertThat(answer.json().path("message").asText()).contains("SGP.02 has no activation code");
        refused(acme, "download", profile(card.eid(), null), 400, "INVALID_ARGUMENT");
        refused(acme, "download", request.replace("\"eid\"", "\"iccid\""), 400, "INVALID_ARGUMENT");
        assertThat(nobody.post(BASE_PATH + "download", request).status()).isEqualTo(401);
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid()).json().path("items"))
                .isEmpty();
    }
}
