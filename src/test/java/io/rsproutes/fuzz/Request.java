package io.rsproutes.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The n-th request of a seed: a endpoint's own request with some of it spoilt. The same seed and number make the same bytes.
 *
 * @param bytes as they go over the wire
 */
record Request(Endpoint endpoint, int number, byte[] bytes) {

    static Request of(List<Endpoint> endpoints, long seed, int number) {
        var random = new Random(seed * 1_000_003L + number);
        // Never of a power of two: for these, seeds next to each other give first numbers next to each other.
        var endpoint = endpoints.get(random.nextInt(3 * endpoints.size()) / 3);
        var method = random.nextInt(30) == 0 ? pick(random, Corpus.METHODS) : endpoint.method();
        var path = random.nextInt(endpoint.method().equals("GET") ? 2 : 12) == 0
                ? path(random, endpoint.path())
                : endpoint.path();
        var body = body(random, endpoint);
        var head = new ByteArrayOutputStream();
        line(head, method + " " + path + " HTTP/1.1");
        for (var header : headers(random, endpoint, body.length)) {
            line(head, header);
        }
        line(head, "");
        head.writeBytes(body);
        return new Request(endpoint, number, head.toByteArray());
    }

    private static void line(ByteArrayOutputStream out, String text) {
        out.writeBytes((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> headers(Random random, Endpoint endpoint, int length) {
        var headers = new ArrayList<>(List.of("Host: 127.0.0.1", "Connection: close", "Content-Length: " + length));
        if (endpoint.token() != null && random.nextInt(40) > 0) {
            headers.add("Authorization: Bearer " + endpoint.token());
        }
        if (endpoint.type() != null) {
            headers.add("Content-Type: " + endpoint.type());
        }
        headers.add("X-Admin-Protocol: gsma/rsp/v2.2.0");
        for (int spoilt = random.nextInt(8); spoilt > 5; spoilt--) {
            var header = pick(random, Corpus.HEADERS);
            var name = header.substring(0, header.indexOf(':') + 1);
            if (random.nextBoolean()) {
                headers.removeIf(one -> one.startsWith(name));
            }
            headers.add(random.nextInt(10) == 0 ? name + " " + header(pick(random, Corpus.VALUES)) : header);
        }
        return headers;
    }

    private static String header(String value) {
        return value.replaceAll("[\r\n]", " ").substring(0, Math.min(2_000, value.length()));
    }

    // One value of the query, or a part of the path, is another; or there is one more.
    private static String path(Random random, String path) {
        var value = java.net.URLEncoder.encode(pick(random, Corpus.VALUES), StandardCharsets.UTF_8);
        value = value.substring(0, Math.min(3_000, value.length()));
        var question = path.indexOf('?');
        return switch (random.nextInt(5)) {
            case 0 ->
                path + (question < 0 ? "?" : "&")
                        + pick(random, List.of("x", "limit", "state", "Limit", "type", "name", "scope", "id")) + "="
                        + value;
            case 1 ->
                question < 0
                        ? path + "/" + value
                        : path.replaceFirst("=[^&]*", java.util.regex.Matcher.quoteReplacement("=" + value));
            case 2 ->
                question < 0
                        ? path + ";" + value
                        : path.replaceFirst("=[^=]*$", java.util.regex.Matcher.quoteReplacement("=" + value));
            case 3 -> path.replaceFirst("/[^/?]*(\\?|$)", java.util.regex.Matcher.quoteReplacement("/" + value) + "$1");
            default ->
                path
                        + pick(
                                random,
                                List.of(
                                        "%",
                                        "%zz",
                                        "%00",
                                        "?",
                                        "??",
                                        "#",
                                        "/..",
                                        "/./",
                                        "//",
                                        "?a",
                                        "?=",
                                        "?&&",
                                        "?a=1&a=2",
                                        ";jsessionid=1",
                                        "\\"));
        };
    }

    private static byte[] body(Random random, Endpoint endpoint) {
        if (endpoint.type() == null) {
            return new byte[0];
        }
        var text = random.nextInt(4) == 0 ? pick(random, endpoint.corpus()) : pick(random, endpoint.seeds());
        for (int times = random.nextInt(3); times > 0; times--) {
            text = spoilt(random, endpoint, text);
        }
        var bytes = text.getBytes(random.nextInt(25) == 0 ? charset(random) : StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(6) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static Charset charset(Random random) {
        return pick(random, List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1));
    }

    private static String spoilt(Random random, Endpoint endpoint, String text) {
        int at = text.isEmpty() ? 0 : random.nextInt(text.length());
        return switch (random.nextInt(7)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + pick(random, Corpus.VALUES) + text.substring(at);
            case 2 ->
                text.replaceFirst(
                        "(?<=[>\":,;])[A-Za-z0-9][A-Za-z0-9.:-]*(?=[<\",;\n])",
                        java.util.regex.Matcher.quoteReplacement(pick(random, Corpus.VALUES)));
            case 3 -> text.substring(0, at) + pick(random, endpoint.corpus()) + text.substring(at);
            case 4 -> text + text;
            case 5 ->
                text.replaceFirst(
                        ":(\"[^\"]*\"|[0-9a-z]+)",
                        java.util.regex.Matcher.quoteReplacement(":" + pick(random, Corpus.JSON)));
            default -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(20)));
        };
    }

    private static <T> T pick(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
