package io.rsproutes.northbound.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The activation code of an order in every form; and why there is none. */
class ActivationIT extends ActivationScenarios {

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<byte[]> get(String path, String accept) throws Exception {
        var request = accept == null ? acme.request(path) : acme.request(path, "Accept", accept);
        return http.send(request.GET().build(), BodyHandlers.ofByteArray());
    }

    @Test
    void everyFormSaysTheSameCode() throws Exception {
        var order = withCode();
        var path = path(order.id());
        assertThat(lpa(order)).startsWith("LPA:1$smdp.example.com$");

        var text = get(path, "text/plain");
        assertThat(new String(text.body(), StandardCharsets.UTF_8)).isEqualTo(lpa(order));
        assertThat(QrCodes.ofPng(get(path, "image/png").body())).isEqualTo(lpa(order));
        assertThat(QrCodes.ofSvg(new String(get(path, "image/svg+xml").body(), StandardCharsets.UTF_8)))
                .isEqualTo(lpa(order));
        var json = acme.get(path);
        assertThat(json.json().path("lpa").asText()).isEqualTo(lpa(order));
        assertThat(json.json().path("universalLink").asText())
                .startsWith("https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA%3A1%24");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "- | application/json",
                "*/* | application/json",
                "text/plain | text/plain",
                "image/png | image/png",
                "image/* | image/png",
                "image/svg+xml | image/svg+xml",
                "image/svg+xml, image/png;q=0.5 | image/svg+xml",
                "image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8 | image/png",
                "application/json;q=0.1, text/plain;q=0.2 | text/plain",
                "text/html, */*;q=0.1, application/json;q=0 | text/plain"
            })
    void theFormIsTheOneThatTheCallerPrefers(String accept, String type) throws Exception {
        var answer = get(path(withCode().id()), accept);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/jpeg", "application/pdf;q=1, text/plain;q=0"})
    void givenAFormThatThereIsNot_thenItSaysWhichThereAre(String accept) throws Exception {
        var answer = acme.get(path(withCode().id()), "Accept", accept);

        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.code()).isEqualTo("media-type");
        assertThat(answer.text()).contains("text/plain", "image/png", "image/svg+xml", "application/json");
    }

    @Test
    void givenAnotherTenantsOrder_thenItIsAsIfItWereNotThere() {
        var id = withCode().id();
        var nowhere = "01890000-0000-7000-8000-000000000000";

        var theirs = globex.get(path(id));
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(theirs.text()).isEqualTo(globex.get(path(nowhere)).text());
        assertThat(nobody.get(path(id)).status()).isEqualTo(401);
        assertThat(operator.get(path(id)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "orderProfile, ACCEPTED, activation-pending, The order is ACCEPTED: wait for its end",
        "orderProfile, SENDING, activation-pending, The order is SENDING: wait for its end",
        "orderProfile, IN_DOUBT, activation-pending, The order is IN_DOUBT: wait for its end",
        "orderProfile, REFUSED, activation-missing, It ended as REFUSED.",
        "orderProfile, FAILED, activation-missing, It ended as FAILED.",
        "orderProfile, EXPIRED, activation-missing, It ended as EXPIRED.",
        "orderProfile, SUCCEEDED, activation-missing, because of this",
        "downloadOrder, SUCCEEDED, activation-missing, Only orderProfile brings one"
    })
    void givenAnOrderWithoutACode_thenItSaysWhy(String function, String state, String code, String words) {
        var id = kept(function, state, "{\"message\":\"because of this\"}", "{\"iccid\":\"8947010000123456784\"}");

        var answer = acme.get(path(id), "Accept", "image/png");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.text()).contains(words);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        jdbc.update("delete from operation where id = ?", id);
    }

    @Test
    void givenAProfileThatIsNotReleased_thenItsCodeIsShownOnceItIs() {
        var order = succeeded(Order.of("orderProfile")
                .peer("smdp-demo")
                .with("profileType", "P9054-1")
                .with("releaseFlag", false));

        assertThat(acme.get(path(order.id())).text())
                .contains("activation-pending", "order releaseProfile")
                .doesNotContain("not ended", "wait for its end");

        succeeded(Order.of("releaseProfile").iccid(order.json().path("iccid").asText()));
        assertThat(acme.get(path(order.id())).json().path("lpa").asText()).isEqualTo(lpa(order));
    }

    @Test
    void givenAnOrderThatIsCancelled_thenItsCodeIsNotShownAnyMore() {
        var order = withCode();
        var iccid = order.json().path("iccid").asText();
        succeeded(Order.of("cancelOrder").iccid(iccid));

        var answer = acme.get(path(order.id()));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("activation-cancelled");
        assertThat(answer.text()).contains("A later cancelOrder of the profile was executed.");

        var again = succeeded(Order.of("orderProfile").iccid(iccid));
        assertThat(acme.get(path(order.id())).code()).isEqualTo("activation-cancelled");
        assertThat(acme.get(path(again.id())).json().path("lpa").asText()).isEqualTo(lpa(again));
    }

    @Test
    void givenAnOrderThatTheSmdpShowsAsCancelled_thenItsCodeIsNotShownAnyMore() {
        var order = withCode();
        jdbc.update(
                "update profile set state = 'Available' where iccid = ?",
                order.json().path("iccid").asText());

        var answer = acme.get(path(order.id()));
        assertThat(answer.code()).isEqualTo("activation-cancelled");
        assertThat(answer.text()).contains("The SM-DP+ shows the profile as Available.");
    }
}
