package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers of SM-DP+ servers beyond the specification's examples: other status words, other codes, other HTTP
 * statuses.
 */
class PeerStatusIT extends PeerAnswerScenarios {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"status":"Success"}
                    {"status":"OK"}
                    {"status":""}
                    {"status":"Failure"}
                    {}
                    {"status":null}
                    "done"
                    {"status":true}
                    """)
    void givenAStatusNobodyKnows_thenItIsADoubtAndNothingIsCancelled(String status) {
        confirming(
                new Reply(200, header(status) + ",\"matchingId\":\"A-1\",\"smdpAddress\":\"smdp.example.com\"}", JSON));
        var answer = orderProfile();

        assertThat(answer.state()).as(answer.text()).isEqualTo("IN_DOUBT");
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("reconcile");
        assertThat(called()).containsExactly("downloadOrder", "confirmOrder");
        if (status.contains("Success")) {
            assertThat(answer.json().at("/status/message").asText()).contains("“Success”");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"status":"EXECUTED-SUCCESS"}
                    {"status":"executed_success"}
                    "Executed-Success"
                    """)
    void givenAKnownStatusInAnotherSpelling_thenItCounts(String status) {
        confirming(
                new Reply(200, header(status) + ",\"matchingId\":\"A-1\",\"smdpAddress\":\"smdp.example.com\"}", JSON));
        var answer = orderProfile();

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().at("/result/activationCode").asText()).isEqualTo("1$smdp.example.com$A-1");
    }

    @Test
    void givenCodesBesideAStatusNobodyKnows_thenTheDoubtShowsThem() {
        answering(iccid -> new Reply(
                200,
                header(
                                """
                                {"status":"Error","statusCodeData":{"subjectCode":"8.2.1","reasonCode":"3.9","message":"not here"}}""")
                        + "}",
                JSON));
        var answer = order("confirmOrder", "");

        assertThat(answer.state()).isEqualTo("IN_DOUBT");
        assertThat(answer.json().at("/status/subjectCode").asText() + "/"
                        + answer.json().at("/status/reasonCode").asText())
                .isEqualTo("8.2.1/3.9");
        assertThat(answer.json().at("/status/message").asText()).contains("Error", "not here");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 500, 502, 503})
    void givenAFailureWithCodesAndAnotherHttpStatus_thenItsCodesCount(int http) {
        answering(iccid -> new Reply(http, FAILED, JSON));
        var answer = order("confirmOrder", "");

        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/subjectCode").asText() + "/"
                        + answer.json().at("/status/reasonCode").asText())
                .isEqualTo("8.2.1/3.3");
        assertThat(answer.json().at("/status/message").asText()).isEqualTo("m");
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("reconcile");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            403 | FAILED | {"code":4711,"message":"operator unknown"} | 4711: operator unknown
            400 | FAILED | {"type":"about:blank","title":"Bad","detail":"no such type"} | no such type
            401 | FAILED | {"error":"invalid_token","error_description":"the token is old"} | the token is old
            400 | FAILED | {"errors":[{"code":"E7","message":"releaseFlag is no boolean"}]} | E7: releaseFlag is no boolean
            500 | IN_DOUBT | {"error":{"code":12,"message":"HSM away"}} | 12: HSM away
            502 | IN_DOUBT | {"header":{"functionExecutionStatus":{"status":"Failed","statusCodeData":null}},"message":"upstream"} | upstream
            """)
    void givenAnErrorInWordsOfItsOwn_thenTheyAreShown(int http, String state, String body, String words) {
        answering(iccid -> new Reply(http, body, JSON));
        var answer = order("confirmOrder", "");

        assertThat(answer.state()).as(answer.text()).isEqualTo(state);
        assertThat(answer.json().at("/status/message").asText()).contains(words).contains("HTTP " + http);
    }

    @Test
    void givenAnErrorThatRepeatsTheRequest_thenNeitherSecretsNorOthersIdentifiersAreShown() {
        answering(iccid -> new Reply(
                400,
                """
                {"message":"cannot read confirmationCode 7788-secret; bound to %s"}"""
                        .formatted(FOREIGN_ICCID),
                JSON));
        var answer = order("confirmOrder", ",\"parameters\":{\"confirmationCode\":\"7788-secret\"}");

        assertThat(answer.json().at("/status/message").asText()).contains("cannot read confirmationCode ***");
        assertThat(answer.text()).doesNotContain("7788-secret").doesNotContain(FOREIGN_ICCID);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 400, 500})
    void givenASuccessWithAnHttpStatusThatIsNone_thenItIsADoubt(int http) {
        confirming(new Reply(http, OK + ",\"matchingId\":\"A-1\"}", JSON));
        var answer = orderProfile();

        assertThat(answer.state()).as(answer.text()).isEqualTo("IN_DOUBT");
        assertThat(called()).containsExactly("downloadOrder", "confirmOrder");
    }
}
