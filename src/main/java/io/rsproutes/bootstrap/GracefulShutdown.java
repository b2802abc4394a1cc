package io.rsproutes.bootstrap;

import java.time.Duration;

import io.rsproutes.config.Settings;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * An instance that is told to stop goes on serving for a while ({@code rsp.rest.drain}) and says that it is not ready
 * ({@code /actuator/health/readiness}), so that whoever balances between instances sends it nobody any more; then it
 * finishes what it has, and ends.
 */
@Component
public class GracefulShutdown implements SmartLifecycle {

    private final Duration drain;
    private final ApplicationEventPublisher events;
    private volatile boolean running;

    public GracefulShutdown(Settings settings, ApplicationEventPublisher events) {
        this.drain = settings.rest().drain();
        this.events = events;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        AvailabilityChangeEvent.publish(events, this, ReadinessState.REFUSING_TRAFFIC);
        try {
            Thread.sleep(drain.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The first to stop. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
