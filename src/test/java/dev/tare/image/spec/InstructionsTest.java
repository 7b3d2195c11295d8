package dev.tare.image.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The usual forms of instructions with a secret, and the usual instructions without one. Both are tables. */
class InstructionsTest {

    static Stream<Arguments> hidden() {
        var lines = lines("hidden-instructions.txt");
        assertThat(lines.size()).isEven();
        return IntStream.range(0, lines.size() / 2).mapToObj(i -> Arguments.of(lines.get(2 * i), lines.get(2 * i + 1)));
    }

    static Stream<String> kept() {
        return lines("kept-instructions.txt").stream();
    }

    private static List<String> lines(String table) {
        try (var in =
                Objects.requireNonNull(InstructionsTest.class.getResourceAsStream("/dev/tare/secrets/" + table))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void aSecretIsHidden(String createdBy, String instruction) {
        assertThat(Instruction.of(createdBy).text()).isEqualTo(instruction);
    }

    @ParameterizedTest
    @MethodSource("kept")
    void anInstructionWithoutASecretIsKept(String instruction) {
        assertThat(Instruction.of(instruction).text()).isEqualTo(instruction);
    }

    @Test
    void aDocumentThatACommandReadsIsHidden() {
        assertThat(Instruction.of("RUN docker login --password-stdin <<EOF h\nhunter2\nEOF\nRUN make")
                        .text())
                .isEqualTo("RUN docker login --password-stdin <<EOF h\n***\nEOF\nRUN make");
        assertThat(Instruction.of("RUN cat <<'END' > /run/secrets/db\nhunter2\nand 3\nEND\nmake")
                        .text())
                .isEqualTo("RUN cat <<'END' > /run/secrets/db\n***\nEND\nmake");
        assertThat(Instruction.of("RUN cat <<EOF > /etc/x\nhunter2\nEOF").text())
                .isEqualTo("RUN cat <<EOF > /etc/x\nhunter2\nEOF");
    }
}
