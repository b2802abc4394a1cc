package io.rsproutes.security;

import io.rsproutes.common.Masking;
import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/** Masks every text of a JSON log line, messages of libraries and stack traces included. */
public class MaskedMembers implements StructuredLoggingJsonMembersCustomizer<Object> {

    @Override
    public void customize(Members<Object> members) {
        members.applyingValueProcessor((path, value) -> value instanceof String text ? Masking.mask(text) : value);
    }
}
