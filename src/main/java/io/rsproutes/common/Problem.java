package io.rsproutes.common;

import java.util.List;

/** A refusal a caller can act on; answered as RFC 9457 problem+json. {@code code} is stable, the texts are not. */
public class Problem extends RuntimeException {

    /** One fault in the caller's document: where (JSON pointer or column) and what. */
    public record Violation(String pointer, String detail) {

        /** An unknown field's name is the caller's: what it has of an identifier is no more shown than in a log. */
        public Violation {
            pointer = Masking.mask(pointer);
        }

        /** Where it is, below the document or a command's parameters: {@code policyRules/0/action}. */
        public String path() {
            return pointer.replaceFirst("^/(parameters/)?", "");
        }

        /** Path and fault, as one phrase. */
        public String words() {
            return path() + " " + detail;
        }
    }

    /** Nobody mends more at a time; an answer stays an answer. */
    private static final int MAX_VIOLATIONS = 50;

    private final int status;
    private final String code;
    private final List<Violation> violations;
    private final int more;
    private final Integer retryAfter;

    public Problem(int status, String code, String detail) {
        this(status, code, detail, List.of(), null);
    }

    public Problem(int status, String code, String detail, List<Violation> violations) {
        this(status, code, detail, violations, null);
    }

    public Problem(int status, String code, String detail, List<Violation> violations, Integer retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.violations = violations.stream().limit(MAX_VIOLATIONS).toList();
        this.more = violations.size() - this.violations.size();
        this.retryAfter = retryAfter;
    }

    public static Problem notFound(String what) {
        return new Problem(404, "not-found", "There is no such " + what + ", or it is not yours.");
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** The first fifty. */
    public List<Violation> violations() {
        return violations;
    }

    /** How many there are beyond those that are listed. */
    public int moreViolations() {
        return more;
    }

    /** All that is wrong, as one line. */
    public String words() {
        return violations.isEmpty()
                ? getMessage()
                : String.join("; ", violations.stream().map(Violation::words).toList())
                        + (more > 0 ? "; and " + more + " more" : "");
    }

    /** Seconds, or null. */
    public Integer retryAfter() {
        return retryAfter;
    }
}
