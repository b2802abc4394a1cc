package io.rsproutes.platform.http;

import io.rsproutes.common.Causes;
import org.apache.camel.StreamCacheException;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;

/** Requests that ended before their end: Tomcat reports that while Camel, CXF or we read the body. */
public final class BrokenRequests {

    private BrokenRequests() {}

    /** Whether this failure is the caller's, who sent a body that is cut off or framed wrongly. */
    public static boolean is(Throwable failure) {
        return Causes.any(
                failure,
                cause -> cause instanceof StreamCacheException
                        || cause instanceof BadRequestException
                        || cause instanceof ClientAbortException);
    }
}
