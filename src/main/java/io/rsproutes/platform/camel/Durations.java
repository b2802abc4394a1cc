package io.rsproutes.platform.camel;

import io.rsproutes.config.Settings;
import org.springframework.boot.convert.DurationStyle;

/** Durations of the configuration, as statements take them: in seconds. */
public class Durations {

    private final Settings settings;

    public Durations(Settings settings) {
        this.settings = settings;
    }

    /** The whole seconds, rounded down, of a duration as the configuration writes it, such as 2m or 400d. */
    public long seconds(String duration) {
        return DurationStyle.detectAndParse(duration).toSeconds();
    }

    /** Whole seconds before the first attempt of a delivery: the first of {@code rsp.delivery.schedule}. */
    public long firstDelivery() {
        return settings.delivery().schedule().get(0).toSeconds();
    }
}
