package io.rsproutes.platform.camel;

import java.util.List;
import java.util.Map;

import io.rsproutes.common.Strings;
import org.apache.camel.Exchange;
import org.apache.camel.component.sql.SqlConstants;

/** What a statement answered, for the route to go on with. */
public class Row {

    /**
     * The row in the body as variables, one for each column, in camel case: those that the statement names as its Out.
     * Variable {@code found}: whether there is a row; without one the other variables stay as they were.
     */
    public void variables(Exchange exchange) {
        var row = exchange.getMessage().getBody() instanceof Map<?, ?> found ? found : null;
        exchange.setVariable("found", row != null);
        if (row != null) {
            row.forEach((column, value) -> exchange.setVariable(Strings.camelCase(column.toString()), value));
        }
    }

    /** The column of this name of each row, as a list of texts; none of them may be null. */
    public List<String> column(List<Map<String, Object>> rows, String column) {
        return rows.stream().map(row -> row.get(column).toString()).toList();
    }

    /**
     * Whether the statement just before changed exactly one row (header CamelSqlUpdateCount, so before any
     * removeHeaders).
     */
    public boolean changed(Exchange exchange) {
        return Integer.valueOf(1).equals(exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT));
    }
}
