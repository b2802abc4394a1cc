package io.rsproutes.bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * The least that Spring Boot and Camel can do with an order: one YAML route (bench/passthrough.camel.yaml) that hands
 * it to the peer. Nothing is kept.
 */
@EnableAutoConfiguration
public class Passthrough {

    public static void main(String[] args) {
        SpringApplication.run(Passthrough.class, args);
    }
}
