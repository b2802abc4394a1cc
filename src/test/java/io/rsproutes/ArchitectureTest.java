package io.rsproutes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.Arrays;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The folders' direction, in Java as in routes (DESIGN, the house). */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.rsproutes");

    @ParameterizedTest
    @CsvSource({
        "protocol, northbound southbound delivery simulator security",
        "northbound, southbound simulator",
        "southbound, northbound delivery simulator",
        "delivery, northbound southbound simulator",
        "security, northbound southbound delivery simulator",
        "operation, northbound southbound delivery simulator",
        "euicc, northbound southbound delivery simulator"})
    void aFolderDoesNotKnow(String folder, String others) {
        noClasses().that().resideInAPackage("io.rsproutes." + folder + "..").should().dependOnClassesThat()
                .resideInAnyPackage(Arrays.stream(others.split(" ")).map(other -> "io.rsproutes." + other + "..").toArray(String[]::new)).check(CLASSES);
    }
}
