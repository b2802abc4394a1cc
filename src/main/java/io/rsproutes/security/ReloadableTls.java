package io.rsproutes.security;

import java.io.IOException;
import java.net.Socket;

import javax.net.ssl.SSLSocket;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.springframework.boot.ssl.SslBundle;

/** Our client certificate towards one peer; a renewed bundle is used from the next connection on. */
public class ReloadableTls implements TlsSocketStrategy {

    private volatile TlsSocketStrategy current;

    public ReloadableTls(SslBundle bundle) {
        use(bundle);
    }

    public final void use(SslBundle bundle) {
        current = new DefaultClientTlsStrategy(
                bundle.createSslContext(), new String[] {"TLSv1.3", "TLSv1.2"}, null, null, null);
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return current.upgrade(socket, target, port, attachment, context);
    }
}
