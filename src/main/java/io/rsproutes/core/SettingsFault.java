package io.rsproutes.core;

/** A setting that cannot work: which, why, and what to do. */
public class SettingsFault extends RuntimeException {
    public SettingsFault(String property, String fault, String remedy) {
        super(property + " " + fault + ": " + remedy);
    }

    /** H2 and the embedded broker each notice it, whichever starts first. */
    static SettingsFault folderInUse() {
        return new SettingsFault("rsp.data-dir", "is in use by another running copy", "stop it, or give this one its own --rsp.data-dir");
    }
}
