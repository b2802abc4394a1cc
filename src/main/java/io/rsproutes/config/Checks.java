package io.rsproutes.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.config.ListenerSettings.Certificate;

/** What the checks of several settings have in common; each ends the start with the first fault it finds. */
final class Checks {

    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    static final Pattern TOKEN = Pattern.compile("sha256:[0-9a-f]{64}|plain:.{8,}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[A-Za-z]+}");

    private Checks() {}

    /** @throws SettingsFault unless it holds */
    static void check(boolean holds, String property, String fault, String remedy) {
        if (!holds) {
            throw new SettingsFault(property, fault, remedy);
        }
    }

    static String sorted(Collection<String> words) {
        return String.join(", ", words.stream().sorted().toList());
    }

    static void functions(String at, Set<String> names) {
        for (var name : names) {
            check(
                    Functions.get(name) != null,
                    at,
                    "names '" + name + "', no function",
                    "name some of " + sorted(Functions.names()));
        }
    }

    static void matches(String at, String text, String pattern, String remedy) {
        check(text.matches(pattern), at, "is '" + text + "'", remedy);
    }

    static void placeholders(String at, String text, Set<String> known) {
        PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .forEach(one ->
                        check(known.contains(one), at, "has the placeholder " + one, "write some of " + sorted(known)));
    }

    /** Whether a text with these placeholders, and no others, is JSON. */
    static boolean isJson(String text, String... placeholders) {
        var filled = text;
        for (var one : placeholders) {
            filled = filled.replace(one, "");
        }
        try {
            Json.read(filled);
            return !filled.matches("(?s).*\\{[A-Za-z]+}.*");
        } catch (Problem e) {
            return false;
        }
    }

    static void address(String at, String text, String remedy) {
        check(text != null && !text.isBlank(), at, "is missing", remedy);
        var uri = uri(at, text);
        boolean local = uri.getHost() != null
                && (uri.getHost().equals("127.0.0.1") || uri.getHost().equals("localhost"));
        check(
                "https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && local,
                at,
                "is not an https address",
                "use https:// (http:// is for loopback only)");
        check(
                uri.getHost() != null
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null
                        && uri.getRawUserInfo() == null,
                at,
                "is not a base address",
                "give scheme, host, port and path only");
    }

    static URI uri(String at, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new SettingsFault(at, "is not an address", "write it as https://host[:port][/path]");
        }
    }

    static void certificates(String at, List<Certificate> certificates) {
        for (var one : certificates) {
            boolean fingerprint = one.fingerprint() != null;
            boolean issuer = one.issuer() != null;
            boolean san = one.san() != null;
            boolean subject = one.subject() != null;
            check(
                    fingerprint && !issuer && !san && !subject
                            || !fingerprint && issuer && san && !subject
                            || !fingerprint && !issuer && !san && subject,
                    at + ".certificates",
                    "has an entry of an unknown form",
                    "give fingerprint, or issuer and san, or subject");
        }
    }
}
