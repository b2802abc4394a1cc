package io.rsproutes.northbound.cards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;

/** What is shown of cards and profiles: maker, device, activation code; and to whom. */
class CardInfoIT extends CardScenarios {

    @Test
    void givenAConsumersCardThatNobodyAudited_thenWhatItsDownloadToldIsShown() {
        var eid = consumerCard();
        var order = withCode(acme, "P9054-1");
        var iccid = order.json().path("iccid").asText();
        nobody.post("/simulator/smdp/profiles/" + iccid + "/download?eid=" + eid, "");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.installed") == 1);
        tell(iccid, 1, at(1), device(eid, "35203000") + ",\"deviceName\":\"Phone 7\"");

        var view = euicc(eid);

        assertThat(view.path("eum").asText()).isEqualTo("89033023");
        assertThat(view.path("eumName").asText()).isEqualTo("Thales");
        assertThat(view.has("tenant")).isFalse();
        var device = view.path("device");
        assertThat(device.path("tac").asText()).isEqualTo("35203000");
        assertThat(device.path("imei").asText()).isEqualTo("352030001234560");
        assertThat(device.path("model").asText()).isEqualTo("Phone 7");
        assertThat(device.path("iccid").asText()).isEqualTo(iccid);
        assertThat(device.path("source").asText()).isEqualTo("handleDownloadProgressInfo");
        assertThat(device.path("at").asText()).startsWith(at(1).toString().substring(0, 19));
        assertThat(view.path("profiles")).hasSize(1);
        var profile = view.at("/profiles/0");
        assertThat(profile.path("iccid").asText()).isEqualTo(iccid);
        assertThat(profile.at("/smdp/state").asText()).isEqualTo("Installed");
        assertThat(profile.at("/smdp/peer").asText()).isEqualTo("smdp-demo");
        assertThat(profile.at("/smdp/matchingId").asText())
                .isNotEmpty()
                .isEqualTo(order.json().at("/result/matchingId").asText());
        assertThat(profile.at("/activation/state").asText()).isEqualTo("installed");
        assertThat(profile.at("/activation/operationId").asText()).isEqualTo(order.id());
        assertThat(profile.at("/downloads/count").asInt()).isEqualTo(1);
        assertThat(profile(iccid).path("device")).isEqualTo(device);
        assertThat(profile(iccid).path("smdp")).isEqualTo(profile.path("smdp"));
        assertThat(operator.get("/rsp/v1/euiccs/" + eid)
                        .json()
                        .at("/profiles/0/iccid")
                        .asText())
                .isEqualTo(iccid);
    }

    @Test
    void givenAMakerThatIsNotListed_thenItHasANumberAndNoName() {
        var eid = "00000000" + consumerCard().substring(8);
        tell(withCode(), 3, at(1), eid(eid));

        assertThat(euicc(eid).path("eum").asText()).isEqualTo("00000000");
        assertThat(euicc(eid).has("eumName")).isFalse();
    }

    @Test
    void givenProfilesOfTwoTenantsOnOneCard_thenEachSeesItsOwnOnly() {
        var eid = consumerCard();
        var ours = withCode();
        var theirs = withCode(globex, "P9054-2").json().path("iccid").asText();
        tell(ours, 4, at(1), device(eid, "35203000"));
        tell(theirs, 4, at(2), device(eid, "35999999"));

        var acmes = euicc(eid);
        var globexs = globex.get("/rsp/v1/euiccs/" + eid).json();

        assertThat(acmes.path("profiles").findValuesAsText("iccid")).containsExactly(ours);
        assertThat(acmes.at("/device/tac").asText()).isEqualTo("35203000");
        assertThat(acmes.toString()).doesNotContain(theirs, "globex", "35999999");
        assertThat(globexs.path("profiles").findValuesAsText("iccid")).containsExactly(theirs);
        assertThat(globexs.at("/device/tac").asText()).isEqualTo("35999999");
        assertThat(globexs.toString()).doesNotContain(ours, "acme", "35203000");
        var all = operator.get("/rsp/v1/euiccs/" + eid).json();
        assertThat(all.path("profiles").findValuesAsText("iccid")).containsExactlyInAnyOrder(ours, theirs);
        assertThat(all.at("/device/tac").asText()).isEqualTo("35999999");
    }

    @Test
    void givenACardThatIsNotTheCallers_thenItReadsAsUnknown() {
        var eid = consumerCard();
        var iccid = withCode();
        tell(iccid, 4, at(1), device(eid, "35203000"));
        // A refused order makes no card its tenant's.
        assertThat(globex.order(Order.of("auditEIS").eid(eid)).code()).isEqualTo("ownership-refused");

        for (var path : List.of("/rsp/v1/euiccs/", "/rsp/v1/profiles/")) {
            for (var more : List.of("", "/timeline")) {
                var foreign = globex.get(path + (path.contains("euiccs") ? eid : iccid) + more);
                var unknown =
                        globex.get(path + (path.contains("euiccs") ? consumerCard() : "8947019999999999994") + more);

                assertThat(foreign.status()).as(path).isEqualTo(404);
                assertThat(foreign.text()).isEqualTo(unknown.text());
            }
        }
    }

