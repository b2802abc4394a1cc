package io.rsproutes.operation.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.config.Functions;
import io.rsproutes.operation.RejectionReasons;
import org.apache.camel.Exchange;

/** What each check found of an order, one by one: of a dry run, and of an order that was refused. */
public class OrderChecks {

    /** The code of a refusal, and the check that it comes from, in the order in which core-submit-check-choose asks. */
    private static final Map<String, String> BY_COMMAND = new LinkedHashMap<>();

    static {
        BY_COMMAND.put("operator-only", "permission");
        BY_COMMAND.put("ownership-refused", "ownership");
        BY_COMMAND.put("template-not-valid", "template");
        BY_COMMAND.put("profile-type-refused", "profileType");
        BY_COMMAND.put("provider-refused", "provider");
        BY_COMMAND.put("smsr-refused", "smsr");
        BY_COMMAND.put("smsr-unknown", "peer");
        BY_COMMAND.put("peer-unknown", "peer");
        BY_COMMAND.put("target-peer-unknown", "peer");
        BY_COMMAND.put("function-not-offered", "function");
        BY_COMMAND.put("validity-refused", "validity");
    }

    /** Those that need a peer. */
    private static final List<String> OF_PEER = List.of("peer", "function", "validity");

    private static final List<String> LAST = List.of("permission", "ownership");
    private static final List<String> POLICY =
            List.of("policy-refused", "enabled-policy-refused", "disable-policy-refused");

    /**
     * What each check found of the order in the variables, as a JSON list of {@code {check, result, detail?}}, and of
     * one that refuses it {@code code, message, hint}, too. result: passed; refused; waits, which refuses nothing;
     * unknown, if nothing is known that it could go by; not-checked, if another check had to pass before. The first
     * of permission and ownership that refuses it ends the list. In: {@code refusal, refusalDetail}, null if it is
     * not refused; {@code findings} of core/submit.record, null if they were not asked for; {@code peerNow} of
     * gate.now, null if it is of no interest; and the command.
     */
    public String list(Exchange exchange) {
        var list = new Listing(exchange);
        if (list.ofCommand()) {
            list.ofFindings();
            list.ofPeer();
        }
        return Json.write(list.checks);
    }

    private static final class Listing {

        final ArrayNode checks = Json.MAPPER.createArrayNode();
        private final Exchange exchange;
        private final String refusal;
        private final JsonNode findings;

        Listing(Exchange exchange) {
            this.exchange = exchange;
            this.refusal = text("refusal");
            var found = text("findings");
            this.findings = found == null ? null : Json.read(found);
        }

        private String text(String variable) {
            return exchange.getVariable(variable, String.class);
        }

        /** False when nothing more may be told. */
        boolean ofCommand() {
            var refused = refusal == null ? null : BY_COMMAND.get(refusal);
            boolean before = true;
            for (var check : BY_COMMAND.values().stream().distinct().toList()) {
                if (check.equals(refused)) {
                    refused(check, refusal, text("refusalDetail"));
                    before = false;
                    if (LAST.contains(check)) {
                        return false;
                    }
                } else if (applies(check)) {
                    besides(check, before);
                }
            }
            return true;
        }

        // One that stands before what refuses the order has passed; one behind it may have an answer of its own.
        private void besides(String check, boolean before) {
            var code = before ? null : refusing(check);
            if (code != null) {
                refused(check, code, null);
            } else if (before || !OF_PEER.contains(check) || text("peer") != null && isOpen(check)) {
                found(check, "passed", detail(check));
            } else {
                found(check, "not-checked", null);
            }
        }

        private boolean isOpen(String check) {
            return !check.equals("peer")
                    || !isFalse("fitsTarget") && !Boolean.TRUE.equals(exchange.getVariable("namesAnother"));
        }

