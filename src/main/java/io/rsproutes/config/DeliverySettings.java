package io.rsproutes.config;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import org.springframework.boot.context.properties.bind.DefaultValue;

/** Events out: how often one is tried, and what a receiver may do. */
public record DeliverySettings(
        @DefaultValue("0s") List<Duration> schedule,
        @DefaultValue("false") boolean allowPrivateAddresses,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("15s") Duration timeout,
        @DefaultValue("65536") int maxAnswer,
        @DefaultValue("4") int maxConcurrent,
        @DefaultValue("24h") Duration secretOverlap,
        @DefaultValue List<String> secretKeys,
        @DefaultValue("bss.{tenant}") String queuePrefix,
        @DefaultValue("1m") Duration lease,
        @DefaultValue("200") int relayBatch,
        @DefaultValue("100") int maxSubscriptions,
        @DefaultValue Set<String> eventTypes) {

    /** How often events are given to those who subscribed, and how many at once. */
    public record FanOut(@DefaultValue("100ms") Duration interval, @DefaultValue("500") int batch) {}

    void check() {
        for (var key : secretKeys) {
            Checks.check(
                    isKey(key),
                    "rsp.delivery.secret-keys",
                    "has a key that is not the base64 of 32 bytes",
                    "make one: openssl rand -base64 32");
        }
        Checks.check(maxSubscriptions > 0, "rsp.delivery.max-subscriptions", "is not positive", "set 1 or more");
        Checks.check(!schedule.isEmpty(), "rsp.delivery.schedule", "is empty", "list at least one wait, such as [0s]");
        Checks.check(
                timeout.compareTo(lease) < 0,
                "rsp.delivery.lease",
                "is not longer than rsp.delivery.timeout",
                "raise it");
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == 32;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
