package io.rsproutes.northbound.activation;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Settings;

/**
 * One-time links to an activation code. The token stands behind the # of the address, which no browser sends: no
 * server's or proxy's log has it, and no Referer. The page sends it in the body of a POST, when the end user asks.
 */
public class ActivationLinks {

    private static final SecureRandom RANDOM = new SecureRandom();
    /** 256 bits, in base64url. */
    private static final int BYTES = 32;

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern INLINE = Pattern.compile("(?s)<(script|style)>(.*?)</\\1>");

    private final Settings settings;

    public ActivationLinks(Settings settings) {
        this.settings = settings;
    }

    /** Whether there are links at all: rsp.activation.url is set. */
    public boolean offered() {
        return settings.activation().links();
    }

    /**
     * Seconds that a new link works, by the body, JSON {@code {validityPeriod}} or empty; without one
     * rsp.activation.link-validity. 400 malformed-json, or invalid-link unless it is a whole number from 1 to
     * rsp.activation.max-link-validity, and there is nothing else in it.
     */
    public long validity(String body) {
        var longest = settings.activation().maxLinkValidity().toSeconds();
        var wanted = body.isBlank() ? Json.MAPPER.createObjectNode() : Json.read(body);
        var validity = wanted.path("validityPeriod");
        boolean known = wanted.isObject() && wanted.size() == (wanted.has("validityPeriod") ? 1 : 0);
        if (!known) {
            throw invalid("", "is not an object with nothing but validityPeriod");
        }
        if (validity.isMissingNode()) {
            return settings.activation().linkValidity().toSeconds();
        }
        if (!validity.isIntegralNumber() || !validity.canConvertToLong() || !within(validity.asLong(), longest)) {
            throw invalid("/validityPeriod", "is not a whole number of seconds from 1 to " + longest);
        }
        return validity.asLong();
    }

    private static boolean within(long seconds, long longest) {
        return seconds >= 1 && seconds <= longest;
    }

    private static Problem invalid(String pointer, String detail) {
        return new Problem(400, "invalid-link", "The link has a fault.", List.of(new Violation(pointer, detail)));
    }

    /** A new token: 256 random bits, as 43 characters. */
    public String token() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The SHA-256 of a token, which alone is kept. */
    public String hash(String token) {
        return Strings.sha256(token);
    }

    /**
     * The SHA-256 of the token that the body brings, JSON {@code {token}}; null for a body that is nothing of the kind,
     * which is answered as an unknown token is.
     */
    public String hashOf(String body) {
        JsonNode token;
        try {
            token = Json.read(body).path("token");
        } catch (Problem e) {
            return null;
        }
        return token.isTextual() && TOKEN.matcher(token.asText()).matches() ? hash(token.asText()) : null;
    }

    /**
     * A new link (its row), JSON {@code {id, url, state, createdAt, expiresAt}}: the url has the token, and is shown
     * only here.
     */
    public String made(Map<String, Object> row, String token) {
        var base = settings.activation().url().replaceFirst("/+$", "");
        return Json.write(view(row).put("url", base + "/activation#" + token));
    }

    /**
     * The links of an operation (rows), JSON {@code {items: [{id, state, createdAt, expiresAt, usedAt, revokedAt}]}},
     * without their tokens; what is null is left out.
     */
    public String list(List<Map<String, Object>> rows) {
        var list = Json.MAPPER.createObjectNode();
        var items = list.putArray("items");
        rows.forEach(row -> items.add(view(row)));
        return Json.write(list);
    }

    private static ObjectNode view(Map<String, Object> row) {
        var view = Json.MAPPER.createObjectNode();
        Json.put(view, "id", row.get("id"));
        Json.put(view, "state", row.get("state"));
        for (var moment : List.of("created_at", "expires_at", "used_at", "revoked_at")) {
            Json.put(view, Strings.camelCase(moment), Timestamps.text(row.get(moment)));
        }
        return view;
    }

    /** 404 when found is not true: there is no such operation, or it is not the caller's. */
    public void checkOperation(Boolean found) {
        if (!Boolean.TRUE.equals(found)) {
            throw Problem.notFound("operation");
        }
    }

    /** 404 when the link (what the statement says of it) is null: the operation has no such link. */
    public void checkLink(String link) {
        if (link == null) {
            throw Problem.notFound("link");
        }
    }

    /**
     * The Content-Security-Policy of the page (HTML): its own script and style, by their SHA-256, calls to where it
     * comes from, pictures that it makes itself, and nothing else.
     */
    public String policy(String page) {
        var allowed = new StringBuilder();
        // A browser reads each end of a line as one line feed, before it hashes.
        INLINE.matcher(page.replace("\r\n", "\n")).results().forEach(match -> allowed.append(match.group(1))
                .append("-src 'sha256-")
                .append(sha256(match.group(2)))
                .append("'; "));
        return "default-src 'none'; " + allowed
                + "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static String sha256(String text) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Strings.sha256(text)));
    }
}
