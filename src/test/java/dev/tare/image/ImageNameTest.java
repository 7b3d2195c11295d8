package dev.tare.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.image.ImageName.InDockerArchive;
import dev.tare.image.ImageName.InLayout;
import dev.tare.image.ImageName.InOciArchive;
import dev.tare.image.ImageName.InRegistry;
import dev.tare.image.ImageName.OnStdin;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    void whatIsNoneIsRefused(String text) {
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
