package io.rsproutes.delivery.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rsproutes.support.BundleIT;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Events to a queue of our own broker: many in one transaction, each once, in the order of their key. */
class RelayIT extends BundleIT {

    private final List<JsonNode> got = new CopyOnWriteArrayList<>();

    @Autowired
    private ActiveMQConnectionFactory connections;

    @Autowired
    private DataSource dataSource;

    private Connection connection;
    private String subscription;

    @BeforeEach
    void listen() throws JMSException {
        subscription = acme.post(
                        "/rsp/v1/subscriptions",
                        "{\"channel\":\"queue\",\"queue\":\"bss.acme\",\"types\":[\"rsp.operation.*\"]}")
                .id();
        // The queue is there from its first message on.
        var first = released();
        await().atMost(Duration.ofSeconds(20)).until(() -> relayed(subscription, first));
        connection = connections.createConnection("bss", "bss");
        var json = new ObjectMapper();
        var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        session.createConsumer(session.createQueue("bss.acme")).setMessageListener(message -> {
            try {
                got.add(json.readTree(message.getBody(String.class)));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        connection.start();
    }

    @AfterEach
    void end() throws JMSException {
        acme.delete("/rsp/v1/subscriptions/" + subscription);
        connection.close();
    }

    private List<JsonNode> of(String iccid) {
        return got.stream()
                .filter(event -> event.path("subject").asText().equals(iccid))
                .toList();
    }

    private void delivered(String... iccids) {
        for (var iccid : iccids) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var events = jdbc.queryForList(
                        "select id from event where subject = ? and type like 'rsp.operation.%' order by sequence",
                        String.class, iccid);
                assertThat(of(iccid))
                        .extracting(event -> event.path("id").asText())
                        .isEqualTo(events);
                assertThat(relayed(subscription, iccid)).isTrue();
            });
        }
    }

    @Test
    void givenOrders_thenTheirEventsComeOnceAndInTheOrderOfTheirKey() {
        var iccids = new String[] {released(), released(), released()};
        delivered(iccids);
        for (var iccid : iccids) {
            var sequences = of(iccid).stream()
                    .map(event -> event.path("sequence").asLong())
                    .toList();
            assertThat(sequences).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void givenABatchThatIsOnTheBrokerButNotRecorded_thenTheBrokerDropsWhatItHasAndTakesTheRest() throws SQLException {
        var before = released();
        delivered(before);
        String after;
        try (var held = dataSource.getConnection()) {
            // No relay goes on while this is held.
            held.setAutoCommit(false);
            try (var lock = held.prepareStatement("select id from subscription where id = ? for update")) {
                lock.setString(1, subscription);
                lock.executeQuery();
            }
            after = released();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> jdbc.queryForObject(
                                    """
                    select count(*) from event where subject = ? and position <= (select position from fan_out where id = 1)
                    """,
                                    Integer.class,
                                    after)
                            >= 3);
            assertThat(relayed(subscription, after)).isFalse();
            // As a bundle leaves it that dies between the broker's commit and the database's.
            try (var back = held.prepareStatement(
                    "update subscription set relayed_to = (select min(position) - 1 from event where subject = ?), relaying_until = current_timestamp where id = ?")) {
                back.setString(1, before);
                back.setString(2, subscription);
                back.executeUpdate();
            }
            held.commit();
            held.setAutoCommit(true);
        }
        delivered(before, after);
        var ids = got.stream().map(event -> event.path("id").asText()).toList();
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    }

    @Test
    void givenDeliveriesThatCannotBeWritten_thenOthersGoAndTheirDeadLettersCanBeReplayed() {
        jdbc.update("update subscription set format = 'gone' where id = ?", subscription);
        var iccid = released();
        var dead = new ArrayList<String>();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            dead.clear();
            dead.addAll(jdbc.queryForList(
                    "select l.id from dead_letter l join delivery d on d.id = l.id where d.subscription_id = ? and d.order_key = ? and l.state = 'OPEN' and l.reason like '%format gone%'",
                    String.class, subscription, iccid));
            assertThat(dead)
                    .hasSize(jdbc.queryForObject(
                            "select count(*) from event where subject = ? and type like 'rsp.operation.%'",
                            Integer.class, iccid));
        });
        // The topic, in the same beat, has them all.
        await().atMost(Duration.ofSeconds(20)).until(() -> relayed("rsp.events", iccid));
        assertThat(jdbc.queryForObject(
                        "select count(*) from delivery where subscription_id = 'rsp.events' and order_key = ? and state <> 'DELIVERED'",
                        Integer.class,
                        iccid))
                .isZero();
        assertThat(of(iccid)).isEmpty();
        jdbc.update("update subscription set format = null where id = ?", subscription);
        dead.forEach(id -> assertThat(
                        acme.post("/rsp/v1/dead-letters/" + id + "/replay", "").status())
                .isEqualTo(202));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(jdbc.queryForList(
                        "select l.state from dead_letter l join delivery d on d.id = l.id where d.subscription_id = ? and d.order_key = ?",
                        String.class,
                        subscription,
                        iccid))
                .hasSameSizeAs(dead)
                .containsOnly("CLOSED"));
        await().atMost(Duration.ofSeconds(20)).until(() -> of(iccid).size() == dead.size());
        assertThat(jdbc.queryForObject(
                        "select count(*) from attempt where delivery_id = ?", Integer.class, dead.get(0)))
                .isEqualTo(2);
    }
}
