package io.rsproutes.support;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;

import org.apache.wss4j.common.WSEncryptionPart;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.engine.WSSConfig;
import org.apache.wss4j.dom.message.WSSecHeader;
import org.apache.wss4j.dom.message.WSSecSignature;
import org.apache.wss4j.dom.message.WSSecTimestamp;
import org.apache.wss4j.dom.message.WSSecUsernameToken;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A SOAP message with WS-Security as a customer's stack writes it: WSS4J's, and none of our own code. */
public final class WssMessage {

    /** Everything that must be signed. */
    public static final List<String> ALL = List.of("Body", "Timestamp", "UsernameToken", "header");

    private final Document document;
    private final WSSecHeader security;
    private final List<Element> blocks;
    private Instant at = Instant.now();
    private Element timestamp;
    private Element username;

    public WssMessage(String envelope) {
        WSSConfig.init();
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            document = factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(envelope.getBytes(StandardCharsets.UTF_8)));
            blocks = children(part("Header"));
            security = new WSSecHeader(document);
            security.insertSecurityHeader();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Made at this time. */
    public WssMessage at(Instant time) {
        at = time;
        return this;
    }

    public WssMessage timestamp() {
        var stamp = new WSSecTimestamp(security);
        stamp.setTimeToLive(300);
        stamp.setWsTimeSource(() -> at);
        stamp.build();
        timestamp = stamp.getElement();
        return this;
    }

    public WssMessage username(String name, String password) {
        return username(name, password, WSConstants.PASSWORD_DIGEST);
    }

    public WssMessage username(String name, String password, String type) {
        var token = new WSSecUsernameToken(security);
        token.setPasswordType(type);
        token.setUserInfo(name, password);
        token.setWsTimeSource(() -> at);
        token.build();
        username = token.getUsernameTokenElement();
        return this;
    }

    public WssMessage signed(Certificates certificates, String name) {
        return signed(certificates, name, ALL);
    }

    /** @param parts what is signed, of {@link #ALL}; a header block by its name, too */
    public WssMessage signed(Certificates certificates, String name, List<String> parts) {
        return signed(certificates, name, parts, null, WSConstants.SHA256);
    }

    /** @param algorithm of the signature; null: as the key is */
    public WssMessage signed(
            Certificates certificates, String name, List<String> parts, String algorithm, String digest) {
        try {
            var crypto = new Merlin();
            crypto.setKeyStore(Certificates.load(certificates.store(name)));
            var signature = new WSSecSignature(security);
            signature.setUserInfo(name, Certificates.PASSWORD);
            signature.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
            signature.setSignatureAlgorithm(
                    algorithm != null
                            ? algorithm
                            : certificates
                                            .certificate(name)
                                            .getPublicKey()
                                            .getAlgorithm()
                                            .equals("EC")
                                    ? WSConstants.ECDSA_SHA256
                                    : WSConstants.RSA_SHA256);
            signature.setDigestAlgo(digest);
            for (var element : elements(parts)) {
                var part = new WSEncryptionPart(element.getLocalName(), element.getNamespaceURI(), "Element");
                part.setElement(element);
                signature.getParts().add(part);
            }
            signature.build(crypto);
            return this;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Element> elements(List<String> parts) {
        var elements = new ArrayList<Element>();
        blocks.stream()
                .filter(block -> parts.contains("header") || parts.contains(block.getLocalName()))
                .forEach(elements::add);
        if (parts.contains("Body")) {
            elements.add(part("Body"));
        }
        if (parts.contains("Timestamp") && timestamp != null) {
            elements.add(timestamp);
        }
        if (parts.contains("UsernameToken") && username != null) {
            elements.add(username);
        }
        return elements;
    }

    private Element part(String name) {
        return children(document.getDocumentElement()).stream()
                .filter(child -> child.getLocalName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Element> children(Element parent) {
        var children = new ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    public String text() {
        try {
            var text = new StringWriter();
            var transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
