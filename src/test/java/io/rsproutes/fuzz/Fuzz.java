package io.rsproutes.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

import io.rsproutes.support.Loopback;
import io.rsproutes.support.Scan;

/** Spoilt requests at every endpoint, several at once, over sockets of its own; what must not happen is a finding. */
final class Fuzz {

    private static final int CLIENTS = 8;
    private static final int HANG_MILLIS = 5_000;
    private static final int LONGEST_ERROR = 65_536;
    private final List<Endpoint> endpoints;
    private final Map<String, AtomicInteger> answers = new ConcurrentSkipListMap<>();
    private final Queue<String> findings = new ConcurrentLinkedQueue<>();
    private final int port;
    private final int partnerPort;
    private final SSLContext customer;

    Fuzz(List<Endpoint> endpoints, int port, int partnerPort, SSLContext customer) {
        this.endpoints = endpoints;
        this.port = port;
        this.partnerPort = partnerPort;
        this.customer = customer;
    }

    /** Requests {@code 0} to {@code requests - 1} of the seed; the findings, each with what makes it again. */
    List<String> run(long seed, int requests) throws InterruptedException {
        var next = new AtomicInteger();
        var clients = Executors.newFixedThreadPool(CLIENTS, Loopback::thread);
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(() -> {
                for (int n = next.getAndIncrement(); n < requests; n = next.getAndIncrement()) {
                    ask(seed, Request.of(endpoints, seed, n));
                }
            });
        }
        clients.shutdown();
        if (!clients.awaitTermination(2, TimeUnit.HOURS)) {
            findings.add("not done within two hours");
        }
        return List.copyOf(findings);
    }

    /** How often each status was answered. */
    Map<String, AtomicInteger> answers() {
        return new TreeMap<>(answers);
    }

    private void ask(long seed, Request request) {
        String what = "seed " + seed + " number " + request.number() + " ("
                + request.endpoint().name() + "): ";
        try (var socket = request.endpoint().partner()
                ? customer.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), partnerPort)
                : new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(HANG_MILLIS);
            socket.getOutputStream().write(request.bytes());
            socket.getOutputStream().flush();
            judge(what, read(socket));
        } catch (SocketTimeoutException e) {
            findings.add(what + "no answer within " + HANG_MILLIS + " ms");
        } catch (IOException e) {
            // Closed before all of it was read: an answer of a kind, if it was refused unread.
            count("closed");
        }
    }

    private static String read(Socket socket) throws IOException {
        var answer = new ByteArrayOutputStream();
        var buffer = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                answer.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (answer.size() == 0) {
                throw e;
            }
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private void judge(String what, String all) {
        // Behind "100 Continue", which some ask for.
        var answer = all.startsWith("HTTP/1.1 100")
                ? all.substring(Math.min(all.length(), all.indexOf("\r\n\r\n") + 4))
                : all;
        var status = answer.startsWith("HTTP/1.1 ") ? answer.substring(9, 12) : "none";
        count(status);
        // SOAP 1.2 wants 500 for these (part 2, 7.5.2), SOAP 1.1 for every fault (6.2).
        boolean fault = answer.contains(":VersionMismatch")
                || answer.contains(":MustUnderstand")
                || answer.contains("<faultcode>soap:Client</faultcode>");
        if (!status.matches("[234]\\d\\d") && !answer.isEmpty() && !fault) {
            findings.add(what + answer.substring(0, Math.min(600, answer.length())));
        }
        if (status.startsWith("4")) {
            if (answer.length() > LONGEST_ERROR) {
                findings.add(what + "an error of " + answer.length() + " bytes");
            }
            if (answer.contains("Exception")
                    || answer.contains("\tat ")
                    || answer.contains("org.apache")
                    || answer.contains("io.rsproutes")) {
                findings.add(what + "internals: " + answer.substring(0, Math.min(600, answer.length())));
            }
            Scan.read(what, answer);
        }
    }

    private void count(String status) {
        answers.computeIfAbsent(status, one -> new AtomicInteger()).incrementAndGet();
    }
}
