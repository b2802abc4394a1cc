package io.rsproutes.config;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.rsproutes.common.Identifiers;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * In front of SM-SR and SM-DP+: who we are to customers, where they reach us, our client certificate for
 * calls to them, how old what they signed may be, and what may be offered.
 */
public record GatewaySettings(
        String entityId,
        String url,
        String tls,
        @DefaultValue("25s") Duration answerWithin,
        @DefaultValue("50") int maxIccids,
        @DefaultValue("5m") Duration wsSecurityWindow,
        @DefaultValue Map<String, Offer> offers) {

    /** Each is an operation, and all of them are answered in one HTTP response. */
    private static final int MOST_ICCIDS = 1_000;

    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

    /** Functions a customer may call, and the validity it may ask for. */
    public record Offer(@DefaultValue Set<String> functions, @DefaultValue OfferedValidity validity) {}

    /** {@code fixed}: what is taken whatever the customer asks for, by function. */
    public record OfferedValidity(
            @DefaultValue("1s") Duration min,
            @DefaultValue("7d") Duration max,
            @DefaultValue Map<String, Duration> fixed) {}

    void checkOffers() {
        offers.forEach((name, offer) -> {
            var at = "rsp.gateway.offers." + name;
            for (var function : offer.functions()) {
                Checks.check(
                        Functions.GATEWAY.contains(function),
                        at + ".functions",
                        "lists '" + function + "'",
                        "list some of " + String.join(", ", Functions.GATEWAY));
            }
            Checks.functions(at + ".validity.fixed", offer.validity().fixed().keySet());
            Checks.check(
                    offer.validity().min().compareTo(offer.validity().max()) <= 0,
                    at + ".validity",
                    "does not hold min <= max",
                    "correct the two");
        });
    }

    void check() {
        Checks.check(
                answerWithin.toSeconds() > 0,
                "rsp.gateway.answer-within",
                "is shorter than a second",
                "set how long a customer may wait for an answer, such as 25s");
        Checks.check(
                maxIccids >= 1 && maxIccids <= MOST_ICCIDS,
                "rsp.gateway.max-iccids",
                "is " + maxIccids,
                "set how many profiles a getProfileStatus may name, from 1 to " + MOST_ICCIDS);
        Checks.check(
                wsSecurityWindow.toSeconds() >= 1 && wsSecurityWindow.compareTo(LONGEST_WINDOW) <= 0,
                "rsp.gateway.ws-security-window",
                "is " + wsSecurityWindow,
                "set how old a message of a customer may be, from 1s to 1h");
        Checks.check(
                entityId == null || Identifiers.isOid(entityId),
                "rsp.gateway.entity-id",
                "is no object identifier",
                "set the EntityId customers know you by, such as 1.3.6.1.4.1.99999");
    }
}
