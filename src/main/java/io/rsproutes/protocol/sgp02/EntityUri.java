package io.rsproutes.protocol.sgp02;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Addresses with an EntityId in their query, and message ids, as SGP.02 writes them and as
 * peers do (docs/spec/es4.md 1.7).
 */
public final class EntityUri {

    /** Between parameters, as URIs are written. The first always follows a question mark. */
    public static final String AMPERSAND = "&";

    private EntityUri() {}

    /** {@code url?EntityId=oid}, or {@code url&EntityId=oid} when it has a query already. */
    public static String of(String url, String entityId) {
        return of(url, entityId, AMPERSAND);
    }

    /** The same with that separator, {@code &} or {@code ?}; the url itself when entityId is null. */
    public static String of(String url, String entityId, String separator) {
        return with(url, "EntityId", entityId, separator);
    }

    /** The address with one parameter more, after what its query has already; the url itself when value is null. */
    public static String with(String url, String name, String value, String separator) {
        if (value == null) {
            return url;
        }
        var before = !url.contains("?") ? "?" : url.endsWith("?") || url.endsWith(AMPERSAND) ? "" : separator;
        return url + before + name + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * The first parameter of that name in the query, in any case; parameters may be separated by &, by
     * &amp;amp; escaped once too often, or by a second ?, with stray blanks. Null when absent.
     */
    public static String parameter(String uri, String name) {
        return parameter(uri, name.toLowerCase(Locale.ROOT)::equals);
    }

    /**
     * Whose profile a call is about, where it is not of the caller's own: ProviderEntityId, or such a name
     * with X- and somebody's name before it. Null when absent or empty.
     */
    public static String providerEntityId(String uri) {
        var id = parameter(uri, EntityUri::namesProvider);
        return id == null || id.isEmpty() ? null : id;
    }

    // ProviderEntityId, or as an extension of somebody's, such as X-KPN-ProviderEntityId; in lower case.
    private static boolean namesProvider(String name) {
        return name.equals("providerentityid") || name.startsWith("x-") && name.endsWith("-providerentityid");
    }

    private static String parameter(String uri, Predicate<String> name) {
        if (uri == null) {
            return null;
        }
        var parts = uri.split("[?&](\\s*amp;)*");
        for (int i = 1; i < parts.length; i++) {
            var pair = parts[i].trim().split("=", 2);
            if (pair.length == 2 && name.test(pair[0].trim().toLowerCase(Locale.ROOT))) {
                try {
                    return URLDecoder.decode(pair[1].trim(), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    return pair[1].trim();
                }
            }
        }
        return null;
    }

    /** The part before the query. */
    public static String base(String uri) {
        return uri == null ? null : uri.split("\\?", 2)[0];
    }

    /** {@code //oid/id?TransactionId=id&MessageDate=date} (docs/spec/es4.md 1.7). */
    public static String messageId(String ownEntityId, String id, String transactionId, String date) {
        return "//" + ownEntityId + "/" + id + "?TransactionId=" + transactionId + "&MessageDate=" + date;
    }
}
