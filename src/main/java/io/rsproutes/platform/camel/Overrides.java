package io.rsproutes.platform.camel;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.platform.database.SqlFiles;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.Resource;

/** What a team's own files, below {@code overrides/}, have replaced. */
public class Overrides {

    private static final Path FOLDER = SqlFiles.OVERRIDES.toAbsolutePath().normalize();

    private final SqlFiles sql;

    public Overrides(SqlFiles sql) {
        this.sql = sql;
    }

    /**
     * True when a file below overrides/ has replaced at least one of these routes (by id) or statements (such
     * as core/submit.record); else false. The names have blanks between.
     */
    public boolean replaced(Exchange exchange, String names) {
        return Stream.of(names.trim().split("\\s+"))
                .anyMatch(name ->
                        sql.isReplaced(name) || isTheirs(exchange.getContext().getRoute(name)));
    }

    /** All routes and statements that are theirs, by name. */
    public List<String> all(CamelContext context) {
        return Stream.concat(
                        context.getRoutes().stream().filter(Overrides::isTheirs).map(Route::getRouteId),
                        sql.names().stream().filter(sql::isReplaced))
                .sorted()
                .toList();
    }

    private static boolean isTheirs(Route route) {
        return route != null && route.getSourceResource() != null && isBelow(route.getSourceResource());
    }

    private static boolean isBelow(Resource file) {
        try {
            return Path.of(file.getLocation().replaceFirst("^file:", ""))
                    .toAbsolutePath()
                    .normalize()
                    .startsWith(FOLDER);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
