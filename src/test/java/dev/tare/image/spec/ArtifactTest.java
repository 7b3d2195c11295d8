package dev.tare.image.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.spec.Artifact.Blob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aManifestIsReadAsItWasWritten() throws Damaged {
        var artifact = new Artifact(
                "application/vnd.example",
                List.of(Blob.of("text/plain", bytes("short"), 10), Blob.of("text/plain", bytes("long enough"), 10)),
                Map.of("b", "2", "a", "1"));
        var read = Artifact.parse(artifact.manifest());
        assertThat(read.type()).isEqualTo("application/vnd.example");
        assertThat(read.annotations()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(read.blobs().get(0).data()).hasValue(bytes("short"));
        assertThat(read.blobs().get(1).data()).isEmpty();
        assertThat(read.blobs().get(1).digest()).isEqualTo(Digest.sha256(bytes("long enough")));
        assertThat(read.manifest()).isEqualTo(artifact.manifest());
    }

    @Test
    void theSubjectAndTheTitleOfABlobAreReadAsTheyWereWritten() throws Damaged {
        var subject = new Artifact.Subject(MediaType.OCI_INDEX, Digest.sha256(bytes("an image")), 8);
        var artifact = new Artifact(
                "application/vnd.example",
                List.of(Blob.of("text/plain", bytes("text"), 0).titled("file.txt")),
                Map.of(),
                Optional.of(subject));
        var read = Artifact.parse(artifact.manifest());
        assertThat(read.subject()).hasValue(subject);
        assertThat(read.blobs().getFirst().title()).isEqualTo("file.txt");
        assertThat(read.manifest()).isEqualTo(artifact.manifest());
    }

    @Test
    void theConfigIsTheEmptyDescriptorOfTheSpec() {
        assertThat(new String(new Artifact("t", List.of(), Map.of()).manifest(), StandardCharsets.UTF_8))
                .contains(
                        "\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"size\":2,\"data\":\"e30=\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{\"artifactType\":7}",
                "{\"artifactType\":\"t\",\"layers\":7}",
                "{\"artifactType\":\"t\",\"subject\":7}",
                "{\"artifactType\":\"t\",\"subject\":{\"mediaType\":\"m\",\"digest\":\"x\",\"size\":1}}",
                "{\"artifactType\":\"t\",\"layers\":[7]}",
                "{\"artifactType\":\"t\",\"layers\":[{\"mediaType\":\"m\",\"digest\":\"sha256:12\",\"size\":1}]}",
                "{\"artifactType\":\"t\",\"layers\":[{\"mediaType\":\"m\",\"size\":1,\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"data\":\"e30=\"}]}",
                "{\"artifactType\":\"t\",\"layers\":[{\"mediaType\":\"m\",\"size\":2,\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"data\":\"fn0=\"}]}",
                "{\"artifactType\":\"t\",\"layers\":[{\"mediaType\":\"m\",\"size\":2,\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"data\":\"???\"}]}"
            })
    void whatIsNoArtifactIsRefused(String manifest) {
        assertThatExceptionOfType(Damaged.class).isThrownBy(() -> Artifact.parse(bytes(manifest)));
    }
}
