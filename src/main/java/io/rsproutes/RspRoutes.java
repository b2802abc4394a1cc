package io.rsproutes;

import io.rsproutes.core.Settings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Starts the bundle: {@code ./config}, {@code ./routes} and {@code ./overrides} beside the jar decide what it does. */
@SpringBootApplication
@EnableConfigurationProperties(Settings.class)
public class RspRoutes {

    public static void main(String[] args) {
        try {
            SpringApplication.run(RspRoutes.class, args);
        } catch (Throwable failure) {
            // StartFailure has already said, in one line, what to mend.
            System.exit(1);
        }
    }
}
