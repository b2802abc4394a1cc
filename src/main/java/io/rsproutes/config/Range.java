package io.rsproutes.config;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * ICCIDs or EIDs from one beginning to another, both included, written {@code 8988211-8988213}, or
 * {@code 8988211*}; the lesser is the more specific: that of more digits, and of these the one with fewer
 * beginnings.
 */
public record Range(String from, String to) implements Comparable<Range> {

    private static final Pattern FORM = Pattern.compile("(\\d+)\\*|(\\d+)-(\\d+)");
    private static final Comparator<Range> MOST_SPECIFIC =
            Comparator.comparing(Range::length).reversed().thenComparing(Range::beginnings);

    public static Range valueOf(String text) {
        var match = FORM.matcher(text.trim());
        if (!match.matches()
                || match.group(2) != null
                        && (match.group(2).length() != match.group(3).length()
                                || match.group(2).compareTo(match.group(3)) > 0)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no range: write 8988211* or 8988211-8988213, both of one length");
        }
        return match.group(1) != null
                ? new Range(match.group(1), match.group(1))
                : new Range(match.group(2), match.group(3));
    }

    public boolean holds(String digits) {
        var beginning = digits.substring(0, Math.min(digits.length(), length()));
        return beginning.length() == length() && beginning.compareTo(from) >= 0 && beginning.compareTo(to) <= 0;
    }

    /** Of the ranges that hold these digits the most specific; empty when none does. */
    public static Optional<Range> narrowest(List<Range> ranges, String digits) {
        return ranges.stream().filter(range -> range.holds(digits)).min(Comparator.naturalOrder());
    }

    int length() {
        return from.length();
    }

    private BigInteger beginnings() {
        return new BigInteger(to).subtract(new BigInteger(from));
    }

    // Neither is the more specific, and yet some digits are in both.
    boolean rivals(Range other) {
        return compareTo(other) == 0 && from.compareTo(other.to) <= 0 && other.from.compareTo(to) <= 0;
    }

    @Override
    public int compareTo(Range other) {
        return MOST_SPECIFIC.compare(this, other);
    }

    @Override
    public String toString() {
        return from.equals(to) ? from + "*" : from + "-" + to;
    }
}
