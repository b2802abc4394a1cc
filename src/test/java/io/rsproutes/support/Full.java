package io.rsproutes.support;

/** What {@code mvn verify} leaves to {@code mvn verify -Pfull}: cases of which it runs one or two of the kind. */
public final class Full {

    public static final String TAG = "full";

    private Full() {}
}
