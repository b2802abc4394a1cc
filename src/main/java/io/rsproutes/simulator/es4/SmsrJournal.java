package io.rsproutes.simulator.es4;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;

/** Every call that reached a simulated SM-SR, oldest first, and whether it took effect. */
final class SmsrJournal {

    private final List<Map<String, Object>> calls = Collections.synchronizedList(new ArrayList<>());

    void add(SmsrCall call, boolean executed) {
        var message = call.message();
        var entry = new LinkedHashMap<String, Object>();
        entry.put("smsr", call.smsr());
        entry.put("function", call.function());
        entry.put("callId", call.said().callId());
        entry.put("validityPeriod", call.said().validity());
        entry.put("messageId", message.messageId());
        entry.put("from", message.from());
        entry.put("replyTo", message.replyTo());
        entry.put("action", message.action());
        entry.put("eid", call.eid());
        entry.put("iccid", call.iccid());
        entry.put("smsrId", call.said().smsrId());
        entry.put("executed", executed);
        entry.put("soap", message.form().version().number());
        entry.put("style", message.form().rpc() ? "rpc" : "document");
        entry.put("namespace", call.namespace());
        entry.put("addressing", message.form().addressing());
        calls.add(entry);
    }

    void clear() {
        calls.clear();
    }

    String json() {
        synchronized (calls) {
            return Json.write(Map.of("items", calls));
        }
    }
}
