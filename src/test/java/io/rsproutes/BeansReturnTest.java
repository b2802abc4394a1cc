package io.rsproutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

/**
 * A bean call returns one value, and the route says where it goes: nothing writes variables, headers or the body behind
 * the reader's back. Those that do are these, and each is a protocol's codec, the way in, or a row.
 */
class BeansReturnTest {

    private static final Set<String> CODECS = Set.of(
            // The way in and its answer: headers stripped, body read within its limit.
            "Edge",
            // A statement's row, as its Out names it.
            "Row",
            // A property for the moment of a call, as Camel's own calls of beans have it.
            "MethodLanguage",
            // Protocols: bytes and headers, in and out.
            "Es2PlusCalls",
            "Es2PlusMessages",
            "Sgp02Calls",
            "Sgp02Messages",
            "SoapAnswer",
            "GatewayEs2Plus",
            "GatewaySgp02",
            "CustomerDeliveries",
            "Webhooks",
            "BrokerMessages",
            "CommandQueue");
    private static final Set<String> WRITES = Set.of(
            "setVariable",
            "removeVariable",
            "setHeader",
            "setHeaders",
            "removeHeader",
            "removeHeaders",
            "setBody",
            "setProperty");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.rsproutes");

    @Test
    void onlyCodecsWriteIntoTheExchange() {
        var writers = new TreeSet<String>();
        for (var one : CLASSES) {
            if (one.getPackageName().contains(".simulator")) {
                continue;
            }
            for (var call : one.getMethodCallsFromSelf()) {
                var owner = call.getTargetOwner();
                if (WRITES.contains(call.getName())
                        && (owner.isEquivalentTo(Exchange.class) || owner.isEquivalentTo(Message.class))) {
                    writers.add(outermost(one.getName()));
                }
            }
        }
        assertThat(writers).isEqualTo(new TreeSet<>(CODECS));
    }

    private static String outermost(String name) {
        return name.replaceFirst("\\$.*", "").replaceFirst(".*\\.", "");
    }
}
