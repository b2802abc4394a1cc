package io.rsproutes.protocol.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as SM-SR servers send them (docs/spec/es4.md 1.7, C4), and as attackers do (SECURITY.md). */
class SoapReaderTest {

    private static final String ENVELOPE =
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:wsa='http://www.w3.org/2005/08/addressing' xmlns:rps='http://namespaces.gsma.org/esim-messaging/3'>";

    private static SoapMessage read(String text) {
        return SoapReader.read(text);
    }

    private static String message(String header, String body) {
        return ENVELOPE + "<s:Header>" + header + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
    }

    @Test
    void aCallbackOfACapturedPeer() {
        var message = read(
                message(
                        "<wsa:MessageID>//1.3.6.1.4.1.20/urn:uuid:1?TransactionId=urn:uuid:2&amp;MessageDate=2018-12-19T02:44:49Z</wsa:MessageID>"
                                + "<wsa:From><wsa:Address>https://smsr/es4?EntityId=1.3.6.1.4.1.20&amp;EntityName=SM-SR</wsa:Address></wsa:From>"
                                + "<wsa:To s:mustUnderstand='true'>https://us?EntityId=1.2.3</wsa:To><wsa:Action s:mustUnderstand='true'>http://gsma.com/ES4/ProfileManagentCallBack/ES4-EnableProfile</wsa:Action>",
                        "<rps:ES4-EnableProfileResponse><rps:FunctionExecutionStatus><rps:Status>EXECUTED_SUCCESS</rps:Status></rps:FunctionExecutionStatus></rps:ES4-EnableProfileResponse>"));
        assertThat(message.senderEntityId()).isEqualTo("1.3.6.1.4.1.20");
        assertThat(EntityUri.parameter(message.messageId(), "TransactionId")).isEqualTo("urn:uuid:2");
        assertThat(message.relatesTo()).isNull();
        assertThat(message.interfaceName()).isEqualTo("es4");
        assertThat(message.body().name()).isEqualTo("ES4-EnableProfileResponse");
        assertThat(message.body().child("FunctionExecutionStatus").value("Status"))
                .isEqualTo("EXECUTED_SUCCESS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"CompletionTimestamp", "completionTimeStamp", "Completion-Timestamp", "COMPLETIONTIMESTAMP"})
    void namesInAnySpellingAndWithoutNamespace(String spelling) {
        var message = read(message(
                "",
                "<ES4-HandleProfileEnabledNotification><" + spelling + "> 2026-01-01T00:00:00Z </" + spelling
                        + "></ES4-HandleProfileEnabledNotification>"));
        assertThat(message.body().value("CompletionTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(message.body().child("Nothing").child("Deeper").value("x")).isNull();
        assertThat(message.body().child("Nothing").exists()).isFalse();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("empty", "", "Sender"),
                Arguments.of("not XML", "hello", "Sender"),
                Arguments.of("broken off", ENVELOPE + "<s:Body><a>", "Sender"),
                Arguments.of("not an envelope", "<a/>", "Sender"),
                Arguments.of(
                        "another SOAP",
                        "<e:Envelope xmlns:e='http://www.w3.org/2001/12/soap-envelope'><e:Body><a/></e:Body></e:Envelope>",
                        "VersionMismatch"),
                Arguments.of(
                        "SOAP 1.1 with a body of 1.2",
                        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><s:Body xmlns:s='http://www.w3.org/2003/05/soap-envelope'><a/></s:Body></e:Envelope>",
                        "Sender"),
                Arguments.of("no body", ENVELOPE + "</s:Envelope>", "Sender"),
                Arguments.of("empty body", message("", ""), "Sender"),
                Arguments.of("two children", message("", "<a/><b/>"), "Sender"),
                Arguments.of("unbound prefix", message("", "<nobody:a/>"), "Sender"),
                Arguments.of("document type", "<!DOCTYPE a [<!ENTITY x 'y'>]>" + message("", "<a>&x;</a>"), "Sender"),
                Arguments.of(
                        "external entity",
                        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + message("", "<a>&x;</a>"),
                        "Sender"),
                Arguments.of(
                        "entity bomb",
                        "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>"
                                + message("", "<a>&c;</a>"),
                        "Sender"),
                Arguments.of("unknown entity", message("", "<a>&x;</a>"), "Sender"),
                Arguments.of("too deep", message("", "<a>".repeat(40) + "</a>".repeat(40)), "Sender"),
                Arguments.of("too many", message("", "<a>" + "<b/>".repeat(25_000) + "</a>"), "Sender"),
                Arguments.of("too long a text", message("", "<a>" + "x".repeat(300_000) + "</a>"), "Sender"),
                Arguments.of(
                        "too many namespaces of one element", message("", "<a " + namespaces(40_000) + "/>"), "Sender"),
                Arguments.of("and of a header", message("<a " + namespaces(40_000) + "/>", "<b/>"), "Sender"),
                Arguments.of(
                        "with > in values",
                        message("", "<a " + namespaces(40_000).replace("u:", "u>:") + "/>"),
                        "Sender"),
                Arguments.of("too long a name", message("", "<" + "a".repeat(300) + "/>"), "Sender"));
    }

    private static String namespaces(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> "xmlns:p" + n + "='u:" + n + "'")
                .collect(Collectors.joining(" "));
    }

    /** Their number alone says so: whether they are looked up costs the square of it. */
    @Test
    void manyNamespacesTakeNoTime() {
        var text = message("", "<a " + namespaces(40_000) + "/>");
        assertThat(text.length()).isLessThan(1_048_576);
        assertTimeout(Duration.ofSeconds(1), () -> assertThatThrownBy(() -> read(text))
                .isInstanceOf(SoapFault.class));
        assertTimeout(Duration.ofSeconds(1), () -> assertThatThrownBy(() -> SoapReader.read(text))
                .isInstanceOf(SoapFault.class));
        assertTimeout(Duration.ofSeconds(1), () -> assertThatThrownBy(() -> KeyMaterial.cut(text))
                .isInstanceOf(SoapFault.class));
        // Few on each of many: as some stacks write them.
        var many = message("", "<a>" + ("<b " + namespaces(20) + "/>").repeat(2_000) + "</a>");
        assertTimeout(Duration.ofSeconds(2), () -> assertThat(read(many).body().children())
                .hasSize(2_000));
    }

    /** A text may speak of them as often as it likes. */
    @Test
    void namespacesInATextAreNone() {
        var text = ("&lt;a " + namespaces(10) + ">").repeat(50);
        assertThat(read(message("", "<a b='\"'>" + text + "</a>")).body().text())
                .contains("xmlns:p9");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatIsRefused(String what, String text, String code) {
        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(SoapFault.class, fault -> {
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.getMessage()).doesNotContain("Exception", "passwd");
        });
    }

    /** WS-Addressing 1.0, 3.2: several, each with a type; without one it is a reply. */
    @Test
    void repliesAmongSeveralRelations() {
        var wsa = "http://www.w3.org/2005/08/addressing/";
        assertThat(read(message(
                                "<wsa:RelatesTo RelationshipType='http://example.com/cancels'>a</wsa:RelatesTo><wsa:RelatesTo> b </wsa:RelatesTo>"
                                        + "<wsa:RelatesTo RelationshipType='" + wsa
                                        + "reply'>c</wsa:RelatesTo><wsa:RelatesTo>" + wsa
                                        + "unspecified</wsa:RelatesTo>",
                                "<a/>"))
                        .relatesToAll())
                .containsExactly("b", "c");
        assertThat(read(message("<wsa:RelatesTo RelationshipType='urn:x:follows'>a</wsa:RelatesTo>", "<a/>"))
                        .relatesTo())
                .isNull();
        assertThat(read(message(
                                "<o:RelatesTo xmlns:o='http://schemas.xmlsoap.org/ws/2004/08/addressing' RelationshipType='o:Reply'>a</o:RelatesTo>",
                                "<a/>"))
                        .relatesTo())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.w3.org/2005/08/addressing",
                "http://schemas.xmlsoap.org/ws/2004/08/addressing",
                "http://schemas.xmlsoap.org/ws/2004/03/addressing",
                "http://schemas.xmlsoap.org/ws/2003/03/addressing",
                "http://www.w3.org/2007/05/addressing/metadata",
                "http://namespaces.gsma.org/esim-messaging/3",
                ""
            })
    void addressingOfEveryVersionAndWithout(String namespace) {
        var strange =
                "<x:MessageID xmlns:x='urn:somebody'>theirs</x:MessageID><x:From xmlns:x='urn:somebody'><x:Address>https://x?EntityId=9</x:Address></x:From>";
        var message = read(message(
                strange + "<MessageID xmlns='" + namespace + "' s:mustUnderstand='1'>ours</MessageID><From xmlns='"
                        + namespace + "'><Address>https://h?EntityId=1.2</Address></From>",
                "<a/>"));
        assertThat(message.messageId()).isEqualTo("ours");
        assertThat(message.senderEntityId()).isEqualTo("1.2");
        assertThat(read(message(strange, "<a/>")).messageId()).isNull();
        assertThat(read(message("<MessageID>sloppy</MessageID><wsa:MessageID>right</wsa:MessageID>", "<a/>"))
                        .messageId())
                .isEqualTo("right");
    }

    private static final String SECURITY =
            "<o:Security xmlns:o='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd' %s><o:Password>wrong</o:Password></o:Security>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s:mustUnderstand='1'",
                "s:mustUnderstand='true'",
                "s:mustUnderstand=' true '",
                "s:mustUnderstand='1' s:role=''",
                "s:mustUnderstand='1' s:role='http://www.w3.org/2003/05/soap-envelope/role/next'",
                "s:mustUnderstand='1' s:role='http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver'"
            })
    void aHeaderThatMustBeUnderstoodAndIsNot(String attributes) {
        var text = message(String.format(SECURITY, attributes), "<a/>");
        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(SoapFault.class, fault -> {
            assertThat(fault.code()).isEqualTo("MustUnderstand");
            assertThat(fault.status(SoapVersion.V1_2)).isEqualTo(500);
            assertThat(SoapWriter.fault(SoapVersion.V1_2, fault))
                    .contains("<soap:Value>soap:MustUnderstand</soap:Value>", "qname=\"h:Security\"", "secext-1.0.xsd")
                    .doesNotContain("wrong");
        });
        assertThat(SoapReader.kept(text).body().name()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s:mustUnderstand='0'",
                "s:mustUnderstand='false'",
                "mustUnderstand='1'",
                "s:mustUnderstand='1' s:role='http://www.w3.org/2003/05/soap-envelope/role/none'",
                "s:mustUnderstand='1' s:role='urn:somebody-else'"
            })
    void aHeaderThatIsNotForUsOrMayBeIgnored(String attributes) {
        assertThat(read(message(String.format(SECURITY, attributes), "<a/>"))
                        .body()
                        .name())
                .isEqualTo("a");
    }

    @Test
    void aHeaderWithoutNamespaceThatIsNoneOfAddressingIsNotUnderstood() {
        assertThatThrownBy(() -> read(message("<Sequence s:mustUnderstand='1'/>", "<a/>")))
                .isInstanceOfSatisfying(
                        SoapFault.class, fault -> assertThat(fault.code()).isEqualTo("MustUnderstand"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/p?EntityId=1.2.3&EntityName=X, 1.2.3",
        "https://h/p?entityid=1.2.3, 1.2.3",
        "https://h/p?EntityName=X?EntityId=1.2.3?X-KPN-ProviderEntityId=9, 1.2.3",
        "https://h/p?EntityId=1.2.3 ?UserName=u, 1.2.3",
        "https://h/p, "
    })
    void entityIdsOfEveryQuery(String uri, String id) {
        assertThat(EntityUri.parameter(uri, "EntityId")).isEqualTo(id);
    }

    @Test
    void addressesAndMessageIdsAsWritten() {
        assertThat(EntityUri.of("https://us/es4", "1.2.3")).isEqualTo("https://us/es4?EntityId=1.2.3");
        assertThat(EntityUri.of("https://us/es4?a=b", "1.2.3")).isEqualTo("https://us/es4?a=b&EntityId=1.2.3");
        assertThat(EntityUri.messageId("1.2.3", "id", "tx", "2026-01-01T00:00:00Z"))
                .isEqualTo("//1.2.3/id?TransactionId=tx&MessageDate=2026-01-01T00:00:00Z");
    }
}
