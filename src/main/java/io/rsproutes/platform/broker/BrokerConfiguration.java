package io.rsproutes.platform.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.platform.DataFolder;
import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsHeaderFilterStrategy;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.lang.Nullable;

/**
 * The broker's server, when embedded, and the two ways to it: consumers reconnect for ever on connections of their own,
 * senders borrow pooled ones and give up soon.
 */
@Configuration(proxyBeanMethods = false)
public class BrokerConfiguration {

    /**
     * The properties from which Artemis makes the content type of an AMQP message and of a
     * STOMP frame; readable over JMS too.
     */
    public static final List<String> CONTENT_TYPES = List.of("JMS_AMQP_ContentType", "_AMQ_CONTENT_TYPE");

    private static final String REFUSE_OBJECTS = "&deserializationAllowList=none";
    /**
     * The broker rolls back what a sender that vanished had sent before another instance sends it in its stead ({@code
     * rsp.delivery.lease}): until then it drops that as a duplicate.
     */
    private static final String GIVEN_UP = "&connectionTTL=30000&clientFailureCheckPeriod=10000";

    /** Where clients connect: the configured broker, or the embedded one. */
    record Address(String url, String user, String password) {}

    @Bean
    Address brokerAddress(Settings settings, @Nullable EmbeddedActiveMQ server) {
        if (server == null) {
            return new Address(
                    settings.broker().url(),
                    settings.broker().user(),
                    settings.broker().password());
        }
        var acceptor = server.getActiveMQServer()
                .getConfiguration()
                .getAcceptorConfigurations()
                .iterator()
                .next();
        return new Address("vm://" + acceptor.getParams().get("serverId"), null, null);
    }

    /** The server of {@code config/broker.xml}, in this process: files under the data folder, no port, no users. */
    @Bean(destroyMethod = "stop")
    @ConditionalOnExpression("'${rsp.broker.url:}'.isBlank()")
    EmbeddedActiveMQ embeddedBroker(DataFolder dataFolder) throws Exception {
        var file = Path.of("config", "broker.xml");
        if (!Files.isReadable(file)) {
            throw new SettingsFault(
                    "rsp.broker.url",
                    "is empty and config/broker.xml is not there",
                    "put the shipped file beside the jar, or name a broker");
        }
        var configuration = new FileConfiguration();
        new FileDeploymentManager(file.toUri().toString())
                .addDeployable(configuration)
                .readConfiguration();
        var folder = dataFolder.path().resolve("broker");
        configuration.setJournalDirectory(folder.resolve("journal").toString());
        configuration.setBindingsDirectory(folder.resolve("bindings").toString());
        configuration.setLargeMessagesDirectory(folder.resolve("large-messages").toString());
        configuration.setPagingDirectory(folder.resolve("paging").toString());
        configuration.setNodeManagerLockDirectory(folder.resolve("lock").toString());
        configuration.setSecurityEnabled(false);
        configuration.setJMXManagementEnabled(false);
        configuration.clearAcceptorConfigurations();
        configuration.addAcceptorConfiguration(
                "vm", "vm://" + ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
        var server = new EmbeddedActiveMQ().setConfiguration(configuration);
        server.start();
        return server;
    }

    @Bean
    ActiveMQConnectionFactory consumerConnections(Address address) {
        return factory(
                address,
                "reconnectAttempts=-1&retryInterval=200&retryIntervalMultiplier=1.5&maxRetryInterval=5000"
                        + "&callTimeout=5000&callFailoverTimeout=5000&consumerWindowSize=0");
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    JmsPoolConnectionFactory senderConnections(Address address) {
        var pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(factory(
                address,
                "reconnectAttempts=2&initialConnectAttempts=1&retryInterval=200"
                        + "&callTimeout=2000&callFailoverTimeout=2000&cacheDestinations=true"
                        + (address.url().startsWith("vm:") ? "" : GIVEN_UP)));
        pool.setMaxConnections(4);
        pool.setConnectionCheckInterval(1_000);
        pool.setBlockIfSessionPoolIsFullTimeout(2_000);
        return pool;
    }

    private static ActiveMQConnectionFactory factory(Address address, String options) {
        var url = address.url() + (address.url().contains("?") ? "&" : "?") + options + REFUSE_OBJECTS;
        var factory = new ActiveMQConnectionFactory(url);
        if (address.user() != null && !address.user().isBlank()) {
            factory.setUser(address.user());
            factory.setPassword(address.password());
        }
        return factory;
    }

    /** camel-jms over both; only text comes in, and no header of any spelling reaches Camel's own (CVE-2026-40453). */
    @Bean("jms")
    JmsComponent jms(ActiveMQConnectionFactory consumerConnections, JmsPoolConnectionFactory senderConnections) {
        var jms = new JmsComponent();
        var configuration = jms.getConfiguration();
        configuration.setConnectionFactory((ConnectionFactory) consumerConnections);
        configuration.setListenerConnectionFactory(consumerConnections);
        configuration.setTemplateConnectionFactory(senderConnections);
        configuration.setMessageConverter(new PlainMessages());
        var filter = new JmsHeaderFilterStrategy();
        filter.setLowerCase(true);
        jms.setHeaderFilterStrategy(filter);
        return jms;
    }
}
