package io.rsproutes.northbound.rest;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.rsproutes.common.Identifiers;
import io.rsproutes.operation.command.Commands;
import io.rsproutes.platform.http.QueryString;
import io.rsproutes.platform.http.RequestForm;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;

/** What routes may see of a request's path, query and headers, in the one form they know; all else is dropped. */
final class RequestFields {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final List<Field> FIELDS = List.of(
            field("id", "[A-Za-z0-9.-]{1,120}", "1 to 120 letters, digits, dots and hyphens"),
            field("linkId", "[A-Za-z0-9-]{1,36}", "the id of a link"),
            field("eid", "[0-9]{32}", "32 digits"),
            field("iccid", "[0-9]{18,20}[Ff]{0,2}", "18 to 20 digits, or 19 and F"),
            field("state", "[A-Za-z_-]{1,32}", "a state, such as SUCCEEDED"),
            field("function", "[A-Za-z]{1,64}", "a function, such as enableProfile"),
            field("limit", "[1-9][0-9]{0,2}|1000", "a number from 1 to 1000"),
            field("cursor", "[A-Za-z0-9.-]{1,120}", "the cursor of the page before"),
            field("after", "[0-9]{1,18}", "the cursor of the page before, or 0"),
            field("type", "[A-Za-z0-9.*-]{1,100}", "a type of event, such as rsp.profile.*"),
            field("subject", "[A-Za-z0-9-]{1,64}", "an EID, an ICCID or the id of an operation"),
            field("kind", "[a-z-]{1,16}", "a word of small letters and hyphens"),
            field("value", "[0-9*Ff-]{1,65}", "an EID, an EUM, a TAC or an ICCID, or a range such as 8904903212*"),
            field(
                    "name",
                    "[^\\p{Cntrl}\\p{Z}./\\\\:*?\"<>|][^\\p{Cntrl}/\\\\:*?\"<>|]{0,199}",
                    "a file name of 1 to 200 characters,"
                            + " without / \\ : * ? \" < > | and not beginning with a dot or blank"),
            field("outcome", "[a-z-]{1,32}", "a word of small letters and hyphens"),
            field("offset", "[0-9]{1,9}", "a number from 0 to 999999999"),
            field("externalId", "[\\x20-\\x7E]{1,128}", "1 to 128 printable characters of ASCII"),
            field("category", "[A-Za-z]{1,32}", "a word of letters"),
            field("peer", "[A-Za-z0-9._-]{1,64}", "the id of a peer"),
            field("profileType", "[\\x20-\\x7E]{1,100}", "1 to 100 printable characters of ASCII"),
            field("clientReference", "[^\\p{Cntrl}]{1,128}", "1 to 128 characters, no control characters"),
            field("msisdnReference", "[\\x20-\\x7E]{1,64}", "1 to 64 printable characters of ASCII"),
            field("tenant", "[a-z0-9-]{1,64}", "the id of a tenant"),
            field("stockState", "[a-z-]{1,16}", "a word of small letters and hyphens"),
            field("imsiReference", "[\\x20-\\x7E]{1,64}", "1 to 64 printable characters of ASCII"),
            field("format", "json|csv", "json or csv"),
            field("dryRun", "true|false", "true or false"),
            new Field(
                    "from",
                    false,
                    text -> QueryString.moment(text) != null,
                    "a time such as 2026-01-31T12:00:00Z, of the years 1970 to 9999"),
            new Field(
                    "to",
                    false,
                    text -> QueryString.moment(text) != null,
                    "a time such as 2026-01-31T12:00:00Z, of the years 1970 to 9999"),
            header(IDEMPOTENCY_KEY, Commands.IDEMPOTENCY_KEY, "1 to 255 printable characters of ASCII"),
            header(
                    "x-correlator",
                    "[a-zA-Z0-9_:;./<>{}-]{0,256}",
                    "at most 256 letters, digits and _ : ; . / < > { } -"),
            // A caller's wishes are not refused, whatever they are (RFC 7240, 2).
            header("Prefer", "(?s).*", ""),
            header("Accept", "(?s).*", ""),
            header("Content-Type", "(?s).*", ""),
            header("X-Admin-Protocol", "(?s).*", ""));

    private static final int DEFAULT_LIMIT = 100;

    private RequestFields() {}

    /**
     * A field that routes know.
     *
     * @param header whether it is a header; else it is part of the path, or a query parameter
     * @param words  the form it must have
     */
    private record Field(String name, boolean header, Predicate<String> form, String words) {}

    private static Field field(String name, String form, String words) {
        return new Field(name, false, Pattern.compile(form).asMatchPredicate(), words);
    }

    private static Field header(String name, String form, String words) {
        return new Field(name, true, Pattern.compile(form).asMatchPredicate(), words);
    }

