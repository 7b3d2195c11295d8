package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.kit.Seed;
import dev.tare.layer.LayerReader.ContentTaker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One file of a layer that was indexed before. */
class ContentTest {

    private static String content(byte[] blob, LayerIndex index, int entry) throws IOException {
        var out = new ByteArrayOutputStream();
        new LayerReader(Limits.DEFAULT)
                .contents(
                        new ByteArrayInputStream(blob),
                        Blobs.descriptor(blob),
                        index,
                        List.of(entry),
                        ContentTaker.into(out));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theFileIsFoundByItsNumber() throws IOException {
        var tar = new RawTar()
                .directory("a")
                .pax("path", "a/long")
                .file("short", "one")
                .whiteout("gone")
                .symlink("link", "a")
                .file("b", "two");
        for (byte[] blob : new byte[][] {tar.bytes(), Blobs.gzip(tar.bytes()), Blobs.zstd(tar.bytes())}) {
            var index = Blobs.index(blob);
            for (int entry = 0; entry < index.size(); entry++) {
                if (index.kind(entry) == EntryKind.FILE) {
                    String path = new String(index.paths().bytes(index.path(entry)), StandardCharsets.UTF_8);
                    assertThat(content(blob, index, entry)).isEqualTo(path.equals("/b") ? "two" : "one");
                }
            }
        }
    }

    @Test
    void nothingFarBehindTheFileIsRead() throws IOException {
        byte[] noise = new byte[8 << 20];
        Seed.fixed(1).nextBytes(noise);
        byte[] blob = Blobs.gzip(
                new RawTar().file("wanted", "it").file("noise", noise).bytes());
        var in = new ByteArrayInputStream(blob);
        new LayerReader(Limits.DEFAULT)
                .contents(
                        in,
                        Blobs.descriptor(blob),
                        Blobs.index(blob),
                        List.of(0),
                        ContentTaker.into(new ByteArrayOutputStream()));
        assertThat(blob.length - in.available()).isLessThan(1 << 20);
    }

    @ParameterizedTest
    @EnumSource(names = {"SHA_256", "NONE"})
    void theWholeBlobIsVerifiedWhereTheIndexHasOtherHashes(HashAlgorithm algorithm) throws IOException {
        byte[] noise = new byte[8 << 20];
        Seed.fixed(1).nextBytes(noise);
        byte[] blob = Blobs.gzip(
                new RawTar().file("wanted", "it").file("noise", noise).bytes());
        var index = Blobs.withHashes(algorithm, Blobs.index(blob));
        assertThat(content(blob, index, 0)).isEqualTo("it");

        byte[] damaged = blob.clone();
        damaged[blob.length - 9] ^= 1;
        var in = new ByteArrayInputStream(damaged);
        assertThatThrownBy(() -> new LayerReader(Limits.DEFAULT)
                        .contents(
                                in,
                                Blobs.descriptor(blob),
                                index,
                                List.of(0),
                                ContentTaker.into(new ByteArrayOutputStream())))
                .isInstanceOf(Damaged.class)
                .hasMessageContaining("digest");
    }

    @Test
    void otherBytesThanThoseOfTheIndexAreRefused() throws IOException {
        byte[] blob = Blobs.gzip(new RawTar().file("a", "one").bytes());
        byte[] other = Blobs.gzip(new RawTar().file("a", "two").bytes());
        var index = Blobs.index(blob);
        assertThatThrownBy(() -> content(other, index, 0))
                .isInstanceOf(Damaged.class)
                .hasMessageContaining("other bytes");
        assertThatThrownBy(() -> content(Blobs.gzip(new RawTar().bytes()), index, 0))
                .isInstanceOf(Damaged.class);
    }
}
