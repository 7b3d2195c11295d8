package dev.tare.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tare.kit.Tare;
import dev.tare.kit.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cyclonedx.Version;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of a release for this machine, made from the executable and looked at with the tools of their formats. {@code deploy/release/check}
 * installs them as well, which takes longer and needs a network.
 */
@EnabledIfSystemProperty(named = "tare.native", matches = ".+", disabledReason = "the packages hold the executable")
class PackagesIT {

    /** What the schemas of CycloneDX refer to each other by. */
    private static final String SCHEMAS = "http://cyclonedx.org/schema/";

    @TempDir
    static Path folder;

    private static Path release = Path.of("");
    private static String version = "";
    private static String deb = "";
    private static String rpm = "";
    private static String archive = "";

    @BeforeAll
    static void build() throws IOException {
        release = Files.createDirectory(folder.resolve("release"));
        make(release, "release/build", "release/finish");
        version = Tare.at(folder).run("--version").out().strip().replace("tare ", "");
        deb = file("tare_*.deb");
        rpm = file("tare-*.rpm");
        archive = file("tare-*-linux-*.tar.gz");
    }

    /** Compressed as little as possible, since nobody downloads these. */
    private static void make(Path out, String... scripts) {
        var environment = Map.of("TARE", System.getProperty("tare.native"), "OUT", out.toString(), "LEVEL", "1");
        for (String script : scripts) {
            Tool.run(Path.of("."), environment, "deploy/" + script);
        }
    }

