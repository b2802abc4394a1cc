package io.rsproutes.platform.database;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.sql.DefaultSqlPrepareStatementStrategy;
import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.component.sql.SqlHelper;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * Binds the parameters of SQL files. Camel's own way reads each statement anew each time, looks for each parameter
 * whether the body could be made a map of them, and asks the database how many there are: a third of our work and half
 * of all round trips, measured. A statement whose parameters are all {@code :#${variable.name}} needs nothing of that;
 * any other is left to Camel, with its count.
 */
public class SqlParameters extends DefaultSqlPrepareStatementStrategy {

    // Camel has made :# into :? when it asks.
    private static final Pattern PARAMETER =
            Pattern.compile(":\\?(?:\\$\\{variable\\.(\\w+)}|(\\$\\{[^{}]+}|\\w+(?!:)\\b))");

    /** What the timed workers wait for; the fan-out's own writing is not. */
    private static final Pattern WORK = Pattern.compile("insert into (?:event|inbox|bulk_job|service_order|command)\\b"
            + "|update (?:operation|delivery|inbox|command|dead_letter|bulk_job|service_order)\\b");

    /**
     * {@code count}: 0 when it cannot be said; {@code variables}: null when not all of its parameters are;
     * {@code work}: whether it writes some ({@link WorkerPace}); {@code cast}: by parameter, whether the statement
     * casts it; {@code types}: by parameter, the SQL type it last had, 0 before it had one.
     */
    private record Statement(
            String text, int count, List<String> variables, boolean work, List<Boolean> cast, int[] types) {

        /**
         * As it is bound, always as the same type: the driver has a statement planned anew whenever one differs. What
         * is cast goes as text; nothing goes as what there was before.
         */
        Object bound(int n, Object value) {
            if (cast.get(n)) {
                return value == null
                        ? new SqlParameterValue(Types.VARCHAR, null)
                        : value instanceof Number || value instanceof Boolean ? value.toString() : value;
            }
            if (value == null) {
                return types[n] == 0 ? null : new SqlParameterValue(types[n], null);
            }
            types[n] = TYPES.getOrDefault(value.getClass(), 0);
            return value;
        }
    }

    private static final Map<Class<?>, Integer> TYPES = Map.of(
            String.class,
            Types.VARCHAR,
            Integer.class,
            Types.INTEGER,
            Long.class,
            Types.BIGINT,
            Double.class,
            Types.DOUBLE,
            Boolean.class,
            Types.BOOLEAN);

    private static final String CAST = "cast(";

    private final WorkerPace pace;

    private final Map<String, Statement> statements = new ConcurrentHashMap<>();

    public SqlParameters(WorkerPace pace) {
        this.pace = pace;
    }

    /**
     * Before the endpoint's first use. Asked for their number, the driver describes the statement, and
     * then forgets that it was prepared.
     */
    public void use(SqlEndpoint endpoint) {
        endpoint.setPrepareStatementStrategy(this);
        try {
            // Until the endpoint's producer starts, its query is the file's name.
            var query = SqlHelper.resolveQuery(
                    endpoint.getCamelContext(),
                    endpoint.getQuery(),
                    endpoint.isUsePlaceholder() ? endpoint.getPlaceholder() : null);
            endpoint.setParametersCount(statement(query).count());
        } catch (IOException | NoTypeConversionAvailableException e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    @Override
    public String prepareQuery(String query, boolean allowNamedParameters, Exchange exchange) throws SQLException {
        var known = statement(query);
        if (known.work()) {
            pace.wrote();
        }
        return known.variables() == null ? super.prepareQuery(query, allowNamedParameters, exchange) : known.text();
    }

    @Override
    public Iterator<?> createPopulateIterator(
            String query, String preparedQuery, int expectedParams, Exchange exchange, Object value)
            throws SQLException {
        var known = statement(query);
        if (known.variables() == null) {
            return super.createPopulateIterator(query, preparedQuery, expectedParams, exchange, value);
        }
        var values = new ArrayList<Object>(known.variables().size());
        known.variables().forEach(name -> values.add(known.bound(values.size(), exchange.getVariable(name))));
        return values.iterator();
    }

    private Statement statement(String query) {
        return statements.computeIfAbsent(query, SqlParameters::parse);
    }

    private static Statement parse(String query) {
        var variables = new ArrayList<String>();
        var casts = new ArrayList<Boolean>();
        int others = 0;
        var match = PARAMETER.matcher(query);
        while (match.find()) {
            if (match.group(1) == null) {
                others++;
            } else {
                variables.add(match.group(1));
                casts.add(query.startsWith(CAST, match.start() - CAST.length()));
            }
        }
        // Lists (:#in:name) count as their members, nested expressions are not read here.
        int found = query.split(":\\?", -1).length - 1;
        int count = found == variables.size() + others ? found : 0;
        boolean work = WORK.matcher(query).find();
        if (count == 0 || others > 0) {
            return new Statement(query, count, null, work, null, null);
        }
        return new Statement(
                match.replaceAll("?"), count, List.copyOf(variables), work, List.copyOf(casts), new int[count]);
    }
}
