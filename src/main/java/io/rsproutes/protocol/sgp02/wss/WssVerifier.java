package io.rsproutes.protocol.sgp02.wss;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import javax.security.auth.callback.CallbackHandler;

import io.rsproutes.common.Strings;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapReader;
import org.apache.wss4j.common.crypto.AlgorithmSuite;
import org.apache.wss4j.common.crypto.Crypto;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.ext.WSPasswordCallback;
import org.apache.wss4j.common.ext.WSSecurityException;
import org.apache.wss4j.common.principal.WSUsernameTokenPrincipalImpl;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.WSDataRef;
import org.apache.wss4j.dom.engine.WSSConfig;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.engine.WSSecurityEngineResult;
import org.apache.wss4j.dom.handler.RequestData;
import org.apache.wss4j.dom.handler.WSHandlerResult;
import org.apache.wss4j.dom.validate.Credential;
import org.apache.wss4j.dom.validate.SignatureTrustValidator;
import org.apache.xml.security.signature.XMLSignature;
import org.w3c.dom.Element;

/**
 * Checks the WS-Security of messages by WSS4J: a UsernameToken with the digest of a password, a signature, or both. A
 * signature must cover the body, the timestamp, the UsernameToken and every header block. What is covered is found by
 * the element, not by its id alone, and handed on as it was checked.
 */
public final class WssVerifier {

    /** What a signature may be made with: no SHA-1, no HMAC, and no transform that could leave something out. */
    private static final AlgorithmSuite ALGORITHMS = algorithms();

    private static final int SHORTEST_RSA = 2048;
    private static final int LONGEST_RSA = 8192;
    private static final int SHORTEST_CURVE = 256;
    private static final int LONGEST_CURVE = 521;

    /**
     * A message that holds. {@code message}: the envelope without its wsse:Security, as it was checked; {@code token}:
     * what may come only once.
     */
    public record Verified(String message, String token) {}

    /**
     * Whose signatures hold.
     *
     * @param trusted authorities, or the certificates themselves
     * @param mayBe whether a certificate that these vouch for may sign
     */
    public record Signers(KeyStore trusted, Predicate<X509Certificate> mayBe) {}

    private final Credentials credentials;
    private final Signers signers;
    private final int window;
    private final WSSecurityEngine engine = new WSSecurityEngine();
    private final Crypto crypto;

    /**
     * @param credentials null: no UsernameToken is taken
     * @param signers null: no signature is taken
     * @param window how old a message may be
     */
    public WssVerifier(Credentials credentials, Signers signers, Duration window) {
        this.credentials = credentials;
        this.signers = signers;
        this.window = (int) window.toSeconds();
        var config = WSSConfig.getNewInstance();
        config.setValidator(WSConstants.SIGNATURE, new Trust());
        engine.setWssConfig(config);
        crypto = signers == null ? null : trusting(signers.trusted());
    }

    private static Crypto trusting(KeyStore store) {
        var merlin = new Merlin();
        merlin.setTrustStore(store);
        return merlin;
    }

    private static AlgorithmSuite algorithms() {
        var suite = new AlgorithmSuite();
        List.of(
                        WSConstants.RSA_SHA256,
                        XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA384,
                        WSConstants.RSA_SHA512,
                        WSConstants.ECDSA_SHA256,
                        WSConstants.ECDSA_SHA384,
                        WSConstants.ECDSA_SHA512)
                .forEach(suite::addSignatureMethod);
        List.of(WSConstants.SHA256, WSConstants.SHA384, WSConstants.SHA512).forEach(suite::addDigestAlgorithm);
        suite.addC14nAlgorithm(WSConstants.C14N_EXCL_OMIT_COMMENTS);
        suite.addTransformAlgorithm(WSConstants.C14N_EXCL_OMIT_COMMENTS);
        suite.setMinimumAsymmetricKeyLength(SHORTEST_RSA);
        suite.setMaximumAsymmetricKeyLength(LONGEST_RSA);
        suite.setMinimumEllipticCurveKeyLength(SHORTEST_CURVE);
        suite.setMaximumEllipticCurveKeyLength(LONGEST_CURVE);
        return suite;
    }

    /** @throws WssRefusal when anything about it does not hold */
    public Verified verify(String message) {
        checkForm(message);
        var soap = SoapDocument.read(message);
        if (!soap.hasUniqueIds()) {
            throw new WssRefusal("wrapped", "two elements have the same id");
        }
        var security = SecurityHeader.of(soap);
        checkParts(security);
        var results = process(security);
        var token = credentials == null ? null : nonce(results);
        if (signers != null) {
            var signed = signed(results);
            checkCovered(soap, security, signed);
            token = token == null ? digests(signed) : token;
        }
        soap.remove(security.element());
        return new Verified(soap.text(), Strings.sha256(token));
    }

    // Within our limits, before a tree is made of it.
    private static void checkForm(String message) {
        try {
            SoapReader.kept(message);
        } catch (SoapFault e) {
            // Which version of SOAP is taken, whoever reads the message says.
            if (!"VersionMismatch".equals(e.code())) {
                throw new WssRefusal("malformed", e.getMessage());
            }
        }
    }

    private void checkParts(SecurityHeader security) {
        checkPart(credentials != null, security.usernameToken(), "a UsernameToken");
        checkPart(signers != null, security.signature(), "a Signature");
        if (signers != null && security.timestamp() == null) {
            throw new WssRefusal("missing", "there is no Timestamp");
        }
    }

