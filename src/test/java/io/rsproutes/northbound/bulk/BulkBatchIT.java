package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.rsproutes.common.Identifiers;
import io.rsproutes.northbound.bulk.format.BulkLine;
import io.rsproutes.platform.database.TenantScope;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of a file that are recorded in one statement: each once, in the order of the file, and none stops another. */
class BulkBatchIT extends BulkScenarios {

    private final String job = UUID.randomUUID().toString();
    private final List<BulkLine> lines = new ArrayList<>();

    /** A line with these columns and their contents in turn. */
    private BulkLine line(String... cells) {
        var fields = new TreeMap<String, String>();
        for (int i = 0; i < cells.length; i += 2) {
            fields.put(cells[i], cells[i + 1]);
        }
        var line = new BulkLine(lines.size() + 2L, fields);
        lines.add(line);
        return line;
    }

    private BulkLine download(String iccid) {
        return line("function", "downloadOrder", "iccid", iccid);
    }

    /** The lines that were left out; the database is told that they are of this tenant. */
    private List<?> submitted(String scope) {
        return submitted(scope, () -> {});
    }

    /** @param meanwhile what happens between the look-up and the statement */
    private List<?> submitted(String scope, Runnable meanwhile) {
        var owned = TenantScope.within("acme", () -> sent("direct:northbound-bulk-chunk-look-up", Map.of()))
                .getVariable("ownedLines");
        meanwhile.run();
        return TenantScope.within(scope, () -> sent("direct:core-submit-several", Map.of("ownedLines", owned))
                .getMessage()
                .getBody(List.class));
    }

