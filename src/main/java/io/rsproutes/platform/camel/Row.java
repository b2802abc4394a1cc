package io.rsproutes.platform.camel;

import java.util.List;
import java.util.Map;

import io.rsproutes.common.Strings;
import org.apache.camel.Exchange;
import org.apache.camel.component.sql.SqlConstants;

/** What a statement answered, for the route to go on with. */
public class Row {

    /**
     * Sets a variable for each column of the row in the body (the Out of the statement), by its name in camel
     * case; a column that is null removes its variable. Sets {@code found}: true when there is a row; false
     * when there is none, and then the other variables stay as they were. The body stays.
     */
    public void variables(Exchange exchange) {
        var row = exchange.getMessage().getBody() instanceof Map<?, ?> found ? found : null;
        exchange.setVariable("found", row != null);
        if (row != null) {
            row.forEach((column, value) -> exchange.setVariable(Strings.camelCase(column.toString()), value));
        }
    }

    /**
     * The values of the column of this name, one of each row, as a list of texts; an empty list for no rows.
     * Fails when one is null.
     */
    public List<String> column(List<Map<String, Object>> rows, String column) {
        return rows.stream().map(row -> row.get(column).toString()).toList();
    }

    /**
     * true when the statement just before changed exactly one row, else false. Reads header
     * CamelSqlUpdateCount, so it must come before any removeHeaders.
     */
    public boolean changed(Exchange exchange) {
        return Integer.valueOf(1).equals(exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT));
    }
}
