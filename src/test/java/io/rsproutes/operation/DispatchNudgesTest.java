package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class DispatchNudgesTest {

    private final DispatchNudges nudges = new DispatchNudges();

    @Test
    void aNewOperationIsToldWhole() {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("operationId", "0197");
        exchange.setVariable("function", "orderProfile");
        exchange.setVariable("step", "downloadOrder");
        exchange.setVariable("orderKey", "8947010000123456784");
        exchange.setVariable("fresh", true);

        var read = nudges.read(nudges.write(exchange));

        assertThat(read)
                .containsEntry("fresh", true)
                .containsEntry("operationId", "0197")
                .containsEntry("step", "downloadOrder")
                .containsEntry("calledFunction", "downloadOrder")
                .containsEntry("function", "orderProfile")
                .containsEntry("orderKey", "8947010000123456784")
                .doesNotContainKey("eid");
    }

    @Test
    void anyOtherByItsId() {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("operationId", "0197");
        exchange.setVariable("function", "orderProfile");

        assertThat(nudges.write(exchange)).isEqualTo("0197");
        assertThat(nudges.read("0197"))
                .containsEntry("fresh", false)
                .containsEntry("operationId", "0197")
                .hasSize(2);
    }

    @Test
    void anEuiccThatIsToBeReadByItsEid() {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("eidToRead", "89049032123451234512345678901235");

        assertThat(nudges.read(nudges.write(exchange)))
                .containsEntry("fresh", false)
                .containsEntry("eidToRead", "89049032123451234512345678901235")
                .doesNotContainKey("euiccPeer");
    }
}
