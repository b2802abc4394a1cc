package io.rsproutes.northbound.gateway;

import java.net.http.HttpResponse;
import java.util.stream.Stream;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Es4Orders;
import io.rsproutes.support.Full;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function of ES2 through the gateway, in every situation; the SM-SR of the cards is one of ours. */
class GatewayEs2MatrixIT extends GatewayCardMatrix {

    static Stream<Arguments> some() {
        return some(Es4Orders.ES2);
    }

    static Stream<Arguments> others() {
        return others(Es4Orders.ES2);
    }

    @Override
    HttpResponse<String> call(Customer customer, String function, String eid, String iccid, String replyTo) {
        return customer.es2(function, id(), eid, iccid, replyTo, Customer.SMSR);
    }

    @ParameterizedTest
    @MethodSource("some")
    void givenASituation_thenTheCustomerIsToldSo(String function, Situation situation) {
        cell(function, situation);
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @MethodSource("others")
    void givenAnyFunctionInAnySituation_thenTheCustomerIsToldSo(String function, Situation situation) {
        cell(function, situation);
    }
}
