package io.rsproutes.support;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The database and broker the ITs run on, by -Drsp.it: `embedded` (H2, embedded Artemis) or `production` (PostgreSQL 17, an
 * external Artemis). One of each per JVM, started when first asked for.
 */
public final class Servers {

    public static final boolean PRODUCTION = "production".equals(System.getProperty("rsp.it"));
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static PostgresServer postgres;

    private Servers() {
    }

    public static synchronized PostgresServer postgres() {
        if (postgres == null) {
            postgres = new PostgresServer();
        }
        return postgres;
    }

    /** Properties of a bundle with a fresh database and data folder; the broker is its own when given. */
    public static Map<String, String> properties(ArtemisServer broker) {
        var properties = new LinkedHashMap<String, String>();
        properties.put("rsp.data-dir", Processes.folder("rsp-data-").toString());
        if (PRODUCTION) {
            properties.put("spring.datasource.url", postgres().database("rsp" + DATABASES.incrementAndGet()));
            properties.put("spring.datasource.username", "rsp");
            properties.put("spring.datasource.password", "");
            properties.put("rsp.broker.url", broker.url());
            properties.put("rsp.broker.user", "rsp");
            properties.put("rsp.broker.password", "rsp");
        }
        return properties;
    }
}
