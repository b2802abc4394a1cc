package io.rsproutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

import io.rsproutes.support.Certificates;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;

/** A reverse proxy with mutual TLS on both sides and connections that are kept. */
final class Nginx implements AutoCloseable {

    private static final String CONFIGURATION =
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log;
            events { worker_connections 512; }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              upstream peer { server 127.0.0.1:%d; keepalive 64; keepalive_requests 10000000; }
              server {
                listen 127.0.0.1:%d ssl;
                keepalive_requests 10000000;
                ssl_certificate server.pem; ssl_certificate_key server.pem;
                ssl_client_certificate ca.pem; ssl_verify_client on;
                location / {
                  proxy_pass https://peer;
                  proxy_http_version 1.1; proxy_set_header Connection "";
                  proxy_ssl_certificate server.pem; proxy_ssl_certificate_key server.pem;
                  proxy_ssl_trusted_certificate ca.pem; proxy_ssl_verify on; proxy_ssl_name server;
                }
              }
            }
            """;

    final int port = Ports.free();
    private final Process process;

    Nginx(TlsPeer peer) throws IOException, GeneralSecurityException {
        var folder = Processes.folder("rsp-nginx-");
        var store =
                KeyStore.getInstance(peer.certificates.store("server").toFile(), Certificates.PASSWORD.toCharArray());
        Files.writeString(
                folder.resolve("server.pem"),
                pem("CERTIFICATE", store.getCertificate("server").getEncoded())
                        + pem(
                                "PRIVATE KEY",
                                store.getKey("server", Certificates.PASSWORD.toCharArray())
                                        .getEncoded()));
        Files.writeString(
                folder.resolve("ca.pem"),
                pem("CERTIFICATE", store.getCertificate("ca").getEncoded()));
        var configuration = Files.writeString(folder.resolve("nginx.conf"), CONFIGURATION.formatted(peer.port(), port));
        process = Processes.start(
                Path.of("target", "bench", "nginx.log").toAbsolutePath(),
                folder,
                List.of(
                        "nginx",
                        "-p",
                        folder.toString(),
                        "-c",
                        configuration.toString(),
                        "-e",
                        folder.resolve("error.log").toString()));
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
    }

    @Override
    public void close() {
        Processes.kill(process);
    }
}
