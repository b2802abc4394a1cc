package io.rsproutes.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Masking;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The demo's first order: placed over the API like any other, its timeline printed as it happens. */
@Component
@ConditionalOnProperty("rsp.demo.sample-order")
public class SampleOrder {

    private static final String ORDER =
            """
            {"function":"downloadOrder","clientReference":"sample","parameters":{"profileType":"P9054-1"}}""";

    private final WebServerApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();

    public SampleOrder(WebServerApplicationContext context) {
        this.context = context;
    }

    @EventListener
    public void start(ApplicationReadyEvent ready) {
        var thread = new Thread(this::place, "sample-order");
        thread.setDaemon(true);
        thread.start();
    }

    private void place() {
        var base = "http://127.0.0.1:" + context.getWebServer().getPort();
        try {
            var operation = send(HttpRequest.newBuilder(URI.create(base + "/rsp/v1/operations"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(ORDER)));
            print("Sample order " + operation.path("id").asText()
                    + ": tenant acme orders a profile of type P9054-1 at the simulated SM-DP+");
            int shown = 0;
            for (int i = 0; i < 600; i++) {
                var timeline = operation.path("timeline");
                for (; shown < timeline.size(); shown++) {
                    var moment = timeline.get(shown);
                    print("  " + moment.path("at").asText() + "  "
                            + String.format("%-9s", moment.path("state").asText()) + "  "
                            + moment.path("note").asText(""));
                }
                if (operation.hasNonNull("finishedAt")) {
                    print("Sample order " + operation.path("state").asText() + ": ICCID "
                            + Masking.mask(operation.path("iccid").asText("-")));
                    break;
                }
                Thread.sleep(100);
                operation = send(HttpRequest.newBuilder(URI.create(base + "/rsp/v1/operations/"
                                + operation.path("id").asText()))
                        .GET());
            }
        } catch (IOException e) {
            print("The sample order could not be placed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        print("RSP Routes serves " + base + " (token demo-acme; Ctrl-C stops)");
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return Json.read(http.send(
                        request.header("Authorization", "Bearer demo-acme")
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }

    // The demo speaks to a person at a terminal, not to a log.
    private static void print(String line) {
        System.out.println(line);
    }
}
