package io.rsproutes.platform.http;

import org.apache.camel.StreamCacheException;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;

/** Requests that ended before their end: Tomcat reports that while Camel, CXF or we read the body. */
public final class BrokenRequests {

    private BrokenRequests() {}

    /** Whether this failure is the caller's, who sent a body that is cut off or framed wrongly. */
    public static boolean is(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamCacheException
                    || cause instanceof BadRequestException
                    || cause instanceof ClientAbortException) {
                return true;
            }
        }
        return false;
    }
}
