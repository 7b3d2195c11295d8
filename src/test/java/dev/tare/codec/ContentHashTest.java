package dev.tare.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.tare.kit.Seed;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContentHashTest {

    private static final byte[] CONTENT = new byte[5_000];

    static {
        Seed.fixed(1).nextBytes(CONTENT);
    }

    /** As {@code xxhsum -H2} says of {@code seq 1000}. */
    @Test
    void contentHashIsXxh3() {
        byte[] lines = IntStream.rangeClosed(1, 1000)
                .mapToObj("%d\n"::formatted)
                .collect(joining())
                .getBytes(US_ASCII);
        var hash = new ContentHash().hash(lines, 0, lines.length);
        assertThat("%016x%016x".formatted(hash.getMostSignificantBits(), hash.getLeastSignificantBits()))
                .isEqualTo("8527d9296fb8f4a6764aaaecde28829e");
    }

    @Test
    void contentOfEachLengthHashesAsInHash4j() {
        var ours = new ContentHash();
        for (int length = 0; length <= CONTENT.length; length++) {
            var expected = Hashing.xxh3_128().hashBytesTo128Bits(CONTENT, 0, length);
            assertThat(ours.hash(CONTENT, 0, length)).isEqualTo(expected);
            ours.reset();
            ours.update(CONTENT, 0, length);
            assertThat(ours.get()).isEqualTo(expected);
        }
    }

    @Test
    void theHashDoesNotDependOnHowContentIsCut() {
        var ours = new ContentHash();
        for (int length : new int[] {1, 240, 241, 255, 256, 257, 319, 320, 321, 1_024, 1_025, 1_088, 4_999}) {
            var expected = Hashing.xxh3_128().hashBytesTo128Bits(CONTENT, 0, length);
            for (int piece = 1; piece <= length; piece++) {
                ours.reset();
                for (int from = 0; from < length; from += piece) {
                    ours.update(CONTENT, from, Math.min(piece, length - from));
                }
                assertThat(ours.get()).as("%d in pieces of %d", length, piece).isEqualTo(expected);
            }
        }
    }
}
