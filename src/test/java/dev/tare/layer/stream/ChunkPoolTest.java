package dev.tare.layer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.codec.Codecs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChunkPoolTest {

    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    private final Pools pools = new Pools();

    private static void fill(Chunk chunk) {
        if (chunk.length() == 0) {
            System.arraycopy(CONTENT, 0, chunk.bytes, chunk.to, CONTENT.length);
            chunk.to += CONTENT.length;
        }
    }

    private Chunk only() throws IOException {
        try (var stage = pools.inLine(ChunkPoolTest::fill)) {
            return Objects.requireNonNull(stage.next());
        }
    }

    @Test
    void aStageTakesTheChunkOfOneThatIsClosed() throws IOException {
        var first = only();

        assertThat(only()).isSameAs(first);
    }

    @Test
    void stagesThatAreOpenHaveChunksOfTheirOwn() throws IOException {
        try (var one = pools.inLine(ChunkPoolTest::fill);
                var other = pools.inLine(ChunkPoolTest::fill)) {
            assertThat(one.next()).isNotSameAs(other.next());
        }
    }

    @Test
    void aStageThatIsClosedTwiceGivesItsChunkBackOnce() throws IOException {
        var closed = pools.inLine(ChunkPoolTest::fill);
        closed.close();
        closed.close();

        try (var one = pools.inLine(ChunkPoolTest::fill);
                var other = pools.inLine(ChunkPoolTest::fill)) {
            assertThat(one.next()).isNotSameAs(other.next());
        }
    }

    @Test
    void bytesAreDigestedBeforeTheChunkIsUsedAgain() throws IOException {
        var digest = pools.digest("sha256");
        try (var stage = pools.inLine(ChunkPoolTest::fill)) {
            Objects.requireNonNull(stage.next()).digest(digest);
        }

        try (var stage = pools.inLine(chunk -> chunk.bytes[chunk.to++] = 0)) {
            stage.next();
        }

        assertThat(digest.digest()).isEqualTo(Codecs.digest("sha256").digest(CONTENT));
    }
}
