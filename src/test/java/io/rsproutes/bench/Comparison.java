package io.rsproutes.bench;

import java.util.List;
import java.util.Map;

/** A measure of the bench: figures of ours, beside those of the least that could do a part of the same work. */
interface Comparison extends AutoCloseable {

    /**
     * A row of the table.
     *
     * @param beside the baseline's figure that stands beside it; null: none
     */
    record Figure(String name, String beside, Aim aim) {}

    String title();

    /** The first says by its repetition whether the measure holds. */
    List<Figure> figures();

    /** What both sides need; they are warm then. */
    default void begin() throws Exception {}

    /** By the figures' names. */
    Map<String, Double> ours() throws Exception;

    /** By their names; empty: there is no baseline, or what it takes is missing here. */
    default Map<String, Double> baseline() throws Exception {
        return Map.of();
    }

    @Override
    default void close() throws Exception {}
}
