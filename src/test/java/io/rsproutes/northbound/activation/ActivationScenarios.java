package io.rsproutes.northbound.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.StreamSupport;

import io.rsproutes.common.UuidV7;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;

/** Orders with an activation code, and without. */
abstract class ActivationScenarios extends BundleIT {

    static final String PAGE = "/activation";

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

    /** A one-time link of acme's to the code of its order. */
    Answer link(String operation) {
        var answer = acme.post(path(operation) + "/links", "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer;
    }

    static String token(Answer link) {
        return link.json().path("url").asText().replaceFirst(".*#", "");
    }

    Answer use(String token) {
        return nobody.post(PAGE, "{\"token\":\"" + token + "\"}");
    }

    List<String> states(String operation) {
        var items = acme.get(path(operation) + "/links").json().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path("state").asText())
                .toList();
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
