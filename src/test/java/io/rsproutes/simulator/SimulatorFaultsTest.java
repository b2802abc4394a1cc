package io.rsproutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rsproutes.common.Problem;
import io.rsproutes.simulator.es2plus.SmdpSimulator;
import io.rsproutes.simulator.es4.SmsrSimulator;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a simulator cannot read of the faults and cards it is given, it refuses, and says what it can read. */
class SimulatorFaultsTest {

    private final SmdpSimulator smdp = new SmdpSimulator("http://127.0.0.1:1");
    private final SmsrSimulator smsr = new SmsrSimulator();

    private void set(String simulator, String faults) {
        switch (simulator) {
            case "smdp" -> smdp.setFaults(faults);
            case "smsr" -> smsr.setFaults(faults);
            default -> {
                var exchange = new DefaultExchange(new DefaultCamelContext());
                exchange.setVariable("id", "acme");
                exchange.getMessage().setBody(faults);
                new CustomerEndpoint().faults(exchange);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smdp | {\"dorp\":1} | dorp is no fault; there are delay, drop, duplicate, fail, malformed, of",
                "smdp | {\"drop\":\"1\"} | drop is not a whole number from 0",
                "smdp | {\"drop\":true} | drop is not a whole number from 0",
                "smdp | {\"drop\":1.5} | drop is not a whole number from 0",
                "smdp | {\"fail\":-1} | fail is not a whole number from 0",
                "smdp | {\"unavailable\":1,\"retryAfter\":\"soon\"} | retryAfter is not a whole number from 0",
                "smdp | {\"delay\":99999999999} | delay is not a whole number from 0",
                "smdp | {\"duplicate\":0} | duplicate is not a whole number from 1",
                "smdp | {\"shuffle\":\"yes\"} | shuffle is not true or false",
                "smdp | {\"drop\":1,\"of\":\"confirmorder\"} | of is not one of cancelOrder, confirmOrder, downloadOrder",
                "smdp | {\"drop\":1,\"of\":7} | of is not one of cancelOrder",
                "smdp | [] | Faults are a JSON object",
                "smsr | {\"lostcallback\":1} | lostcallback is no fault; there are behaviour, busy, cardError",
                "smsr | {\"lostCallback\":\"1\"} | lostCallback is not a whole number from 0",
                "smsr | {\"busy\":true} | busy is not a whole number from 0",
                "smsr | {\"late\":-5} | late is not a whole number from 0",
                "smsr | {\"duplicate\":0} | duplicate is not a whole number from 1",
                "smsr | {\"early\":1} | early is not true or false",
                "smsr | {\"behaviour\":\"KPN\"} | behaviour is not one of early-failure, gsoap, kpn, sloppy, two-phase",
                "smsr | {\"namespace\":\"2\"} | namespace is not one of 1, 3",
                "smsr | {\"warningFirst\":\"yes\"} | warningFirst is not a whole number from 0",
                "smsr | 7 | Faults are a JSON object",
                "customer | {\"state\":500} | state is no fault; there are status",
                "customer | {\"status\":\"500\"} | status is not a whole number from 200 to 599",
                "customer | {\"status\":99} | status is not a whole number from 200 to 599"
            })
    void givenFaultsThatCannotBeRead_thenTheyAreRefusedWithWhatIsAllowed(String simulator, String faults, String says) {
        var refusal = catchThrowableOfType(Problem.class, () -> set(simulator, faults));

        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.code()).isEqualTo("invalid-field");
        assertThat(refusal.words()).startsWith(says);
    }

    @Test
    void givenSeveralThatCannotBeRead_thenAllAreNamedAndThoseBeforeStay() throws InterruptedException {
        smdp.setFaults("{\"unavailable\":1,\"retryAfter\":7}");

        var refusal = catchThrowableOfType(
                Problem.class, () -> smdp.setFaults("{\"drop\":\"1\",\"shuffle\":2,\"slow\":true}"));

        assertThat(refusal.violations()).hasSize(3);
        assertThat(smdp.call("releaseProfile", "{}").retryAfter()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "smdp, '{\"delay\":1,\"drop\":1,\"fail\":0,\"unavailable\":2,\"retryAfter\":0,\"malformed\":1,\"of\":\"rpmOrder\"}'",
        "smdp, '{\"of\":null,\"duplicate\":2,\"shuffle\":true}'",
        "smsr, '{\"behaviour\":\"two-phase\",\"delay\":0,\"late\":10,\"duplicate\":3,\"early\":true,\"expiredAfter\":1}'",
        "customer, '{\"status\":500}'",
        "customer, '{}'"
    })
    void givenFaultsThatThereAre_thenTheyAreSet(String simulator, String faults) {
        assertThat(catchThrowableOfType(Problem.class, () -> set(simulator, faults)))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"profiles\":{}}",
                "{\"profiles\":[7]}",
                "{\"profiles\":[{\"state\":\"Enabled\"}]}",
                "{\"profiles\":[{\"iccid\":\"8947010000000000001\",\"state\":\"enabled\"}]}",
                "{\"profiles\":[{\"iccid\":\"8947010000000000001\",\"state\":\"Enabled\",\"fallback\":\"true\"}]}"
            })
    void givenACardThatCannotBeRead_thenItIsRefusedWithTheFormThatIsRight(String card) {
        var refusal = catchThrowableOfType(Problem.class, () -> smsr.put("89049032000000000000000000000066", card));

        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.getMessage()).contains("\"profiles\"", "Created, Disabled or Enabled");
    }
}
