package io.rsproutes.northbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;

import io.rsproutes.client.ApiClient;
import io.rsproutes.client.ApiException;
import io.rsproutes.client.api.DefaultApi;
import io.rsproutes.client.model.Command;
import io.rsproutes.client.model.Function;
import io.rsproutes.client.model.Operation;
import io.rsproutes.client.model.Subscription;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;

/** The README's orders by a client that was generated from the contract, as it stands. */
class GeneratedClientIT extends BundleIT {

    private static DefaultApi client(String token) {
        var client = new ApiClient();
        client.updateBaseUri(BASE);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        return new DefaultApi(client);
    }

    private final DefaultApi mine = client("demo-acme");

    private static Command command(Function function, String eid, String iccid) {
        return new Command().function(function).eid(eid).iccid(iccid);
    }

    @Test
    void aFirstOrder() throws Exception {
        var iccid = owned();
        var operation = mine.northboundOperationsCreate(command(Function.ORDER_PROFILE, null, iccid), null, "wait=20");
        assertThat(operation.getState()).isEqualTo(Operation.StateEnum.SUCCEEDED);
        assertThat(operation.getTimeline()).isNotEmpty();
        assertThat(operation.getFinishedAt()).isNotNull();
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20)).until(() -> String.valueOf(mine.deliveryEventsList(0, "rsp.profile.*", iccid, null)).contains("rsp.profile.installed"));
        var profile = mine.northboundProfilesGet(iccid);
        assertThat(profile.getIccid()).isEqualTo(iccid);
        assertThat(profile.getTimeline()).isNotEmpty();
        assertThat(mine.northboundOperationsGet(operation.getId(), null).getId()).isEqualTo(operation.getId());
        assertThat(mine.northboundOperationsList(null, iccid, "SUCCEEDED", Function.ORDER_PROFILE, 10, null).getItems()).extracting(Operation::getId).containsExactly(operation.getId());
    }

    @Test
    void withoutPreferItIsFollowed() throws Exception {
        var key = UUID.randomUUID().toString();
        var order = command(Function.DOWNLOAD_ORDER, null, owned());
        var accepted = mine.northboundOperationsCreateWithHttpInfo(order, key, null);
        assertThat(accepted.getStatusCode()).isEqualTo(202);
        var id = accepted.getData().getId();
        assertThat(accepted.getHeaders()).containsKey("location");
        assertThat(mine.northboundOperationsCreate(order, key, null).getId()).isEqualTo(id);
        await().atMost(Duration.ofSeconds(20)).until(() -> mine.northboundOperationsGet(id, null).getState() == Operation.StateEnum.SUCCEEDED);
    }

    @Test
    void somebodyElsesProfile() {
        var refused = catchThrowableOfType(ApiException.class, () -> mine.northboundOperationsCreate(command(Function.DOWNLOAD_ORDER, null, FOREIGN_ICCID), null, null));
        assertThat(refused.getCode()).isEqualTo(403);
        assertThat(refused.getResponseBody()).contains("ownership-refused");
    }

    @Test
    void whatStaffReadsAndDoes() throws Exception {
        assertThat(mine.northboundStatusCodesList().getItems()).isNotEmpty();
        assertThat(mine.northboundEuiccsGet(EID).getEid()).isEqualTo(EID);
        assertThat(mine.northboundReportsProfiles("json", null, null, null, null, null)).isNotEmpty();
        assertThat(mine.deliverySubscriptionsCreate(new Subscription().channel(Subscription.ChannelEnum.QUEUE).queue("bss.acme.generated").addTypesItem("rsp.service-order.*")))
                .satisfies(made -> mine.deliverySubscriptionsDelete(made.getId()));
        assertThat(mine.deliveryDeadLettersList("open", null, 10, null)).isNotNull();
        assertThat(client("demo-operator").northboundInboxList(null, 10, null)).isNotNull();
        var unknown = catchThrowableOfType(ApiException.class, () -> mine.northboundBulkJobsGet("01890000-0000-7000-8000-000000000000"));
        assertThat(unknown.getCode()).isEqualTo(404);
    }
}
