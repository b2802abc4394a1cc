package io.rsproutes.bench;

import java.util.Arrays;

/** What is counted, each by the unit its figures are for. */
enum Measure {

    /** An order to a SM-DP+, answered with its end. */
    DOWNLOAD_ORDER("downloadOrder", 3, 40, 1),
    /** An order to a SM-SR, whose result comes by callback; with the events of the two profiles it changes. */
    ENABLE_PROFILE("enableProfile", 6, 20, 2),
    /** One handleDownloadProgressInfo of a profile ordered before. */
    NOTIFICATION("notification", 1, 100, 1),
    /** What one webhook delivery adds: of a downloadOrder with three, one without is taken off. At the same rate. */
    WEBHOOK_DELIVERY("webhookDelivery", 3, 40, 3);

    final String title;
    /** On the topic, of each unit of load. */
    final int events;
    /** Units of load that begin each second when nothing else is asked for: what two processors sustain. */
    final int rate;
    /** Of so many orders asked for, one is begun: it costs, or is worth, as much as that. */
    private final int every;

    Measure(String title, int events, int rate, int every) {
        this.title = title;
        this.events = events;
        this.rate = rate;
        this.every = every;
    }

    /** Units of load, where so many orders were asked for. */
    int units(int orders) {
        return Math.max(1, orders / every);
    }

    static Measure of(String title) {
        return Arrays.stream(values())
                .filter(measure -> measure.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no measure " + title + ": " + titles()));
    }

    static String titles() {
        return String.join(
                ",", Arrays.stream(values()).map(measure -> measure.title).toList());
    }
}
