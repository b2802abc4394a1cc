package io.rsproutes.protocol.sgp02;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Addresses with an EntityId in their query, and message ids, as SGP.02 writes them and as
 * peers do (docs/spec/es4.md 1.7).
 */
public final class EntityUri {

    private EntityUri() {}

    /** {@code url?EntityId=oid}, or {@code url&EntityId=oid} when it has a query already. */
    public static String of(String url, String entityId) {
        return entityId == null ? url : with(url, "EntityId", entityId);
    }

    /** The address with one parameter more. */
    public static String with(String url, String name, String value) {
        return url + (url.contains("?") ? "&" : "?") + name + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * A parameter of the query, by any case; parameters may be separated by & or by a second ?, with
     * stray blanks. Null when absent.
     */
    public static String parameter(String uri, String name) {
        if (uri == null) {
            return null;
        }
        var parts = uri.split("[?&]");
        for (int i = 1; i < parts.length; i++) {
            var pair = parts[i].trim().split("=", 2);
            if (pair.length == 2 && pair[0].trim().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
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
