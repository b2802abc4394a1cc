package io.rsproutes.operation.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.rsproutes.common.Json;
import io.rsproutes.common.Masking;
import io.rsproutes.common.Problem;
import io.rsproutes.platform.database.SqlList;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what came of the data of profiles: to the caller, and with masked ICCIDs to the log. */
public class ProfileDataAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ProfileDataAnswers.class);
    private static final String OUTCOME = "outcome";

    /**
     * The answer as JSON, {@code {peer, profileType, done, refused, unknown, profiles: [{iccid, outcome, status?}]}}:
     * how many have each outcome, and each profile's. In: variables {@code profileData}; {@code provisioned}, a list of
     * {iccid, outcome, status?}. A line of the log says the same, with ICCIDs masked.
     */
    public String show(Exchange exchange) {
        var data = exchange.getVariable("profileData", ProfileData.class);
        List<Map<String, Object>> profiles = profiles(exchange);
        var view = new LinkedHashMap<String, Object>();
        view.put("peer", data.peer());
        view.put("profileType", data.profileType());
        for (var outcome : List.of("done", "refused", "unknown")) {
            view.put(outcome, count(profiles, outcome));
        }
        view.put("profiles", profiles);
        var others = profiles.stream()
                .filter(profile -> !"done".equals(profile.get(OUTCOME)))
                .map(profile -> Masking.mask(profile.get("iccid").toString()) + " " + profile.get(OUTCOME))
                .collect(Collectors.joining(", "));
        LOG.atInfo()
                .addKeyValue("peer", data.peer())
                .log("data of {} profiles was taken{}", view.get("done"), others.isEmpty() ? "" : "; " + others);
        return Json.write(view);
    }

    /** The ICCIDs of this outcome, as a parameter of a statement. In: {@code provisioned}, as show has it. */
    public String iccids(Exchange exchange, String outcome) {
        return SqlList.of(profiles(exchange).stream()
                .filter(profile -> outcome.equals(profile.get(OUTCOME)))
                .map(profile -> profile.get("iccid").toString())
                .toList());
    }

    /** How many profiles have this outcome. In: {@code provisioned}, as show has it. */
    public int count(Exchange exchange, String outcome) {
        return count(profiles(exchange), outcome);
    }

    private static int count(List<Map<String, Object>> profiles, String outcome) {
        return (int) profiles.stream()
                .filter(profile -> outcome.equals(profile.get(OUTCOME)))
                .count();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> profiles(Exchange exchange) {
        return exchange.getVariable("provisioned", List.of(), List.class);
    }

    /**
     * Throws a problem of this status and code: nothing was kept of the call, so the caller must know what became of
     * it. In: {@code detail}, in words; {@code retryIn}, seconds, or null. Logged with the peer.
     */
    public void fail(Exchange exchange, int status, String code, String advice) {
        var data = exchange.getVariable("profileData", ProfileData.class);
        var detail = exchange.getVariable("detail", String.class);
        LOG.atWarn().addKeyValue("peer", data.peer()).log("{}: {}: {}", code, data, detail);
        throw new Problem(
                status,
                code,
                Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ". " + advice,
                List.of(),
                exchange.getVariable("retryIn", Integer.class));
    }
}
