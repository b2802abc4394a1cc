package io.rsproutes.southbound;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call that could not be written, so that nothing has left. Its message says why. */
public final class UnwrittenCall extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(UnwrittenCall.class);

    private UnwrittenCall(String reason, Throwable cause) {
        super(reason, cause);
    }

    /** Writes the call; whatever is wrong with it comes as an unwritten call. */
    public static void unless(Runnable writing) {
        try {
            writing.run();
        } catch (IllegalArgumentException e) {
            throw new UnwrittenCall(e.getMessage(), e);
        } catch (RuntimeException e) {
            LOG.warn("a call could not be written, for an unforeseen reason", e);
            throw new UnwrittenCall("the call could not be written; the log says why", e);
        }
    }
}