    @Test
    void givenACardInAnothersInventory_thenItIsShownToNobodyElse() {
        var card = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());

        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid()).status()).isEqualTo(404);
        assertThat(acme.get("/rsp/v1/profiles/" + card.a()).status()).isEqualTo(200);
        assertThat(globex.get("/rsp/v1/euiccs/" + card.eid()).json().path("profiles"))
                .isEmpty();
    }

    @Test
    void givenAnM2mCard_thenNothingIsSaidOfActivationCodes() {
        var card = card();

        var view = euicc(card.eid());

        assertThat(view.path("tenant").asText()).isEqualTo("acme");
        assertThat(view.path("eumName").asText()).isEqualTo("Giesecke+Devrient");
        assertThat(view.has("device")).isFalse();
        assertThat(view.path("profiles").findValuesAsText("iccid")).containsExactly(card.a(), card.b());
        assertThat(view.at("/profiles/0").has("activation")).isFalse();
    }

    private String activation(String iccid) {
        var activation = profile(iccid).path("activation");
        return activation.path("state").asText()
                + (activation.has("link") ? " " + activation.at("/link/state").asText() : "");
    }

    private String link(String operation) {
        var made = acme.post("/rsp/v1/operations/" + operation + "/activation/links", "");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.id();
    }

    @Test
    void theStateOfAnActivationCodeFollowsItsLinksAndTheDevice() {
        var order = withCode(acme, "P9054-1");
        var iccid = order.json().path("iccid").asText();
        assertThat(activation(iccid)).isEqualTo("issued");

        var first = link(order.id());
        assertThat(activation(iccid)).isEqualTo("issued open");
        acme.delete("/rsp/v1/operations/" + order.id() + "/activation/links/" + first);
        assertThat(activation(iccid)).isEqualTo("issued revoked");
        var second = link(order.id());
        assertThat(activation(iccid)).isEqualTo("issued open");
        jdbc.update("update activation_link set expires_at = current_timestamp where id = ?", second);
        assertThat(activation(iccid)).isEqualTo("issued expired");
        var third = link(order.id());
        jdbc.update("update activation_link set used_at = current_timestamp where id = ?", third);
        assertThat(activation(iccid)).isEqualTo("issued used");
        assertThat(profile(iccid).at("/activation/link/at").asText()).isNotEmpty();

        tell(iccid, 3, at(1), "");
        assertThat(activation(iccid)).isEqualTo("downloaded used");
        tell(iccid, 4, at(2), "");
        assertThat(activation(iccid)).isEqualTo("installed used");
    }

    @Test
    void givenALinkWhoseCodeWasCancelled_thenItIsNotShownAsOpen() {
        var order = withCode(acme, "P9054-1");
        var iccid = order.json().path("iccid").asText();
        var link = link(order.id());
        var cancel = acme.order(Order.of("cancelOrder").iccid(iccid));
        assertThat(cancel.state()).as(cancel.text()).isEqualTo("SUCCEEDED");

        assertThat(activation(iccid)).isEqualTo("cancelled cancelled");
        assertThat(profile(iccid).at("/activation/link/at").asText())
                .isEqualTo(cancel.json().path("finishedAt").asText());
        jdbc.update("update activation_link set expires_at = current_timestamp where id = ?", link);
        assertThat(activation(iccid)).isEqualTo("cancelled expired");

        // The new code has no link yet; with one, that is the newest.
        var again = acme.order(Order.of("orderProfile").iccid(iccid));
        assertThat(again.state()).as(again.text()).isEqualTo("SUCCEEDED");
        assertThat(activation(iccid)).isEqualTo("issued");
        link(again.id());
        assertThat(activation(iccid)).isEqualTo("issued open");
    }

    @Test
    void theStateOfAnActivationCodeFollowsOrders() {
        var iccid = orderedAt("smdp-idemia", "downloadOrder");
        assertThat(activation(iccid)).isEqualTo("pending");
        assertThat(profile(iccid).at("/activation").has("operationId")).isFalse();

        assertThat(acme.order(Order.of("cancelOrder").iccid(iccid)).state()).isEqualTo("SUCCEEDED");

        assertThat(activation(iccid)).isEqualTo("cancelled");
        assertThat(profile(iccid).at("/smdp").has("matchingId")).isFalse();
        assertThat(profile(owned()).has("activation")).isFalse();
    }
}
