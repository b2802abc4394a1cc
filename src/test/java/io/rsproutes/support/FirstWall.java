package io.rsproutes.support;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Switches the application's own check of tenants off, everywhere at once: what is left is the database's. */
@TestConfiguration
public class FirstWall {

    public static final AtomicBoolean DOWN = new AtomicBoolean();

    @Bean
    InterceptStrategy switchable() {
        return (context, definition, target, next) -> new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(org.apache.camel.Exchange exchange, org.apache.camel.AsyncCallback callback) {
                if (DOWN.get()) {
                    if (exchange.getVariable("scope") != null) {
                        exchange.setVariable("scope", null);
                    }
                    if (!Boolean.TRUE.equals(exchange.getVariable("owned"))) {
                        exchange.setVariable("owned", true);
                        // As the check would that takes the card for the caller's.
                        exchange.setVariable("euiccPeer", "smsr-demo");
                    }
                }
                return super.process(exchange, callback);
            }
        };
    }
}
