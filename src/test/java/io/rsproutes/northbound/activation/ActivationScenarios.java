package io.rsproutes.northbound.activation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.common.UuidV7;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;

/** Orders with an activation code, and without. */
abstract class ActivationScenarios extends BundleIT {

    /** An orderProfile of acme's that has succeeded. */
    Answer withCode() {
        return succeeded(Order.of("orderProfile").peer("smdp-demo").with("profileType", "P9054-1"));
    }

    Answer succeeded(Order order) {
        var answer = acme.order(order);
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        return answer;
    }

    static String path(String operation) {
        return "/rsp/v1/operations/" + operation + "/activation";
    }

    static String lpa(Answer order) {
        return order.json().at("/result/qrText").asText();
    }

    /** An operation of acme's as it is kept, in a state that nobody moves; its id. */
    String kept(String function, String state, String status, String result) {
        var id = UuidV7.next();
        jdbc.update(
                "insert into operation (id, tenant, function, interface, order_key, parameters, state, status, result, attempts, created_at, deadline, finished_at)"
                        + " values (?, 'acme', ?, 'es2plus', ?, '{}', ?, ?, ?, 1, current_timestamp, current_timestamp, current_timestamp)",
                id,
                function,
                id,
                state,
                status,
                result);
        return id;
    }
}
