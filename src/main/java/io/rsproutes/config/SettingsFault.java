package io.rsproutes.config;

/** A setting that cannot work: which, why, and what to do. */
public class SettingsFault extends RuntimeException {
    public SettingsFault(String property, String fault, String remedy) {
        super(property + " " + fault + ": " + remedy);
    }
}
