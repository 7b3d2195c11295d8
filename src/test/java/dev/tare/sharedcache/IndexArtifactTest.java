package dev.tare.sharedcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.spec.Artifact;
import dev.tare.layer.IndexFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexArtifactTest {

    private static final Digest SHA256 = Digest.sha256(new byte[1]);
    private static final Digest SHA512 = Digest.parse("sha512:" + "0123456789abcdef".repeat(8));

    @Test
    void aTagIsOneOfTheSpec() {
        for (var digest : List.of(SHA256, SHA512)) {
            assertThat(IndexArtifact.tag(digest)).matches("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
        }
        assertThat(IndexArtifact.tag(SHA256)).isEqualTo("sha256-" + SHA256.hex() + "." + IndexFile.VERSION);
    }

    @Test
    void onlyAnArtifactOfItsOwnTypeIsTaken() throws Damaged {
        var artifact = IndexArtifact.of(SHA256, new byte[] {1, 2, 3});
        assertThat(IndexArtifact.blob(Artifact.parse(artifact.manifest())).data())
                .hasValue(new byte[] {1, 2, 3});
        for (var other : List.of(
                new Artifact("text/plain", artifact.blobs(), Map.of()),
                new Artifact(IndexArtifact.TYPE, List.of(), Map.of()),
                new Artifact(
                        IndexArtifact.TYPE, List.of(Artifact.Blob.of("text/plain", new byte[] {1}, 0)), Map.of()))) {
            assertThatExceptionOfType(Damaged.class).isThrownBy(() -> IndexArtifact.blob(other));
        }
    }

    @Test
    void aNameIsAHostAndARepository() {
        assertThat(SharedCacheName.parse("oci://registry.example:5000/team/tare-cache"))
                .hasToString("oci://registry.example:5000/team/tare-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/cache/tare",
                "registry.example/cache",
                "oci://",
                "oci://cache",
                "oci://team/cache",
                "oci://registry.example/cache:1",
                "oci://registry.example/Cache",
                "https://registry.example/cache"
            })
    void anythingElseIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SharedCacheName.parse(text));
    }

    @Test
    void aPasswordInANameIsNotRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedCacheName.parse("oci://user:pass@registry.example/cache"))
                .withMessageNotContaining("pass");
    }
}