    private static String file(String glob) {
        try (var files = Files.newDirectoryStream(release, glob)) {
            return files.iterator().next().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(String... command) {
        return Tool.run(folder, command);
    }

    private static String field(String name) {
        return run("dpkg-deb", "--field", deb, name).strip();
    }

    /** What each package holds, below its prefix. */
    private static List<String> expected() throws IOException {
        var files = new TreeSet<>(List.of(
                "bin/tare",
                "share/bash-completion/completions/tare",
                "share/doc/tare/changelog.gz",
                "share/doc/tare/copyright",
                "share/doc/tare/tare.cdx.json"));
        try (var pages = Files.list(Path.of("target/man"))) {
            pages.forEach(page -> files.add("share/man/man1/" + page.getFileName() + ".gz"));
        }
        assertThat(files).contains("share/man/man1/tare.1.gz", "share/man/man1/tare-scan.1.gz");
        return List.copyOf(files);
    }

    private static List<String> below(String prefix, Stream<String> paths) {
        return paths.filter(path -> path.startsWith(prefix) && !path.endsWith("/"))
                .map(path -> path.substring(prefix.length()))
                .sorted()
                .toList();
    }

    @Test
    void theDebSaysWhatItIs() {
        assertThat(field("Package")).isEqualTo("tare");
        assertThat(field("Version")).isEqualTo(version.replace("-", "~") + "-1");
        assertThat(field("Architecture"))
                .isEqualTo(run("dpkg", "--print-architecture").strip());
        assertThat(field("Description")).startsWith("daemonless scanner").contains("\n ");
        for (String name : List.of("Maintainer", "Section", "Priority", "Homepage", "Installed-Size")) {
            assertThat(field(name)).as(name).isNotBlank();
        }
    }

    @Test
    void theDebHoldsTheFilesOfRoot() throws IOException {
        var listed = run("dpkg-deb", "--contents", deb)
                .lines()
                .map(line -> line.split("\\s+"))
                .toList();
        assertThat(listed).allSatisfy(line -> assertThat(line[1]).isEqualTo("root/root"));
        assertThat(listed)
                .allSatisfy(line -> assertThat(line[0])
                        .isEqualTo(
                                line[5].endsWith("/")
                                        ? "drwxr-xr-x"
                                        : line[5].endsWith("/bin/tare") ? "-rwxr-xr-x" : "-rw-r--r--"));
        var files = new ArrayList<>(expected());
        files.add("share/doc/tare/changelog.Debian.gz");
        assertThat(below("./usr/", listed.stream().map(line -> line[5]))).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void theChecksumsInTheDebAreThoseOfItsFiles() throws IOException {
        Path unpacked = folder.resolve("deb");
        run("dpkg-deb", "--raw-extract", deb, unpacked.toString());
        assertThat(Tool.run(unpacked, "md5sum", "--check", "DEBIAN/md5sums").lines())
                .hasSizeGreaterThan(expected().size())
                .allMatch(line -> line.endsWith(": OK"));
        try (var files = Files.list(unpacked.resolve("DEBIAN"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("nothing runs when it is installed")
                    .containsExactlyInAnyOrder("control", "md5sums");
        }
    }

    /** rpmbuild finds out by itself which glibc an executable needs, and the .deb must say the same. */
    @Test
    void bothPackagesNeedTheSameGlibcAndNothingElse() {
        var needed = run("rpm", "--query", "--package", "--requires", rpm)
                .lines()
                .filter(line -> !line.startsWith("rpmlib("))
                .toList();
        assertThat(needed).allMatch(line -> line.matches("(libc\\.so\\.6|ld-linux.*|rtld)\\(.*"));
        String newest = needed.stream()
                .filter(line -> line.contains("(GLIBC_"))
                .map(line -> line.replaceAll(".*\\(GLIBC_([0-9.]+)\\).*", "$1"))
                .max((a, b) -> Runtime.Version.parse(a).compareTo(Runtime.Version.parse(b)))
                .orElseThrow();
        assertThat(field("Depends")).isEqualTo("libc6 (>= %s)".formatted(newest));
    }

    @Test
    void theRpmSaysWhatItIsAndHoldsTheSame() throws IOException {
        String format = "%{NAME} %{VERSION} %{RELEASE} %{BUILDHOST} [%{FILEUSERNAME}:%{FILEGROUPNAME} ]";
        assertThat(run("rpm", "--query", "--package", "--queryformat", format, rpm))
                .matches("tare %s 1 reproducible (root:root )+".formatted(version.replace("-", "~")));
        var listed = run("rpm", "--query", "--package", "--list", rpm)
                .lines()
                .filter(path -> !path.equals("/usr/share/doc/tare"));
        assertThat(below("/usr/", listed)).isEqualTo(expected());
        assertThat(run("rpm", "--query", "--package", "--scripts", "--triggers", rpm))
                .isEmpty();
        assertThat(run("rpm", "--checksig", "--nosignature", rpm)).endsWith("digests OK\n");
    }

    @Test
    void theArchiveIsOneFolderWithTheSame() throws IOException {
        String prefix = Path.of(archive).getFileName().toString().replace(".tar.gz", "/");
        var names = run("tar", "--list", "--file", archive).lines().toList();
        assertThat(names).allMatch(name -> name.startsWith(prefix));
        assertThat(below(prefix, names.stream())).isEqualTo(expected());
    }

    @Test
    void licencesAndNoticesOfAllPartsGoAlong() throws IOException {
        assertThat(Files.readString(folder.resolve(unpack()).resolve("share/doc/tare/copyright")))
                .contains(Files.readString(Path.of("LICENSE")))
                .contains("GNU GENERAL PUBLIC LICENSE", "Linking this library statically or dynamically")
                .contains("io.quarkus:quarkus-core", "META-INF/NOTICE", "Copyright");
    }

    private static String unpack() {
        String prefix = Path.of(archive).getFileName().toString().replace(".tar.gz", "");
        run("tar", "--extract", "--file", archive);
        return prefix;
    }

    private static JsonNode sbom() throws IOException {
        return new ObjectMapper().readTree(Path.of(file("*.cdx.json")).toFile());
    }

    @Test
    void theSbomFollowsTheSchemaOfCycloneDx() throws IOException {
        var sbom = sbom();
        String schema = "bom-%s.schema.json".formatted(sbom.path("specVersion").asText());
        var resources = Stream.of(schema, "spdx.schema.json", "jsf-0.82.schema.json")
                .collect(Collectors.toMap(name -> SCHEMAS + name, PackagesIT::resource));
        var errors = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_7, builder -> builder.schemas(resources))
                .getSchema(SchemaLocation.of(SCHEMAS + schema))
                .validate(sbom.toString(), InputFormat.JSON);
        assertThat(errors).isEmpty();
    }

    private static String resource(String name) {
        try (var in = Version.class.getResourceAsStream("/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theSbomNamesWhatTheExecutableSaysThatItUses() throws IOException {
        var components = sbom().path("components").valueStream().toList();
        var versions = components.stream()
                .collect(Collectors.toMap(
                        component -> component.path("name").asText(),
                        component -> component.path("version").asText(),
                        (a, b) -> a));
        assertThat(versions).containsKeys("quarkus-core", "picocli", "OpenJDK", "glibc");
        assertThat(versions.values()).allMatch(text -> text.matches("\\d.*"));
        String used = Tare.at(folder).run("version", "--verbose").out();
        Map.of("ISA-L", "isa-l", "libzstd", "zstd", "OpenSSL", "openssl")
                .forEach((name, component) ->
                        assertThat(versions.containsKey(component)).as(name).isEqualTo(used.contains(name)));
        assertThat(sbom().at("/metadata/component/hashes/0/content").asText())
                .isEqualTo(run("sha256sum", System.getProperty("tare.native")).substring(0, 64));
    }

    @Test
    void theImageHoldsItsSbom() {
        String image = "oci-archive:" + file("*-image-*.tar");
        assertThat(Tare.at(folder)
                        .run("cat", image, "/usr/share/doc/tare/tare.cdx.json")
                        .out())
                .contains("\"bomFormat\": \"CycloneDX\"");
    }

    /** The image's own test holds this of the image. */
    @Test
    void theSameExecutableMakesTheSameBytes() throws IOException {
        Path again = Files.createDirectory(folder.resolve("again"));
        make(again, "packages/sbom", "packages/archive", "packages/deb", "packages/rpm");
        try (var files = Files.list(again)) {
            assertThat(files)
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(file).hasSameBinaryContentAs(release.resolve(file.getFileName())));
        }
    }
}
