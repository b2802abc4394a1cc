package io.rsproutes.protocol.sgp02.wss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;

import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapReader;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A signed message with its elements taken away, doubled, moved, wrapped, renamed and changed, by chance: it is refused,
 * or it says what was signed.
 */
class WssMutationTest extends WssScenarios {

    private static final long SEED = 20_261_129;
    private static final int MUTATIONS = 3_000;

    private final Random random = new Random(SEED);

    @Test
    void givenAnyChange_thenItIsRefusedOrChangesNothing() throws Exception {
        var verifier = both();
        var message = message()
                .timestamp()
                .username("acme", "correct horse")
                .signed(CERTIFICATES, "acme")
                .text();
        var signed = SoapReader.read(verifier.verify(message).message());
        int taken = 0;

        for (int n = 0; n < MUTATIONS; n++) {
            var changed = mutated(message);
            try {
                var read = SoapReader.read(verifier.verify(changed).message());
                assertThat(read.body()).as(changed).isEqualTo(signed.body());
                assertThat(read.header().children())
                        .as(changed)
                        .containsExactlyInAnyOrderElementsOf(signed.header().children());
                taken++;
            } catch (WssRefusal | SoapFault e) {
                // as it should be
            } catch (RuntimeException | LinkageError e) {
                fail(n + ": " + changed, e);
            }
        }

        // Such as another order of what is in wsse:Security, or a change that undoes the one before.
        assertThat(taken).isBetween(1, MUTATIONS / 2);
    }

    private String mutated(String message) throws Exception {
        var document = DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(message.getBytes(StandardCharsets.UTF_8)));
        for (int i = random.nextInt(3); i >= 0; i--) {
            mutate(document);
        }
        var text = new StringWriter();
        TransformerFactory.newDefaultInstance()
                .newTransformer()
                .transform(new DOMSource(document), new StreamResult(text));
        return text.toString();
    }

    private void mutate(Document document) {
        var elements = elements(document.getDocumentElement(), new ArrayList<>());
        var one = elements.get(random.nextInt(elements.size()));
        var other = elements.get(random.nextInt(elements.size()));
        boolean root = one == document.getDocumentElement();
        switch (random.nextInt(7)) {
            case 0 -> {
                if (!root) {
                    one.getParentNode().removeChild(one);
                }
            }
            case 1 -> insert(other, one.cloneNode(true));
            case 2 -> {
                if (!root && !holds(one, other)) {
                    insert(other, one);
                }
            }
            case 3 -> {
                if (!root) {
                    var wrapper = document.createElementNS("urn:x", "x:W");
                    one.getParentNode().replaceChild(wrapper, one);
                    wrapper.appendChild(one);
                }
            }
            case 4 -> attribute(one, other);
            case 5 -> one.insertBefore(document.createTextNode("1"), one.getFirstChild());
            default -> one.insertBefore(document.createComment("1"), one.getFirstChild());
        }
    }

    private void insert(Element where, Node node) {
        if (random.nextBoolean()) {
            where.insertBefore(node, where.getFirstChild());
        } else {
            where.appendChild(node);
        }
    }

    private static boolean holds(Node outer, Node inner) {
        for (var node = inner; node != null; node = node.getParentNode()) {
            if (node == outer) {
                return true;
            }
        }
        return false;
    }

    /** Takes an attribute away, gives it another's value, or gives it to the other, too. */
    private void attribute(Element one, Element other) {
        if (one.getAttributes().getLength() == 0) {
            return;
        }
        var attribute =
                one.getAttributes().item(random.nextInt(one.getAttributes().getLength()));
        if (attribute.getNodeName().startsWith("xmlns")) {
            return;
        }
        switch (random.nextInt(3)) {
            case 0 -> one.removeAttributeNS(attribute.getNamespaceURI(), attribute.getLocalName());
            case 1 -> attribute.setNodeValue(attribute.getNodeValue() + "1");
            default ->
                other.setAttributeNS(attribute.getNamespaceURI(), attribute.getNodeName(), attribute.getNodeValue());
        }
    }

    private static List<Element> elements(Element from, List<Element> into) {
        into.add(from);
        for (var node = from.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements(element, into);
            }
        }
        return into;
    }
}
