package io.rsproutes.northbound.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of a profile that left the tenant which ordered it is not that tenant's to hand over; nor is what came after it. */
class ActivationMovedIT extends ActivationScenarios {

    @AfterEach
    void asShipped() {
        camel.getPropertiesComponent().setOverrideProperties(new Properties());
    }

    private static String iccid(Answer order) {
        return order.json().path("iccid").asText();
    }

    private void move(String iccid, String tenant) {
        var answer = operator.post(
                "/rsp/v1/inventory",
                // The one type that globex may order.
                "tenant,iccid,profileType\n" + tenant + "," + iccid
                        + (tenant.equals("globex") ? ",P9054-2\n" : ",P9054-1\n"),
                "Content-Type",
                "text/csv");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(count("inventory where iccid = ? and tenant = ?", iccid, tenant))
                .isEqualTo(1);
    }

    /** Ownership is decided by another system, so that our inventory need not know the profile. */
    private void elsewhere() {
        var override = new Properties();
        override.setProperty("rsp.ownership.elsewhere", "true");
        camel.getPropertiesComponent().setOverrideProperties(override);
    }

    private void cancelled(Answer order, String words) {
        for (var caller : new Answer[] {
            acme.get(path(order.id())),
            acme.post(path(order.id()) + "/links", ""),
            operator.get(path(order.id()), "Accept", "text/plain")
        }) {
            assertThat(caller.status()).as(caller.text()).isEqualTo(409);
            assertThat(caller.code()).isEqualTo("activation-cancelled");
            assertThat(caller.text()).contains(words).doesNotContain("globex", "LPA:1$");
        }
    }

    /** The words for whatever another tenant did: they do not say what. */
    private void left(Answer order) {
        cancelled(order, "work any more. The profile has left the tenant since it was ordered.\"");
    }

    private Answer replaced(String iccid) {
        assertThat(globex.order(Order.of("cancelOrder").iccid(iccid)).state()).isEqualTo("SUCCEEDED");
        var order = globex.order(Order.of("orderProfile").iccid(iccid));
        assertThat(order.state()).as(order.text()).isEqualTo("SUCCEEDED");
        return order;
    }

    @Test
    void givenAProfileThatMovedToAnotherTenant_thenItsCodeIsNoLongerTheOldOnes() {
        var order = withCode();
        var link = link(order.id());

        move(iccid(order), "globex");

        left(order);
        assertThat(use(token(link)).status()).isEqualTo(410);
        assertThat(states(order.id())).containsExactly("cancelled");
        assertThat(acme.get("/rsp/v1/profiles/" + iccid(order)).status()).isEqualTo(404);
        assertThat(globex.get(path(order.id())).status()).isEqualTo(404);

        // Nothing happened to it there: it is the tenant's again, and its code works.
        move(iccid(order), "acme");
        assertThat(acme.get(path(order.id())).json().path("lpa").asText()).isEqualTo(lpa(order));
        assertThat(states(order.id())).containsExactly("open");
        assertThat(use(token(link)).status()).isEqualTo(200);
    }

    @Test
    void givenThatTheNewTenantOrderedItAgain_thenTheOldCodeIsDead_alsoOnceTheProfileIsBack() {
        var order = withCode();
        var link = link(order.id());
        move(iccid(order), "globex");

        var theirs = replaced(iccid(order));

        left(order);
        assertThat(use(token(link)).status()).isEqualTo(410);
        assertThat(globex.get(path(theirs.id())).json().path("lpa").asText()).isEqualTo(lpa(theirs));

        move(iccid(order), "acme");
        left(order);
        assertThat(use(token(link)).status()).isEqualTo(410);
        assertThat(states(order.id())).containsExactly("cancelled");
        assertThat(acme.get("/rsp/v1/profiles/" + iccid(order))
                        .json()
                        .at("/activation/link/state")
                        .asText())
                .isNotEqualTo("open");
        assertThat(globex.get(path(theirs.id())).code()).isEqualTo("activation-cancelled");
    }

    @Test
    void givenAProfileThatIsTakenOutOfTheInventory_thenItsCodeIsNotShownAnyMore() {
        var order = withCode();
        var link = link(order.id());

        assertThat(acme.delete("/rsp/v1/inventory/" + iccid(order)).status()).isEqualTo(204);

        left(order);
        assertThat(use(token(link)).status()).isEqualTo(410);
    }

    /** What the tenant did itself, it is told. */
    @Test
    void givenThatTheTenantCancelledItBeforeItMoved_thenItSaysThat() {
        var order = withCode();
        assertThat(succeeded(Order.of("cancelOrder").iccid(iccid(order))).state())
                .isEqualTo("SUCCEEDED");
        move(iccid(order), "globex");

        cancelled(order, "A later cancelOrder of the profile was executed.");
    }

    @Test
    void givenThatAnotherSystemDecidesOwnership_thenOurInventoryDoesNotEndACode() {
        var order = withCode();
        var link = link(order.id());
        jdbc.update("delete from inventory where iccid = ?", iccid(order));
        left(order);

        elsewhere();

        assertThat(acme.get(path(order.id())).json().path("lpa").asText()).isEqualTo(lpa(order));
        assertThat(use(token(link)).status()).isEqualTo(200);
    }

    @Test
    void givenThatAnotherSystemDecidesOwnership_thenAnotherTenantsOrderEndsACode() {
        elsewhere();
        var order = withCode();
        var link = link(order.id());
        move(iccid(order), "globex");
        assertThat(acme.get(path(order.id())).status()).isEqualTo(200);

        replaced(iccid(order));

        left(order);
        assertThat(use(token(link)).status()).isEqualTo(410);
    }

    /** Its result names none, so nobody can say that it left. */
    @Test
    void givenAnOrderOfNoKnownProfile_thenItsCodeIsShown() {
        var id = kept("orderProfile", "SUCCEEDED", "{}", "{\"qrText\":\"LPA:1$smdp.example.com$M-1\"}");

        assertThat(acme.get(path(id), "Accept", "text/plain").text()).isEqualTo("LPA:1$smdp.example.com$M-1");
        jdbc.update("delete from operation where id = ?", id);
    }
}
