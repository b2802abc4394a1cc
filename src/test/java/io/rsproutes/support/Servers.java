package io.rsproutes.support;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The database server the ITs run on: one per JVM, started when first asked for. */
public final class Servers {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static PostgresServer postgres;

    private Servers() {}

    public static synchronized PostgresServer postgres() {
        if (postgres == null) {
            postgres = new PostgresServer();
        }
        return postgres;
    }

    /** Properties of a bundle with a fresh database and data folder, on this broker. */
    public static Map<String, String> properties(ArtemisServer broker) {
        var properties = new LinkedHashMap<String, String>();
        properties.put("rsp.data-dir", Processes.folder("rsp-data-").toString());
        properties.put("spring.datasource.url", postgres().database("rsp" + DATABASES.incrementAndGet()));
        properties.put("spring.datasource.username", "rsp");
        properties.put("spring.datasource.password", "");
        properties.put("rsp.broker.url", broker.url());
        properties.put("rsp.broker.user", "rsp");
        properties.put("rsp.broker.password", "rsp");
        return properties;
    }
}
