package io.rsproutes;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

/** The packages of the Java code (docs/architecture.md): one direction, no cycles, and none too large to survey. */
class ArchitectureTest {

    private static final int MOST_CLASSES = 16;
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("io.rsproutes");

    @Test
    void packagesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.rsproutes..")
                .layer("bootstrap")
                .definedBy("io.rsproutes", "io.rsproutes.bootstrap..")
                .layer("northbound")
                .definedBy("io.rsproutes.northbound..")
                .layer("southbound")
                .definedBy("io.rsproutes.southbound..")
                .layer("delivery")
                .definedBy("io.rsproutes.delivery..")
                .layer("simulator")
                .definedBy("io.rsproutes.simulator..")
                .layer("euicc")
                .definedBy("io.rsproutes.euicc..")
                .layer("operation")
                .definedBy("io.rsproutes.operation..")
                .layer("security")
                .definedBy("io.rsproutes.security..")
                .layer("platform")
                .definedBy("io.rsproutes.platform..")
                .layer("protocol")
                .definedBy("io.rsproutes.protocol..")
                .layer("config")
                .definedBy("io.rsproutes.config..")
                .layer("common")
                .definedBy("io.rsproutes.common..")
                .whereLayer("northbound")
                .mayOnlyBeAccessedByLayers("bootstrap")
                .whereLayer("southbound")
                .mayOnlyBeAccessedByLayers("bootstrap")
                .whereLayer("delivery")
                .mayOnlyBeAccessedByLayers("bootstrap")
                .whereLayer("simulator")
                .mayOnlyBeAccessedByLayers("bootstrap")
                .whereLayer("bootstrap")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("euicc")
                .mayOnlyAccessLayers("operation", "security", "platform", "protocol", "config", "common")
                .whereLayer("operation")
                .mayOnlyAccessLayers("security", "platform", "protocol", "config", "common")
                .whereLayer("security")
                .mayOnlyAccessLayers("platform", "protocol", "config", "common")
                .whereLayer("platform")
                .mayOnlyAccessLayers("protocol", "config", "common")
                .whereLayer("protocol")
                .mayOnlyAccessLayers("common")
                .whereLayer("config")
                .mayOnlyAccessLayers("common")
                .whereLayer("common")
                .mayNotAccessAnyLayer()
                .ensureAllClassesAreContainedInArchitecture()
                .check(CLASSES);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.rsproutes.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noPackageIsTooLarge() {
        var sizes = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()));

        assertThat(sizes)
                .allSatisfy((name, classes) -> assertThat(classes).as(name).isLessThanOrEqualTo(MOST_CLASSES));
    }
}
