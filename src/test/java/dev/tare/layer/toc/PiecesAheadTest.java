package dev.tare.layer.toc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.kit.Seed;
import dev.tare.layer.tar.SplitTar.Piece;
import dev.tare.layer.tar.SplitTar.Pieces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PiecesAheadTest {

    /** The bytes between two contents, and the content that follows them. */
    private record Run(List<Byte> bytes, long content) {}

    /** Pieces without content belong to the one that follows. */
    private static List<Run> runs(Pieces pieces) throws IOException {
        var runs = new ArrayList<Run>();
        var bytes = new ByteArrayOutputStream();
        for (var piece = pieces.next(); piece != null; piece = pieces.next()) {
            bytes.write(piece.bytes(), piece.from(), piece.length());
            if (piece.content() > 0) {
                runs.add(run(bytes.toByteArray(), piece.content()));
                bytes.reset();
            }
        }
        runs.add(run(bytes.toByteArray(), 0));
        return runs;
    }

    private static Run run(byte[] bytes, long content) {
        var list = new ArrayList<Byte>();
        for (byte b : bytes) {
            list.add(b);
        }
        return new Run(list, content);
    }

    private static Pieces of(List<Piece> pieces) {
        Queue<Piece> left = new ArrayDeque<>(pieces);
        return left::poll;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void theSamePiecesComeInTheSameOrder(long compressedBytes) throws IOException {
        var random = Seed.random(5);
        for (int i = 0; i < 20; i++) {
            var pieces = new ArrayList<Piece>();
            for (int number = random.nextInt(700); number >= 0; number--) {
                byte[] bytes = new byte[random.nextInt(50) == 0 ? random.nextInt(600_000) : 1 + random.nextInt(3_000)];
                random.nextBytes(bytes);
                int from = random.nextInt(bytes.length + 1);
                pieces.add(new Piece(bytes, from, bytes.length - from, random.nextInt(3)));
            }
            try (var ahead = new PiecesAhead(of(pieces), compressedBytes)) {
                assertThat(runs(ahead)).isEqualTo(runs(of(pieces)));
                assertThat(ahead.next()).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void aFaultReachesTheReader(long compressedBytes) {
        var left = new ArrayDeque<>(List.of(new Piece(new byte[] {1}, 0, 1, 7)));
        Pieces pieces = () -> {
            if (left.isEmpty()) {
                throw new Damaged("broken");
            }
            return left.poll();
        };
        try (var ahead = new PiecesAhead(pieces, compressedBytes)) {
            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> runs(ahead))
                    .withMessageContaining("broken");
        }
    }
}
