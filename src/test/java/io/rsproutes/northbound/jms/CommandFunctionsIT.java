package io.rsproutes.northbound.jms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.rsproutes.support.Es4Orders;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function of ES4 over JMS. */
class CommandFunctionsIT extends CommandScenarios {

    @BeforeEach
    void quick() {
        smsr("{\"delay\":20}");
    }

    static Iterable<String> functions() {
        return Es4Orders.ALL;
    }

    private static String command(String function, Card card) {
        var iccid = Es4Orders.WITHOUT_ICCID.contains(function) ? null : card.b();
        return order(function, card, iccid, Es4Orders.members(function));
    }

    private TextMessage answered(String tenant, String command) throws JMSException {
        var queue = session.createTemporaryQueue();
        send(command, Map.of("rspTenant", tenant), queue);
        return reply(queue);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void givenAFunction_thenItIsAnsweredAndExecuted(String function) throws Exception {
        var card = cardFor(function);

        var reply = answered("acme", command(function, card));

        assertThat(reply.getStringProperty("rspState"))
                .as(reply.getText())
                .isIn("ACCEPTED", "SENDING", "WAITING", "SUCCEEDED");
        settles(reply.getStringProperty("rspOperationId"), "SUCCEEDED");
        assertThat(executed(card, function)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void givenWhatIsAnothers_thenItIsRefusedAndNothingSent(String function) throws Exception {
        var card = card(Es4Orders.card(function));

        var reply = answered("globex", command(function, card));

        assertThat(reply.getStringProperty("rspState")).isEqualTo("REFUSED");
        assertThat(reply.getText()).contains("ownership-refused").doesNotContain("acme");
        assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            swapProfile |  | /function
            updatePolicyRules |  | /parameters/policyRules
            updateSubscriptionAddress | ,"parameters":{"newSubscriptionAddress":{"msisdn":"31600000017","apn":"x"}} | /parameters/newSubscriptionAddress
            smsrChange |  | /targetPeer
            getEIS | ,"targetPeer":"smsr-next" | /targetPeer
            """)
    void givenWhatIsNoOrder_thenTheAnswerSaysWhereAndItIsParked(String function, String members, String pointer)
            throws Exception {
        var card = card();
        var iccid = Es4Orders.WITHOUT_ICCID.contains(function) ? null : card.b();

        var reply = answered("acme", order(function, card, iccid, members == null ? "" : members));

        assertThat(reply.getStringProperty("rspCode")).isEqualTo("invalid-command");
        assertThat(reply.getText()).contains("\"pointer\":\"" + pointer + "\"").doesNotContain("31600000017");
        var letter = operator.get("/rsp/v1/dead-letters/" + parked("invalid-command"));
        assertThat(letter.text()).contains(pointer).doesNotContain("31600000017");
        discardParked();
    }
}
