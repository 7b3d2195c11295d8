package dev.tare.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageIdTest {

    private static final String DIGEST = "sha256:" + "1a".repeat(32);

    @ParameterizedTest
    @CsvSource({
        // containerd and CRI-O, cri-dockerd
        "nginx:1.27, docker.io/library/nginx@D, docker.io/library/nginx:1.27@D",
        "nginx:1.27, docker-pullable://nginx@D, docker.io/library/nginx:1.27@D",
        "r.example:5000/a/b:1, docker-pullable://r.example:5000/a/b@D, r.example:5000/a/b:1@D",
        "r.example/a, r.example/a@D, r.example/a:latest@D",
        "r.example/a@D, r.example/a@D, r.example/a@D",
        // the digest is known in the repository of the ID alone
        "mirror.example/pause:3.10, registry.k8s.io/pause@D, registry.k8s.io/pause@D",
        // a name that only the node can resolve
        "D, r.example/a@D, r.example/a@D",
        // the ID of a config, by which nothing can be pulled
        "r.example/a:1, D, r.example/a:1",
        "r.example/a:1, docker://D, r.example/a:1",
        "r.example/a:1, '', r.example/a:1",
        "r.example/a:1, r.example/a:2, r.example/a:1",
        "r.example/a:1, r.example/a@sha256:12, r.example/a:1",
        "r.example/a:1, '\u001b[31m@D', r.example/a:1",
        // what containerd calls an image that came from an archive
        "r.example/a:1, docker.io/library/import-2026-01-31@D, r.example/a:1",
    })
    void theImageIsTheOneThatRuns(String specified, String imageId, String expected) {
        assertThat(ImageId.of(specified.replace("D", DIGEST), imageId.replace("D", DIGEST)))
                .hasToString(expected.replace("D", DIGEST));
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        for (String name : new String[] {"UPPER", "a b", "oci:/etc", "", "x".repeat(2_000), "https://r.example/a"}) {
            assertThatThrownBy(() -> ImageId.of(name, DIGEST)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
