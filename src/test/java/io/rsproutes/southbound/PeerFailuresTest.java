package io.rsproutes.southbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;

import javax.net.ssl.SSLHandshakeException;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;

/** Whether a call that failed may have left. */
class PeerFailuresTest {

    @Test
    void withoutAConnectionNothingLeft() {
        assertThat(PeerFailures.read(new RuntimeCamelException(new ConnectException("refused"))))
                .containsEntry("kind", "no-connection")
                .containsEntry("detail", "no connection to the peer");
        assertThat(PeerFailures.read(new UnknownHostException("smdp")))
                .containsEntry("detail", "no connection to the peer (its name is unknown)");
        assertThat(PeerFailures.read(new SSLHandshakeException("unknown ca")))
                .containsEntry("detail", "no connection to the peer (the TLS handshake failed)");
    }

    @Test
    void aLostAnswerMayHaveLeft() {
        assertThat(PeerFailures.read(new SocketTimeoutException("Read timed out")))
                .containsEntry("kind", "no-answer")
                .containsEntry("detail", "the call left but no answer came in time");
    }

    @Test
    void anAnswerOf500OrMoreIsRead() {
        var failure = new HttpOperationFailedException("x", 503, "Unavailable", null, Map.of("retry-after", "7"), "{}");

        assertThat(PeerFailures.read(failure))
                .containsEntry("kind", "http")
                .containsEntry("httpStatus", 503)
                .containsEntry("retryAfter", "7")
                .containsEntry("body", "{}");
    }

    @Test
    void whatCannotBeWrittenSaysWhy() {
        assertThat(PeerFailures.read(unwritten(new IllegalArgumentException("no EID"))))
                .containsEntry("unwritten", "no EID");
        assertThat(PeerFailures.read(unwritten(new NullPointerException("internals"))))
                .containsEntry("unwritten", "the call could not be written; the log says why");
    }

    /** It came after the call had left: that may have been executed. */
    @Test
    void whatFailsOtherwiseIsNotTakenForUnwritten() {
        assertThat(PeerFailures.read(new IllegalArgumentException("an answer that cannot be read")))
                .containsEntry("unwritten", null)
                .containsEntry("kind", "no-answer");
    }

    private static Throwable unwritten(RuntimeException fault) {
        return catchThrowable(() -> UnwrittenCall.unless(() -> {
            throw fault;
        }));
    }
}