        private String refusing(String check) {
            boolean known = text("peer") != null;
            return switch (check) {
                case "profileType" -> isFalse("mayOrder") ? "profile-type-refused" : null;
                case "provider" -> isFalse("mayNameProvider") ? "provider-refused" : null;
                case "smsr" -> isFalse("mayNameSmsr") ? "smsr-refused" : null;
                case "function" -> known && isFalse("offered") ? "function-not-offered" : null;
                case "validity" -> known && text("validity") == null ? "validity-refused" : null;
                default -> null;
            };
        }

        private boolean isFalse(String variable) {
            return Boolean.FALSE.equals(exchange.getVariable(variable));
        }

        private boolean applies(String check) {
            return switch (check) {
                case "ownership" -> text("eid") != null || text("iccid") != null;
                case "template" -> text("template") != null;
                case "profileType" -> Conditions.BY_TYPE.contains(text("function"));
                case "provider" -> text("parameters").contains(Functions.PROVIDER_ENTITY_ID);
                case "smsr" -> text("parameters").contains(Functions.SMSR_ID);
                default -> true;
            };
        }

        private String detail(String check) {
            return switch (check) {
                case "template" -> text("template");
                case "profileType" -> text("profileType");
                case "peer" -> text("peer") + " (" + text("interface") + ")";
                case "function" -> text("function");
                case "validity" -> text("validity") + " s";
                default -> null;
            };
        }

        void ofFindings() {
            blockList();
            if (Functions.isSgp02(text("interface"))) {
                rules("state", false);
                rules("policy", true);
            }
            stock();
            busy();
        }

        private void blockList() {
            var entry = findings == null ? null : findings.path("blocked");
            if (entry == null) {
                found("blockList", "not-checked", null);
            } else if (entry.isObject()) {
                refused("blockList", "blocked", RejectionReasons.entry(entry));
            } else {
                found("blockList", "passed", null);
            }
        }

        // Of an order that a pool of profiles has a say in.
        private void stock() {
            var stock = findings == null ? null : findings.path("stock").asText(null);
            if ("available".equals(stock)) {
                found("stock", "passed", null);
            } else if (stock != null) {
                refused("stock", stock, stock.equals("stock-empty") ? RejectionReasons.goesTo(text("peer")) : null);
            }
        }

        private void rules(String check, boolean policy) {
            if (findings == null) {
                found(check, "not-checked", null);
                return;
            }
            for (var broken : findings.path("broken")) {
                var code = broken.path("code").asText();
                if (POLICY.contains(code) == policy) {
                    var known = RejectionReasons.known(
                            broken.path("by").asText(), broken.path("at").asText());
                    refused(check, code, known);
                    return;
                }
            }
            boolean known = findings.path("known").asBoolean();
            found(
                    check,
                    known ? "passed" : "unknown",
                    known ? null : "Nothing counts that is known of the card; auditEIS reads it.");
        }

        private void busy() {
            int ahead = findings == null ? 0 : findings.path("ahead").asInt();
            if ("euicc-busy".equals(refusal)) {
                refused("busy", "euicc-busy", null);
            } else if (findings == null) {
                found("busy", "not-checked", null);
            } else {
                found(
                        "busy",
                        ahead == 0 ? "passed" : "waits",
                        ahead == 0 ? null : "Orders of the same eUICC or profile that have not ended: " + ahead + ".");
            }
        }

        void ofPeer() {
            var now = text("peerNow");
            if (now == null || text("peer") == null) {
                return;
            }
            boolean breaks = now.equals("breaker");
            found("breaker", breaks ? "waits" : "passed", breaks ? "Too many calls to the peer failed of late." : null);
            found(
                    "rate",
                    breaks ? "not-checked" : now.equals("open") ? "passed" : "waits",
                    breaks || now.equals("open") ? null : "The peer takes no more calls at this moment: " + now + ".");
        }

        private void refused(String check, String code, String detail) {
            found(check, "refused", null)
                    .put("code", code)
                    .put("message", RejectionReasons.message(code, detail))
                    .put("hint", RejectionReasons.hint(code));
        }

        private ObjectNode found(String check, String result, String detail) {
            var one = checks.addObject().put("check", check).put("result", result);
            Json.put(one, "detail", detail);
            return one;
        }
    }
}
