package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.rsproutes.client.rsp.model.Command;
import io.rsproutes.client.rsp.model.Function;
import io.rsproutes.client.tmf641.model.Characteristic;
import io.rsproutes.client.tmf641.model.ItemCreate;
import io.rsproutes.client.tmf641.model.ServiceOrderCreate;
import io.rsproutes.client.tmf641.model.ServiceServiceSpecification;
import io.rsproutes.client.tmf641.model.State;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;

/** Orders as clients place them that a generator made of our contracts; the build makes these clients anew each time. */
class ClientsIT extends BundleIT {

    private static final Consumer<HttpRequest.Builder> ACME =
            request -> request.header("Authorization", "Bearer demo-acme");

    private static io.rsproutes.client.rsp.api.DefaultApi rsp() {
        var client = new io.rsproutes.client.rsp.ApiClient();
        client.updateBaseUri(BASE);
        client.setRequestInterceptor(ACME);
        return new io.rsproutes.client.rsp.api.DefaultApi(client);
    }

    @Test
    void theReadmesOrders() throws Exception {
        var api = rsp();
        var order = api.northboundOperationsCreate(
                new Command().function(Function.ORDER_PROFILE).parameters(Map.of("profileType", "P9054-1")),
                null,
                "wait=20",
                null);
        assertThat(order.getState()).hasToString("SUCCEEDED");
        var iccid = order.getIccid();
        assertThat(api.northboundOperationsGet(order.getId(), null).getTimeline())
                .isNotEmpty();
        assertThat(api.northboundOperationsList(null, iccid, null, null, 10, null, null)
                        .getItems())
                .extracting(one -> one.getId())
                .contains(order.getId());

        assertThat(acme.post("/simulator/smdp/profiles/" + iccid + "/download?outcome=installed", "")
                        .status())
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        api.deliveryEventsList(0L, "rsp.profile.*", iccid, 100).toString())
                .contains("rsp.profile.installed"));
        assertThat(api.northboundProfilesGet(iccid).getIccid()).isEqualTo(iccid);
        assertThat(api.northboundStatusCodesList().getItems()).isNotEmpty();
    }

    @Test
    void givenSomebodyElsesProfile_thenTheClientReadsWhy() {
        var refused =
                catchThrowableOfType(io.rsproutes.client.rsp.ApiException.class, () -> rsp().northboundOperationsCreate(
                                new Command().function(Function.DOWNLOAD_ORDER).iccid("8901000000000000019"),
                                null,
                                null,
                                null));
        assertThat(refused.getCode()).isEqualTo(403);
        assertThat(refused.getResponseBody()).contains("\"code\"", "\"detail\"");
    }

    @Test
    void aServiceOrder() throws Exception {
        var client = new io.rsproutes.client.tmf641.ApiClient();
        client.updateBaseUri(BASE + "/tmf-api/serviceOrdering/v4");
        client.setRequestInterceptor(ACME);
        var api = new io.rsproutes.client.tmf641.api.DefaultApi(client);
        var service = new io.rsproutes.client.tmf641.model.Service()
                .serviceSpecification(new ServiceServiceSpecification().id("P9054-1"))
                .serviceCharacteristic(
                        List.of(new Characteristic().name("confirmationCode").value("4711-secret")));
        var placed = api.northboundServiceOrdersCreate(
                new ServiceOrderCreate()
                        .serviceOrderItem(List.of(new ItemCreate()
                                .id("1")
                                .action(ItemCreate.ActionEnum.ADD)
                                .service(service))),
                null);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        api.northboundServiceOrdersGet(placed.getId()).getState())
                .isEqualTo(State.COMPLETED));
        assertThat(api.northboundServiceOrdersList(null, null, 0, 10)).isNotEmpty();
    }

    @Test
    void aServiceAndItsResource() throws Exception {
        var card = card();
        var client = new io.rsproutes.client.tmf639.ApiClient();
        client.updateBaseUri(BASE + "/tmf-api/resourceInventoryManagement/v4");
        client.setRequestInterceptor(ACME);
        var resources = new io.rsproutes.client.tmf639.api.DefaultApi(client);
        assertThat(resources.northboundResourcesList("eUICC", card.eid(), null, 0, 10))
                .hasSize(1);

        var activation = new io.rsproutes.client.tmf640.ApiClient();
        activation.updateBaseUri(BASE + "/tmf-api/ServiceActivationAndConfiguration/v4");
        activation.setRequestInterceptor(ACME);
        var services = new io.rsproutes.client.tmf640.api.DefaultApi(activation);
        var monitor = services.northboundServicesModify(
                card.b(),
                new io.rsproutes.client.tmf640.model.ServiceUpdate()
                        .state(io.rsproutes.client.tmf640.model.ServiceUpdate.StateEnum.ACTIVE),
                null);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        services.northboundServicesMonitor(monitor.getId()).getState())
                .hasToString("completed"));
    }

    @Test
    void aProfileIsEnabledTheCamaraWay() throws Exception {
        var card = card();
        var client = new io.rsproutes.client.camara.ApiClient();
        client.updateBaseUri(BASE + "/esim-profile-management/v0");
        client.setRequestInterceptor(ACME);
        var api = new io.rsproutes.client.camara.api.DefaultApi(client);
        var operation = api.northboundCamaraEnable(
                new io.rsproutes.client.camara.model.Request()
                        .esimProfile(new io.rsproutes.client.camara.model.RequestEsimProfile().iccid(card.b())),
                "c-1");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(api.northboundCamaraOperation(operation.getOperationId(), null)
                                .getStatus())
                        .hasToString("COMPLETED"));
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
    }
}
