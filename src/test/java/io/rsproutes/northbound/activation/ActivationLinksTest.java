package io.rsproutes.northbound.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of one-time links, and what the page may do. */
class ActivationLinksTest {

    private final ActivationLinks links = new ActivationLinks(null);

    @Test
    void tokensAreLongAndDiffer() {
        var tokens = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            tokens.add(links.token());
        }
        assertThat(tokens).hasSize(1000).allMatch(token -> token.matches("[A-Za-z0-9_-]{43}"));
    }

    @Test
    void aTokenIsKnownByItsHash() {
        var token = links.token();

        assertThat(links.hashOf("{\"token\":\"" + token + "\"}"))
                .isEqualTo(links.hash(token))
                .matches("[0-9a-f]{64}");
        assertThat(links.hash(token)).isNotEqualTo(links.hash(links.token()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{}", "[]", "null", "{\"token\":null}", "{\"token\":7}", "{\"token\":\"short\"}"})
    void whatIsNoTokenHasNoHash(String body) {
        assertThat(links.hashOf(body)).isNull();
    }

    /** As a browser computes it, whichever ends the lines have. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void thePagesOwnScriptAndStyleMayRun_andNoOther(String end) throws Exception {
        var page = page().replace("\n", end);

        var policy = links.policy(page);
        assertThat(policy)
                .contains("script-src " + source(page, "script"), "style-src " + source(page, "style"))
                .startsWith("default-src 'none'; ")
                .doesNotContain("unsafe");
        assertThat(links.policy(page.replace("at('show')", "at('shown')"))).isNotEqualTo(policy);
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("routes/northbound/activation.html"));
    }

    private static String source(String page, String element) throws Exception {
        var text = page.substring(page.indexOf("<" + element + ">") + element.length() + 2);
        var digest = MessageDigest.getInstance("SHA-256")
                .digest(text.substring(0, text.indexOf("</" + element + ">"))
                        .replace("\r\n", "\n")
                        .getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }
}
