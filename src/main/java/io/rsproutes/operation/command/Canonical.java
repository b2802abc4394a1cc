package io.rsproutes.operation.command;

import java.util.ArrayList;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;

/** One form of a request, however its sender wrote it this time: two that differ in it are two requests. */
final class Canonical {

    private Canonical() {}

    /** Members in the order of their names, without white space, when it is JSON; else the text. */
    static String of(String text) {
        try {
            return of(Json.read(text));
        } catch (Problem e) {
            return text.strip();
        }
    }

    static String of(JsonNode node) {
        return Json.write(sorted(node));
    }

    private static Object sorted(JsonNode node) {
        if (node.isObject()) {
            var members = new TreeMap<String, Object>();
            node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            return members;
        }
        if (node.isArray()) {
            var items = new ArrayList<Object>();
            node.forEach(item -> items.add(sorted(item)));
            return items;
        }
        return node;
    }
}
