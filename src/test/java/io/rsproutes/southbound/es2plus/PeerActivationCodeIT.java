package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SM-DP+ addresses and matchingIds as peers write them, and the activation codes that are made of them. */
class PeerActivationCodeIT extends PeerAnswerScenarios {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "https://smdp.other.com | A-1 | 1$smdp.other.com$A-1",
                "smdp.other.com/ | A-1 | 1$smdp.other.com$A-1",
                "'' | A-1 | 1$smdp.example.com$A-1",
                "- | A-1 | 1$smdp.example.com$A-1",
                "' smdp.other.com ' | ' AB-1 ' | 1$smdp.other.com$AB-1",
                "LPA:1$smdp.other.com$AB | - | 1$smdp.other.com$AB",
                "smdp.other.com | 1$smdp.other.com$AB | 1$smdp.other.com$AB"
            })
    void givenAnAddressOrMatchingIdWithOneReading_thenTheCodeIsRight(String address, String matchingId, String code) {
        confirming(new Reply(200, OK + field("smdpAddress", address) + field("matchingId", matchingId) + "}", JSON));
        var answer = orderProfile();

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().at("/result/activationCode").asText()).isEqualTo(code);
        assertThat(answer.json().at("/result/qrText").asText()).isEqualTo("LPA:" + code);
        assertThat(answer.json().at("/result/smdpAddress").asText() + "$"
                        + answer.json().at("/result/matchingId").asText())
                .isEqualTo(code.substring(2));
        assertThat(answer.json().at("/status/status").asText()).isEqualTo("Executed-Success");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "$x | A-1 | the SM-DP+ address the peer gave is no host name",
                "smdp.other.com:99/x | A-1 | the SM-DP+ address the peer gave is no host name",
                "smdp.other.com | AB$CD | the matchingId the peer gave cannot be one",
                "smdp.other.com | AB CD | the matchingId the peer gave cannot be one",
                "smdp.other.com | 1$smdp$AB | a whole code in one place and another",
                "LPA:1$smdp.other.com$AB | A-1 | a whole code in one place and another",
                "smdp.other.com | - | the peer's answer has no matchingId",
                "smdp.other.com | '' | the peer's answer has no matchingId",
                "smdp.other.com | LONG | the matchingId the peer gave cannot be one"
            })
    void givenOneThatCannotBeOne_thenTheOrderSucceedsWithAWarningAndNoCode(
            String address, String matchingId, String why) {
        confirming(new Reply(
                200,
                OK + field("smdpAddress", address)
                        + field("matchingId", "LONG".equals(matchingId) ? "A".repeat(300) : matchingId) + "}",
                JSON));
        var answer = orderProfile();

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().path("result").has("activationCode")).isFalse();
        assertThat(answer.json().path("result").has("qrText")).isFalse();
        assertThat(answer.json().at("/status/status").asText()).isEqualTo("Executed-WithWarning");
        assertThat(answer.json().at("/status/message").asText()).contains(why).doesNotContain("lost");
        assertThat(called()).containsExactly("downloadOrder", "confirmOrder");
    }

    @Test
    void givenAConfirmOrderOfItsOwn_thenItsResultIsTidiedToo() {
        confirming(new Reply(200, OK + ",\"smdpAddress\":\"https://smdp.other.com/\",\"matchingId\":\" AB-1\"}", JSON));
        var tidied = order("confirmOrder", "");
        assertThat(tidied.json().path("result").toString())
                .contains("\"matchingId\":\"AB-1\"", "\"smdpAddress\":\"smdp.other.com\"");

        confirming(new Reply(200, OK + ",\"smdpAddress\":\"smdp.other.com\",\"matchingId\":\"AB$1\"}", JSON));
        var warned = order("confirmOrder", "");

        assertThat(warned.state()).isEqualTo("SUCCEEDED");
        assertThat(warned.json().at("/status/status").asText()).isEqualTo("Executed-WithWarning");
        assertThat(warned.json().path("result").has("matchingId")).isFalse();
    }

    private static String field(String name, String value) {
        return value == null ? "" : ",\"" + name + "\":\"" + value + "\"";
    }
}
