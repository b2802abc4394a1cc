package io.rsproutes.operation.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Functions;
import io.rsproutes.config.OperationSettings.CheckDigitPolicy;
import io.rsproutes.config.OperationSettings.Provisioning;
import io.rsproutes.config.Settings;
import org.apache.camel.Exchange;

/** Reads the data of profiles that is to be passed on to an SM-DP+. No fault names a value, or an unknown member. */
public class ProfileDataReader {

    private static final Set<String> FIELDS = Set.of("peer", "profileType", "profiles");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}]{1,512}");

    private final Settings settings;

    public ProfileDataReader(Settings settings) {
        this.settings = settings;
    }

    /**
     * The body, JSON {@code {peer, profileType, profiles: [{iccid, …}]}}, as an object: {@code peer}, {@code
     * profileType}, {@code iccids} (canonical, as a list) and {@code list} (the same for a statement). What else a
     * profile has must be among the peer's (dialect: provisioning.fields), as texts. 400 malformed-json, or
     * invalid-provisioning with all that is wrong; also with an Idempotency-Key (variable {@code idempotencyKey}), as
     * nothing of the call is kept.
     */
    public ProfileData read(Exchange exchange) {
        var faults = new ArrayList<Violation>();
        if (exchange.getVariable("idempotencyKey") != null) {
            faults.add(new Violation(
                    "/Idempotency-Key", "is not taken here: nothing of this call is kept, so leave the header out"));
        }
        return read(exchange.getMessage().getBody(String.class), faults);
    }

    ProfileData read(String text, List<Violation> faults) {
        var body = Json.read(text);
        if (!body.isObject()) {
            faults.add(new Violation("", "is not an object {peer, profileType, profiles}"));
            throw refused(faults);
        }
        if (body.properties().stream().anyMatch(member -> !FIELDS.contains(member.getKey()))) {
            faults.add(new Violation("", "has another member than peer, profileType and profiles"));
        }
        var peer = body.path("peer").asText("");
        var known = settings.peers().get(peer);
        var provisioning = known == null ? null : settings.dialectOf(known).provisioning();
        if (provisioning == null) {
            faults.add(new Violation("/peer", "is no SM-DP+ that takes the data of profiles (dialect: provisioning)"));
        }
        var type = body.get("profileType");
        if (type == null || !Functions.PROFILE_TYPE.fits(type)) {
            faults.add(new Violation("/profileType", "is not " + Functions.PROFILE_TYPE.words()));
        }
        var profiles = profiles(body.path("profiles"), provisioning, faults);
        if (!faults.isEmpty()) {
            throw refused(faults);
        }
        return new ProfileData(
                peer,
                type.asText(),
                profiles.stream().map(one -> one.path("iccid").asText()).toList(),
                profiles);
    }

    private List<ObjectNode> profiles(JsonNode given, Provisioning provisioning, List<Violation> faults) {
        var profiles = new ArrayList<ObjectNode>();
        int most = provisioning == null ? Integer.MAX_VALUE : provisioning.most();
        if (!given.isArray() || given.isEmpty() || given.size() > most) {
            faults.add(new Violation("/profiles", "is not a list of 1 to " + most + " profiles, each with its iccid"));
            return profiles;
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < given.size(); i++) {
            var at = "/profiles/" + i;
            if (given.get(i) instanceof ObjectNode profile) {
                var iccid = iccid(profile.get("iccid"), at + "/iccid", faults);
                if (iccid != null && !seen.add(iccid)) {
                    faults.add(new Violation(at + "/iccid", "stands more than once"));
                }
                members(profile, provisioning, at, faults);
                profiles.add(profile.put("iccid", iccid));
            } else {
                faults.add(new Violation(at, "is not an object with an iccid"));
            }
        }
        return profiles;
    }

    private String iccid(JsonNode node, String at, List<Violation> faults) {
        var text = node == null || !node.isTextual() ? null : node.asText();
        if (!Identifiers.isIccid(text)) {
            faults.add(new Violation(at, "is not an ICCID: a string of 18 to 20 digits, or 19 and F"));
            return null;
        }
        var iccid = Identifiers.canonicalIccid(text);
        if (settings.checkDigits().northbound() == CheckDigitPolicy.REJECT && !Identifiers.iccidCheckHolds(iccid)) {
            faults.add(new Violation(at, "has a wrong check digit; look for a mistyped digit"));
        }
        return iccid;
    }

    private static void members(ObjectNode profile, Provisioning provisioning, String at, List<Violation> faults) {
        if (provisioning == null) {
            return;
        }
        for (var member : profile.properties()) {
            var name = member.getKey();
            if (name.equals("iccid")) {
                continue;
            }
            if (!provisioning.fields().containsKey(name)) {
                // A value may stand where its name should.
                faults.add(new Violation(
                        at,
                        "has a member that this peer does not take; besides iccid it takes "
                                + String.join(
                                        ", ",
                                        new TreeSet<>(provisioning.fields().keySet()))));
            } else if (!member.getValue().isTextual()
                    || !VALUE.matcher(member.getValue().asText()).matches()) {
                faults.add(new Violation(at + "/" + name, "is not a text of 1 to 512 characters on one line"));
            }
        }
    }

    /**
     * 400 invalid-provisioning unless each of the rows (core/provisioning.check) is of a profile that the caller may
     * load at this peer, with what is wrong with each: unknown or not the caller's, at another peer, of another type,
     * or on the block list.
     */
    public void check(List<Map<String, Object>> rows) {
        var faults = new ArrayList<Violation>();
        for (int i = 0; i < rows.size(); i++) {
            var fault = fault(rows.get(i));
            if (fault != null) {
                faults.add(new Violation("/profiles/" + i + "/iccid", fault));
            }
        }
        if (!faults.isEmpty()) {
            throw refused(faults);
        }
    }

    private static String fault(Map<String, Object> row) {
        if (!Boolean.TRUE.equals(row.get("known"))) {
            return "is unknown, or not yours";
        }
        if (row.get("blocked_by") != null) {
            var until = row.get("blocked_until");
            return "is on the block list (" + row.get("blocked_by") + "): " + row.get("blocked_for")
                    + (until == null ? "" : ", until " + Timestamps.text(until));
        }
        if (Boolean.TRUE.equals(row.get("elsewhere"))) {
            return "is at another peer, by the inventory";
        }
        return Boolean.TRUE.equals(row.get("other_type")) ? "is of another profile type, by the inventory" : null;
    }

    private static Problem refused(List<Violation> faults) {
        return new Problem(400, "invalid-provisioning", "The data of profiles has faults; nothing was sent.", faults);
    }
}
