package io.rsproutes.simulator.es4;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import io.rsproutes.protocol.sgp02.MakeConnection;

/** Messages that are kept until whoever they are for asks for them (WS-MakeConnection). */
final class SmsrParked {

    private static final String HEADER = "<soap:Header>";

    private final Map<String, Deque<String>> messages = new HashMap<>();

    synchronized void keep(String address, String message) {
        messages.computeIfAbsent(address, any -> new ArrayDeque<>()).add(message);
    }

    /** The next for this address, with the word whether more wait; null when there is none. */
    synchronized String next(String address) {
        var waiting = messages.get(address);
        if (waiting == null || waiting.isEmpty()) {
            return null;
        }
        var message = waiting.remove();
        return message.replace(
                HEADER,
                HEADER + "<wsmc:MessagePending xmlns:wsmc=\"" + MakeConnection.NAMESPACE + "\" pending=\""
                        + !waiting.isEmpty() + "\"/>");
    }

    synchronized void clear() {
        messages.clear();
    }
}