    private static void checkPart(boolean wanted, Element element, String what) {
        if (wanted && element == null) {
            throw new WssRefusal("missing", "there is not " + what);
        }
        if (!wanted && element != null) {
            throw new WssRefusal("token", "there is " + what + ", and none is agreed");
        }
    }

    private WSHandlerResult process(SecurityHeader security) {
        var data = new RequestData();
        data.setActor("");
        data.setWssConfig(engine.getWssConfig());
        data.setSigVerCrypto(crypto);
        data.setAlgorithmSuite(ALGORITHMS);
        data.setRequiredPasswordType(WSConstants.PASSWORD_DIGEST);
        data.setCallbackHandler(passwords());
        data.setUtTTL(window);
        data.setTimeStampTTL(window);
        data.setValidateSamlSubjectConfirmation(false);
        try {
            return engine.processSecurityHeader(security.element(), data);
        } catch (WSSecurityException e) {
            throw refusal(e.getErrorCode());
        } catch (WssRefusal e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            // Of a form that WSS4J does not expect, or of one whose libraries we left out, as SAML.
            throw new WssRefusal("token", "the wsse:Security header cannot be processed");
        }
    }

    private CallbackHandler passwords() {
        return callbacks -> {
            for (var callback : callbacks) {
                if (credentials != null
                        && callback instanceof WSPasswordCallback asked
                        && credentials.username().equals(asked.getIdentifier())) {
                    asked.setPassword(credentials.password());
                }
            }
        };
    }

    // WSS4J's own words may repeat what the message says.
    private static WssRefusal refusal(WSSecurityException.ErrorCode code) {
        return switch (code) {
            case MESSAGE_EXPIRED -> new WssRefusal("stale", "it was made too long ago, or is yet to be made");
            case FAILED_AUTHENTICATION ->
                new WssRefusal("password", "the user is unknown, or the digest is not that of the password");
            case FAILED_CHECK -> new WssRefusal("signature", "the signature does not hold");
            default ->
                new WssRefusal("token", "something in the wsse:Security header is not of a form we take: " + code);
        };
    }

    // The two together: what of them is nonce, and what time, could be shifted under the same digest.
    private static String nonce(WSHandlerResult results) {
        var principal =
                (WSUsernameTokenPrincipalImpl) only(results, WSConstants.UT).get(WSSecurityEngineResult.TAG_PRINCIPAL);
        if (principal.getNonce() == null
                || principal.getNonce().length == 0
                || principal.getCreatedTime() == null
                || principal.getCreatedTime().isBlank()) {
            throw new WssRefusal("token", "the UsernameToken has no nonce, or does not say when it was made");
        }
        return "nonce "
                + HexFormat.of().formatHex(principal.getNonce())
                + HexFormat.of().formatHex(principal.getCreatedTime().getBytes(StandardCharsets.UTF_8));
    }

    private static WSSecurityEngineResult only(WSHandlerResult results, int action) {
        var found = results.getActionResults().getOrDefault(action, List.of());
        if (found.size() != 1) {
            throw new WssRefusal("token", "the wsse:Security header cannot be processed");
        }
        return found.get(0);
    }

    private static List<WSDataRef> signed(WSHandlerResult results) {
        var references = new ArrayList<WSDataRef>();
        ((List<?>) only(results, WSConstants.SIGN).get(WSSecurityEngineResult.TAG_DATA_REF_URIS))
                .forEach(one -> references.add((WSDataRef) one));
        return references;
    }

    // A signature of the same is the same message, whatever its value.
    private static String digests(List<WSDataRef> signed) {
        return signed.stream()
                .map(one -> HexFormat.of().formatHex(one.getDigestValue()))
                .collect(Collectors.joining(" ", "signature ", ""));
    }

    private static void checkCovered(SoapDocument soap, SecurityHeader security, List<WSDataRef> signed) {
        Set<Element> covered = Collections.newSetFromMap(new IdentityHashMap<>());
        signed.forEach(one -> covered.add(one.getProtectedElement()));
        // One that stands elsewhere was moved: the message lacks it where it was signed.
        if (covered.stream()
                .anyMatch(one -> one != soap.body()
                        && !soap.blocks().contains(one)
                        && one.getParentNode() != security.element())) {
            throw new WssRefusal("wrapped", "the signature covers what is not where it belongs");
        }
        checkCovered(covered, soap.body(), "the Body");
        checkCovered(covered, security.timestamp(), "the Timestamp");
        if (security.usernameToken() != null) {
            checkCovered(covered, security.usernameToken(), "the UsernameToken");
        }
        soap.blocks().stream()
                .filter(block -> block != security.element())
                .forEach(block -> checkCovered(covered, block, "a header block"));
    }

    private static void checkCovered(Set<Element> covered, Element element, String what) {
        if (!covered.contains(element)) {
            throw new WssRefusal("uncovered", "the signature does not cover " + what);
        }
    }

    /** Whose certificate it is: one that our authorities vouch for, and that may sign for this sender. */
    private final class Trust extends SignatureTrustValidator {

        @Override
        public Credential validate(Credential credential, RequestData data) {
            var certificates = credential.getCertificates();
            if (signers == null || certificates == null || certificates.length == 0) {
                throw new WssRefusal("certificate", "the signature comes without a certificate");
            }
            try {
                super.validate(credential, data);
            } catch (WSSecurityException e) {
                throw new WssRefusal(
                        "certificate", "no authority we trust vouches for the certificate, or it is out of date");
            }
            if (!signers.mayBe().test(certificates[0])) {
                throw new WssRefusal("certificate", "the certificate is not this sender's, or was revoked");
            }
            return credential;
        }
    }
}
