package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Receiver;
import org.junit.jupiter.api.AfterEach;

/** The bundle with its customers, and an endpoint of theirs for results and notifications. */
abstract class GatewayBundle extends BundleIT {

    static final Customer ACME = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
    static final Customer GLOBEX = new Customer(GATEWAY, "globex", "1.3.6.1.4.1.50000", CERTIFICATES);
    static final Customer INITECH = new Customer(GATEWAY, "initech", "1.3.6.1.4.1.60000", CERTIFICATES);
    static final String UNKNOWN_EID = "89049032000000000000000000000066";

    final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    /** A card that is this tenant's. */
    Card cardOf(String tenant) {
        var card = card();
        jdbc.update("update euicc set tenant = ? where eid = ?", tenant, card.eid());
        jdbc.update("update inventory set tenant = ? where eid = ?", tenant, card.eid());
        return card;
    }

    /** What came to hooli's callback-url as the result of the one call about this card. */
    String calledBack(Card card) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> jdbc
                                .queryForList(
                                        "select cast(cast(reply_context as json) ->> 'messageId' as varchar) from operation where eid = ?",
                                        String.class,
                                        card.eid())
                                .stream()
                                .flatMap(id -> HOOLI.delivered().stream()
                                        .map(Receiver.Got::body)
                                        .filter(body -> body.contains("<wsa:RelatesTo>" + id)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    static String id() {
        return UUID.randomUUID().toString();
    }

    /** What the endpoint got as its n-th message, from 0. */
    String body(int n) {
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().size() > n);
        return receiver.delivered().get(n).body();
    }

    static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(code);
    }
}
