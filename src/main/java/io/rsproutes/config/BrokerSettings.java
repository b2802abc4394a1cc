package io.rsproutes.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/** The broker (none named: our own), and how many take from each of its queues. */
public record BrokerSettings(
        @DefaultValue("") String url,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue("32") int dispatchers,
        @DefaultValue("4") int commandWorkers,
        @DefaultValue("8") int callbackWorkers,
        @DefaultValue("32") int deliverers) {

    public boolean embedded() {
        return url.isBlank();
    }
}
