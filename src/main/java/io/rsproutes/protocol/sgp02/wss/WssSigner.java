package io.rsproutes.protocol.sgp02.wss;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;

import org.apache.wss4j.common.WSEncryptionPart;
import org.apache.wss4j.common.crypto.Crypto;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.ext.WSSecurityException;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.engine.WSSConfig;
import org.apache.wss4j.dom.message.WSSecHeader;
import org.apache.wss4j.dom.message.WSSecSignature;
import org.apache.wss4j.dom.message.WSSecTimestamp;
import org.apache.wss4j.dom.message.WSSecUsernameToken;
import org.w3c.dom.Element;

/**
 * Gives messages their wsse:Security header by WSS4J: a Timestamp; a UsernameToken with the digest of a password, a
 * nonce and a time; a signature over body, timestamp, token and all header blocks; both, or one of them.
 */
public final class WssSigner {

    /** How long a message of ours may be on its way. */
    private static final int SECONDS = 300;

    /**
     * The key that signs, with its certificate.
     *
     * @param alias of its entry in the store
     */
    public record Key(KeyStore store, String alias, String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Key[" + alias + "]";
        }
    }

    private final Credentials credentials;
    private final Key key;
    private final Crypto crypto;
    private final String algorithm;

    /**
     * @param credentials null: no UsernameToken is written
     * @param key null: nothing is signed
     * @throws GeneralSecurityException when the key cannot be used
     */
    public WssSigner(Credentials credentials, Key key) throws GeneralSecurityException {
        this.credentials = credentials;
        this.key = key;
        WSSConfig.init();
        if (key == null) {
            crypto = null;
            algorithm = null;
        } else {
            algorithm = algorithm(key);
            var merlin = new Merlin();
            merlin.setKeyStore(key.store());
            crypto = merlin;
        }
    }

    private static String algorithm(Key key) throws GeneralSecurityException {
        var found = key.store().getKey(key.alias(), key.password().toCharArray());
        var name = found instanceof PrivateKey ? found.getAlgorithm() : "none";
        return switch (name) {
            case "RSA" -> WSConstants.RSA_SHA256;
            case "EC" -> WSConstants.ECDSA_SHA256;
            default -> throw new GeneralSecurityException("its private key is neither RSA nor EC");
        };
    }

    /** The envelope with its wsse:Security header, which must be understood. */
    public String secure(String envelope) {
        var soap = SoapDocument.read(envelope);
        var signed = soap.blocks();
        try {
            var header = new WSSecHeader(soap.document());
            header.insertSecurityHeader();
            var timestamp = new WSSecTimestamp(header);
            timestamp.setTimeToLive(SECONDS);
            timestamp.build();
            signed.add(timestamp.getElement());
            signed.add(soap.body());
            if (credentials != null) {
                signed.add(usernameToken(header));
            }
            if (key != null) {
                sign(header, signed);
            }
            return soap.text();
        } catch (WSSecurityException e) {
            throw new IllegalStateException("the message could not be signed", e);
        }
    }

    private Element usernameToken(WSSecHeader header) {
        var token = new WSSecUsernameToken(header);
        token.setPasswordType(WSConstants.PASSWORD_DIGEST);
        token.setUserInfo(credentials.username(), credentials.password());
        token.build();
        return token.getUsernameTokenElement();
    }

    private void sign(WSSecHeader header, Iterable<Element> elements) throws WSSecurityException {
        var signature = new WSSecSignature(header);
        signature.setUserInfo(key.alias(), key.password());
        signature.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
        signature.setSignatureAlgorithm(algorithm);
        signature.setDigestAlgo(WSConstants.SHA256);
        signature.setSigCanonicalization(WSConstants.C14N_EXCL_OMIT_COMMENTS);
        for (var element : elements) {
            var part = new WSEncryptionPart(element.getLocalName(), element.getNamespaceURI(), "Element");
            part.setElement(element);
            signature.getParts().add(part);
        }
        signature.build(crypto);
    }
}
