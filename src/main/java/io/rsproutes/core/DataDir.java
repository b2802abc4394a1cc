package io.rsproutes.core;

import java.nio.file.Path;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** {@code rsp.data-dir=data} means {@code ./data} to everyone but H2, which wants the whole path. */
public class DataDir implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var folder = environment.getProperty("rsp.data-dir");
        if (folder != null && !folder.isBlank()) {
            environment.getPropertySources().addFirst(new MapPropertySource("rsp.data-dir", Map.of("rsp.data-dir", Path.of(folder).toAbsolutePath().normalize().toString())));
        }
    }
}
