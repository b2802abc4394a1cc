package io.rsproutes.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rsproutes.support.Servers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every statement of {@code routes/}, run for globex with the ids of acme's rows: nothing of acme's is changed, and the answer is the
 * one it gives where those rows are not there at all. By row-level security for all of them; by what they say themselves for those that
 * name the tenant.
 */
class ForeignRowsIT {

    private static final Pattern PARAMETER =
            Pattern.compile("\\?|:#(?:in:)?(?:\\$\\{(?:variable|properties)[.:]([\\w.-]+)}|(\\w+))");

    /** One row of acme's in each table: this in each column of text, and in each parameter, so that every statement finds it. */
    private static final SqlFiles SQL = new SqlFiles();

    private static final String ID = "A";

    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("tenant", "acme"),
            Map.entry("operation.state", "SENDING"),
            Map.entry("inbox.state", "RECEIVED"),
            Map.entry("command.state", "RECEIVED"),
            Map.entry("bulk_job.state", "RUNNING"),
            Map.entry("subscription.state", "ENABLED"),
            Map.entry("delivery.state", "PENDING"),
            Map.entry("dead_letter.state", "OPEN"),
            Map.entry("dead_letter.kind", "delivery"),
            Map.entry("subscription.channel", "webhook"),
            Map.entry("subscription.filter", "{}"),
            Map.entry("inventory.stock_state", "reserved"),
            Map.entry("subscription.secret", "aes.A"),
            Map.entry("subscription.previous_secret", "aes.A"),
            Map.entry("operation.interface", "es2plus"),
            Map.entry("operation.parameters", "{}"),
            Map.entry("operation.status", "{}"),
            Map.entry("operation.result", "{}"),
            Map.entry("event.data", "{}"),
            Map.entry("service_order.document", "{}"),
            Map.entry("service_order.state", "acknowledged"));

    /** Lines of a file: for acme's profile, and for a profile of a type. */
    private static final String ORDERS =
            """
            [{"parent_line": 2, "alone": false, "operation_id": "B2", "function": "downloadOrder", "interface": "es2plus",
              "iccid": "A", "order_key": "A", "parameters": "{}", "event_id": "B2", "event_type": "B", "event_data": "{}"},
             {"parent_line": 3, "alone": false, "operation_id": "B3", "function": "downloadOrder", "interface": "es2plus",
              "owned_before": true, "order_key": "B3", "parameters": "{}", "event_id": "B3", "event_type": "B", "event_data": "{}"}]
            """;

    /** Texts that are no ids; empty: none. */
    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("tenant", "globex"),
            Map.entry("scope", "globex"),
            Map.entry("from", "SENDING"),
            Map.entry("to", "FAILED"),
            Map.entry("typePattern", ".*"),
            Map.entry("filter", "{\"iccid\":[\"A\"]}"),
            Map.entry("keptSecret", "aes.B"),
            Map.entry("after", "0"),
            Map.entry("rows", "[]"),
            Map.entry("observations", "[]"),
            Map.entry("orders", ORDERS),
            Map.entry("blockEntries", "[]"),
            Map.entry("templates", "[]"),
            Map.entry("foundEids", "[\"A\"]"),
            Map.entry("inventoryChange", "{\"msisdnReference\": \"B\"}"),
            Map.entry("stockTenant", "globex"),
            Map.entry("core/stock.publish.eventId", "B"),
            Map.entry("pairs", "[{\"line\": 1, \"eid\": \"A\"}, {\"line\": 2, \"iccid\": \"A\"}]"),
            Map.entry("shown", "[]"),
            Map.entry("reconciledPeers", "[]"),
            Map.entry("policyRules", "[]"),
            Map.entry("northbound/reports.drift.from", "2000-01-01"),
            Map.entry("northbound/reports.drift.to", "2000-01-01"),
            Map.entry("offset", "0"),
            Map.entry("limit", "10"),
            Map.entry("ids", "{A}"),
            Map.entry("state", ""),
            Map.entry("category", ""),
            Map.entry("owned", ""),
            Map.entry("cursor", ""));

    /** What any other parameter is, by its type. */
    private static final Map<String, String> OTHERS = Map.of(
            "int4",
            "10",
            "int8",
            "10",
            "numeric",
            "10",
            "bool",
            "true",
            "timestamptz",
            "2000-01-01",
            "_varchar",
            "{A}",
            "_text",
            "{A}",
            "_int4",
            "{1}",
            "float8",
            "10",
            "interval",
            "1 second");

    /** Of work for everybody, whose operation or message is named by its id, and whose tenant is read from it. */
    private static final Set<String> FOR_EVERYBODY = Set.of("core/transition.move-in-order", "core/callback.end");

    /** Whether something is another's is what these ask. */
    private static final Set<String> ASKING =
            Set.of("core/euicc.inventory-foreign", "core/outcome.eid-foreign", "core/download.assign");

    private static Connection connection;
    private static List<String> tables;

    @BeforeAll
    static void rows() throws SQLException {
        var url = Servers.postgres().database("foreignrows");
        Flyway.configure().dataSource(url, "rsp", "").load().migrate();
        connection = DriverManager.getConnection(url, "rsp", "");
        tables = column("select relname from pg_class where relrowsecurity order by relname");
        assertThat(tables).hasSizeGreaterThan(15);
        for (var table : tables) {
            var values = new TreeMap<String, String>();
            try (var statement = connection.createStatement();
                    var columns =
                            statement.executeQuery("select column_name, data_type from information_schema.columns "
                                    + "where table_name = '" + table + "' and is_identity = 'NO'")) {
                while (columns.next()) {
                    var column = columns.getString(1);
                    var named = COLUMNS.getOrDefault(table + "." + column, COLUMNS.get(column));
                    values.put(column, named != null ? "'" + named + "'" : value(columns.getString(2)));
                }
            }
            execute("insert into " + table + " (" + String.join(", ", values.keySet()) + ") values ("
                    + String.join(", ", values.values()) + ")");
        }
        execute("insert into order_key values ('" + ID + "', 1) on conflict do nothing");
        // Which acme's event has.
        execute("select nextval('event_position')");
        connection.setAutoCommit(false);
    }

    private static String value(String type) {
        return switch (type) {
            case "character varying" -> "'" + ID + "'";
            case "boolean" -> "false";
            case "integer", "bigint" -> "1";
            default -> "current_timestamp - interval '1 hour'";
        };
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    static Stream<String> all() {
        return SQL.names().stream();
    }

    static Stream<String> ofATenant() {
        return all().filter(name -> !FOR_EVERYBODY.contains(name) && !ASKING.contains(name))
                .filter(name -> Pattern.compile("variable\\.(tenant|scope)}")
                        .matcher(SQL.read(name))
                        .find());
    }

    @ParameterizedTest
    @MethodSource("all")
    void givenRowLevelSecurity_thenNothingOfAnothersIsTouchedOrTold(String name) throws SQLException {
        untouched(name, "globex");
    }

    @ParameterizedTest
    @MethodSource("ofATenant")
    void givenNone_thenTheStatementItselfTouchesAndTellsNothingOfAnothers(String name) throws SQLException {
        untouched(name, "");
    }

    private static void untouched(String name, String tenant) throws SQLException {
        try {
            var before = acmes();
            var answer = answer(name, tenant);
            assertThat(acmes()).isEqualTo(before);
            if (ASKING.contains(name)) {
                return;
            }
            connection.rollback();
            for (var table : tables) {
                execute("delete from " + table + " where tenant = 'acme'");
            }
            assertThat(answer).isEqualTo(answer(name, tenant));
        } finally {
            connection.rollback();
        }
    }

    /** Its rows; none where the database refused it: a foreign row, or an id that is taken. */
    private static List<String> answer(String name, String tenant) throws SQLException {
        var rows = new ArrayList<String>();
        var here = connection.setSavepoint();
        execute("select set_config('rsp.tenant', '" + tenant + "', true)");
        try (var statement = prepare(name)) {
            if (statement.execute()) {
                for (var set = statement.getResultSet(); set.next(); ) {
                    var row = new ArrayList<String>();
                    for (int i = 1; i <= set.getMetaData().getColumnCount(); i++) {
                        row.add(set.getString(i));
                    }
                    rows.add(row.toString());
                }
            }
            execute("select set_config('rsp.tenant', '', true)");
        } catch (SQLException e) {
            connection.rollback(here);
            assertThat(e.getSQLState()).as(e.getMessage()).matches("42501|23505");
        }
        return rows;
    }

    private static PreparedStatement prepare(String name) throws SQLException {
        var sql = SQL.read(name);
        var statement = connection.prepareStatement(PARAMETER.matcher(sql).replaceAll("?"));
        var types = statement.getParameterMetaData();
        var parameter = PARAMETER.matcher(sql);
        for (int i = 1; parameter.find(); i++) {
            var parameterName =
                    Objects.requireNonNullElse(parameter.group(1), Objects.requireNonNullElse(parameter.group(2), "?"));
            var text = TEXTS.getOrDefault(name + "." + parameterName, TEXTS.getOrDefault(parameterName, ID));
            var type = types.getParameterTypeName(i);
            var one = OTHERS.getOrDefault(type.replaceFirst("^_", ""), text);
            // A list without a name is of one.
            var value = parameterName.equals("?") && type.startsWith("_")
                    ? "{" + one + "}"
                    : OTHERS.getOrDefault(type, text);
            statement.setObject(i, value.isEmpty() ? null : value, Types.OTHER);
        }
        return statement;
    }

    private static List<String> acmes() throws SQLException {
        return column(tables.stream()
                .map(table -> "select '" + table + ' ' + "' || t::text from " + table + " t where tenant = 'acme'")
                .collect(Collectors.joining(" union all ", "", " order by 1")));
    }

    private static List<String> column(String query) throws SQLException {
        var values = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
