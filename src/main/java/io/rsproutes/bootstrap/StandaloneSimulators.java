package io.rsproutes.bootstrap;

import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Profiles;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/**
 * Under the profile {@code simulators} the application is {@link SimulatorsConfiguration} and nothing else: no
 * database, no broker, no order. Registered in spring.factories.
 */
public final class StandaloneSimulators extends TypeExcludeFilter
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    static final String PROFILE = "simulators";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        if (context.getEnvironment().acceptsProfiles(Profiles.of(PROFILE))) {
            context.getBeanFactory().registerSingleton("standaloneSimulators", this);
        }
    }

    @Override
    public boolean match(MetadataReader found, MetadataReaderFactory others) {
        return !found.getClassMetadata().getClassName().equals(SimulatorsConfiguration.class.getName());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StandaloneSimulators;
    }

    @Override
    public int hashCode() {
        return PROFILE.hashCode();
    }
}
