package io.rsproutes.support;

import java.util.concurrent.atomic.AtomicInteger;

import io.rsproutes.RspRoutes;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;

/**
 * The bundle as shipped, which halts (as kill -9 would) right after the step that -Dcrash.after names has been executed for the
 * -Dcrash.hit'th time. Any step of any route with an id is a crash point; the product knows nothing of it.
 */
public class CrashableBundle {

    public static final int HALTED = 137;

    public static void main(String[] args) {
        SpringApplication.run(new Class<?>[] {RspRoutes.class, CrashableBundle.class}, args);
    }

    @Bean
    InterceptStrategy crashPoint() {
        var point = System.getProperty("crash.after", "");
        int wanted = Integer.getInteger("crash.hit", 1);
        var hits = new AtomicInteger();
        return (context, definition, target, next) -> !point.equals(((NamedNode) definition).getId()) ? target : halting(target, hits, wanted);
    }

    private static Processor halting(Processor target, AtomicInteger hits, int wanted) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return super.process(exchange, doneSync -> {
                    if (exchange.getException() == null && hits.incrementAndGet() == wanted) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                    callback.done(doneSync);
                });
            }
        };
    }
}
