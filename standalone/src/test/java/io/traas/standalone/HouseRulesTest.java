package io.traas.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The walls of the house, as docs/ARCHITECTURE.md describes them. */
class HouseRulesTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final List<String> STAGES = List.of("collectors", "detector", "runbooks", "remediation", "ui");
    private static final Map<String, JavaClasses> HOUSE = importHouse();

    private static Map<String, JavaClasses> importHouse() {
        ClassFileImporter importer = new ClassFileImporter();
        Map<String, JavaClasses> house = new java.util.TreeMap<>();
        Stream.concat(STAGES.stream(), Stream.of("model", "standalone"))
                .forEach(module -> house.put(
                        module, importer.importPath(ROOT.resolve(module).resolve("target/classes"))));
        return house;
    }

    static List<String> stages() {
        return STAGES;
    }

    @ParameterizedTest
    @MethodSource("stages")
    void a_stage_knows_the_model_and_nothing_else_of_ours(String stage) {
        check(
                stage,
                noClasses()
                        .should()
                        .dependOnClassesThat(resideInAPackage("io.traas..")
                                .and(not(resideInAnyPackage("io.traas.model..", "io.traas." + stage + "..")))));
    }

    @Test
    void the_model_knows_nothing_of_ours() {
        check(
                "model",
                noClasses()
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("io.traas..").and(not(resideInAPackage("io.traas.model..")))));
    }

    @Test
    void records_of_the_model_need_the_jdk_only() {
        check(
                "model",
                classes()
                        .that()
                        .resideInAPackage("io.traas.model")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "io.traas.model", "io.traas.model.signal"));
    }

    @Test
    void the_platform_does_not_know_its_drills() {
        check("standalone", noClasses().should().dependOnClassesThat().resideInAPackage("io.traas.drills.."));
    }

    @Test
    void flink_stays_in_the_stream_package_and_the_job() {
        everywhere(noClasses()
                .that()
                .resideOutsideOfPackages("io.traas.detector", "io.traas.detector.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink.."));
    }

    @Test
    void drools_stays_behind_one_port() {
        everywhere(noClasses()
                .that()
                .resideOutsideOfPackage("io.traas.runbooks.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.drools..", "org.kie.."));
    }

    @Test
    void only_the_hands_hold_a_kubernetes_client_beside_the_readers_and_the_stop_switch() {
        everywhere(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.traas.remediation.kubernetes..", "io.traas.collectors..", "io.traas.ui.control..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8.."));
    }

    @Test
    void collectors_read_the_cluster_and_never_write() {
        for (String write : List.of(
                "patch", "edit", "create", "update", "delete", "replace", "scale", "evict", "serverSideApply")) {
            check(
                    "collectors",
                    noClasses()
                            .should()
                            .callMethodWhere(new com.tngtech.archunit.base.DescribedPredicate<>("writes by " + write) {
                                @Override
                                public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                                    return call.getName().equals(write)
                                            && call.getTargetOwner()
                                                    .getPackageName()
                                                    .startsWith("io.fabric8.kubernetes.client");
                                }
                            }));
        }
    }

    @Test
    void spring_stays_in_the_dashboard() {
        everywhere(noClasses()
                .that()
                .resideOutsideOfPackages("io.traas.ui..", "io.traas.standalone..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.."));
    }

    @Test
    void who_verifies_does_not_act() {
        check(
                "remediation",
                noClasses()
                        .that()
                        .resideInAPackage("io.traas.remediation.verify..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.traas.remediation.act..", "io.traas.remediation.kubernetes.."));
    }

    @Test
    void the_guard_is_pure() {
        check(
                "remediation",
                classes()
                        .that()
                        .resideInAPackage("io.traas.remediation.guard..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                "java.lang..",
                                "java.time..",
                                "java.util..",
                                "io.traas.model..",
                                "io.traas.remediation.guard.."));
    }

    @Test
    void code_has_an_owner() {
        everywhere(noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..manager.."));
    }

    @Test
    void drills_import_no_stage_and_no_stage_knows_the_bank() throws IOException {
        Pattern stageImport = Pattern.compile("io\\.traas\\.(" + String.join("|", STAGES) + "|standalone)\\b");
        Pattern bank = Pattern.compile(
                "\"(bank|partner|gateway|payment|account|notification|card-network)\"|io\\.traas\\.drills");
        assertThat(matches(ROOT.resolve("drills/src/main/java"), stageImport))
                .filteredOn(line -> line.contains("import "))
                .isEmpty();
        List<String> found = new ArrayList<>();
        for (String module : STAGES) {
            found.addAll(matches(ROOT.resolve(module).resolve("src/main"), bank));
        }
        found.addAll(matches(
                ROOT.resolve("runbooks/library"),
                Pattern.compile("\\b(bank|partner|gateway|payment|card.network)\\b")));
        found.addAll(matches(ROOT.resolve("standalone/src/main"), bank));
        assertThat(found).isEmpty();
    }

    private static List<String> matches(Path directory, Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                text.lines()
                        .filter(line -> pattern.matcher(line).find())
                        .forEach(line -> found.add(ROOT.relativize(file) + ": " + line.trim()));
            }
        }
        return found;
    }

    private static void check(String module, ArchRule rule) {
        rule.allowEmptyShould(true).check(HOUSE.get(module));
    }

    private static void everywhere(ArchRule rule) {
        HOUSE.values().forEach(classes -> rule.allowEmptyShould(true).check(classes));
        assertThat(HOUSE)
                .isNotEmpty()
                .allSatisfy(
                        (module, classes) -> assertThat(classes).isNotEmpty().anyMatch(alwaysTrue()));
    }
}
