package io.rsproutes.bootstrap;

import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.northbound.rest.Edge;
import io.rsproutes.platform.http.AnswerHeaders;
import io.rsproutes.platform.http.ContainerErrors;
import io.rsproutes.security.PartnerListener;
import io.rsproutes.simulator.SimulatorFilter;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;

/** All that the simulated servers need on their own: their routes, two listeners, and who may call what at which. */
@Configuration(proxyBeanMethods = false)
@Profile(StandaloneSimulators.PROFILE)
@Import({PartnerListener.class, AnswerHeaders.class, ContainerErrors.class})
class SimulatorsConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger("rsp");

    @Bean
    Edge edge(Settings settings) {
        if (settings.partner().port() == 0) {
            throw new SettingsFault(
                    "rsp.partner.port", "is 0, so that nobody can call the simulators", "set it, such as to 9443");
        }
        return new Edge(settings);
    }

    @Bean
    SimulatorFilter simulatorFilter(Settings settings, CamelContext camel) {
        return new SimulatorFilter(settings, camel);
    }

    /** Settings under the name that routes say. */
    @Bean
    static BeanFactoryPostProcessor settingsName() {
        return CamelConfiguration.settingsName();
    }

    @Bean
    CamelContextConfiguration streamedBodies() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                context.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> {
                    CamelConfiguration.stream(endpoint);
                    return endpoint;
                });
            }

            @Override
            public void afterApplicationStart(CamelContext context) {}
        };
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> saysWhatItIs(Settings settings) {
        return ready -> LOG.warn(
                "SIMULATORS: this plays an SM-DP+, an SM-SR and customers, for trials and tests."
                        + " Calls come with a client certificate to port {}; whoever reaches port {} controls it,"
                        + " without a password. Never expose this.",
                settings.partner().port(),
                ready.getApplicationContext().getEnvironment().getProperty("local.server.port"));
    }
}
