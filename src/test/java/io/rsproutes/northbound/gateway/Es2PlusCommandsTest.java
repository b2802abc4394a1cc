package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.protocol.es2plus.Es2Plus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A customer's ES2+ call becomes canonical commands. */
class Es2PlusCommandsTest {

    private static final String ONE = "8947010000123456784";
    private static final String OTHER = "8988211000000000011";

    private static Es2Plus.Request request(String fields) {
        return Es2Plus.read(
                "{\"header\":{\"functionRequesterIdentifier\":\"1.2.3\",\"functionCallIdentifier\":\"c-1\"}," + fields
                        + "}");
    }

    @Test
    void givenAStatusQuery_thenEachProfileIsACommandOnce_withItsPlace() {
        var request = request("\"iccidList\":[{\"iccid\":\"%s\"},{\"ICCID\":\"%sF\"},{\"iccid\":\"%s\",\"x\":1}]"
                .formatted(ONE, ONE, OTHER));

        var commands = Es2PlusCommands.statusQueries(request, 3);

        assertThat(commands).extracting(one -> one.get("place")).containsExactly(0, 2);
        assertThat(commands.get(1).get("command").toString())
                .isEqualTo(
                        "{\"function\":\"getProfileStatus\",\"clientReference\":\"c-1\",\"iccid\":\"" + OTHER + "\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a\":1 | missing-parameter | iccidList is missing",
                "\"iccidList\":[] | missing-parameter | has no entry",
                "\"iccidList\":null | missing-parameter | iccidList is missing",
                "\"iccidList\":\"8947010000123456784\" | missing-parameter | iccidList is missing",
                "\"iccidList\":[{\"iccid\":\"8947010000123456784\"},{}] | missing-parameter | iccidList[1] has no iccid",
                "\"iccidList\":[\"8947010000123456784\"] | missing-parameter | iccidList[0] has no iccid",
                "\"iccidList\":[{\"iccid\":\"8947\"}] | invalid-command | iccidList[0]: iccid is not an ICCID",
                "\"iccidList\":[{},{},{}] | invalid-command | iccidList has 3 entries; a call may have 2 at most"
            })
    void givenAListThatIsWrong_thenTheFaultSaysWhere(String fields, String code, String words) {
        var request = request(fields);

        assertThatThrownBy(() -> Es2PlusCommands.statusQueries(request, 2))
                .hasMessageContaining(words)
                .extracting(failure -> ((Problem) failure).code())
                .isEqualTo(code);
    }

    @Test
    void givenARecovery_thenTheStateIsSpelledAsSgp22Has() {
        var command = Es2PlusCommands.command(
                "recoverProfile", request("\"iccid\":\"" + ONE + "\",\"profileStatus\":\"AVAILABLE\""));

        assertThat(Json.write(command)).endsWith("\"parameters\":{\"profileStatus\":\"Available\"}}");
    }
}