    /**
     * Each field by the name of its variable, null when the request has none.
     *
     * @param route that is called: its contract says which query parameters there are
     * @throws io.rsproutes.common.Problem 400 {@code invalid-field}
     */
    static Map<String, Object> read(HttpServletRequest request, String route) {
        var contract = Contracts.queries(route);
        var fields = new LinkedHashMap<String, Object>(texts(request, route));
        for (var moment : new String[] {"from", "to"}) {
            fields.computeIfPresent(
                    moment, (name, text) -> QueryString.moment((String) text).toString());
        }
        fields.compute("prefer", (name, text) -> Waiters.preference((String) text));
        fields.compute("accept", (name, text) -> accepted((String) text, Contracts.answers(route)));
        if (contract != null && contract.containsKey("format") && fields.get("format") == null) {
            fields.put("format", "text/csv".equals(fields.get("accept")) ? "csv" : null);
        }
        fields.compute("limit", (name, text) -> text == null ? DEFAULT_LIMIT : Integer.parseInt((String) text));
        fields.computeIfPresent("iccid", (name, text) -> Identifiers.canonicalIccid((String) text));
        for (var number : new String[] {"subject", "value"}) {
            fields.computeIfPresent(
                    number,
                    (name, text) ->
                            Identifiers.isIccid((String) text) ? Identifiers.canonicalIccid((String) text) : text);
        }
        fields.computeIfPresent(
                "state",
                (name, text) -> ((String) text).toUpperCase(Locale.ROOT).replace('-', '_'));
        return fields;
    }

    // Each from where it belongs: Camel puts headers, query and path into one map.
    private static Map<String, String> texts(HttpServletRequest request, String route) {
        var contract = Contracts.queries(route);
        var query = QueryString.read(request, contract == null ? null : contract.keySet());
        var path = RequestForm.variables(request);
        var texts = new LinkedHashMap<String, String>();
        for (var field : FIELDS) {
            var text = field.header()
                    ? header(request, field.name())
                    : path.getOrDefault(field.name(), query.get(field.name()));
            // Clients give the cursor back as they got it: empty, of the last page.
            if (text == null
                    || text.isEmpty() && (field.header() || field.name().equals("cursor"))) {
                texts.put(variable(field.name()), null);
                continue;
            }
            if (text.isEmpty()) {
                throw QueryString.invalid(field.name(), "is empty; leave it out, or say " + field.words());
            }
            if (!field.form().test(text) || !field.header() && !Contracts.fits(route, field.name(), text)) {
                throw QueryString.invalid(field.name(), "is not " + field.words());
            }
            var values = contract == null || field.header()
                    ? List.<String>of()
                    : contract.getOrDefault(field.name(), List.of());
            texts.put(variable(field.name()), values.isEmpty() ? text : one(field.name(), text, values));
        }
        return texts;
    }

    // One that can be any of several may be written in any case, and with hyphens.
    private static String one(String field, String text, List<String> known) {
        return known.stream()
                .filter(one -> one.replace('_', '-').equalsIgnoreCase(text.replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> QueryString.invalid(field, "is none of " + String.join(", ", known)));
    }

    /** All lines of a header as one; two of those that say one thing are refused. */
    private static String header(HttpServletRequest request, String name) {
        var lines = Collections.list(request.getHeaders(name));
        if (name.equals(IDEMPOTENCY_KEY) && new HashSet<>(lines).size() > 1) {
            throw QueryString.invalid(name, "stands more than once");
        }
        return lines.isEmpty() ? null : name.equals(IDEMPOTENCY_KEY) ? lines.get(0) : String.join(", ", lines);
    }

    // Which of these the caller would rather have, of equals the first; null when it accepts none, or there is no
    // choice.
    private static String accepted(String accept, List<String> types) {
        if (types.size() < 2 || accept == null) {
            return types.size() < 2 ? null : types.get(0);
        }
        var ranges = MediaType.parseMediaTypes(accept);
        String best = null;
        double most = 0;
        for (var type : types) {
            double quality = quality(ranges, MediaType.valueOf(type));
            if (quality > most) {
                best = type;
                most = quality;
            }
        }
        return best;
    }

    // By the narrowest range that includes it (RFC 9110, 12.5.1).
    private static double quality(List<MediaType> ranges, MediaType type) {
        return ranges.stream()
                .filter(range -> range.includes(type))
                .max(Comparator.comparing((MediaType range) -> !range.isWildcardType())
                        .thenComparing(range -> !range.isWildcardSubtype()))
                .map(MediaType::getQualityValue)
                .orElse(0.0);
    }

    // Idempotency-Key is idempotencyKey.
    private static String variable(String field) {
        return Character.toLowerCase(field.charAt(0)) + field.substring(1).replace("-", "");
    }
}
