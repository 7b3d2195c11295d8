package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.tare.analysis.Accounts;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.secrets.SecretPaths;
import dev.tare.image.Bound;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.kit.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Indexes that somebody made up, with a hash that fits: what is taken of them can be accounted for, and all else is refused. */
class MadeUpIndexTest {

    private static final RawTar LAYER = new RawTar()
            .directory("dir")
            .file("dir/file", "content")
            .pax("SCHILY.xattr.user.a", "b", "mtime", "1.5")
            .file("dir/other", "x")
            .symlink("link", "dir/file")
            .hardlink("hard", "dir/file")
            .whiteout("dir/gone")
            .opaque("opaque")
            .file("../climbs", "x")
            .file(".ssh/id_rsa", """
                -----BEGIN OPENSSH PRIVATE KEY-----
                b3BlbnNzaC1rZXktdjEAAAAA
                -----END OPENSSH PRIVATE KEY-----
                """);

    private static byte[] written(LayerIndex index) throws IOException {
        var bytes = new ByteArrayOutputStream();
        IndexFile.write(index, Limits.DEFAULT, Channels.newChannel(bytes));
        return bytes.toByteArray();
    }

    private static LayerIndex read(byte[] file, Limits limits) throws IOException {
        return IndexFile.readForeign(Channels.newChannel(new ByteArrayInputStream(file)), file.length, limits)
                .index();
    }

    /** Puts the hash of the rest at the end. */
    private static byte[] hashed(byte[] file) {
        int end = file.length - Long.BYTES;
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(end, Hashing.xxh3_64().hashBytesToLong(file, 0, end));
        return file;
    }

    /** The index with one text in place of another of the same length, wherever it is. */
    private static byte[] with(String text, String other) throws IOException {
        String file = new String(written(Blobs.index(LAYER)), StandardCharsets.ISO_8859_1);
        assertThat(file).contains(text);
        return hashed(file.replace(text, other).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertRefused(byte[] file) {
        assertThatExceptionOfType(Damaged.class).isThrownBy(() -> read(file, Limits.DEFAULT));
    }

    @Test
    void theIndexOfALayerIsTaken() throws IOException {
        var index = Blobs.index(LAYER);
        assertThat(Blobs.lines(read(written(index), Limits.DEFAULT))).isEqualTo(Blobs.lines(index));
        var odd = Blobs.index(new RawTar()
                .file(".wh..wh.plnk/1.2", "x")
                .hardlink("a", ".wh..wh.plnk/1.2")
                .file(".", "root")
                .file(".wh..", "nothing")
                .hardlink("root", "/")
                .directory("/"));
        assertThat(Blobs.lines(read(written(odd), Limits.DEFAULT))).isEqualTo(Blobs.lines(odd));
        var many = ManyFiles.index(5_000, 1, i -> "d" + i % 300 + "/file" + i);
        assertThat(read(written(many), Limits.DEFAULT).size()).isEqualTo(many.size());
    }

    @Test
    void namesThatNoPathHasAreRefused() throws IOException {
        assertRefused(with("other", "o/her"));
        assertRefused(with("dirfile", "dir.ile".replace('.', '/')));
        assertThat(read(with("other", "newer"), Limits.DEFAULT).size()).isPositive();
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() throws IOException {
        var twice = new RawTar().file("aa", "x").file("bb", "y");
        String file = new String(written(Blobs.index(twice)), StandardCharsets.ISO_8859_1);
        assertRefused(hashed(file.replace("aabb", "aaaa").getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void notesThatATerminalWouldObeyAreRefused() throws IOException {
        assertRefused(with("a path climbs", "a path \u001b[31m"));
    }

    @Test
    void whatIsBeyondTheLimitsIsRefused() throws IOException {
        byte[] file = written(Blobs.index(LAYER));
        for (var bound : List.of(Bound.ENTRIES, Bound.NAME_BYTES, Bound.PATH_DEPTH, Bound.LAYER_BYTES)) {
            assertThatExceptionOfType(Damaged.class)
                    .as(bound.option())
                    .isThrownBy(() -> read(file, Limits.DEFAULT.with(bound, 1)));
        }
    }

    @Test
    void everyByteMayBeAnotherAndNothingBreaks() throws Exception {
        byte[] whole = written(Blobs.index(LAYER));
        for (int at = 0; at < whole.length - Long.BYTES; at++) {
            for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                assertHarmless(hashed(changed));
            }
        }
    }

    @Test
    void manyBytesMayBeOthersAndNothingBreaks() throws Exception {
        byte[] whole = written(Blobs.index(LAYER));
        var random = Seed.random(77);
        for (int i = 0; i < 5_000; i++) {
            byte[] changed = whole.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            assertHarmless(hashed(changed));
        }
    }

    /** What is taken is accounted for without any other fault than those of images. */
    private static void assertHarmless(byte[] file) throws IOException {
        LayerIndex index;
        try {
            index = read(file, Limits.DEFAULT);
        } catch (Damaged e) {
            return;
        }
        assertThat(index.notes())
                .allSatisfy(note -> assertThat(Printable.of(note)).isEqualTo(note));
        try {
            var ledger = Ledger.of(List.of(Blobs.index(LAYER), index), Limits.DEFAULT, Ledger.Keep.FATES);
            var accounts = Accounts.of(ledger, SecretPaths.NONE);
            assertThat(accounts.shippedBytes()).isNotNegative();
            assertThat(accounts.wastedPullBytes()).isNotNegative();
        } catch (ImageFault e) {
            // such as one of an image that no layer of its own is at fault for
        }
    }
}
