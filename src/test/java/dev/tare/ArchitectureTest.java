package dev.tare;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, as CONTRIBUTING.md draws them and each {@code package-info.java} says them. */
class ArchitectureTest {

    private static final JavaClasses TARE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tare");

    /** A format knows what is reported, and nothing of how it was found. */
    private static final Set<String> FORMAT_MAY_USE =
            Set.of("report.model.*", "report.format", "report.text", "image", "image.spec");

    /** A format that makes alerts of faults. */
    private static final Set<String> FORMAT_OF_ISSUES_MAY_USE =
            Set.of("report.model.*", "report.format", "report.text", "report.issue", "report.json", "image");

    /** For every package those of tare that it may use. A name that ends with {@code .*} stands for a package and the rooms below it. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("codec.nativelib", Set.of()),
            entry("codec", Set.of("codec.nativelib")),
            entry("glob", Set.of()),
            entry("kinds", Set.of()),
            entry("packages", Set.of("image")),
            entry("secrets", Set.of("glob")),
            entry("leftovers", Set.of("glob", "layer")), // for what the content of a file is
            entry("secrets.redaction", Set.of("secrets")),
            entry("image", Set.of("codec")),
            entry("image.name", Set.of("image")),
            entry("image.spec", Set.of("image", "secrets", "secrets.redaction")),
            entry("layer.stream", Set.of("image", "codec")),
            entry("layer.tar", Set.of("layer.stream", "image", "codec")),
            entry("layer.toc", Set.of("layer.tar", "layer.stream", "image", "image.spec", "codec")),
            entry("layer", Set.of("layer.toc", "layer.tar", "layer.stream", "image", "image.spec", "codec", "secrets")),
            entry("layer.store", Set.of("layer", "image", "image.spec", "codec")), // which unpacks indexes
            entry(
                    "sharedcache",
                    Set.of(
                            "layer",
                            "layer.store",
                            "image",
                            "image.name",
                            "image.spec",
                            "source.registry",
                            "source.registry.auth",
                            "source.registry.push")),
            entry("analysis.list", Set.of()),
            entry("analysis.node", Set.of("layer")),
            entry("analysis.ledger", Set.of("analysis.node", "analysis.list", "layer", "image", "secrets")),
            entry("analysis.compare", Set.of("analysis.ledger", "analysis.node", "analysis.list", "layer")),
            entry("analysis.usage", Set.of("analysis.ledger", "analysis.list", "layer")),
            entry("analysis.leftovers", Set.of("analysis.ledger", "analysis.list", "layer", "leftovers")),
            entry("analysis.secrets", Set.of("analysis.ledger", "analysis.list", "layer", "secrets")),
            entry(
                    "analysis.waste",
                    Set.of(
                            "analysis.ledger",
                            "analysis.node",
                            "analysis.list",
                            "analysis.secrets",
                            "layer",
                            "secrets")),
            entry(
                    "analysis.advice",
                    Set.of(
                            "analysis.ledger",
                            "analysis.node",
                            "analysis.leftovers",
                            "layer",
                            "leftovers",
                            "image",
                            "image.spec")),
            entry("analysis", Set.of("analysis.*", "layer", "image", "image.spec", "secrets", "leftovers")),
            entry("gate", Set.of("report.model.*", "report.text", "glob", "image")),
            entry("config", Set.of("gate", "glob", "leftovers", "report.text", "image")), // whose limits have keys
            entry("source", Set.of("image", "image.spec", "layer")), // an archive on a pipe is indexed as it passes
            entry("source.layout", Set.of("source", "image", "image.spec", "layer", "layer.stream")),
            entry(
                    "source.archive",
                    Set.of("source", "source.layout", "image", "layer", "layer.tar", "layer.stream", "codec")),
            entry("source.credentials", Set.of("source", "image", "image.name", "glob")), // for hosts of pull secrets
            entry(
                    "source.registry",
                    Set.of(
                            "source",
                            "source.credentials",
                            "source.registry.auth",
                            "source.registry.http",
                            "source.registry.http.body",
                            "source.registry.rate",
                            "image",
                            "image.name",
                            "image.spec")),
            entry("source.registry.rate", Set.of()),
            entry("source.registry.auth", Set.of("source.credentials", "source.registry.http", "image")),
            entry("source.registry.http.body", Set.of("source.registry.http", "image")),
            entry("source.registry.http", Set.of("source", "source.registry.rate", "image", "codec")),
            entry("source.registry.push", Set.of("source.registry", "source.registry.http", "image", "image.spec")),
            entry(
                    "scan",
                    Set.of(
                            "source",
                            "image",
                            "image.spec",
                            "layer",
                            "layer.store",
                            "layer.toc",
                            "layer.tar",
                            "layer.stream",
                            "analysis.*")),
            entry("dockerfile", Set.of("image", "image.spec")),
            entry("select", Set.of("glob")),
            entry("report.model.series", Set.of()),
            entry("report.model.tree", Set.of("report.model.series")),
            entry("report.model.image", Set.of("report.model.tree", "image", "image.spec")),
            entry("report.model.secret", Set.of("report.model.image")),
            entry("report.model.waste", Set.of("report.model.image", "report.model.secret")),
            entry(
                    "report.model.rule",
                    Set.of("report.model.image", "report.model.secret", "report.model.series", "image")),
            entry("report.model.fleet", Set.of("report.model.image", "report.model.secret", "report.model.waste")),
            entry("report.model", Set.of("report.model.*", "image")),
            entry(
                    "report.build",
                    Set.of(
                            "report.model.*",
                            "scan",
                            "analysis.*",
                            "layer",
                            "layer.stream",
                            "secrets",
                            "leftovers",
                            "kinds", // for what sort of file something is
                            "packages", // whose they are
                            "dockerfile",
                            "image",
                            "image.spec")),
            entry("report.text", Set.of("report.model.*", "image")),
            entry("report.earlier", Set.of("report.model.*", "image")),
            entry("report.fleet", Set.of("report.model.*", "report.text", "image")),
            entry("report.format", Set.of("report.model.*", "report.text")),
            entry("report.table", FORMAT_MAY_USE),
            entry("report.json", FORMAT_MAY_USE),
            entry("report.markdown", FORMAT_MAY_USE),
            entry("report.html", FORMAT_MAY_USE),
            entry("report.issue", Set.of("report.model.*", "report.text", "image")),
            entry("report.sarif", FORMAT_OF_ISSUES_MAY_USE), // which write JSON
            entry("report.gitlab", FORMAT_OF_ISSUES_MAY_USE),
            entry("report.junit", FORMAT_MAY_USE),
            entry("report.csv", FORMAT_MAY_USE),
            entry("report.openmetrics", FORMAT_MAY_USE),
            entry(
                    "report.github",
                    Set.of(
                            "report.model.*",
                            "report.format",
                            "report.text",
                            "report.issue",
                            "report.markdown", // for the summary of a job
                            "image")),
            entry(
                    "report",
                    Set.of(
                            "report.model.*",
                            "report.format",
                            "report.table",
                            "report.json",
                            "report.markdown",
                            "report.html",
                            "report.sarif",
                            "report.junit",
                            "report.gitlab",
                            "report.github",
                            "report.csv",
                            "report.openmetrics")),
            entry("cluster", Set.of("source", "source.credentials", "source.registry.http", "image", "image.name")),
            entry("demo", Set.of("image", "image.spec")),
            entry(
                    "app.inspect",
                    Set.of(
                            "app",
                            "scan",
                            "source",
                            "analysis.*",
                            "layer",
                            "report.model.*",
                            "report.build",
                            "packages", // whose databases are read when layers are at hand
                            "gate",
                            "dockerfile",
                            "leftovers",
                            "glob",
                            "image",
                            "image.spec")),
            entry(
                    "app.scan",
                    Set.of(
                            "app",
                            "scan",
                            "source.registry",
                            "source.registry.auth",
                            "source.registry.push", // for reports that are attached to images
                            "analysis.*",
                            "layer",
                            "report.model.*",
                            "report.build",
                            "report.earlier",
                            "report.fleet",
                            "gate",
                            "dockerfile",
                            "leftovers",
                            "glob",
                            "image",
                            "image.spec")),
            entry(
                    "app",
                    Set.of(
                            "scan",
                            "source",
                            "source.archive",
                            "source.credentials",
                            "source.layout",
                            "source.registry",
                            "source.registry.auth",
                            "analysis.*",
                            "layer.store",
                            "sharedcache",
                            "report.model.*",
                            "select",
                            "image",
                            "image.name",
                            "image.spec")),
            entry("cli.terminal", Set.of("app", "report.text", "image", "image.spec", "scan", "source")),
            entry(
                    "cli.option.output",
                    Set.of(
                            "cli.terminal",
                            "app",
                            "app.scan",
                            "report",
                            "report.format",
                            "report.model.*",
                            "report.text")),
            entry(
                    "cli.option.rule",
                    Set.of(
                            "app",
                            "app.scan",
                            "report.text",
                            "config",
                            "gate",
                            "leftovers", // whose kinds are values of an option
                            "glob")),
            entry(
                    "cli.option",
                    Set.of(
                            "cli.option.output",
                            "cli.option.rule",
                            "cli.terminal",
                            "app",
                            "app.scan",
                            "report",
                            "report.format",
                            "report.model.*",
                            "report.text",
                            "cluster",
                            "config",
                            "dockerfile",
                            "select", // whose rules too
                            "image",
                            "image.name",
                            "image.spec",
                            "layer.store",
                            "sharedcache", // whose names are values of an option
                            "scan",
                            "source.credentials",
                            "source.registry", // whose settings are options
                            "source.registry.rate")),
            entry(
                    "cli.command",
                    Set.of(
                            "cli.option",
                            "cli.option.output",
                            "cli.option.rule",
                            "cli.terminal",
                            "app",
                            "app.inspect",
                            "app.scan",
                            "cluster",
                            "report.format",
                            "report.model.*",
                            "report.json", // whose schemas a command prints
                            "report.text",
                            "config",
                            "dockerfile",
                            "leftovers",
                            "gate", // whose metrics a command explains
                            "glob",
                            "image",
                            "layer.store",
                            "source.credentials", // for pull secrets
                            "demo",
                            "codec")), // whose libraries "version --verbose" names
            entry(
                    "cli",
                    Set.of(
                            "cli.command",
                            "cli.option",
                            "cli.option.output",
                            "cli.terminal",
                            "app",
                            "report.text", // for what a wrong word may have meant
                            "image",
                            "image.name",
                            "source")));

    @Test
    void everyPackageUsesNothingOfTareButWhatItMay() {
        var broken = new TreeMap<String, String>();
        for (JavaClass from : TARE) {
            String name = nameOf(from.getPackageName());
            var allowed = MAY_USE.get(name);
            assertThat(allowed).as("what package " + name + " may use").isNotNull();
            for (var dependency : from.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getPackageName();
                if (to.startsWith("dev.tare") && !nameOf(to).equals(name) && !isAllowed(allowed, nameOf(to))) {
                    broken.put(name + " -> " + nameOf(to), dependency.getDescription());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean isAllowed(Set<String> allowed, String name) {
        return allowed.contains(name)
                || allowed.stream()
                        .filter(it -> it.endsWith(".*"))
                        .anyMatch(it -> (name + ".").startsWith(it.substring(0, it.length() - 1)));
    }

    private static String nameOf(String packageName) {
        return packageName.equals("dev.tare") ? "" : packageName.substring("dev.tare.".length());
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.tare.(*)..").should().beFreeOfCycles().check(TARE);
        slices().matching("dev.tare.(**)").should().beFreeOfCycles().check(TARE);
    }

    @Test
    void theCoreKnowsNothingOfHttpQuarkusPicocliAndTheTerminal() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.tare.codec..",
                        "dev.tare.glob..",
                        "dev.tare.kinds..",
                        "dev.tare.packages..",
                        "dev.tare.secrets..",
                        "dev.tare.layer..",
                        "dev.tare.image..",
                        "dev.tare.analysis..",
                        "dev.tare.gate..",
                        "dev.tare.dockerfile..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "jakarta..",
                        "picocli..",
                        "java.net..",
                        "com.sun.net..",
                        "io.vertx..",
                        "org.jboss..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.Console")
                .check(TARE);
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.tare.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(TARE);
    }

    @Test
    void theAnalysisSeesNothingOfALayerButItsIndex() {
        var seen = TARE.stream()
                .filter(c -> c.getPackageName().startsWith("dev.tare.analysis"))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .map(d -> d.getTargetClass().getBaseComponentType())
                .filter(c -> c.getPackageName().equals("dev.tare.layer"))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(seen)
                .contains("LayerIndex")
                .isSubsetOf(
                        "LayerIndex",
                        "EntryKind",
                        "ElfType",
                        "HashAlgorithm",
                        "Paths",
                        "Ancestry",
                        "Warnings",
                        "Growth");
    }

    /** Java has no members for some packages only. Where a copy or a place is a number, the number means something to the analysis alone. */
    @Test
    void nobodyButTheAnalysisReadsALedgerByNumbers() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tare.analysis..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "dev\\.tare\\.analysis\\.(ledger\\.(Tree|Copies|SymbolicLinks|LayerEffect)|list\\..*)")
                .check(TARE);
    }

    /** What a sealed interface would say, if Java allowed one across packages without a module. */
    @Test
    void theKindsOfSourcesAreAClosedSet() {
        var sources = TARE.stream()
                .filter(c -> c.isAssignableTo("dev.tare.source.Source") && !c.isInterface())
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(sources).containsExactly("FileSource", "MirroredSource", "RegistrySource");
    }

    @Test
    void onlyLayersAndArchivesAreDecompressedAndInOnePlace() {
        noClasses()
                .that()
                // a page compresses its data, and reads nothing
                .resideOutsideOfPackages(
                        "dev.tare.codec..", "dev.tare.layer..", "dev.tare.demo..", "dev.tare.report.html..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.zip..", "com.github.luben..", "org.apache.commons.compress..", "org.tukaani..")
                .check(TARE);
    }

    @Test
    void noTwoTypesHaveOneName() {
        var byName = TARE.stream()
                .filter(c -> c.isTopLevelClass() && !c.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName, TreeMap::new, Collectors.toList()));
        assertThat(byName.values())
                .isNotEmpty()
                .allSatisfy(types -> assertThat(types).hasSize(1));
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        var packages = TARE.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
        assertThat(packages).hasSizeGreaterThan(8).allSatisfy(p -> {
            assertThat(p.tryGetPackageInfo())
                    .as(p.getName() + "/package-info.java")
                    .isPresent();
            assertThat(p.isAnnotatedWith(NullMarked.class)).as(p.getName()).isTrue();
        });
        assertThat(packages.stream().map(JavaPackage::getName)).doesNotContain("dev.tare");
    }

    @Test
    void faultsAreTheOnlyExceptionsThatTheCoreDefines() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .resideInAnyPackage("dev.tare.layer..", "dev.tare.image..", "dev.tare.analysis..", "dev.tare.gate..")
                .should()
                .beAssignableTo("dev.tare.image.ImageFault")
                .check(TARE);
    }
}
