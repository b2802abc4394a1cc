package io.rsproutes.delivery.webhook;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.rsproutes.common.Causes;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpException;

/** Why a receiver was not reached, for people who do not read Java. */
final class NoAnswer {

    /** The most special first. */
    private static final Map<Class<? extends Throwable>, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put(ConnectionRequestTimeoutException.class, "too many deliveries to this host are under way");
        WORDS.put(ConnectTimeoutException.class, "no connection in time");
        WORDS.put(UnknownHostException.class, "its host name is unknown");
        WORDS.put(HttpHostConnectException.class, "the connection was refused");
        WORDS.put(ConnectException.class, "the connection was refused");
        WORDS.put(NoRouteToHostException.class, "there is no route to its host");
        WORDS.put(SSLPeerUnverifiedException.class, "its certificate is for another host");
        WORDS.put(
                SSLHandshakeException.class,
                "the TLS handshake failed; its certificate is not trusted, or ours is not");
        WORDS.put(SSLException.class, "TLS failed");
        WORDS.put(SocketTimeoutException.class, "nothing came in time");
        WORDS.put(ConnectionClosedException.class, "it closed the connection without an answer");
        WORDS.put(HttpException.class, "what it answered is not HTTP we can read");
    }

    private NoAnswer() {}

    static String words(Throwable failure) {
        for (var entry : WORDS.entrySet()) {
            if (Causes.any(failure, entry.getKey()::isInstance)) {
                return "no answer: " + entry.getValue();
            }
        }
        return "no answer: the connection broke off, or was cut because nothing came in time";
    }
}
