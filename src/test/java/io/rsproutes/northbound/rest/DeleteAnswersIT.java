package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

/** Every DELETE that there is: what went well has no body, and so no type of one. */
class DeleteAnswersIT extends ContractScenarios {

    private static final String HUB = "/tmf-api/serviceOrdering/v4/hub";
    private static final String OPERATION = "01890000-0000-7000-8000-0000000de1e7";

    /** By path of the contract, one that can be deleted. */
    private Map<String, String> made() {
        var made = new HashMap<String, String>();
        made.put(
                "/rsp/v1/operations/{id}/activation/links/{linkId}",
                "/rsp/v1/operations/" + OPERATION + "/activation/links/" + NOWHERE);
        jdbc.update("delete from activation_link where id = ?", NOWHERE);
        jdbc.update(
                "insert into activation_link (id, tenant, operation_id, token_hash, created_at, expires_at)"
                        + " values (?, 'acme', ?, 'delete-answers', current_timestamp, current_timestamp + interval '1' day)",
                NOWHERE,
                OPERATION);
        made.put("/rsp/v1/inventory/{iccid}", "/rsp/v1/inventory/" + owned());
        operator.put("/rsp/v1/block-list", "{\"items\":[{\"kind\":\"tac\",\"value\":\"35209999\",\"reason\":\"x\"}]}");
        made.put("/rsp/v1/block-list", "/rsp/v1/block-list?kind=tac&value=35209999");
        operator.put(
                "/rsp/v1/templates",
                "{\"items\":[{\"name\":\"gone\",\"steps\":[{\"function\":\"orderProfile\"}],\"profileType\":\"P9054-1\"}]}");
        made.put("/rsp/v1/templates", "/rsp/v1/templates?name=gone");
        made.put(
                "/rsp/v1/subscriptions/{id}",
                "/rsp/v1/subscriptions/"
                        + operator.post(
                                        "/rsp/v1/subscriptions",
                                        "{\"channel\":\"queue\",\"queue\":\"bss.operator\",\"types\":[\"rsp.stock.*\"]}")
                                .id());
        jdbc.update("delete from dead_letter where id = ?", NOWHERE);
        jdbc.update(
                "insert into dead_letter (id, kind, tenant, reason, state, created_at, announced_at)"
                        + " values (?, 'delivery', 'acme', 'x', 'OPEN', current_timestamp, current_timestamp)",
                NOWHERE);
        made.put("/rsp/v1/dead-letters/{id}", "/rsp/v1/dead-letters/" + NOWHERE);
        made.put(
                HUB + "/{id}",
                HUB + "/"
                        + acme.post(HUB, "{\"callback\":\"" + BASE + "/nowhere\"}")
                                .id());
        return made;
    }

    @Test
    void givenADeleteThatWentWell_thenItsAnswerHasNoContentType() throws Exception {
        var made = made();
        var without = new TreeSet<String>();
        for (var one : operations()) {
            if (!one.method().equals("DELETE") || !one.produces().isEmpty()) {
                continue;
            }
            without.add(one.path());
            var path = made.get(one.path());
            var answer = (one.tmf() ? acme : operator).delete(path);
            assertThat(answer.status()).as(path + answer.text()).isEqualTo(204);
            assertThat(answer.headers().map().keySet()).as(path).doesNotContain("content-type");
            assertThat(answer.text()).as(path).isNullOrEmpty();

            var again = (one.tmf() ? acme : operator).delete(path);
            // A link that was revoked can be revoked again.
            assertThat(again.headers().firstValue("Content-Type").isPresent())
                    .as(path)
                    .isEqualTo(again.status() != 204);
        }
        assertThat(without).isEqualTo(new TreeSet<>(made.keySet()));
    }
}
