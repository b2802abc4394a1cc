package io.rsproutes.support;

/** Tests that fill the machine with processes of their own: one class after the other, where others run two at a time. */
public final class Alone {

    public static final String TAG = "alone";

    private Alone() {}
}
