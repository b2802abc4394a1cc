package io.rsproutes.southbound.sgp02;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Masking;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.StatusCodes;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.Xml;
import io.rsproutes.protocol.sgp02.message.Eis;
import io.rsproutes.protocol.sgp02.message.Sgp02Responses;
import io.rsproutes.southbound.Outcomes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads results of calls, whether an SM-SR or SM-DP answers with them or sends them later. */
final class Sgp02Results {

    private static final Logger LOG = LoggerFactory.getLogger(Sgp02Results.class);

    private final Settings settings;
    private final StatusCodes codes;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    Sgp02Results(Settings settings, StatusCodes codes) {
        this.settings = settings;
        this.codes = codes;
    }

    /**
     * A result.
     *
     * @param function   the one it is the response of
     * @param named      what it names of its call
     * @param observedAt when the peer was done
     * @param hash       by what an equal result is known
     * @param outcome    done, refused, expired, or unknown: it has no status we know
     * @param status     in JSON
     * @param content    in JSON; null: none, or the call was not executed
     * @param downloadedIccid the profile that a downloadProfile brought; null: none, or it names none
     */
    record Result(
            String function,
            Sgp02Responses.Named named,
            Timestamp observedAt,
            String hash,
            String outcome,
            String detail,
            String status,
            String content,
            String downloadedIccid,
            boolean preliminary) {}

    /** Of a peer that may have left the settings: then of its interface's first dialect. */
    Dialect dialectOf(String peer) {
        var known = settings.peers().get(peer);
        return settings.dialectOf(peer, known == null ? Functions.ES4 : known.interfaceName());
    }

    Result read(Xml body, String peer, Instant received) {
        var dialect = dialectOf(peer);
        var result = Sgp02Responses.result(body, dialect.names());
        warn(peer, body);
        var content = content(result);
        var observedAt = Timestamp.from(time(result.end(), received));
        var hash = Strings.sha256(Json.write(new Object[] {
            result.status(), result.subjectCode(), result.reasonCode(), String.valueOf(result.end()), content
        }));
        if (result.status() == null) {
            var detail = "the peer's response has no status we know";
            return new Result(
                    result.function(),
                    result.named(),
                    observedAt,
                    hash,
                    "unknown",
                    detail,
                    Outcomes.uncertain("unknown", detail, "es4"),
                    null,
                    null,
                    false);
        }
        if (!result.executed()) {
            return refused(result, observedAt, hash);
        }
        return new Result(
                result.function(),
                result.named(),
                observedAt,
                hash,
                "done",
                result.status(),
                status(result, null, null),
                content.isEmpty() ? null : Json.write(content),
                downloaded(result),
                dialect.warningFirst() && "Executed-WithWarning".equals(result.status()));
    }

    private static String downloaded(Sgp02Responses.Result result) {
        return "downloadProfile".equals(result.function())
                ? result.named().iccids().stream()
                        .filter(Identifiers::isIccid)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    // Once a peer and what it is: a sweep reads its cards one by one.
    private void warn(String peer, Xml body) {
        var unread = Eis.unread(body.child("Eis"));
        if (!unread.isEmpty() && warned.add(peer + unread)) {
            LOG.warn(
                    "information sets of {} have {} that cannot be read: what was known of it stays, and is not"
                            + " compared",
                    peer,
                    String.join(", ", unread));
        }
    }

    private Result refused(Sgp02Responses.Result result, Timestamp observedAt, String hash) {
        var code = codes.get("es4", result.subjectCode(), result.reasonCode());
        boolean expired = "Expired".equals(result.status());
        boolean known = result.subjectCode() != null;
        var hint = known
                ? code.hint()
                : expired ? "The validity passed before the eUICC answered." : "The peer gives no code; ask it.";
        return new Result(
                result.function(),
                result.named(),
                observedAt,
                hash,
                expired ? "expired" : "refused",
                result.status() + (known ? " " + result.subjectCode() + "/" + result.reasonCode() : ""),
                status(result, hint, expired ? "reconcile" : code.kind()),
                null,
                null,
                false);
    }

    private static String status(Sgp02Responses.Result result, String hint, String kind) {
        return Outcomes.json(new Outcomes.Status(
                result.status(),
                result.subjectCode(),
                result.reasonCode(),
                result.subjectIdentifier(),
                result.message() == null ? null : Masking.mask(result.message()),
                hint,
                kind));
    }

    private static ObjectNode content(Sgp02Responses.Result result) {
        var content = result.eis() == null ? Json.MAPPER.createObjectNode() : result.eis();
        if (result.euiccResponseData() != null) {
            content.put("euiccResponseData", result.euiccResponseData());
        }
        return content;
    }

    /**
     * When it happened, by the peer's word; its clock may be wrong, but not far in the future. Else when we
     * got it, in whole seconds as peers write them, so that the two compare.
     */
    static Instant time(Instant stated, Instant received) {
        return stated == null || stated.isAfter(received.plus(Timestamps.CLOCK_SKEW))
                ? received.truncatedTo(ChronoUnit.SECONDS)
                : stated;
    }

    /** The ids in message ids, without sender and parameters. */
    static List<String> ids(List<String> messageIds) {
        return messageIds.stream()
                .map(EntityUri::base)
                .map(base -> base.substring(base.lastIndexOf('/') + 1))
                .filter(id -> !id.isEmpty())
                .toList();
    }
}
