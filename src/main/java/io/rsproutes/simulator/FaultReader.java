package io.rsproutes.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;

/**
 * Reads the faults that a simulator is to have. What it cannot read is refused, and nothing is set: whoever sets a
 * fault would wait for it in vain.
 */
public final class FaultReader {

    private final JsonNode node;
    private final List<Violation> wrong = new ArrayList<>();

    /**
     * @param body  a JSON object; {} is no fault
     * @param names of all faults that there are
     */
    public FaultReader(String body, Collection<String> names) {
        node = Json.read(body);
        if (!node.isObject()) {
            throw new Problem(400, "invalid-field", "Faults are a JSON object; {} is none.");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                wrong.add(new Violation("/" + name, "is no fault; there are " + list(names)));
            }
        });
    }

    /** A whole number; {@code preset} if it is left out. */
    public int number(String name, int preset, int least, int most) {
        var value = node.path(name);
        if (isLeftOut(value)) {
            return preset;
        }
        if (value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= least
                && value.intValue() <= most) {
            return value.intValue();
        }
        wrong.add(new Violation("/" + name, "is not a whole number from " + least + " to " + most));
        return preset;
    }

    /** The same from {@code least} on. */
    public int number(String name, int preset, int least) {
        return number(name, preset, least, Integer.MAX_VALUE);
    }

    /** Whether it is said to be so. */
    public boolean flag(String name) {
        var value = node.path(name);
        if (!isLeftOut(value) && !value.isBoolean()) {
            wrong.add(new Violation("/" + name, "is not true or false"));
        }
        return value.asBoolean(false);
    }

    /** One of these words; {@code preset} if it is left out. */
    public String word(String name, String preset, Collection<String> words) {
        var value = node.path(name);
        if (isLeftOut(value)) {
            return preset;
        }
        if (!value.isTextual() || !words.contains(value.textValue())) {
            wrong.add(new Violation("/" + name, "is not one of " + list(words)));
        }
        return value.asText();
    }

    /** @throws Problem that lists all that could not be read */
    public void check() {
        if (!wrong.isEmpty()) {
            throw new Problem(400, "invalid-field", "These faults cannot be read; none was set.", wrong);
        }
    }

    private static boolean isLeftOut(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String list(Collection<String> words) {
        return String.join(", ", words.stream().sorted().toList());
    }
}
