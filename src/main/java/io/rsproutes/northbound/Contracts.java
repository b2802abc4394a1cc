package io.rsproutes.northbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.rsproutes.core.Problem;
import org.apache.camel.Exchange;

/** The contracts of our faces, as they are kept beside the code. */
public class Contracts {

    /** OpenAPI of each face, AsyncAPI of queues and events. */
    public static final List<String> NAMES = List.of("rsp.yaml", "tmf641.yaml", "tmf640.yaml", "tmf639.yaml", "camara-esim-profile-management.yaml", "asyncapi.yaml");

    /** The one of variable {@code name} as the body; 404 with the others' names. */
    public void read(Exchange exchange) {
        var name = exchange.getVariable("name", String.class);
        if (!NAMES.contains(name)) {
            throw new Problem(404, "not-found", "There is no such contract; there are " + String.join(", ", NAMES) + ".");
        }
        try (var in = Contracts.class.getResourceAsStream("/openapi/" + name)) {
            exchange.getMessage().setBody(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
