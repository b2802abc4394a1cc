package io.rsproutes.support;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A command as an ordering system writes it, such as {@code Order.of("confirmOrder").iccid(iccid)}; null: left out. */
public final class Order {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final ObjectNode command = MAPPER.createObjectNode();

    private Order() {}

    public static Order of(String function) {
        return new Order().set("function", function);
    }

    public Order eid(String eid) {
        return set("eid", eid);
    }

    public Order iccid(String iccid) {
        return set("iccid", iccid);
    }

    public Order peer(String peer) {
        return set("peer", peer);
    }

    public Order targetPeer(String peer) {
        return set("targetPeer", peer);
    }

    public Order clientReference(String reference) {
        return set("clientReference", reference);
    }

    public Order validityPeriod(int seconds) {
        return set("validityPeriod", seconds);
    }

    /** A parameter of the function. */
    public Order with(String parameter, Object value) {
        command.withObject("/parameters").set(parameter, MAPPER.valueToTree(value));
        return this;
    }

    private Order set(String field, Object value) {
        if (value != null) {
            command.set(field, MAPPER.valueToTree(value));
        }
        return this;
    }

    /** As JSON. */
    @Override
    public String toString() {
        return command.toString();
    }
}
