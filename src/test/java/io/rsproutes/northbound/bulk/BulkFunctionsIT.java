package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Es4Orders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every function of ES4 as a line of a file, with what it needs in columns. */
class BulkFunctionsIT extends BulkScenarios {

    private static final String HEADER = "ref,function,eid,iccid,targetPeer,policyRules,newSubscriptionAddress\n";
    private static final String MSISDN = "31600000017";
    /** The columns after the ICCID. */
    private static final Map<String, String> COLUMNS = Map.of(
            "updatePolicyRules",
            ",DISABLE:Not-Allowed|DELETE:Auto-Delete,",
            "updateSubscriptionAddress",
            ",,imsi:204080000000017|msisdn:" + MSISDN,
            "prepareSMSRChange",
            "smsr-next,,",
            "smsrChange",
            "smsr-next,,");

    @BeforeEach
    void quick() {
        smsr("{\"delay\":20}");
    }

    private static String line(String function, Card card, String columns) {
        var iccid = Es4Orders.WITHOUT_ICCID.contains(function) ? "" : card.b();
        return String.join(",", "r-" + function, function, card.eid(), iccid, columns) + "\n";
    }

    private JsonNode profile(Card card) {
        return profileOn(card, card.b());
    }

    @Test
    void givenALineOfEachFunction_thenEachIsExecuted() {
        var cards = new HashMap<String, Card>();
        var text = new StringBuilder(HEADER);
        for (var function : Es4Orders.ALL) {
            cards.put(function, cardFor(function));
            text.append(line(function, cards.get(function), COLUMNS.getOrDefault(function, ",,")));
        }

        var id = upload("functions.csv", text.toString()).id();

        var job = ended(id);
        assertThat(job.path("rejected").asInt())
                .as(lines(id, "rejects").toString())
                .isZero();
        for (var function : Es4Orders.ALL) {
            assertThat(lines(id, "result"))
                    .anyMatch(line -> line.contains("," + function + ",") && line.contains(",SUCCEEDED,"));
            assertThat(executed(cards.get(function), function)).as(function).isEqualTo(1);
        }
        assertThat(profile(cards.get("updatePolicyRules")).path("policyRules").toString())
                .contains("\"action\":\"DISABLE\",\"qualification\":\"Not-Allowed\"")
                .contains("\"action\":\"DELETE\",\"qualification\":\"Auto-Delete\"");
        assertThat(profile(cards.get("updateSubscriptionAddress"))
                        .path("subscriptionAddress")
                        .toString())
                .isEqualTo("{\"imsi\":\"204080000000017\",\"msisdn\":\"" + MSISDN + "\"}");
        assertThat(String.join("\n", lines(id, "result"))).doesNotContain(MSISDN, "204080000000017");
    }

    @Test
    void givenTwoOrdersOfOneFunctionForOneProfile_thenOnlyTheSameIsRejected() {
        var card = cardFor("updatePolicyRules");
        var rules = line("updatePolicyRules", card, ",DISABLE:Not-Allowed,");
        var none = line("updatePolicyRules", card, ",none,");

        var id = upload("rules.csv", HEADER + rules + none + rules.replace("r-", "other-"))
                .id();

        ended(id);
        assertThat(lines(id, "rejects"))
                .anyMatch(line -> line.startsWith("4,,the same order"))
                .hasSize(2);
        assertThat(executed(card, "updatePolicyRules")).isEqualTo(2);
        assertThat(profile(card).path("policyRules")).isEmpty();
    }

    @Test
    void givenLinesWithFaults_thenEachSaysItsColumnAndWhatToWrite_andTheOthersGoOn() {
        var card = cardFor("enableProfile");
        var good = cardFor("updatePolicyRules");
        var text = HEADER
                + line("updatePolicyRules", card, ",,")
                + line("updatePolicyRules", good, ",none,")
                + line("deleteProfile", card, ",DELETE:Not-Allowed,")
                + line("updateSubscriptionAddress", card, ",," + MSISDN)
                + line("smsrChange", card, ",,")
                + line("disableProfile", card, "smsr-next,,")
                + line("swapProfile", card, ",,")
                + ("x,updatePolicyRules," + card.eid() + "," + card.a() + ",,MOVE:Not-Allowed,\n")
                + ("x,updateSubscriptionAddress," + card.eid() + "," + card.a() + ",,,imsi:+31\n")
                + line("prepareSMSRChange", card, "smsr-demo,,");

        var id = upload("faults.csv", text).id();

        var job = ended(id);
        assertThat(job.path("state").asText()).isEqualTo("COMPLETED");
        assertThat(job.path("submitted").asInt()).isEqualTo(1);
        assertThat(executed(good, "updatePolicyRules")).isEqualTo(1);
        assertThat(profile(good).path("policyRules")).isEmpty();
        var rejects = lines(id, "rejects");
        for (var expected : List.of(
                "2,policyRules,\"policyRules is missing; | write policyRules as DISABLE:Not-Allowed|DELETE:Auto-Delete, or none\"",
                "4,policyRules,\"policyRules is not a parameter of deleteProfile",
                "5,newSubscriptionAddress,\"newSubscriptionAddress is not | write newSubscriptionAddress as imsi:",
                "6,targetPeer,\"targetPeer is missing; smsrChange names the new SM-SR",
                "7,targetPeer,\"targetPeer is not taken by disableProfile",
                "8,function,\"function is not a function we know; one of",
                "9,policyRules,\"policyRules/0/action is not ENABLE or DISABLE or DELETE; write policyRules as",
                "10,newSubscriptionAddress,\"newSubscriptionAddress/imsi is not a string of 1 to 15 digits; write",
                "11,,\"The targetPeer is no SM-SR we know")) {
            var words = expected.split(" \\| ");
            assertThat(rejects)
                    .anySatisfy(line -> assertThat(line).startsWith(words[0]).contains(words[words.length - 1]));
        }
        assertThat(rejects).hasSize(10);
    }

    @Test
    void givenXml_thenItsElementsAreWrittenAsTheColumns() {
        var rules = cardFor("updatePolicyRules");
        var moved = cardFor("prepareSMSRChange");

        var id = upload(
                        "orders.xml",
                        """
                        <orders>
                         <order function="updatePolicyRules"><eid>%s</eid><iccid>%s</iccid>
                          <policyRules>ENABLE:Not-Allowed</policyRules></order>
                         <order function="updateSubscriptionAddress"><eid>%s</eid><iccid>%s</iccid>
                          <newSubscriptionAddress>msisdn:%s</newSubscriptionAddress></order>
                         <order function="prepareSMSRChange"><eid>%s</eid><targetPeer>smsr-next</targetPeer></order>
                        </orders>"""
                                .formatted(rules.eid(), rules.b(), rules.eid(), rules.b(), MSISDN, moved.eid()))
                .id();

        var job = ended(id);
        assertThat(job.at("/operations/SUCCEEDED").asInt()).as(job.toString()).isEqualTo(3);
        assertThat(profile(rules).toString()).contains("\"ENABLE\"").contains(MSISDN);
        assertThat(executed(moved, "prepareSMSRChange")).isEqualTo(1);
    }
}
