package dev.tare.image.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferrersListTest {

    private static final Artifact ARTIFACT = new Artifact("t", List.of(), Map.of("b", "2", "a", "1"));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theTagHasNoMoreThanTheSpecAllows() {
        assertThat(ReferrersList.tag(Digest.parse("sha256:" + "0a".repeat(32)))).isEqualTo("sha256-" + "0a".repeat(32));
        assertThat(ReferrersList.tag(Digest.parse("sha512:" + "0a".repeat(64)))).isEqualTo("sha512-" + "0a".repeat(32));
    }

    @Test
    void whatWasAddedIsInTheListThatIsRead() throws Damaged {
        var list = ReferrersList.empty();
        var digest = Digest.sha256(ARTIFACT.manifest());
        assertThat(list.has(digest)).isFalse();
        list.add(ARTIFACT);
        assertThat(ReferrersList.parse(list.bytes()).has(digest)).isTrue();
        assertThat(new String(list.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
                                + "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"%s\",\"size\":%d,\"artifactType\":\"t\",\"annotations\":{\"a\":\"1\",\"b\":\"2\"}}]}",
                        digest, ARTIFACT.manifest().length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":{}}",
                "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"manifests\":[]}"
            })
    void whatIsNoIndexIsRefused(String text) {
        assertThatExceptionOfType(Damaged.class).isThrownBy(() -> ReferrersList.parse(bytes(text)));
    }
}
