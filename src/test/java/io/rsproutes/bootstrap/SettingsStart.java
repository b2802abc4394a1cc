package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.rsproutes.config.Settings;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Starts nothing but the settings: what is wrong with them ends the start. */
abstract class SettingsStart {

    @EnableConfigurationProperties(Settings.class)
    static class SettingsOnly {}

    /** What the start says is wrong; null if it succeeds. */
    static String start(String... arguments) {
        return start(Path.of(""), arguments);
    }

    /** The same in this folder, as far as the line names files of it. */
    static String start(Path home, String... arguments) {
        var all = new ArrayList<>(List.of(
                "--rsp.partner.port=8443",
                "--spring.config.location=classpath:dialects.yaml",
                "--spring.main.banner-mode=off",
                "--logging.level.root=OFF"));
        var given = List.of(arguments);
        all.removeIf(one -> given.stream().anyMatch(other -> other.startsWith(one.split("=")[0] + "=")));
        all.addAll(given);
        var failure = catchThrowable(() -> new SpringApplicationBuilder(SettingsOnly.class)
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new))
                .close());
        return failure == null ? null : new StartFailure(home).explain(failure);
    }
}
