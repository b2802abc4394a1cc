package io.rsproutes.operation.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.SimSecrets;

/**
 * A message that is passed through may name only the eUICC and the profile whose owner is checked. Looked for in
 * names, in texts and numbers, and in what hex and Base64 hide: as digits, and as the ICCID and EID objects of
 * SGP.22 (tag 5A, of 10 or 16 bytes).
 */
final class RawMessages {

    private static final Set<String> OURS = Set.of("header", "eid", "iccid");
    private static final Pattern DIGITS = Pattern.compile("(?<![0-9])(?:[0-9]{18,20}|[0-9]{32})(?![0-9])");
    private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2}){11,}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{12,}={0,2}");

    private RawMessages() {}

    static void check(JsonNode message, String at, String eid, String iccid, List<Violation> faults) {
        if (SimSecrets.isIn(message)) {
            faults.add(new Violation(at, "has a key or code of a SIM, which no order takes"));
        }
        message.fieldNames().forEachRemaining(name -> {
            if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
                faults.add(new Violation(
                        at + "/" + name, "is not taken here; eid and iccid belong to the command, the header is ours"));
            }
        });
        var texts = new ArrayList<String>();
        collect(message, texts);
        // Split over several values it is still there.
        texts.add(String.join("", texts));
        if (texts.stream().anyMatch(text -> foreign(text, eid, iccid, 2))) {
            faults.add(new Violation(at, "names another EID or ICCID than the command"));
        }
    }

    private static void collect(JsonNode node, List<String> texts) {
        node.properties().forEach(entry -> {
            texts.add(entry.getKey());
            collect(entry.getValue(), texts);
        });
        if (node.isArray()) {
            node.forEach(item -> collect(item, texts));
        } else if (node.isNumber()) {
            texts.add(
                    node.decimalValue().precision() - (long) node.decimalValue().scale() > 40
                            ? node.asText()
                            : node.decimalValue().toPlainString());
        } else if (node.isTextual()) {
            texts.add(node.asText());
        }
    }

    private static boolean foreign(String text, String eid, String iccid, int depth) {
        var plain = java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFKC)
                .replaceAll("[\\s.:-]", "");
        var found = DIGITS.matcher(plain);
        while (found.find()) {
            if (!own(found.group(), eid, iccid)) {
                return true;
            }
        }
        if (HEX.matcher(plain).matches() && hidden(HexFormat.of().parseHex(plain), eid, iccid, depth)) {
            return true;
        }
        var packed = text.trim();
        if (BASE64.matcher(packed).matches()) {
            try {
                return hidden(
                        Base64.getDecoder().decode(packed.replace('-', '+').replace('_', '/')), eid, iccid, depth);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return false;
    }

    private static boolean hidden(byte[] bytes, String eid, String iccid, int depth) {
        for (int i = 0; i + 12 <= bytes.length; i++) {
            int length = bytes[i] == 0x5A ? bytes[i + 1] : 0;
            if ((length == 10 || length == 16) && i + 2 + length <= bytes.length) {
                var digits = digits(bytes, i + 2, length, length == 10);
                if ((length == 10 ? Identifiers.isIccid(digits) : Identifiers.isEid(digits))
                        && !own(digits, eid, iccid)) {
                    return true;
                }
            }
        }
        return depth > 0 && foreign(new String(bytes, StandardCharsets.ISO_8859_1), eid, iccid, depth - 1);
    }

    // An ICCID has its nibbles swapped (ETSI TS 102 221), an EID has not.
    private static String digits(byte[] bytes, int from, int length, boolean swapped) {
        var hex = new StringBuilder();
        for (int i = from; i < from + length; i++) {
            var pair = String.format("%02X", bytes[i]);
            hex.append(swapped ? new StringBuilder(pair).reverse() : pair);
        }
        return hex.toString();
    }

    private static boolean own(String digits, String eid, String iccid) {
        return digits.equals(eid)
                || Identifiers.isIccid(digits)
                        && Identifiers.canonicalIccid(digits).equals(iccid);
    }
}
