package io.rsproutes.protocol.es2plus;

/** ES2+ messages with the fields that a test is about. */
final class Messages {

    static final String ICCID = "8947010000123456784";

    private Messages() {}

    static Es2Plus.Notification read(String fields) {
        return Es2Plus.notification("""
                {"iccid":"%s",%s}""".formatted(ICCID, fields), Es2Plus.POINTS);
    }

    static Es2Plus.Answer answer(String fields) {
        return Es2Plus.answer(
                """
                {"header":{"functionExecutionStatus":{"status":"Executed-Success"}}%s}"""
                        .formatted(fields));
    }
}
