package dev.tare.layer.toc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Texts that are decoded as they come are no longer than others. */
class BoundsTest {

    private static InputStream json(String head, int bytes, String tail) {
        return new ByteArrayInputStream((head + "AAAA".repeat(bytes / 3) + tail).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRunOfATarSplitIsBounded() throws IOException {
        String head = "{\"type\":2,\"payload\":\"";
        try (var small = new TarSplit(json(head, 3_000, "\"}"))) {
            assertThat(small.next()).isNotNull();
        }
        try (var split = new TarSplit(json(head, 6_000_000, "\"}"))) {
            assertThatExceptionOfType(Damaged.class).isThrownBy(split::next);
        }
    }

    @Test
    void aValueOfAnExtendedAttributeIsBounded() {
        var table = json(
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"dir\",\"xattrs\":{\"a\":\"",
                3_000_000,
                "\"}}]}");
        assertThatExceptionOfType(Damaged.class)
                .isThrownBy(() -> new TocParser(Limits.DEFAULT, _ -> {}).parse(table))
                .withMessage("it is no valid JSON");
    }
}
