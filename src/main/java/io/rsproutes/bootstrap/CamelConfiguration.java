package io.rsproutes.bootstrap;

import java.nio.file.Files;
import java.nio.file.Path;

import io.rsproutes.common.Json;
import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.platform.camel.MappingFiles;
import io.rsproutes.platform.camel.Overrides;
import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.platform.database.SqlParameters;
import io.rsproutes.platform.database.Transaction;
import io.rsproutes.platform.database.WorkerPace;
import io.rsproutes.southbound.PeerRoutes;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.jslt.JsltComponent;
import org.apache.camel.component.jslt.JsltEndpoint;
import org.apache.camel.component.jsonvalidator.JsonValidatorEndpoint;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.connection.JmsTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What Camel needs before the first route starts: SQL files by name, the transaction, a
 * team's overrides, the peers' routes.
 */
@Configuration(proxyBeanMethods = false)
public class CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(CamelConfiguration.class);

    @Bean
    Transaction transaction(PlatformTransactionManager manager) {
        return new Transaction(new TransactionTemplate(manager));
    }

    /** Messages sent inside are all on the broker, or none is. */
    @Bean
    Transaction brokerTransaction(JmsPoolConnectionFactory senderConnections) {
        return new Transaction(new TransactionTemplate(new JmsTransactionManager(senderConnections)));
    }

    @Bean
    SqlFiles sqlFiles() {
        return new SqlFiles();
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> settingsInDoubt(Settings settings) {
        return ready -> StartArguments.doubts(settings).forEach(LOG::warn);
    }

    /** What is not as shipped, in one line: whoever looks for a cause begins there. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> overridesAtWork(CamelContext context, SqlFiles sqlFiles) {
        return ready -> {
            var theirs = new Overrides(sqlFiles).all(context);
            if (!theirs.isEmpty()) {
                LOG.info("at work from overrides/: {}", String.join(", ", theirs));
            }
        };
    }

    /** Settings under a name that routes/shared/beans.camel.yaml can say. */
    @Bean
    static org.springframework.beans.factory.config.BeanFactoryPostProcessor settingsName() {
        return factory -> factory.registerAlias("rsp-" + Settings.class.getName(), "settings");
    }

    @Bean
    CamelContextConfiguration beforeRoutesStart(SqlFiles sqlFiles, PeerRoutes peerRoutes, WorkerPace pace) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                context.getPropertiesComponent().addPropertiesFunction(sqlFiles.function(context.getRegistry()));
                context.getComponent("jslt", JsltComponent.class).setObjectFilter(MappingFiles.MEMBERS);
                var parameters = new SqlParameters(pace);
                context.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> {
                    if (endpoint instanceof SqlEndpoint sql) {
                        parameters.use(sql);
                    }
                    stream(endpoint);
                    // Theirs share one table of names among all documents.
                    if (endpoint instanceof JsltEndpoint mapping && mapping.getObjectMapper() == null) {
                        mapping.setObjectMapper(Json.MAPPINGS);
                    }
                    if (endpoint instanceof JsonValidatorEndpoint validator) {
                        validator.setObjectMapper(Json.MAPPINGS);
                    }
                    return endpoint;
                });
                overrides(context);
                peerRoutes.add(context);
            }

            @Override
            public void afterApplicationStart(CamelContext context) {}
        };
    }

    /**
     * A route file under {@code overrides/} replaces the shipped routes of the same ids, before anything has started.
     */
    private static void overrides(CamelContext context) {
        if (!Files.isDirectory(Path.of("overrides"))) {
            return;
        }
        try {
            MappingFiles.check(Path.of("overrides"));
            var found = PluginHelper.getPackageScanResourceResolver(context)
                    .findResources("file:overrides/**/*.camel.yaml");
            RouteFiles.check(found);
            PluginHelper.getRoutesLoader(context).loadRoutes(found);
        } catch (SettingsFault e) {
            throw e;
        } catch (Exception e) {
            throw RouteFiles.fault(e);
        }
    }

    /** A body is bytes until it is known how they are packed and encoded; Camel would read them as UTF-8. */
    static void stream(Endpoint endpoint) {
        if (endpoint instanceof PlatformHttpEndpoint http) {
            http.setUseStreaming(true);
        }
    }
}
