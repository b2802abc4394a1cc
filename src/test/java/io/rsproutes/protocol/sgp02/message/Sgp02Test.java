package io.rsproutes.protocol.sgp02.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;

import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.KeyMaterial;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapVersion;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.Xml;
import io.rsproutes.protocol.sgp02.XmlText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ES4 messages: what peers send is read (docs/spec/es4.md 1.8, 2.4, 3). */
class Sgp02Test {

    private static final String EID = "89049032123451234512345678901235";
    private static final String ICCID = "8947010000123456784";

    private static Xml body(String content) {
        return SoapReader.read("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>" + content
                        + "</s:Body></s:Envelope>")
                .body();
    }

    private static Sgp02Responses.Result result(String function, String content) {
        return Sgp02Responses.result(
                body("<ES4-" + function + "Response>" + content + "</ES4-" + function + "Response>"), Map.of());
    }

    @Test
    void whatIsWrittenIsEscaped() {
        var text = SoapWriter.envelope(new Addressing("a&b<c>", null, null, null, null, null), out -> {});
        assertThat(text).contains("a&amp;b&lt;c");
        assertThat(SoapReader.read(SoapWriter.fault(SoapVersion.V1_2, "Sender", null, "<script>\"&")))
                .satisfies(message ->
                        assertThat(message.body().child("Reason").value("Text")).isEqualTo("<script>\"&"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "EXECUTED_SUCCESS, Executed-Success",
                "Executed-Success, Executed-Success",
                "executed_withwarning, Executed-WithWarning",
                "FAILED, Failed",
                "Expired, Expired",
                "DONE, -",
                "'', -"
            })
    void statusInEverySpelling(String written, String read) {
        assertThat(result(
                                "EnableProfile",
                                "<FunctionExecutionStatus><Status>" + written + "</Status></FunctionExecutionStatus>")
                        .status())
                .isEqualTo(read);
    }

    @Test
    void codesCountOnlyWhereTheStatusGivesThemAMeaning() {
        var codes =
                "<StatusCodeData><Subject>8.1.1</Subject><Reason>%s</Reason><SubjectIdentifier>%s</SubjectIdentifier><Message>m</Message></StatusCodeData>";
        var failed = result(
                "GetEIS",
                "<FunctionExecutionStatus><Status>FAILED</Status>" + String.format(codes, "3.9", EID)
                        + "</FunctionExecutionStatus>");
        assertThat(failed.subjectCode() + "/" + failed.reasonCode() + "/" + failed.message())
                .isEqualTo("8.1.1/3.9/m");
        // Seen: codes on success, and the reason in the identifier's place.
        assertThat(result(
                                "GetEIS",
                                "<FunctionExecutionStatus><Status>EXECUTED_SUCCESS</Status>"
                                        + String.format(codes, "3.9", EID) + "</FunctionExecutionStatus>")
                        .subjectCode())
                .isNull();
        assertThat(result(
                                "GetEIS",
                                "<FunctionExecutionStatus><Status>FAILED</Status>" + String.format(codes, "", "1.1")
                                        + "</FunctionExecutionStatus>")
                        .reasonCode())
                .isEqualTo("1.1");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2018-12-19T02:44:49Z, 2018-12-19T02:44:49Z",
                "2018-12-19T02:44:49.123+08:00, 2018-12-18T18:44:49.123Z",
                "2018-12-19T02:44:49, 2018-12-19T02:44:49Z",
                "yesterday, -",
                "-, -"
            })
    void times(String written, Instant read) {
        assertThat(Sgp02.instant(written)).isEqualTo(read);
    }

