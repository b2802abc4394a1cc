package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import javax.xml.parsers.DocumentBuilderFactory;

import io.rsproutes.support.Certificates;
import io.rsproutes.support.StubServer.Reply;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.ext.WSPasswordCallback;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.WSDataRef;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.engine.WSSecurityEngineResult;
import org.apache.wss4j.dom.handler.RequestData;
import org.apache.wss4j.dom.handler.WSHandlerResult;
import org.junit.jupiter.api.Test;

/** What a peer gets with which WS-Security is agreed, checked as its WSS4J does. */
class MessageSecurityIT extends SoapScenarios {

    private String sent(String peer) {
        STUB.got.clear();
        STUB.reply = new Reply(202, "", Map.of());
        var card = card();
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"" + peer + "\""))
                .id();
        settles(id, "WAITING");
        end(id);
        return STUB.got.get(0).body();
    }

    private static WSHandlerResult checked(String message) throws Exception {
        var document = DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(message.getBytes(StandardCharsets.UTF_8)));
        var crypto = new Merlin();
        crypto.setTrustStore(Certificates.load(CERTIFICATES.store("ca-trust")));
        var data = new RequestData();
        data.setSigVerCrypto(crypto);
        data.setRequiredPasswordType(WSConstants.PASSWORD_DIGEST);
        data.setCallbackHandler(callbacks -> {
            var asked = (WSPasswordCallback) callbacks[0];
            asked.setPassword(asked.getIdentifier().equals("us") ? WSS_PASSWORD : null);
        });
        return new WSSecurityEngine().processSecurityHeader(document, data);
    }

    @Test
    void givenAPeerWithIt_thenTheCallIsSignedWithTokenTimeAndAddresses() throws Exception {
        var message = sent("smsr-secured");

        var results = checked(message).getActionResults();

        assertThat(results).containsKeys(WSConstants.UT, WSConstants.TS, WSConstants.SIGN);
        assertThat(names(results.get(WSConstants.SIGN).get(0)))
                .containsExactlyInAnyOrder(
                        "Body", "Timestamp", "UsernameToken", "MessageID", "From", "To", "ReplyTo", "Action");
        assertThat(message).doesNotContain(WSS_PASSWORD);
    }

    private static Set<String> names(WSSecurityEngineResult signature) {
        return ((java.util.List<?>) signature.get(WSSecurityEngineResult.TAG_DATA_REF_URIS))
                .stream()
                        .map(one -> ((WSDataRef) one).getProtectedElement().getLocalName())
                        .collect(Collectors.toSet());
    }

    @Test
    void givenTwoCalls_thenEachHasItsOwnNonce() throws Exception {
        var nonce = "(?s).*<wsse:Nonce[^>]*>([^<]*)<.*";

        assertThat(sent("smsr-secured").replaceAll(nonce, "$1"))
                .isNotEqualTo(sent("smsr-secured").replaceAll(nonce, "$1"));
    }

    @Test
    void givenAPeerWithout_thenTheCallHasNone() {
        assertThat(sent("smsr-stub")).doesNotContain("Security");
    }
}
