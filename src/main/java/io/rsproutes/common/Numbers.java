package io.rsproutes.common;

import java.math.BigDecimal;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** Numbers as others write them: 3, "3", "03" and 3.0 (Gson) are one. */
public final class Numbers {

    private static final Pattern WHOLE = Pattern.compile("\\s*\\+?0*(\\d{1,40})(?:\\.0*)?\\s*");
    /** Longer ones are none of ours; written out they would fill the memory. */
    private static final int MOST = 60;

    private Numbers() {}

    /**
     * A scalar as text, a number in plain digits (8.9E18 as 8900000000000000000) with the zeros it came with: 3.10 is a
     * code.
     */
    public static String text(JsonNode scalar) {
        if (!scalar.isNumber()) {
            return scalar.asText();
        }
        BigDecimal number = scalar.decimalValue();
        return Math.abs((long) number.precision() - number.scale()) > MOST || Math.abs((long) number.scale()) > MOST
                ? scalar.asText()
                : number.toPlainString();
    }

    /** A whole number in its shortest digits; null when the text is none. */
    public static String whole(String text) {
        var match = WHOLE.matcher(text == null ? "" : text);
        return match.matches() ? match.group(1) : null;
    }

    /** The same, and what is no whole number as it came. */
    public static String wholeOr(String text) {
        var whole = whole(text);
        return whole == null ? text : whole;
    }

    /** Digits whose leading zeros count (an ICCID, a TAC), without the fraction a JSON library put behind them. */
    public static String digits(String text) {
        return text == null ? null : text.replaceFirst("^\\s*(\\d+)\\.0*\\s*$", "$1");
    }
}
