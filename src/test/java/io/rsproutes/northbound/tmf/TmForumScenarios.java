package io.rsproutes.northbound.tmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Contract;

/** Service orders as a TM Forum client writes and reads them; every answer fits its contract. */
abstract class TmForumScenarios extends BundleIT {

    static final String ORDERS = "/tmf-api/serviceOrdering/v4/serviceOrder";
    static final Contract TMF641 = new Contract("tmf641.yaml");
    private static final String RELIES_ON =
            """
            ,"serviceOrderItemRelationship":[{"relationshipType":"reliesOn","orderItem":{"itemId":"%s"}}]""";
    static final String DOWNLOAD =
            item("1", "add", null, "\"serviceSpecification\":{\"id\":\"P9054-1\"},", "confirmationCode", "4711-secret");

    static String item(String id, String action, String reliesOn, String service, String... characteristics) {
        var list = new ArrayList<String>();
        for (int i = 0; i < characteristics.length; i += 2) {
            list.add("{\"name\":\"%s\",\"value\":\"%s\"}".formatted(characteristics[i], characteristics[i + 1]));
        }
        var related = reliesOn == null ? "" : RELIES_ON.formatted(reliesOn);
        return """
               {"id":"%s","action":"%s","service":{%s"serviceCharacteristic":[%s]}%s}"""
                .formatted(id, action, service, String.join(",", list), related);
    }

    static String order(String... items) {
        return """
               {"externalId":"PO-7","serviceOrderItem":[%s]}""".formatted(String.join(",", items));
    }

    Answer placed(String order) {
        var answer = acme.post(ORDERS, order);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        TMF641.fits("ServiceOrder", answer.json());
        assertThat(answer.json().path("state").asText()).isEqualTo("acknowledged");
        return answer;
    }

    JsonNode ended(String id) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> acme.get(ORDERS + "/" + id).json().has("completionDate"));
        var order = acme.get(ORDERS + "/" + id).json();
        TMF641.fits("ServiceOrder", order);
        return order;
    }

    static String state(JsonNode order, int item) {
        return order.at("/serviceOrderItem/" + item + "/state").asText();
    }

    static String characteristic(JsonNode service, String name) {
        for (var one : service.path("serviceCharacteristic")) {
            if (one.path("name").asText().equals(name)) {
                return one.path("value").asText();
            }
        }
        return null;
    }
}
