package io.rsproutes.platform.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.rsproutes.platform.database.TenantDataSource.Scope;

/**
 * A connection whose scope is still that of its last use. The first statement sets it, in the same round trip and
 * commit, if it is prepared and executed alone and in no transaction; before anything else a statement of its own does.
 *
 * <p>It is set for the session, not for that statement only ({@code set_config(…, true)}): once the driver has
 * described a statement, as it does for a parameter without a type or when asked for metadata, it ends the transaction
 * that both would share between them, and the second would see everybody's rows.
 */
final class ScopedConnection implements InvocationHandler {

    private static final String SCOPE =
            "select set_config('rsp.tenant', ?, false), set_config('rsp.elsewhere', ?, false),"
                    + " set_config('plan_cache_mode', ?, false)";
    private static final int PARAMETERS = 3;

    /** What reaches no row. */
    private static final Set<String> HARMLESS =
            Set.of("getAutoCommit", "isClosed", "close", "equals", "hashCode", "toString");

    private static final Set<String> EXECUTE = Set.of("execute", "executeQuery", "executeUpdate", "executeLargeUpdate");

    private final Connection connection;
    private final Scope scope;
    private final String elsewhere;
    private final Consumer<Scope> known;
    private boolean scoped;

    private ScopedConnection(Connection connection, Scope scope, String elsewhere, Consumer<Scope> known) {
        this.connection = connection;
        this.scope = scope;
        this.elsewhere = elsewhere;
        this.known = known;
    }

    /** {@code known} takes the scope that the connection has got, or null while that cannot be said. */
    static Connection of(Connection connection, Scope scope, String elsewhere, Consumer<Scope> known) {
        return proxy(Connection.class, new ScopedConnection(connection, scope, elsewhere, known));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (!scoped
                && method.getName().equals("prepareStatement")
                && arguments.length == 1
                && connection.getAutoCommit()) {
            return proxy(PreparedStatement.class, new FirstStatement((String) arguments[0]));
        }
        if (!HARMLESS.contains(method.getName())) {
            scope();
        }
        return call(connection, method, arguments);
    }

    private void scope() throws SQLException {
        if (!scoped) {
            try (var statement = connection.prepareStatement(SCOPE)) {
                scope(statement);
            }
        }
    }

    // What failed may have set it, or not.
    private void scope(PreparedStatement statement) throws SQLException {
        statement.setString(1, scope.tenant());
        statement.setString(2, elsewhere);
        statement.setString(3, scope.planMode());
        known.accept(null);
        statement.execute();
        scoped = true;
        known.accept(scope);
    }

    private record Setting(Method method, Object[] arguments) {}

    /** Prepared when it is known what becomes of it: until then its parameters and settings are kept. */
    private final class FirstStatement implements InvocationHandler {

        private final String sql;
        private final List<Setting> settings = new ArrayList<>();
        private PreparedStatement statement;
        private boolean scoping;

        private FirstStatement(String sql) {
            this.sql = sql;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            var name = method.getName();
            boolean execute = arguments == null && EXECUTE.contains(name);
            if (statement == null && name.startsWith("set")) {
                settings.add(new Setting(method, arguments));
                return null;
            }
            if (statement == null && HARMLESS.contains(name)) {
                return name.equals("close")
                        ? null
                        : name.equals("isClosed") ? (Object) false : call(this, method, arguments);
            }
            if (statement == null) {
                prepare(execute && !scoped);
            }
            return scoping && execute ? execute(name) : set(method, arguments);
        }

        private void prepare(boolean first) throws Throwable {
            scoping = first;
            if (!scoping) {
                scope();
            }
            statement = connection.prepareStatement(scoping ? SCOPE + "; " + sql : sql);
            for (var setting : settings) {
                set(setting.method(), setting.arguments());
            }
        }

        // Its parameters come after those of the scope.
        private Object set(Method method, Object[] arguments) throws Throwable {
            if (!scoping
                    || method.getDeclaringClass() != PreparedStatement.class
                    || !method.getName().startsWith("set")) {
                return call(statement, method, arguments);
            }
            var shifted = arguments.clone();
            shifted[0] = (int) shifted[0] + PARAMETERS;
            return call(statement, method, shifted);
        }

        private Object execute(String how) throws SQLException {
            scope(statement);
            boolean rows = statement.getMoreResults();
            return switch (how) {
                case "executeQuery" -> statement.getResultSet();
                case "executeUpdate" -> statement.getUpdateCount();
                case "executeLargeUpdate" -> statement.getLargeUpdateCount();
                default -> rows;
            };
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
