package io.rsproutes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The folders' direction, in Java as in routes (DESIGN, the house). */
@AnalyzeClasses(packages = "io.rsproutes", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule protocolsKnowNoFolder = none("protocol", "northbound", "southbound", "delivery", "simulator", "security");
    @ArchTest
    static final ArchRule northboundNamesNoPeer = none("northbound", "southbound", "simulator");
    @ArchTest
    static final ArchRule southboundNamesNoCaller = none("southbound", "northbound", "delivery", "simulator");
    @ArchTest
    static final ArchRule deliveryKnowsSubscribersOnly = none("delivery", "northbound", "southbound", "simulator");
    @ArchTest
    static final ArchRule securityKnowsNoFolder = none("security", "northbound", "southbound", "delivery", "simulator");
    @ArchTest
    static final ArchRule coreKnowsNoCaller = none("core", "northbound", "delivery", "simulator");

    private static ArchRule none(String folder, String... others) {
        var packages = java.util.Arrays.stream(others).map(other -> "io.rsproutes." + other + "..").toArray(String[]::new);
        return noClasses().that().resideInAPackage("io.rsproutes." + folder + "..").should().dependOnClassesThat().resideInAnyPackage(packages);
    }
}
