package io.rsproutes.protocol.sgp02.wss;

import java.util.Set;

import org.apache.wss4j.dom.WSConstants;
import org.w3c.dom.Element;

/**
 * The wsse:Security header of a message: one, for us, and with nothing in it but what is processed here. The elements
 * that it does not have are null.
 */
record SecurityHeader(Element element, Element timestamp, Element usernameToken, Element signature) {

    private static final Set<String> OURS = Set.of(
            "",
            "http://www.w3.org/2003/05/soap-envelope/role/next",
            "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
            "http://schemas.xmlsoap.org/soap/actor/next");

    /** @throws WssRefusal when it is missing or twice, or has what is unknown, or twice, in it */
    static SecurityHeader of(SoapDocument soap) {
        var blocks = soap.blocks().stream().filter(SecurityHeader::isSecurity).toList();
        if (blocks.isEmpty()) {
            throw new WssRefusal("missing", "there is no wsse:Security header");
        }
        if (blocks.size() > 1) {
            throw new WssRefusal("wrapped", "there are several wsse:Security headers");
        }
        var element = blocks.get(0);
        if (!OURS.contains(element.getAttributeNS(soap.soapNamespace(), "role").trim())
                || !OURS.contains(
                        element.getAttributeNS(soap.soapNamespace(), "actor").trim())) {
            throw new WssRefusal("missing", "the wsse:Security header is for another role");
        }
        for (var child : SoapDocument.children(element)) {
            if (!isKnown(child)) {
                throw new WssRefusal(
                        "token",
                        "the wsse:Security header has more in it than a Timestamp, a UsernameToken, a Signature and"
                                + " its BinarySecurityToken");
            }
        }
        return new SecurityHeader(
                element,
                only(element, WSConstants.WSU_NS, WSConstants.TIMESTAMP_TOKEN_LN),
                only(element, WSConstants.WSSE_NS, WSConstants.USERNAME_TOKEN_LN),
                only(element, WSConstants.SIG_NS, WSConstants.SIG_LN));
    }

    private static boolean isSecurity(Element block) {
        return is(block, WSConstants.WSSE_NS, WSConstants.WSSE_LN);
    }

    private static boolean isKnown(Element child) {
        return is(child, WSConstants.WSU_NS, WSConstants.TIMESTAMP_TOKEN_LN)
                || is(child, WSConstants.WSSE_NS, WSConstants.USERNAME_TOKEN_LN)
                || is(child, WSConstants.WSSE_NS, WSConstants.BINARY_TOKEN_LN)
                || is(child, WSConstants.SIG_NS, WSConstants.SIG_LN);
    }

    private static Element only(Element security, String namespace, String name) {
        var found = SoapDocument.children(security).stream()
                .filter(child -> is(child, namespace, name))
                .toList();
        if (found.size() > 1) {
            throw new WssRefusal("wrapped", "the wsse:Security header has several elements " + name);
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private static boolean is(Element element, String namespace, String name) {
        return name.equals(element.getLocalName()) && namespace.equals(element.getNamespaceURI());
    }
}
