package io.rsproutes.northbound.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.JmsOrder;
import jakarta.jms.JMSException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By whichever way an order comes in, a template fills it; one that is not valid now refuses it, and says so. */
class TemplateWaysInIT extends TemplateScenarios {

    private static final String ORDERS = "/tmf-api/serviceOrdering/v4/serviceOrder";
    private static final String SERVICES = "/tmf-api/ServiceActivationAndConfiguration/v4/service";

    private void given(boolean valid) {
        put(
                operator,
                template(
                        "gold",
                        step("orderProfile"),
                        ",\"profileType\":\"P9054-1\",\"validUntil\":\"" + (valid ? "2099" : "2020")
                                + "-01-01T00:00:00Z\""));
    }

    private static void check(boolean valid, String state, String text) {
        assertThat(state).as(text).isEqualTo(valid ? "SUCCEEDED" : "REFUSED");
        if (!valid) {
            assertThat(text).contains("template-not-valid", "It is valid until 2020-01-01T00:00:00");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rest(boolean valid) {
        given(valid);
        var answer = acme.order("{\"template\":\"gold\"}");

        var operation =
                valid ? answer : operation(answer.json().path("operationId").asText());
        check(valid, operation.state(), operation.text());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void jms(boolean valid) throws JMSException {
        given(valid);
        var reply = JmsOrder.send(broker, "{\"function\":\"orderProfile\",\"template\":\"gold\"}");

        assertThat(reply.state()).isEqualTo(valid ? "ACCEPTED" : "REFUSED");
        assertThat(reply.text()).contains("\"template\":\"gold\"");
        if (!valid) {
            check(false, "REFUSED", reply.text());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void files(boolean valid) {
        given(valid);
        var file = "template,clientReference,releaseFlag\ngold,line-1,true\ngold,line-2,\n";
        var id = acme.post("/rsp/v1/bulk-jobs?name=gold-" + valid + ".csv", file, "Content-Type", "text/csv")
                .id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get("/rsp/v1/bulk-jobs/" + id).json().has("finishedAt"));

        var job = acme.get("/rsp/v1/bulk-jobs/" + id).text();
        var lines = acme.get("/rsp/v1/bulk-jobs/" + id + (valid ? "/result" : "/rejects"))
                .text();
        assertThat(lines).as(job).contains("line-1", "line-2");
        assertThat(lines).contains(valid ? "SUCCEEDED" : "The template is not valid now. It is valid until 2020-01-01");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tmf641(boolean valid) {
        given(valid);
        var id = acme.post(
                        ORDERS,
                        """
                        {"serviceOrderItem":[{"id":"1","action":"add","productOffering":{"id":"gold"},"service":{}},
                          {"id":"2","action":"add","service":{"productOffering":{"name":"gold"}}},
                          {"id":"3","action":"add","service":{"serviceCharacteristic":[{"name":"template","value":"gold"}]}}]}""")
                .id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get(ORDERS + "/" + id).json().has("completionDate"));

        var items = acme.get(ORDERS + "/" + id).json().path("serviceOrderItem");
        assertThat(items).hasSize(3);
        for (JsonNode item : items) {
            check(valid, item.path("state").asText().equals("completed") ? "SUCCEEDED" : "REFUSED", item.toString());
        }
    }

    /** One of them would be ignored. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'productOffering':{'id':'gold'},'service':{'serviceCharacteristic':[{'name':'template','value':'blue'}]}",
                "'productOffering':{'id':'gold','name':'any'},'service':{'productOffering':{'id':'blue'}}",
                "'productOffering':{'name':'gold'},'service':{'productOffering':{'name':'blue','id':'gold'},"
                        + "'serviceCharacteristic':[{'name':'template','value':'blue'}]}",
                "'service':{'serviceCharacteristic':[{'name':'template','value':'blue'},"
                        + "{'name':'template','value':'gold'}]}"
            })
    void tmf641WithTwoTemplates(String named) {
        given(true);
        var before = count("operation");

        var answer = acme.post(
                ORDERS,
                ("{'serviceOrderItem':[{'id':'1','action':'add','productOffering':{'id':'gold'},'service':"
                                + "{'productOffering':{'id':'gold'}}},{'id':'2','action':'add'," + named + "}]}")
                        .replace('\'', '"'));

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("invalid-order", "/serviceOrderItem/1/productOffering", "blue and gold");
        assertThat(count("operation")).isEqualTo(before);
    }

    @Test
    void tmf640WithTwoTemplates() {
        given(true);
        var service =
                "{\"state\":\"active\",\"serviceSpecification\":{\"id\":\"P9054-1\"},\"productOffering\":{\"id\":\"%s\"},"
                        + "\"serviceCharacteristic\":[{\"name\":\"template\",\"value\":\"gold\"}]}";

        var answer = acme.post(SERVICES, service.formatted("blue"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("invalid-order", "/productOffering", "blue and gold");
        assertThat(acme.post(SERVICES, service.formatted("gold")).status()).isEqualTo(202);
    }
}
