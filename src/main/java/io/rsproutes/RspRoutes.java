package io.rsproutes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

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
            var application = new SpringApplication(RspRoutes.class);
            application.setDefaultProperties(Map.of("routes.folder", folder(Path.of("routes"))));
            application.run(args);
        } catch (Throwable failure) {
            // StartFailure has already said, in one line, what to mend.
            System.exit(1);
        }
    }

    // Camel looks for route files in a folder, but not in one that is a link.
    private static String folder(Path routes) throws IOException {
        return Files.isSymbolicLink(routes) && Files.isDirectory(routes) ? routes.toRealPath().toString() : routes.toString();
    }
}
