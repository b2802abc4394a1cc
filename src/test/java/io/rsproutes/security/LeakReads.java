package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import io.rsproutes.security.LeakProbe.Target;
import io.rsproutes.support.Api;
import io.rsproutes.support.Order;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a tenant may read: nothing of another's, and the same words for it as for what is not there.
 *
 * @param unnamed a profile on the foreign eUICC that no order of this tenant's has named
 */
record LeakReads(Api api, String other, Target foreign, String unnamed, Target unknown, JdbcTemplate jdbc) {

    /** How many cells: a path and what it shows. */
    int cells() {
        return views() + dryRuns() + searches() + lists() + operations() + deadLetters() + reports();
    }

    private int views() {
        int cells = 0;
        for (var path : List.of(
                "/rsp/v1/euiccs/E",
                "/rsp/v1/euiccs/E/timeline",
                "/rsp/v1/profiles/I",
                "/rsp/v1/profiles/I/timeline",
                "/rsp/v1/inventory/I",
                "/tmf-api/resourceInventoryManagement/v4/resource/I",
                "/tmf-api/ServiceActivationAndConfiguration/v4/service/I")) {
            var theirs = api.get(path.replace("E", foreign.eid()).replace("/I", "/" + foreign.iccid()));
            var nobodys = api.get(path.replace("E", unknown.eid()).replace("/I", "/" + unknown.iccid()));
            assertThat(theirs.status()).as(path).isEqualTo(404);
            assertThat(theirs.text()).isEqualTo(nobodys.text());
            cells++;
        }
        return cells;
    }

    // By every number and reference of the other's: nothing is found but orders of this tenant's own, which were
    // refused.
    private int searches() {
        var reference = "reference of " + foreign.iccid();
        jdbc.update("update inventory set msisdn_reference = ? where iccid = ?", reference, foreign.iccid());
        jdbc.update("update operation set client_reference = ? where tenant = ?", reference, other);
        var searches = Map.of(
                "eid",
                foreign.eid(),
                "iccid",
                foreign.iccid(),
                "msisdnReference",
                reference,
                "clientReference",
                reference);
        searches.forEach((key, value) -> {
            var found = api.get("/rsp/v1/search?limit=1000&" + key + "=" + value.replace(' ', '+'))
                    .json();
            assertThat(found.path("euiccs")).as(key).isEmpty();
            assertThat(found.path("profiles")).as(key).isEmpty();
            assertThat(found.toString()).as(key).doesNotContain("\"tenant\":\"" + other + "\"");
            found.path("operations")
                    .forEach(one -> assertThat(one.path("state").asText()).isEqualTo("REFUSED"));
        });
        assertThat(api.get("/rsp/v1/operations?clientReference=" + reference.replace(' ', '+'))
                        .json()
                        .path("items"))
                .isEmpty();
        return searches.size() + 1;
    }

    private int dryRuns() {
        var functions = List.of("auditEIS", "enableProfile", "releaseProfile", "orderProfile");
        for (var function : functions) {
            var order = Order.of(function)
                    .eid(function.endsWith("EIS") || function.startsWith("enable") ? foreign.eid() : null)
                    .iccid(function.endsWith("EIS") ? null : foreign.iccid())
                    .toString();
            var theirs = api.post("/rsp/v1/operations?dryRun=true", order).text();
            var nobodys = api.post("/rsp/v1/operations?dryRun=true", asUnknown(order));
            assertThat(nobodys.status()).as(nobodys.text()).isEqualTo(200);
            assertThat(asUnknown(theirs)).isEqualTo(nobodys.text());
        }
        return functions.size();
    }

    private String asUnknown(String text) {
        return text.replace(foreign.eid(), unknown.eid()).replace(foreign.iccid(), unknown.iccid());
    }

    private int lists() {
        int cells = 0;
        for (var list : List.of(
                "/rsp/v1/operations?limit=1000&state=SUCCEEDED",
                "/rsp/v1/operations?limit=1000&state=REFUSED",
                "/rsp/v1/operations?limit=1000&eid=" + foreign.eid(),
                "/rsp/v1/events?limit=1000&subject=" + foreign.eid(),
                "/rsp/v1/dead-letters?limit=1000",
                "/rsp/v1/block-list?limit=1000",
                "/rsp/v1/templates?limit=1000",
                "/rsp/v1/inventory?limit=1000",
                "/rsp/v1/inventory?tenant=" + other,
                "/rsp/v1/inventory/counts",
                "/rsp/v1/subscriptions")) {
            for (var item : api.get(list).json().path("items")) {
                assertThat(item.toString())
                        .as(list)
                        .doesNotContain("\"tenant\":\"" + other + "\"")
                        .doesNotContain("/tenants/" + other);
                cells++;
            }
        }
        return cells;
    }

    private int operations() {
        var ids = jdbc.queryForList(
                "select id from operation where tenant = ? order by id desc limit 5", String.class, other);
        for (var id : ids) {
            var path = "/rsp/v1/operations/" + id;
            var answers = List.of(
                    api.get(path),
                    api.get(path + "/activation"),
                    api.get(path + "/activation/links"),
                    api.post(path + "/activation/links", ""),
                    api.delete(path + "/activation/links/" + id));
            assertThat(answers)
                    .extracting(answer -> answer.status() + answer.code())
                    .containsOnly("404not-found");
        }
        return 5 * ids.size();
    }

    private int deadLetters() {
        var ids = jdbc.queryForList(
                "select id from dead_letter where tenant = ? order by id desc limit 5", String.class, other);
        for (var id : ids) {
            assertThat(api.get("/rsp/v1/dead-letters/" + id).status()).isEqualTo(404);
            assertThat(api.delete("/rsp/v1/dead-letters/" + id).status()).isEqualTo(404);
        }
        return 2 * ids.size();
    }

    private int reports() {
        var reports = List.of(
                "/rsp/v1/reports/profiles",
                "/rsp/v1/reports/operations",
                "/rsp/v1/reports/drift",
                "/tmf-api/resourceInventoryManagement/v4/resource?limit=1000");
        for (var report : reports) {
            assertThat(api.get(report).text())
                    .as(report)
                    .doesNotContain("\"tenant\":\"" + other + "\"")
                    .doesNotContain(unnamed);
        }
        return reports.size();
    }
}
