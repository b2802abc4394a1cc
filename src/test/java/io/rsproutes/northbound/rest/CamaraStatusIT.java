package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Contract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A CAMARA client asks for the state of profiles: their SM-SR is asked first, where it can be. */
class CamaraStatusIT extends BundleIT {

    private static final String STATUS = "/esim-profile-management/v0/retrieve-status";
    private static final Contract CAMARA = new Contract("camara-esim-profile-management.yaml");

    private static Answer status(Api api, String eid, String iccid) {
        return api.post(STATUS, CamaraIT.profile(eid, iccid), "x-correlator", "c-status");
    }

    private static JsonNode profiles(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        CAMARA.fits("Status", answer.json());
        return answer.json().path("esimProfiles");
    }

    private JsonNode operation(Answer status) {
        var operation =
                acme.get(status.headers().firstValue("Location").orElseThrow()).json();
        CAMARA.fits("Operation", operation);
        return operation;
    }

    @Test
    void givenACardThatNobodyHasRead_thenItsSmsrIsAskedAndItsProfilesAreListed() {
        var card = card();

        var answer = status(acme, card.eid(), null);

        assertThat(profiles(answer)).hasSize(2);
        assertThat(answer.text())
                .contains("{\"eid\":\"" + card.eid() + "\",\"iccid\":\"" + card.a()
                        + "\",\"state\":\"ENABLED\",\"isFallback\":true}")
                .contains(card.b() + "\",\"state\":\"DISABLED\",\"isFallback\":false");
        assertThat(answer.headers().firstValue("x-correlator")).hasValue("c-status");
        var operation = operation(answer);
        assertThat(operation.path("operation").asText()).isEqualTo("retrieve-status");
        assertThat(operation.at("/result/outcome").asText()).isEqualTo("SUCCESS");
        assertThat(operation(operation.path("operationId").asText())
                        .json()
                        .path("function")
                        .asText())
                .isEqualTo("getEIS");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givenOneProfile_thenItAloneIsListedAsItsCardIsNow(boolean named) {
        var card = card();
        audited(card);
        nobody.put(
                "/simulator/smsr/euiccs/" + card.eid(),
                """
                {"profiles":[{"iccid":"%s","state":"Disabled"},{"iccid":"%s","state":"Enabled"}]}"""
                        .formatted(card.a(), card.b()));

        var listed = profiles(status(acme, named ? card.eid() : null, card.b()));

        assertThat(listed).hasSize(1);
        assertThat(listed.at("/0/iccid").asText()).isEqualTo(card.b());
        assertThat(listed.at("/0/state").asText()).isEqualTo("ENABLED");
    }

    @Test
    void givenThatItIsNotTheCallers_thenNothingIsListedAndNobodyAsked() {
        var card = card();

        var foreign = status(globex, card.eid(), card.b());
        var unknown = status(globex, "89049032000000000000000000000066", "8947019999999999994");

        assertThat(profiles(foreign)).isEmpty();
        assertThat(foreign.headers().firstValue("Location")).isEmpty();
        assertThat(unknown.text()).isEqualTo(foreign.text());
        assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());
        assertThat(count("operation where eid = ?", card.eid())).isZero();
    }

    @Test
    void givenAPairThatIsNone_thenIdentifierMismatch() {
        var card = card();
        var other = card();

        var answer = status(acme, other.eid(), card.b());

        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        CAMARA.fits("Error", answer.json());
        assertThat(answer.code()).isEqualTo("IDENTIFIER_MISMATCH");
    }

    /** Of a SM-SR that has no getEIS, reading would go over the air: what is known is listed. */
    @Test
    void givenASmsrThatCannotBeAsked_thenWhatIsKnownIsListed() {
        var card = card();
        audited(card);
        jdbc.update("update euicc set peer = 'smsr-kpn' where eid = ?", card.eid());

        var answer = status(acme, card.eid(), null);

        assertThat(profiles(answer)).hasSize(2);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(count("operation where eid = ?", card.eid())).isEqualTo(1);
    }

    @Test
    void givenAnAnswerThatDoesNotComeInTime_thenWhatIsKnownIsListedAndTheOperationSaysSo() {
        var card = card();
        smsr("{\"lostCallback\":1}");

        var answer = status(acme, card.eid(), null);

        assertThat(profiles(answer)).isEmpty();
        assertThat(operation(answer).path("status").asText()).isEqualTo("ACCEPTED");
    }

    @Test
    void givenASmsrThatDoesNotKnowTheCard_thenTheOperationSaysSo() {
        var card = card(null);

        var answer = status(acme, card.eid(), null);

        assertThat(profiles(answer)).isEmpty();
        var operation = operation(answer);
        assertThat(operation.at("/result/outcome").asText())
                .as(operation.toString())
                .isEqualTo("FAILED");
        assertThat(operation.at("/result/failureReason").asText()).contains("8.1.1/1.1");
    }
}
