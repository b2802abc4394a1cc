package io.rsproutes.protocol.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.protocol.sgp02.message.Sgp02Requests;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests.Form;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests.Request;
import io.rsproutes.protocol.sgp02.message.Sgp02Responses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SOAP 1.1 and 1.2, document and rpc/literal, as they are written and as anyone may send them (docs/spec/es4.md 1.10). */
class SoapFormTest {

    private static final String EID = "89049032123451234512345678901235";
    private static final String V1 = "http://namespaces.gsma.org/esim-messaging/1";
    private static final String METADATA = "http://www.w3.org/2007/05/addressing/metadata";
    private static final Addressing HEADERS = new Addressing(
            "//1.2/m?TransactionId=t", null, "https://us?EntityId=1.2", "https://to", "https://reply", "urn:a");

    private static String enable(SoapForm form) {
        var request = new Request("enableProfile", "call-1", 60L, EID, List.of("8947010000123456784"));
        return SoapWriter.envelope(
                form,
                HEADERS,
                Sgp02Requests.request(
                        request, new Form("es4", V1, form.rpc() ? "EnableProfile" : "ES4-EnableProfile", "T")));
    }

    static Stream<SoapForm> forms() {
        return Stream.of(SoapVersion.values())
                .flatMap(version -> Stream.of(true, false).flatMap(rpc -> Stream.of(SoapForm.WSA, METADATA)
                        .map(addressing -> new SoapForm(version, rpc, addressing))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatIsWrittenInAForm_isReadAsTheSame_andItsFormIsKnown(SoapForm form) {
        var message = SoapReader.read(enable(form));

        assertThat(message.form()).isEqualTo(form);
        assertThat(message.messageId()).isEqualTo(HEADERS.messageId());
        assertThat(message.senderEntityId()).isEqualTo("1.2");
        assertThat(message.replyTo()).isEqualTo("https://reply");
        assertThat(message.body().namespace()).isEqualTo(V1);
        var call = Sgp02Requests.call(message.body(), "es4");
        assertThat(call.function()).isEqualTo("enableProfile");
        assertThat(call.callId() + call.validity() + call.eid()).isEqualTo("call-160" + EID);
        assertThat(call.iccids()).containsExactly("8947010000123456784");
    }

    /** WS-I Basic Profile 1.1, R2735: parts are in no namespace. */
    @Test
    void rpcHasTheOperationsElementAndItsPartsInNoNamespace() {
        assertThat(enable(new SoapForm(SoapVersion.V1_1, true, METADATA)))
                .startsWith("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:wsa=\""
                        + METADATA + "\">")
                .contains("<soap:Body><rps:EnableProfile xmlns:rps=\"" + V1
                        + "\"><FunctionCallIdentifier>call-1</FunctionCallIdentifier><ValidityPeriod>60</ValidityPeriod><Eid>"
                        + EID + "</Eid><Iccid>8947010000123456784</Iccid></rps:EnableProfile></soap:Body>")
                .doesNotContain("ES4-");
    }

    /** A result is a call of an operation, too: without ES4-; what is in a part has the namespace again. */
    @Test
    void aResultInRpcIsReadAsOne() {
        var body = Sgp02Responses.response(
                "es4", "enableProfile", null, null, "FAILED", new String[] {"8.1", "1.2", "no"}, V1, null);

        var text = SoapWriter.envelope(new SoapForm(SoapVersion.V1_2, true, SoapForm.WSA), HEADERS, body);

        assertThat(text)
                .contains("<rps:EnableProfileResponse ", "<FunctionExecutionStatus><rps:Status>FAILED</rps:Status>");
        var result = Sgp02Responses.result(SoapReader.read(text).body(), java.util.Map.of());
        assertThat(result.function()).isEqualTo("enableProfile");
        assertThat(result.status() + result.subjectCode()).isEqualTo("Failed8.1");
    }

    private static SoapMessage read(String body) {
        return SoapReader.read("<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>" + body
                + "</e:Body></e:Envelope>");
    }

    /** Wrapped in one element more, or in none that says what it is. */
    @ParameterizedTest
    @CsvSource({
        "<n:GetEIS xmlns:n='urn:n'><FunctionCallIdentifier>c</FunctionCallIdentifier></n:GetEIS>, GetEISRequest, true",
        "<op><n:ES4-GetEISRequest xmlns:n='urn:n'><n:Eid>1</n:Eid></n:ES4-GetEISRequest></op>, ES4-GetEISRequest, true",
        "<n:EnableProfileResponse xmlns:n='urn:n'><return><FunctionExecutionStatus/></return></n:EnableProfileResponse>, EnableProfileResponse, true",
        "<n:EnableProfile xmlns:n='urn:n'><FunctionExecutionStatus/></n:EnableProfile>, EnableProfileResponse, true",
        "<n:HandleProfileEnabled xmlns:n='urn:n'><Eid>1</Eid><CompletionTimeStamp/></n:HandleProfileEnabled>, HandleProfileEnabledNotification, true",
        "<ES4-GetEISRequest><Eid>1</Eid></ES4-GetEISRequest>, ES4-GetEISRequest, false",
        "<ES4-EnableProfileResponse><FunctionExecutionStatus><Status>FAILED</Status></FunctionExecutionStatus></ES4-EnableProfileResponse>, ES4-EnableProfileResponse, false",
        "<anything><Eid>1</Eid></anything>, anything, false",
        "<a/>, a, false"
    })
    void whatStandsInTheBodyIsFoundByItsParts(String body, String name, boolean rpc) {
        var message = read(body);

        assertThat(message.body().name()).isEqualTo(name);
        assertThat(message.form().rpc()).isEqualTo(rpc);
    }

    /** As one public peer's GetEIS has it: the part is called after what is in it. */
    @Test
    void onePartAroundAllOthersIsNoneOfThem() {
        var result = Sgp02Responses.result(
                read("<n:GetEISResponse xmlns:n='urn:n'><FunctionExecutionStatus><FunctionExecutionStatus><Status>EXECUTED_SUCCESS"
                                + "</Status></FunctionExecutionStatus><Eis><Eid>" + EID
                                + "</Eid></Eis></FunctionExecutionStatus></n:GetEISResponse>")
                        .body(),
                java.util.Map.of());

        assertThat(result.function()).isEqualTo("getEIS");
        assertThat(result.status()).isEqualTo("Executed-Success");
        assertThat(result.named().eids()).containsExactly(EID);
    }

    @ParameterizedTest
    @CsvSource({
        "Sender, Client, 500, 400",
        "Receiver, Server, 500, 500",
        "VersionMismatch, VersionMismatch, 500, 500",
        "MustUnderstand, MustUnderstand, 500, 500"
    })
    void aFaultHasTheWordsAndTheStatusOfItsVersion(String code, String old, int oldStatus, int status) {
        var fault = new SoapFault(code, "word", "a reason");

        var first = SoapReader.read(SoapWriter.fault(SoapVersion.V1_1, fault)).body();
        assertThat(first.value("faultcode")).isEqualTo("soap:" + old);
        assertThat(first.value("faultstring")).isEqualTo("a reason");
        assertThat(first.child("detail").value("code")).isEqualTo("word");
        assertThat(fault.status(SoapVersion.V1_1)).isEqualTo(oldStatus);
        var second = SoapReader.read(SoapWriter.fault(SoapVersion.V1_2, fault)).body();
        assertThat(second.child("Code").value("Value")).isEqualTo("soap:" + code);
        assertThat(fault.status(SoapVersion.V1_2)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"actor/next, MustUnderstand", "'', MustUnderstand", "elsewhere,"})
    void aHeaderOfSoap11IsForWhomItsActorSays(String actor, String code) {
        var text =
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Header><o:S xmlns:o='urn:o' e:mustUnderstand='1'"
                        + (actor.isEmpty() ? "" : " e:actor='http://schemas.xmlsoap.org/soap/" + actor + "'")
                        + "/></e:Header><e:Body><a/></e:Body></e:Envelope>";

        if (code == null) {
            assertThat(SoapReader.read(text).body().name()).isEqualTo("a");
        } else {
            assertThatThrownBy(() -> SoapReader.read(text))
                    .isInstanceOfSatisfying(
                            SoapFault.class, fault -> assertThat(fault.code()).isEqualTo(code));
        }
    }

    /** mustUnderstand of the other version's namespace demands nothing. */
    @Test
    void aDemandInTheWordsOfTheOtherVersionIsNone() {
        var text =
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' xmlns:s='http://www.w3.org/2003/05/soap-envelope'>"
                        + "<e:Header><o:S xmlns:o='urn:o' s:mustUnderstand='1'/></e:Header><e:Body><a/></e:Body></e:Envelope>";

        assertThat(SoapReader.read(text).body().name()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
        "text/xml; charset=utf-8, hello, V1_1",
        "'TEXT/XML', hello, V1_1",
        "application/soap+xml, hello, V1_2",
        ", hello, V1_2",
        "application/soap+xml, <e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'/>, V1_1",
        "text/xml, <e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'/>, V1_2"
    })
    void theVersionIsTheEnvelopes_elseThatOfItsType(String type, String text, SoapVersion version) {
        assertThat(SoapVersion.of(text, type)).isEqualTo(version);
    }

    @Test
    void theActionStandsWhereItsVersionHasIt() {
        assertThat(SoapVersion.V1_2.contentType("urn:a"))
                .isEqualTo("application/soap+xml; charset=utf-8; action=\"urn:a\"");
        assertThat(SoapVersion.V1_1.contentType("urn:a")).isEqualTo("text/xml; charset=utf-8");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aQuestionForWhatIsKept_namesTheAddress(SoapForm form) {
        var address = MakeConnection.address("0195-a");

        var message = SoapReader.read(SoapWriter.envelope(form, HEADERS, MakeConnection.request(address)));

        assertThat(address).isEqualTo("http://docs.oasis-open.org/ws-rx/wsmc/200702/anonymous?id=0195-a");
        assertThat(MakeConnection.requested(message)).isEqualTo(address);
        assertThat(MakeConnection.requested(SoapReader.read(enable(form)))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", " TRUE "})
    void moreWaits(String pending) {
        assertThat(MakeConnection.isPending(pending(MakeConnection.NAMESPACE, pending)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://docs.oasis-open.org/ws-rx/wsmc/200702, false",
        "http://docs.oasis-open.org/ws-rx/wsmc/200702, ''",
        "urn:other, true"
    })
    void nothingMoreWaits(String namespace, String pending) {
        assertThat(MakeConnection.isPending(pending(namespace, pending))).isFalse();
    }

    private static SoapMessage pending(String namespace, String pending) {
        return SoapReader.kept(
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Header><m:MessagePending xmlns:m='"
                        + namespace + "' e:mustUnderstand='1' pending='" + pending
                        + "'/></e:Header><e:Body><a/></e:Body></e:Envelope>");
    }
}
