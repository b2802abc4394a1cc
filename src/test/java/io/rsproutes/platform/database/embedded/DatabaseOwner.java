package io.rsproutes.platform.database.embedded;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A process that does nothing but run the embedded PostgreSQL of a folder; it says so in one line. */
public final class DatabaseOwner {

    private DatabaseOwner() {}

    public static void main(String[] arguments) {
        var server = new EmbeddedPostgres(Path.of(arguments[0]));
        System.out.println("serves " + server.url());
        while (true) {
            LockSupport.park(server);
        }
    }
}
