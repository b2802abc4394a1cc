package io.rsproutes.bench;

import java.util.Locale;

/** What a figure should be: of our figure itself, or of ours by the baseline's. */
record Aim(boolean ofRatio, boolean atLeast, double bound) {

    /** There is none. */
    static final Aim NONE = new Aim(false, true, Double.NaN);

    static Aim ratioAtLeast(double bound) {
        return new Aim(true, true, bound);
    }

    static Aim ratioAtMost(double bound) {
        return new Aim(true, false, bound);
    }

    static Aim atLeast(double bound) {
        return new Aim(false, true, bound);
    }

    static Aim atMost(double bound) {
        return new Aim(false, false, bound);
    }

    /** By how much it is met: 1 is just so, 0.5 half. 1 where there is none, or nothing to compare with. */
    double reached(double ours, double ratio) {
        double value = ofRatio ? ratio : ours;
        double reached = atLeast ? value / bound : bound / value;
        return Double.isNaN(reached) ? 1 : reached;
    }

    @Override
    public String toString() {
        return Double.isNaN(bound)
                ? ""
                : (atLeast ? "≥ " : "≤ ") + String.format(Locale.ROOT, "%s", text()) + (ofRatio ? " ×" : "");
    }

    private String text() {
        return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
    }
}
