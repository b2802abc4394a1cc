package io.rsproutes.core;

import java.util.List;

/** A refusal a caller can act on; answered as RFC 9457 problem+json. {@code code} is stable, the texts are not. */
public class Problem extends RuntimeException {

    /** One fault in the caller's document: where (JSON pointer or column) and what. */
    public record Violation(String pointer, String detail) {

        /** The field or parameter of a command it is about, by its name. */
        public String field() {
            return pointer.replaceFirst("^/(parameters/)?", "");
        }

        /** Field and fault, as one phrase. */
        public String words() {
            return field() + " " + detail;
        }
    }

    private final int status;
    private final String code;
    private final List<Violation> violations;
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
        this.violations = List.copyOf(violations);
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

    public List<Violation> violations() {
        return violations;
    }

    /** All that is wrong, as one line. */
    public String words() {
        return violations.isEmpty() ? getMessage() : String.join("; ", violations.stream().map(Violation::words).toList());
    }

    /** Seconds, or null. */
    public Integer retryAfter() {
        return retryAfter;
    }
}
