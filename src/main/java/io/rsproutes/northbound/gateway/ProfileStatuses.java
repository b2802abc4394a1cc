package io.rsproutes.northbound.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.States;
import io.rsproutes.common.Timestamps;
import io.rsproutes.protocol.CustomerStatus;
import io.rsproutes.protocol.es2plus.Es2Plus;

/** The operations of a customer's getProfileStatus, one for each profile, as one answer. */
record ProfileStatuses(List<JsonNode> operations) {

    private static final String SUCCESS = "Executed-Success";

    /** @param operations each as JSON text */
    static ProfileStatuses of(List<?> operations) {
        return new ProfileStatuses(
                operations.stream().map(one -> Json.read(one.toString())).toList());
    }

    boolean ended() {
        return operations.stream().allMatch(one -> States.TERMINAL.contains(state(one)));
    }

    /** Nobody knows yet how those ended that have not. */
    boolean inDoubt() {
        return operations.stream()
                .map(ProfileStatuses::state)
                .allMatch(state -> States.TERMINAL.contains(state) || "IN_DOUBT".equals(state));
    }

    /** The peer answered to one at least. */
    boolean executed() {
        return operations.stream().anyMatch(one -> "SUCCEEDED".equals(state(one)));
    }

    /**
     * Of all together: what is not the customer's counts only when nothing is, so that foreign and unknown
     * are left out alike.
     */
    CustomerStatus status() {
        var own = operations.stream()
                .filter(one ->
                        !"ownership-refused".equals(one.at("/status/code").asText()))
                .map(ProfileStatuses::status)
                .toList();
        if (own.isEmpty()) {
            return status(operations.get(0));
        }
        var fault = own.stream()
                .filter(one -> !SUCCESS.equals(one.status()))
                .findFirst()
                .orElse(own.get(0));
        return executed() && !SUCCESS.equals(fault.status())
                ? new CustomerStatus("Executed-WithWarning", fault.subject(), fault.reason(), fault.message())
                : fault;
    }

    List<Es2Plus.ProfileStatus> shown() {
        return operations.stream()
                .filter(one -> "SUCCEEDED".equals(state(one)))
                .map(one -> one.path("result"))
                .filter(result -> result.hasNonNull("state"))
                .map(result -> new Es2Plus.ProfileStatus(
                        result.path("iccid").asText(),
                        result.path("state").asText(),
                        result.path("eid").asText(null),
                        result.path("matchingId").asText(null),
                        Timestamps.read(result.path("at").asText(null))))
                .toList();
    }

    /** When the last of them ended, so that the same call again is told the same. */
    Instant completedAt() {
        return operations.stream()
                .map(one -> Timestamps.read(one.path("finishedAt").asText(null)))
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElseGet(Instant::now);
    }

    private static String state(JsonNode operation) {
        return operation.path("state").asText();
    }

    private static CustomerStatus status(JsonNode operation) {
        return CustomerStatus.of("es2plus", state(operation), operation.get("status"));
    }
}