    @Test
    void anEisInPartsIsReadWithoutItsKeys() {
        var eis = result(
                        "AuditEIS",
                        "<FunctionExecutionStatus><Status>EXECUTED_SUCCESS</Status></FunctionExecutionStatus><Eis><EumSignedInfo><Eid>"
                                + EID + "</Eid>"
                                + "<Ecasd><Keyset><Key><KeyComponent type='88'>SECRET</KeyComponent></Key></Keyset></Ecasd></EumSignedInfo><RemainingMemory>10</RemainingMemory>"
                                + "<ProfileInfo><Iccid>894701000012345678</Iccid><State>ENABLED</State><FreeMemoery>7</FreeMemoery><Pol2><Rule><Action>DELETE</Action><Qualification>x</Qualification></Rule></Pol2></ProfileInfo><ProfileInfo/></Eis>")
                .eis();
        assertThat(eis.path("eid").asText()).isEqualTo(EID);
        assertThat(eis.at("/profiles/0/iccid").asText()).isEqualTo(ICCID);
        assertThat(eis.at("/profiles/0/state").asText()).isEqualTo("Enabled");
        assertThat(eis.at("/profiles/0/freeMemory").asInt()).isEqualTo(7);
        assertThat(eis.at("/profiles/0/policyRules/0/action").asText()).isEqualTo("DELETE");
        assertThat(eis.at("/profiles/0").has("fallback")).isFalse();
        assertThat(eis.toString()).doesNotContain("SECRET");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "<pol2/>, '[]', ''",
                "<pol2><Rule><Action>delete</Action><Qualification>not_allowed</Qualification></Rule></pol2>,"
                        + " '[{\"action\":\"DELETE\",\"qualification\":\"Not-Allowed\"}]', ''",
                "'', -, ''",
                "<pol2>none</pol2>, -, pol2",
                "<pol2><PolicyRule><Action>DELETE</Action></PolicyRule></pol2>, -, pol2",
                "<pol2><Rule>DELETE Not-Allowed</Rule></pol2>, -, pol2",
                "<pol2><Rule><Action>DELETE</Action></Rule></pol2>, -, pol2",
            })
    void policyRulesThatCannotBeReadAreNotNone(String pol2, String rules, String unread) {
        var eis = body("<Eis><ProfileInfo><Iccid>" + ICCID + "</Iccid>" + pol2 + "</ProfileInfo></Eis>");

        var shown = Eis.read(eis).at("/profiles/0/policyRules");

        assertThat(shown.isMissingNode() ? null : shown.toString()).isEqualTo(rules);
        assertThat(String.join(", ", Eis.unread(eis))).isEqualTo(unread);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"true, true, ''", "0, false, ''", "FALSE, false, ''", "yes, -, FallbackAttribute", "'', -, ''"})
    void anAttributeThatCannotBeReadIsNotFalse(String written, Boolean fallback, String unread) {
        var eis = body("<Eis><ProfileInfo><Iccid>" + ICCID + "</Iccid><FallbackAttribute>" + written
                + "</FallbackAttribute></ProfileInfo></Eis>");

        var shown = Eis.read(eis).at("/profiles/0/fallback");

        assertThat(shown.isMissingNode() ? null : shown.asBoolean()).isEqualTo(fallback);
        assertThat(String.join(", ", Eis.unread(eis))).isEqualTo(unread);
    }

    @Test
    void keysAreCutOutOfAMessageAndNothingElse() {
        var message =
                "<a:e xmlns:a='u' x='1'><!-- c --><a:Eid>1</a:Eid><a:Keyset v='1'><a:Key>SECRET</a:Key><b/></a:Keyset><a:Certificate>SECRET</a:Certificate><a:Rest y='2'>&amp;</a:Rest></a:e>";
        var cut = KeyMaterial.cut(message);
        assertThat(cut)
                .doesNotContain("SECRET", "Keyset", "Certificate")
                .contains("<a:Eid>1</a:Eid>", "y=", "&amp;", "<!-- c -->");
        assertThat(XmlText.of(cut.getBytes(), null, null, 100_000)).isEqualTo(cut);
        var without = "<?xml version='1.0'?>\n<e>  <Eid>1</Eid></e>";
        assertThat(KeyMaterial.cut(without)).isSameAs(without);
    }
}
