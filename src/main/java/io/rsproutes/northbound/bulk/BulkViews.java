package io.rsproutes.northbound.bulk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.States;
import io.rsproutes.common.Timestamps;
import io.rsproutes.platform.camel.PageWriter;

/**
 * Bulk jobs as JSON: {@code {id, tenant, name, format, state, lines, checked, rejected, submitted, ended,
 * percent, rate (lines/s), secondsLeft, operations{STATE: n}, …}}.
 */
public class BulkViews {

    /**
     * The row of a job (the body) as JSON: {@code {id, tenant, name, format?, state, reason?, lines?,
     * checked?, rejected, createdAt, startedAt?, finishedAt?, operations}}. A job that has not ended has
     * state CANCELLING once it is cancelled, PAUSED while it is paused. {@code checked}: the lines so far,
     * until {@code lines} is known; {@code operations}: the number by state, from the rows {@code {state,
     * number}} of the second argument. Once lines is known, also {@code {submitted, ended, percent, rate?,
     * secondsLeft?}}: lines submitted; ended counts rejected lines and operations in doubt, too; rate is
     * operations ended in a second. 404 when the body is null.
     */
    public String show(Map<String, Object> row, List<Map<String, Object>> counts) {
        if (row == null) {
            throw new Problem(404, "not-found", "There is no such bulk job.");
        }
        var view = view(row);
        long ended = number(row, "rejected");
        var operations = view.putObject("operations");
        for (var count : counts) {
            var state = count.get("state").toString();
            operations.put(state, number(count, "number"));
            ended += States.settled(state) ? number(count, "number") : 0;
        }
        if (row.get("lines") != null) {
            progress(view, row, ended);
        }
        return Json.write(view);
    }

    private static void progress(ObjectNode view, Map<String, Object> row, long ended) {
        long lines = number(row, "lines");
        long rejected = number(row, "rejected");
        boolean checking = "CHECKING".equals(row.get("state"));
        view.put("submitted", checking ? 0 : Math.max(0, number(row, "position") - rejected));
        view.put("ended", ended);
        view.put("percent", lines == 0 ? 100 : Math.round(1000.0 * ended / lines) / 10.0);
        if (row.get("started_at") != null) {
            var until = row.get("finished_at") == null ? Instant.now() : Timestamps.instant(row.get("finished_at"));
            var running = Duration.between(Timestamps.instant(row.get("started_at")), until);
            double seconds = Math.max(0.001, running.toMillis() / 1000.0);
            double rate = (ended - rejected) / seconds;
            view.put("rate", Math.round(10 * rate) / 10.0);
            if (row.get("finished_at") == null && rate > 0) {
                view.put("secondsLeft", Math.round((lines - ended) / rate));
            }
        }
    }

    /**
     * The rows of jobs (the body) as a page, JSON: {@code {items: [...], cursor}}; an item is as show has it,
     * up to finishedAt. The cursor is the last row's id; null at the end, when fewer than {@code limit} rows
     * came.
     */
    public String list(List<Map<String, Object>> rows, Integer limit) {
        return PageWriter.page(rows, limit, BulkViews::view);
    }

    /**
     * 422 idempotency-key-reused when {@code digest}, of the file just uploaded, is not that of the job (its
     * row in the body) that this Idempotency-Key made before.
     */
    public void checkSame(Map<String, Object> row, String digest) {
        if (!digest.equals(row.get("digest"))) {
            throw new Problem(
                    422,
                    "idempotency-key-reused",
                    "This Idempotency-Key came with another file before; use a new key for a new file.");
        }
    }

    /**
     * 409 already-ended when the argument is not true: the job was not changed, as it has ended, or is being
     * cancelled and so cannot be paused or resumed.
     */
    public void checkChanged(Boolean changed) {
        if (!Boolean.TRUE.equals(changed)) {
            throw new Problem(409, "already-ended", "The bulk job has ended, or is being cancelled.");
        }
    }

    private static ObjectNode view(Map<String, Object> row) {
        var view = Json.MAPPER.createObjectNode();
        for (var field : new String[] {"id", "tenant", "name", "format"}) {
            if (row.get(field) != null) {
                view.put(field, row.get(field).toString());
            }
        }
        var state = row.get("state").toString();
        boolean running = row.get("finished_at") == null;
        view.put(
                "state",
                !running
                        ? state
                        : Boolean.TRUE.equals(row.get("cancelled"))
                                ? "CANCELLING"
                                : Boolean.TRUE.equals(row.get("paused")) ? "PAUSED" : state);
        if (row.get("reason") != null) {
            view.put("reason", row.get("reason").toString());
        }
        if (row.get("lines") != null) {
            view.put("lines", number(row, "lines"));
        } else if (running) {
            view.put("checked", number(row, "position"));
        }
        view.put("rejected", number(row, "rejected"));
        view.put("createdAt", Timestamps.text(row.get("created_at")));
        for (var time :
                Map.of("startedAt", "started_at", "finishedAt", "finished_at").entrySet()) {
            if (row.get(time.getValue()) != null) {
                view.put(time.getKey(), Timestamps.text(row.get(time.getValue())));
            }
        }
        return view;
    }

    private static long number(Map<String, Object> row, String column) {
        return row.get(column) == null ? 0 : ((Number) row.get(column)).longValue();
    }
}
