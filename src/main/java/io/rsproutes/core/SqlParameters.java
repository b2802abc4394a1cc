package io.rsproutes.core;

import java.io.IOException;
import java.sql.SQLException;
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

/**
 * Binds the parameters of SQL files. Camel's own way reads each statement anew each time, looks for each parameter whether the body could be made a map
 * of them, and asks the database how many there are: a third of our work and half of all round trips, measured. A statement whose parameters are all
 * {@code :#${variable.name}} needs nothing of that; any other is left to Camel, with its count.
 */
class SqlParameters extends DefaultSqlPrepareStatementStrategy {

    // Camel has made :# into :? when it asks.
    private static final Pattern PARAMETER = Pattern.compile(":\\?(?:\\$\\{variable\\.(\\w+)}|(\\$\\{[^{}]+}|\\w+(?!:)\\b))");

    private static final Pattern EVENT = Pattern.compile("insert into event\\b");

    /**
     * {@code count}: 0 when it cannot be said; {@code variables}: null when not all of its parameters are;
     * {@code event}: whether it writes one.
     */
    private record Statement(String text, int count, List<String> variables, boolean event) { }

    private final EventPace pace;

    private final Map<String, Statement> statements = new ConcurrentHashMap<>();

    SqlParameters(EventPace pace) {
        this.pace = pace;
    }

    /** Before the endpoint's first use. Asked for their number, the driver describes the statement, and then forgets that it was prepared. */
    void use(SqlEndpoint endpoint) {
        endpoint.setPrepareStatementStrategy(this);
        try {
            // Until the endpoint's producer starts, its query is the file's name.
            var query = SqlHelper.resolveQuery(endpoint.getCamelContext(), endpoint.getQuery(), endpoint.isUsePlaceholder() ? endpoint.getPlaceholder() : null);
            endpoint.setParametersCount(statement(query).count());
        } catch (IOException | NoTypeConversionAvailableException e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    @Override
    public String prepareQuery(String query, boolean allowNamedParameters, Exchange exchange) throws SQLException {
        var known = statement(query);
        if (known.event()) {
            pace.wrote();
        }
        return known.variables() == null ? super.prepareQuery(query, allowNamedParameters, exchange) : known.text();
    }

    @Override
    public Iterator<?> createPopulateIterator(String query, String preparedQuery, int expectedParams, Exchange exchange, Object value) throws SQLException {
        var known = statement(query);
        if (known.variables() == null) {
            return super.createPopulateIterator(query, preparedQuery, expectedParams, exchange, value);
        }
        var values = new ArrayList<>(known.variables().size());
        known.variables().forEach(name -> values.add(exchange.getVariable(name)));
        return values.iterator();
    }

    private Statement statement(String query) {
        return statements.computeIfAbsent(query, SqlParameters::parse);
    }

    private static Statement parse(String query) {
        var variables = new ArrayList<String>();
        int others = 0;
        var match = PARAMETER.matcher(query);
        while (match.find()) {
            if (match.group(1) == null) {
                others++;
            } else {
                variables.add(match.group(1));
            }
        }
        // Lists (:#in:name) count as their members, nested expressions are not read here.
        int found = query.split(":\\?", -1).length - 1;
        int count = found == variables.size() + others ? found : 0;
        boolean event = EVENT.matcher(query).find();
        return count > 0 && others == 0 ? new Statement(match.replaceAll("?"), count, List.copyOf(variables), event)
                : new Statement(query, count, null, event);
    }
}
