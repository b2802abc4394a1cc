package io.rsproutes.support;

/** Tests that measure, or load, the whole machine: one class after the other, where others run three at a time. */
public final class Alone {

    public static final String TAG = "alone";

    private Alone() {}
}
