package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Packed;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in other charsets and codings than the specification's. */
class PeerEncodingIT extends PeerAnswerScenarios {

    /** The coding as it really is: gzip, deflate with its header (zlib) or without (raw). */
    private static byte[] packed(String coding, byte[] bytes) {
        return coding.equals("gzip") ? Packed.gzip(bytes) : Packed.deflate(bytes, coding.equals("raw"));
    }

    private Answer encoded(String prefix, String charset, String contentType, String coding, String contentEncoding) {
        var bytes = (prefix + FAILED.replace("\"m\"", "\"für später\"")).getBytes(Charset.forName(charset));
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", contentType);
        if (contentEncoding != null) {
            headers.put("Content-Encoding", contentEncoding);
        }
        var reply = new Reply(200, coding == null ? bytes : packed(coding, bytes), headers);
        answering(iccid -> reply);
        return order("confirmOrder", "");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            textBlock =
                    """
                    BOM | UTF-8 | application/json | - | -
                    BOM | UTF-16LE | application/json | - | -
                    '' | UTF-8 | application/json; charset="utf-8" | - | -
                    '' | UTF-8 | application/json; charset=nonsense | - | -
                    '' | ISO-8859-1 | application/json; charset="ISO-8859-1" | - | -
                    '' | UTF-8 | text/plain; charset=iso-8859-1 | - | -
                    '' | UTF-8 | application/json | gzip | gzip
                    BOM | UTF-8 | application/json;charset=UTF-8 | gzip | x-gzip
                    '' | UTF-8 | application/json | gzip | -
                    '' | UTF-8 | application/json | zlib | deflate
                    '' | UTF-8 | application/json | raw | deflate
                    '' | UTF-8 | application/json | - | gzip
                    """)
    void givenAnAnswerInAnotherEncoding_thenItIsRead(
            String prefix, String charset, String contentType, String coding, String contentEncoding) {
        var answer = encoded(prefix.replace("BOM", "\uFEFF"), charset, contentType, coding, contentEncoding);

        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/message").asText()).isEqualTo("für später");
        assertThat(WIRE.got.get(0).headers().get("Accept-encoding")).containsExactly("identity");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 500})
    void givenAPackedFailure_thenItsCodesCount(int http) {
        var bytes = Packed.gzip("\uFEFF" + FAILED);
        answering(iccid ->
                new Reply(http, bytes, Map.of("Content-Type", "application/json", "Content-Encoding", "gzip")));

        var answer = order("confirmOrder", "");
        assertThat(answer.json().at("/status/subjectCode").asText())
                .as(answer.text())
                .isEqualTo("8.2.1");
    }

    @Test
    void givenAnAnswerThatUnpacksWithoutEndOrIsBroken_thenItIsADoubt() {
        var bomb = Packed.gzip(new byte[50_000_000]);
        var broken = Arrays.copyOf(Packed.gzip(OK + "}"), 20);
        for (var bytes : List.of(bomb, broken)) {
            answering(iccid ->
                    new Reply(200, bytes, Map.of("Content-Type", "application/json", "Content-Encoding", "gzip")));
            assertThat(order("confirmOrder", "").state()).isEqualTo("IN_DOUBT");
        }
    }
}
