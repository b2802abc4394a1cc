package io.rsproutes.northbound.inventory;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a line says of its profile in the pool; null what it leaves empty.
 *
 * @param named the columns that the file has: what it has no column for stays as it is
 */
record StockColumns(String msisdnReference, String imsiReference, String stockState, Set<String> named) {

    static final String UNTYPED = "stockState needs a profileType, as profiles are taken from the pool by type";
    static final String REFERENCE_WORDS = "1 to 64 printable characters";
    private static final Set<String> STATES = Set.of("available", "suspended");
    private static final Pattern REFERENCE = Pattern.compile("[\\x21-\\x7E]([\\x20-\\x7E]{0,62}[\\x21-\\x7E])?");
    // What a spreadsheet made of a long number.
    private static final Pattern SHORTENED = Pattern.compile("[0-9][.,][0-9]+E\\+[0-9]+");

    static StockColumns of(Map<String, String> fields, Collection<String> columns) {
        return new StockColumns(
                fields.get("msisdnreference"),
                fields.get("imsireference"),
                fields.get("stockstate"),
                Set.copyOf(columns));
    }

    static boolean isReference(String text) {
        return REFERENCE.matcher(text).matches();
    }

    boolean names(String column) {
        return named.contains(column);
    }

    String fault(String iccid, String profileType) {
        if (stockState != null && !STATES.contains(stockState)) {
            return "stockState is not available or suspended";
        }
        if (stockState != null && profileType == null && names("profiletype")) {
            return UNTYPED;
        }
        if (iccid == null && (stockState != null || msisdnReference != null || imsiReference != null)) {
            return "stockState, msisdnReference and imsiReference need an iccid";
        }
        return Stream.of(
                        referenceFault("msisdnReference", msisdnReference),
                        referenceFault("imsiReference", imsiReference))
                .filter(fault -> fault != null)
                .findFirst()
                .orElse(null);
    }

    private static String referenceFault(String name, String value) {
        if (value == null) {
            return null;
        }
        if (SHORTENED.matcher(value).matches()) {
            return name + " is a number that a spreadsheet shortened; format the column as text";
        }
        return isReference(value) ? null : name + " is not " + REFERENCE_WORDS;
    }
}
