package dev.tare.layer.toc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.kit.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of a tar, as tar-split keeps them. */
class TarSplitTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static TarSplit split(byte[] json) {
        return new TarSplit(new ByteArrayInputStream(json));
    }

    /** All bytes, with a line for each content. */
    private static byte[] read(byte[] json) throws IOException {
        var all = new ByteArrayOutputStream();
        try (var split = split(json)) {
            for (var piece = split.next(); piece != null; piece = split.next()) {
                all.write(piece.bytes(), 0, piece.length());
                if (piece.content() > 0) {
                    all.writeBytes(content(piece.content()));
                }
            }
        }
        return all.toByteArray();
    }

    private static byte[] content(long bytes) {
        return ("\n" + bytes + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Runs of any length end at any place of a buffer. */
    @Test
    void aTarIsPutTogetherFromItsRuns() throws IOException {
        for (int i = 0; i < Seed.cases(30); i++) {
            var random = Seed.random(i);
            var json = new ByteArrayOutputStream();
            var expected = new ByteArrayOutputStream();
            for (int entry = random.nextInt(60); entry > 0; entry--) {
                add(random, json, expected);
            }
            assertThat(read(json.toByteArray())).as("case " + i).isEqualTo(expected.toByteArray());
        }
    }

    private static void add(Random random, ByteArrayOutputStream json, ByteArrayOutputStream expected)
            throws IOException {
        var entry = JSON.createObjectNode();
        if (random.nextBoolean()) {
            byte[] run = new byte[random.nextInt(random.nextInt(10) == 0 ? 100_000 : 2_000)];
            random.nextBytes(run);
            entry.put("type", 2).put("payload", run);
            expected.writeBytes(run);
        } else {
            long size = random.nextInt(4) == 0 ? 0 : random.nextLong(Long.MAX_VALUE >> 5);
            entry.put("type", 1).put("name", "a\\\"\u00e4,\"size\":7}" + "x".repeat(random.nextInt(300)));
            if (size > 0) {
                entry.put("size", size).put("payload", new byte[8]);
                expected.writeBytes(content(size));
            } else {
                entry.putNull("payload");
            }
        }
        entry.put("position", random.nextInt(1 << 20));
        json.writeBytes(
                random.nextInt(4) == 0
                        ? entry.toPrettyString().getBytes(StandardCharsets.UTF_8)
                        : JSON.writeValueAsBytes(entry));
        if (random.nextBoolean()) {
            json.write('\n');
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{}",
                "x",
                "{\"type\":2",
                "{\"type\":",
                "{\"type\":2,\"payload\":\"AAAA",
                "{\"type\":2,\"payload\":\"AAA\"}",
                "{\"type\":2,\"payload\":\"A===\"}",
                "{\"type\":2,\"payload\":\"AA=A\"}",
                "{\"type\":2,\"payload\":\"AA?A\"}",
                "{\"type\":2,\"payload\":\"AA\\u0041A\"}",
                "{\"type\":2,\"payload\":\"AAAA\"},",
                "{\"type\":2,\"payload\":[]}",
                "{\"type\":2,\"payload\":nope}",
                "{\"type\":-2}",
                "{\"type\":1,\"size\":-1}",
                "{\"type\":1,\"size\":1e3}",
                "{\"type\":1,\"size\":1234567890123456789}",
                "{\"type\":3}",
                "{\"typ\\u0065\":2}",
            })
    void whatIsNoEntryIsDamage(String json) {
        assertThatExceptionOfType(Damaged.class)
                .isThrownBy(() -> read(json.getBytes(StandardCharsets.UTF_8)))
                .withMessageStartingWith("its tar-split ");
    }

    /** The memory for a run is bounded, and a longer one comes in parts. */
    @Test
    void manyRunsInARowComeInParts() throws IOException {
        byte[] line =
                JSON.writeValueAsBytes(JSON.createObjectNode().put("type", 2).put("payload", new byte[1 << 20]));
        var json = new ByteArrayOutputStream();
        for (int i = 0; i < 10; i++) {
            json.writeBytes(line);
        }
        assertThat(read(json.toByteArray())).isEqualTo(new byte[10 << 20]);
        try (var split = split(json.toByteArray())) {
            assertThat(split.next())
                    .satisfies(piece -> assertThat(piece.length()).isLessThan(4 << 20));
        }
    }
}