    private Exchange sent(String route, Map<String, Object> variables) {
        var exchange = camel.createProducerTemplate().send(route, asked -> {
            asked.getMessage().setBody(List.copyOf(lines));
            asked.setVariable("tenant", "acme");
            asked.setVariable("jobTenant", "acme");
            asked.setVariable("scope", "acme");
            asked.setVariable("parentId", job);
            variables.forEach(asked::setVariable);
        });
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    private void allEnd() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> count("operation where parent_id = ? and finished_at is null", job) == 0);
    }

    private List<Long> recorded() {
        return jdbc.queryForList(
                "select parent_line from operation where parent_id = ? and tenant = 'acme' order by id",
                Long.class,
                job);
    }

    private static String foreign() {
        return Identifiers.canonicalIccid("894704999999999999");
    }

    @Test
    void givenLinesThatCannotBeRecordedTogether_thenTheyAreLeftOutAndTheirNeighboursAreRecorded() {
        jdbc.update("insert into inventory (iccid, tenant) values (?, 'globex') on conflict do nothing", foreign());
        var inventory = jdbc.queryForList("select * from inventory where iccid = ?", foreign());

        var first = download(owned());
        var others = download(foreign());
        var unknown = download(Identifiers.canonicalIccid("894701999999999999"));
        var second = download(owned());
        var noFunction = line("function", "fly", "iccid", owned());
        var busy = line("function", "downloadOrder", "iccid", owned(), "whenBusy", "refuse");
        var noType = line("function", "downloadOrder", "profileType", "P1-unknown");
        var byType = line("function", "downloadOrder", "profileType", "P9054-1");

        assertThat(submitted("acme")).isEqualTo(List.of(others, unknown, noFunction, busy, noType));

        assertThat(recorded()).containsExactly(first.number(), second.number(), byType.number());
        assertThat(jdbc.queryForList("select * from inventory where iccid = ?", foreign()))
                .isEqualTo(inventory);
        assertThat(count("operation where iccid = ? and parent_id = ?", foreign(), job))
                .isZero();
        allEnd();
    }

    @Test
    void givenProfilesThatGetAnotherPeerOrTypeMeanwhile_thenTheyAreLeftOut() {
        var moved = owned();
        var typed = owned();
        var first = download(moved);
        var second = download(typed);
        var same = download(owned());

        assertThat(submitted("acme", () -> {
                    jdbc.update("update inventory set peer = 'smdp-idemia' where iccid = ?", moved);
                    jdbc.update("update inventory set profile_type = 'P9054-2' where iccid = ?", typed);
                }))
                .isEqualTo(List.of(first, second));

        assertThat(recorded()).containsExactly(same.number());
        allEnd();
    }

    /** A process that ended behind the statement does not know what it recorded. */
    @Test
    void givenTheSameLinesAgain_thenNoneIsRecordedTwiceNorLeftOut() {
        var iccid = owned();
        download(iccid);
        download(owned());
        assertThat(submitted("acme")).isEqualTo(List.of());
        var operations =
                jdbc.queryForList("select id from operation where parent_id = ? order by id", String.class, job);
        var more = download(owned());

        assertThat(submitted("acme")).isEqualTo(List.of());

        assertThat(recorded()).containsExactly(2L, 3L, more.number());
        assertThat(jdbc.queryForList("select id from operation where parent_id = ? order by id", String.class, job))
                .containsAll(operations);
        assertThat(events(iccid, "rsp.operation.accepted")).isEqualTo(1);
    }

    @Test
    void givenLinesForOneCard_thenTheyAreNumberedInTheOrderOfTheFile() {
        var card = card();
        for (int i = 0; i < 3; i++) {
            line("function", "getEIS", "eid", card.eid());
        }

        assertThat(submitted("acme")).isEqualTo(List.of());

        assertThat(jdbc.queryForList(
                        """
                        select o.parent_line from event e join operation o on o.id = e.operation_id
                        where e.subject = ? and e.type = 'rsp.operation.accepted' order by e.sequence""",
                        Long.class,
                        card.eid()))
                .containsExactly(2L, 3L, 4L);
        allEnd();
        assertThat(jdbc.queryForList("select sequence from event where subject = ? order by 1", Long.class, card.eid()))
                .doesNotHaveDuplicates();
    }

    /** Else the next line would go before it: what is under way under a key goes by the operations' ids. */
    @Test
    void givenALineThatIsLeftOut_thenThoseBehindItForTheSameCardAreToo() {
        var card = card();
        var before = line("function", "getEIS", "eid", card.eid());
        var busy = line("function", "getEIS", "eid", card.eid(), "whenBusy", "refuse");
        var behind = line("function", "getEIS", "eid", card.eid());
        var another = download(owned());

        assertThat(submitted("acme")).isEqualTo(List.of(busy, behind));

        assertThat(recorded()).containsExactly(before.number(), another.number());
    }

    /** The rules of the card stand in one place, which records one order. */
    @ParameterizedTest
    @CsvSource({"smsr-demo, 0", "smsr-kpn, 1"})
    void givenSomethingKnownOfACard_thenItsOrdersAreLeftOutWhereThatMayRefuseThem(String peer, int recorded) {
        var card = card();
        jdbc.update("update euicc set peer = ? where eid = ?", peer, card.eid());
        jdbc.update(
                """
                insert into fact (tenant, eid, subject, name, content, source, peer, observed_at, recorded_at)
                values ('acme', ?, ?, 'state', 'Enabled', 'getEIS', ?, current_timestamp, current_timestamp)""",
                card.eid(),
                card.a(),
                peer);
        line("function", "enableProfile", "eid", card.eid(), "iccid", card.a());

        assertThat(submitted("acme")).hasSize(1 - recorded);

        assertThat(recorded()).hasSize(recorded);
    }

    /** Row-level security, or any other reason that concerns one line only. */
    @Test
    void givenAStatementThatTheDatabaseRefuses_thenAllLinesAreLeftOutAndNothingIsRecorded() {
        line("function", "downloadOrder", "profileType", "P9054-1");
        line("function", "downloadOrder", "profileType", "P9054-1");

        assertThat(submitted("globex")).isEqualTo(lines);

        assertThat(count("operation where parent_id = ?", job)).isZero();
    }

    /** As a whole: what became another's since the check is put aside, and the lines beside it are sent. */
    @Test
    void givenAFileWhoseLinesChangedHandsMeanwhile_thenOnlyThoseAreRefused() {
        faults("{\"delay\":300}");
        var moved = owned();
        var text = new StringBuilder("function,iccid\n");
        var iccids = new ArrayList<String>();
        // The simulator knows none of them, and says so. More than rsp.bulk.window (50), so that the last are not
        // submitted before the first have ended.
        for (int i = 0; i < 120; i++) {
            iccids.add(owned());
            text.append("downloadOrder,").append(iccids.get(i)).append('\n');
        }
        text.append("downloadOrder,").append(moved).append('\n');
        var id = upload("moved.csv", text.toString()).id();
        await().until(() -> operations(id) > 0);
        assertThat(count("operation where parent_id = ? and iccid = ?", id, moved))
                .isZero();
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", moved);
        faults("{}");

        var job = ended(id);

        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        assertThat(job.path("rejected").asInt()).isZero();
        assertThat(lines(id, "result")).hasSize(122);
        assertThat(jdbc.queryForMap("select state, tenant from operation where parent_id = ? and iccid = ?", id, moved))
                .isEqualTo(Map.of("state", "REFUSED", "tenant", "acme"));
        assertThat(count("operation where parent_id = ? and state = 'FAILED'", id))
                .isEqualTo(120);
        assertThat(jdbc.queryForObject("select tenant from inventory where iccid = ?", String.class, moved))
                .isEqualTo("globex");
    }
}
