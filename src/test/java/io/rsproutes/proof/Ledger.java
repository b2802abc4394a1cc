package io.rsproutes.proof;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** What those outside saw, each written down by itself; and what the database says once all is quiet. */
final class Ledger {

    /** One order of a client. answers: HTTP statuses it got, 0 for none; operations: the ids these answers named. */
    static final class Request {
        final String key;
        final String tenant;
        final String function;
        final String body;
        /** Of how many operations it is. */
        final int size;
        /** The ICCID or (at a SM-SR) the EID it is about; null where nobody says. */
        volatile String subject;

        final List<Integer> answers = new ArrayList<>();
        final List<String> operations = new ArrayList<>();

        Request(String key, String tenant, String function, String body) {
            this(key, tenant, function, body, 1);
        }

        Request(String key, String tenant, String function, String body, int size) {
            this.size = size;
            this.key = key;
            this.tenant = tenant;
            this.function = function;
            this.body = body;
        }

        synchronized void answered(int status, String operation) {
            answers.add(status);
            if (operation != null && !operation.isBlank()) {
                operations.add(operation);
            }
        }

        synchronized boolean accepted() {
            return answers.stream().anyMatch(status -> status >= 200 && status < 300);
        }

        synchronized boolean answeredAtOnce() {
            return !answers.isEmpty() && answers.get(0) >= 200 && answers.get(0) < 300;
        }

        /** The id it was given, null before. */
        synchronized String operation() {
            return operations.isEmpty() ? null : operations.get(0);
        }

        synchronized boolean refused() {
            return answers.stream().anyMatch(status -> status >= 400 && status < 500 && status != 408 && status != 429);
        }
    }

    /** One call a peer worked on. subject: the ICCID, or the EID at a SM-SR. changed: whether it took effect. */
    record Call(String function, String callId, String subject, boolean changed) {}

    /** One event as a receiver got it. owner: the tenant whose receiver it is; replayed: staff had it sent, whatever came since. */
    record Got(String owner, String id, String subject, long sequence, boolean signed, boolean replayed) {}

    /** {@code reference}: the client's key. */
    record Operation(String id, String tenant, String reference, String function, String state) {}

    record Sent(String callId, String operation) {}

    record Event(String id, String tenant, String subject, long sequence, String type, String operation) {}

    /** A row of a receiver's subscription. */
    record Delivery(String event, String owner, String state) {}

    /**
     * The observations at one moment in the middle of it. accepted: orders whose clients have our word, just before; operations, ended, ends (events that tell one), placed (events with their position), deliveries (of webhooks),
     * delivered, dead, parked (dead letters of deliveries): what one statement sees; got: distinct events at the receivers, just after.
     */
    record Balance(
            long accepted,
            long operations,
            long ended,
            long ends,
            long placed,
            long deliveries,
            long delivered,
            long pending,
            long dead,
            long parked,
            long got) {}

    /** Deliveries that came more than once, less the first. */
    int duplicates() {
        return got.size() - distinct();
    }

    /** Deliveries that came, each once. */
    int distinct() {
        return (int)
                got.stream().map(one -> one.owner() + " " + one.id()).distinct().count();
    }

    /** Requests by key. */
    final Map<String, Request> requests = new ConcurrentHashMap<>();

    final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    /** What peers sent us, by what makes it one message, and our answers; 0 for none. */
    final Map<String, Collection<Integer>> messages = new ConcurrentHashMap<>();

    final Queue<Got> got = new ConcurrentLinkedQueue<>();

    /** Those at the SM-SR, as it tells them when asked. */
    final List<Call> cardCalls = new ArrayList<>();

    List<Operation> operations = List.of();
    List<Sent> sent = List.of();
    List<Event> events = List.of();
    List<Delivery> deliveries = List.of();
    /** How many rows of the inbox there are of each message of {@link #messages}. */
    Map<String, Long> inbox = Map.of();
    /** Those of peers that were given up. */
    List<String> deadMessages = List.of();
    /** Whose an ICCID or EID is, as those who loaded the inventory know; null where they do not. */
    UnaryOperator<String> owners = subject -> null;
    /** Messages that nobody can read, sent as orders; and those of them that staff can see. */
    int poison;

    int parkedCommands;
    /** Operations and events that staff can see are not finished: dead letters. (What is in doubt is not among them: here every peer can be asked.) */
    Collection<String> parked = List.of();
}
