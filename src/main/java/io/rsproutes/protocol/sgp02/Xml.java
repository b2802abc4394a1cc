package io.rsproutes.protocol.sgp02;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A small read-only XML element. Names are found as real peers write them: local name only, any case,
 * hyphens and namespaces ignored (docs/spec/es4.md C4). {@code hasText}: whether there is text, also
 * beside its children, which {@code text} leaves out. {@code attributes}: of header blocks only, by name or
 * {@code {namespace}name}.
 */
public record Xml(
        String name,
        String namespace,
        String text,
        List<Xml> children,
        boolean hasText,
        Map<String, String> attributes) {

    /** The first child of that name, or an empty element; never null, so that a partial EIS needs no checks. */
    public Xml child(String wanted) {
        var folded = fold(wanted);
        return children.stream()
                .filter(child -> fold(child.name).equals(folded))
                .findFirst()
                .orElse(NONE);
    }

    public List<Xml> all(String wanted) {
        var folded = fold(wanted);
        return children.stream()
                .filter(child -> fold(child.name).equals(folded))
                .toList();
    }

    /** The text of that child, trimmed; null when absent or empty. */
    public String value(String wanted) {
        var text = child(wanted).text.trim();
        return text.isEmpty() ? null : text;
    }

    /** The value of an attribute, empty when it is absent. */
    String attribute(String wanted) {
        return attributes.getOrDefault(wanted, "");
    }

    /** The element and what is in it in one form, whatever prefixes, spellings and white space it came with. */
    public String canonical() {
        return "<" + fold(name) + ">" + text.trim().replace("&", "&amp;").replace("<", "&lt;")
                + children.stream().map(Xml::canonical).collect(Collectors.joining()) + "</>";
    }

    public boolean exists() {
        return this != NONE;
    }

    public boolean is(String wanted) {
        return fold(name).equals(fold(wanted));
    }

    public static String fold(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    static final Xml NONE = new Xml("", "", "", List.of(), false, Map.of());

    /** Collects an element while it is read. */
    static final class Builder {
        final String name;
        final String namespace;
        final StringBuilder text = new StringBuilder();
        final List<Xml> children = new ArrayList<>();
        Map<String, String> attributes = Map.of();

        Builder(String name, String namespace) {
            this.name = name;
            this.namespace = namespace;
        }

        Xml build() {
            var words = text.toString();
            return new Xml(
                    name,
                    namespace,
                    children.isEmpty() ? words : "",
                    List.copyOf(children),
                    !words.isBlank(),
                    attributes);
        }
    }
}
