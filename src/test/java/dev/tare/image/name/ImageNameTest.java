package dev.tare.image.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.image.Digest;
import dev.tare.image.name.ImageName.InArchive;
import dev.tare.image.name.ImageName.InDockerArchive;
import dev.tare.image.name.ImageName.InLayout;
import dev.tare.image.name.ImageName.InOciArchive;
import dev.tare.image.name.ImageName.InRegistry;
import dev.tare.image.name.ImageName.OnStdin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {

    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @Test
    void transportsAreThoseOfTheContainersTools() {
        assertThat(ImageName.parse("-")).isEqualTo(new OnStdin());
        assertThat(ImageName.parse("oci:a/b")).isEqualTo(new InLayout(Path.of("a/b"), "", Optional.empty()));
        assertThat(ImageName.parse("oci:a/b:1.2")).isEqualTo(new InLayout(Path.of("a/b"), "1.2", Optional.empty()));
        assertThat(ImageName.parse("oci:a:docker.io/library/x:1"))
                .isEqualTo(new InLayout(Path.of("a"), "docker.io/library/x:1", Optional.empty()));
        assertThat(ImageName.parse("oci:/a@" + DIGEST))
                .isEqualTo(new InLayout(Path.of("/a"), "", Optional.of(Digest.parse(DIGEST))));
        assertThat(ImageName.parse("oci-archive:x.tar:t"))
                .isEqualTo(new InOciArchive(Path.of("x.tar"), "t", Optional.empty()));
        assertThat(ImageName.parse("docker-archive:x.tar:a/b:1"))
                .isEqualTo(new InDockerArchive(Path.of("x.tar"), "a/b:1"));
        assertThat(ImageName.parse("docker-archive:x.tar:@1")).isEqualTo(new InDockerArchive(Path.of("x.tar"), "@1"));
        assertThat(ImageName.parse("nginx:1.27")).isEqualTo(new InRegistry("nginx:1.27"));
        assertThat(ImageName.parse("docker://localhost:5000/a")).isEqualTo(new InRegistry("docker://localhost:5000/a"));
    }

    @TempDir
    private Path folder;

    private Path file(String name) throws IOException {
        return Files.createFile(folder.resolve(name));
    }

    @Test
    void whatBeginsLikeAPathIsOne() throws IOException {
        Path archive = file("image");
        assertThat(ImageName.parse(archive.toString())).isEqualTo(new InArchive(archive, "", Optional.empty()));
        assertThat(ImageName.parse(archive + ":team/app:1"))
                .isEqualTo(new InArchive(archive, "team/app:1", Optional.empty()));
        assertThat(ImageName.parse(archive + ":@1")).isEqualTo(new InArchive(archive, "@1", Optional.empty()));
        assertThat(ImageName.parse(archive + "@" + DIGEST))
                .isEqualTo(new InArchive(archive, "", Optional.of(Digest.parse(DIGEST))));
        assertThat(ImageName.parse(folder + ":1.2")).isEqualTo(new InLayout(folder, "1.2", Optional.empty()));
        for (String text : List.of("./none", "../none", "/none", "./none:1")) {
            assertThat(ImageName.parse(text)).as(text).isInstanceOf(InArchive.class);
        }
        assertThat(ImageName.parse(".")).isEqualTo(new InLayout(Path.of("."), "", Optional.empty()));
        assertThat(ImageName.parse("./docs/")).isEqualTo(new InLayout(Path.of("./docs"), "", Optional.empty()));
    }

    /** The tests are run in the folder of the project. */
    @Test
    void whatMayBeAReferenceIsNoPath() {
        assertThat(Path.of("docs")).isDirectory();
        assertThat(ImageName.parse("docs")).isEqualTo(new InRegistry("docs"));
        assertThat(ImageName.parse("docs:1")).isEqualTo(new InRegistry("docs:1"));
        assertThat(ImageName.parse("src/main")).isEqualTo(new InRegistry("src/main"));
        assertThat(ImageName.parse("docs:")).isEqualTo(new InRegistry("docs:"));
        assertThat(ImageName.parse("pom.xml")).isEqualTo(new InRegistry("pom.xml"));
        assertThat(ImageName.parse("image.tar")).isEqualTo(new InRegistry("image.tar"));
        assertThat(ImageName.parse("docs/")).isEqualTo(new InLayout(Path.of("docs"), "", Optional.empty()));
        assertThat(ImageName.parse("README.md")).isEqualTo(new InArchive(Path.of("README.md"), "", Optional.empty()));
    }

    @Test
    void aPathMayHaveColons() throws IOException {
        Path colons = file("app:1:2.tar");
        assertThat(ImageName.parse(colons.toString())).isEqualTo(new InArchive(colons, "", Optional.empty()));
        assertThat(ImageName.parse(colons + ":name:tag"))
                .isEqualTo(new InArchive(colons, "name:tag", Optional.empty()));
        assertThat(ImageName.parse("docker-archive:" + colons)).isEqualTo(new InDockerArchive(colons, ""));
        assertThat(ImageName.parse("docker-archive:" + colons + ":name:tag"))
                .isEqualTo(new InDockerArchive(colons, "name:tag"));
        assertThat(ImageName.parse("oci-archive:" + colons + "@" + DIGEST))
                .isEqualTo(new InOciArchive(colons, "", Optional.of(Digest.parse(DIGEST))));

        // the first colon ends it where that leads to something, as in the containers' tools
        Path shorter = file("app");
        assertThat(ImageName.parse("docker-archive:" + colons)).isEqualTo(new InDockerArchive(shorter, "1:2.tar"));
        assertThat(ImageName.parse(colons.toString())).isEqualTo(new InArchive(colons, "", Optional.empty()));
        assertThat(ImageName.parse("docker-archive:/none:a:b")).isEqualTo(new InDockerArchive(Path.of("/none"), "a:b"));
    }

    @Test
    void aTransportMayHaveTheSlashesOfAUrl() {
        assertThat(ImageName.parse("docker-archive://a.tar")).isEqualTo(new InDockerArchive(Path.of("a.tar"), ""));
        assertThat(ImageName.parse("oci:///a")).isEqualTo(new InLayout(Path.of("/a"), "", Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "OCI:a => write it in small letters: oci:a",
                "Docker-Archive:a.tar => write it in small letters: docker-archive:a.tar",
                "docker-daemon:a:1 => write docker save a:1 | tare scan -",
                "containers-storage:a => write podman save a | tare scan -",
                "dir:a => write skopeo copy dir:a oci:FOLDER",
                "~/image.tar => write $HOME",
                "oci: => names no file"
            })
    void theMessageSaysWhatToWriteInstead(String text, String said) {
        assertThatThrownBy(() -> ImageName.parse(text)).hasMessageContaining(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oci:",
                "oci-archive:",
                "docker-archive::tag",
                "docker-daemon:nginx:1",
                "containers-storage:x",
                "dir:x",
                "oci:a@sha256:zz"
            })
    void invalidNamesAreRefused(String text) {
        assertThatThrownBy(() -> ImageName.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "oci:a/b",
                "oci:a:t",
                "oci-archive:x.tar:t",
                "docker-archive:x.tar:@1",
                "nginx:1.27",
                "docker://a/b"
            })
    void aNamePrintsAsItWasWritten(String text) {
        assertThat(ImageName.parse(text)).hasToString(text);
    }
}
