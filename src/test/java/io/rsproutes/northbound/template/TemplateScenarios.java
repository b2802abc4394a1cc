package io.rsproutes.northbound.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.AfterEach;

/** Templates, and orders by them. */
abstract class TemplateScenarios extends BundleIT {

    static final String TEMPLATES = "/rsp/v1/templates";

    @AfterEach
    void noTemplateIsLeft() {
        jdbc.update("delete from template");
    }

    static Answer put(Api who, String... templates) {
        var answer = who.put(TEMPLATES, "{\"items\":[" + String.join(",", templates) + "]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    /** A template of these steps; more: other members, each after a comma. */
    static String template(String name, String steps, String more) {
        return "{\"name\":\"" + name + "\",\"steps\":[" + steps + "]" + more + "}";
    }

    static String step(String function) {
        return "{\"function\":\"" + function + "\"}";
    }

    /** The operation of the next step, once it has ended. */
    JsonNode next(String id) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> count("operation where after_id = ? and finished_at is not null", id) == 1);
        return operation(jdbc.queryForObject("select id from operation where after_id = ?", String.class, id))
                .json();
    }
}
