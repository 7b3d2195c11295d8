package dev.tare.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.kit.Seed;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {

    /** {@code 2-3 RUN a b}, for each step of the last stage and those below it. */
    private static List<String> steps(String text) throws BadDockerfile {
        return steps(text, Optional.empty());
    }

    private static List<String> steps(String text, Optional<String> target) throws BadDockerfile {
        return Dockerfile.parse(text).recipe("Dockerfile", target).steps().stream()
                .map(step -> "%s %s %s".formatted(step.lines(), step.keyword(), step.text()))
                .toList();
    }

    @Test
    void linesAreContinuedAndCommentsAmongThemLeftOut() throws BadDockerfile {
        assertThat(steps("""
                # a comment
                FROM scratch

                run a && \\
                    # a comment \\
                  \t# another

                    b \\\t
                    c
                  # indented
                COPY a\\
                b /
                CMD x \\\\
                USER u \\
                """))
                .containsExactly("4-9 RUN a &&     b     c", "11-12 COPY ab /", "13 CMD x \\\\", "14 USER u");
    }

    @Test
    void theEscapeCharacterCanBeAnother() throws BadDockerfile {
        assertThat(steps("# syntax=docker/dockerfile:1\n#ESCAPE = `\nFROM x\nRUN a `\n  b \\\nRUN c"))
                .containsExactly("4-5 RUN a   b \\", "6 RUN c");
        assertThat(steps("# comment\n# escape=`\nFROM x\nRUN a \\\n b"))
                .as("not behind a comment")
                .containsExactly("4-5 RUN a  b");
        assertThatThrownBy(() -> Dockerfile.parse("# escape=x\nFROM y"))
                .isInstanceOf(BadDockerfile.class)
                .hasMessageContaining("line 1");
    }

    @Test
    void aMarkOfByteOrderAndCarriageReturnsAreNoText() throws BadDockerfile {
        assertThat(steps("\ufeffFROM x\r\nRUN a \\\r\n  b\r\nCMD c\r\n")).containsExactly("2-3 RUN a   b", "4 CMD c");
        assertThat(steps("FROM x\nRUN a\rb\nCMD c")).containsExactly("2 RUN a\rb", "3 CMD c");
    }

    @Test
    void documentsBelongToTheirInstruction() throws BadDockerfile {
        var steps = Dockerfile.parse("""
                        FROM x
                        RUN <<EOF
                        a \\
                        # no comment
                        EOF
                        RUN <<-"END" cat > /f
                        \t\ttabs
                        \tEND
                        COPY <<one <<'t w o' /dir/
                        1
                        one
                        2
                        t w o
                        RUN cat \\
                          3<<EOF \\
                          >/f
                        RUN no
                        EOF
                        ONBUILD RUN <<X
                        later
                        X
                        CMD d
                        """).recipe("f", Optional.empty()).steps();
        assertThat(steps.stream().map(Step::lines).map(Lines::toString))
                .containsExactly("2-5", "6-8", "9-13", "14-18", "19-21", "22");
        assertThat(steps.stream().map(Step::documents))
                .containsExactly(
                        List.of(new Step.Document("EOF", "a \\\n# no comment\n")),
                        List.of(new Step.Document("END", "tabs\n")),
                        List.of(new Step.Document("one", "1\n"), new Step.Document("t w o", "2\n")),
                        List.of(new Step.Document("EOF", "RUN no\n")),
                        List.of(new Step.Document("X", "later\n")),
                        List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN echo '<<EOF'",
                "RUN echo \"a <<EOF\"",
                "RUN cat <<<EOF",
                "RUN cat << EOF",
                "RUN echo $((1<<2))",
                "RUN don't <<EOF",
                "RUN [\"cat\", \"<<EOF\"]",
                "RUN a\\ <<EOF",
                "RUN a <<''",
                "CMD cat <<EOF",
                "ONBUILD CMD <<EOF",
                "ONBUILD ONBUILD RUN <<EOF"
            })
    void theseAreNoHereDocuments(String line) throws BadDockerfile {
        assertThat(steps("FROM x\n" + line + "\nUSER u")).hasSize(2).last().isEqualTo("3 USER u");
    }

    private static final String STAGES = """
            ARG FLAVOUR=slim
            ARG NEXT=base-${FLAVOUR}
            FROM --platform=$BUILDPLATFORM alpine AS Build
            RUN build
            FROM debian as base-slim
            RUN base
            ONBUILD COPY trigger /
            FROM $NEXT AS child
            RUN child
            FROM build AS last
            RUN last
            FROM later AS unrelated
            RUN unrelated
            FROM scratch AS later
            FROM ${NONE:-CHILD}
            CMD x
            """;

    @Test
    void theStepsOfTheStagesBelowComeFirst() throws BadDockerfile {
        assertThat(steps(STAGES))
                .as("the trigger runs once, in the stage that is built on that one")
                .containsExactly(
                        "6 RUN base", "7 ONBUILD COPY trigger /", "7 COPY trigger /", "9 RUN child", "16 CMD x");
        assertThat(steps(STAGES, Optional.of("LAST"))).containsExactly("4 RUN build", "11 RUN last");
        assertThat(steps(STAGES, Optional.of("0"))).containsExactly("4 RUN build");
        assertThat(steps(STAGES, Optional.of("unrelated"))).containsExactly("13 RUN unrelated");
        assertThatThrownBy(() -> steps(STAGES, Optional.of("nothing")))
                .hasMessage(
                        "there is no stage nothing; those with a name are build, base-slim, child, last, unrelated, later");
        assertThatThrownBy(() -> steps("FROM x", Optional.of("y"))).hasMessage("there is no stage y; none has a name");
    }

    @Test
    void aNameThatIsGivenTwiceIsThatOfTheLaterStage() throws BadDockerfile {
        assertThat(steps("FROM x AS a\nRUN 1\nFROM a AS a\nRUN 2\nFROM a\nRUN 3"))
                .containsExactly("2 RUN 1", "4 RUN 2", "6 RUN 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "'' => it has no FROM",
                "'# only a comment' => it has no FROM",
                "'ARG A' => it has no FROM",
                "'RUN x\nFROM y' => 'line 1: RUN before the first FROM'",
                "'\n\n{\n' => 'line 3: { is no instruction of a Dockerfile'",
                "'FROM x\nRUM y' => 'line 2: RUM is no instruction of a Dockerfile'",
                "'FROM x\n#\nRUN \\\n\n' => 'line 3: RUN without anything behind it'",
                "'FROM' => 'line 1: FROM without anything behind it'",
                "'FROM a b' => 'line 1: FROM takes an image and perhaps AS and a name'",
                "'FROM --platform=x' => 'line 1: FROM takes an image and perhaps AS and a name'",
                "'FROM a AS b c' => 'line 1: FROM takes an image and perhaps AS and a name'",
                "'FROM a\nRUN <<EOF\nx\n EOF' => 'line 2: its here-document EOF does not end'"
            })
    void invalidDockerfilesAreRefused(String text, String message) {
        assertThatThrownBy(() -> Dockerfile.parse(text == null ? "" : text))
                .isInstanceOf(BadDockerfile.class)
                .hasMessage(message);
    }

    @Test
    void binaryAndTooLongFilesAreRefused() {
        assertThatThrownBy(() -> Dockerfile.parse("FROM x\nRUN \0")).hasMessage("it is no text");
        assertThatThrownBy(() -> Dockerfile.parse("FROM x\n" + "#".repeat(1 << 20)))
                .hasMessageContaining("longer than a Dockerfile may be");
    }

    @Tag("slow")
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void hostileTextsAreReadOrRefusedInTime() {
        int many = Dockerfile.MAX_LENGTH / 4;
        for (String unit : List.of(
                "\n",
                "\\\n",
                "# \n",
                " ",
                "--a ",
                "<<a ",
                "<<-\"a\" ",
                "RUN x\n",
                "RUN <<A\nA\n",
                "FROM a AS a\n",
                "${",
                "${a}",
                "$a",
                "\"",
                "'",
                "\\",
                "[",
                "[\"a\",",
                "ARG a=${a}${a}\n",
                "ARG a=$a$a\n",
                "# escape=\\\n",
                "# syntax=a\n",
                "\t",
                "\r\n")) {
            for (String start :
                    List.of("", "FROM a\nRUN ", "FROM a\nCOPY ", "FROM a\nENV a=", "FROM ", "ARG a=1\n", "FROM a\n")) {
                parse(start + unit.repeat(many / unit.length()));
            }
        }
    }

    @Test
    void piecesInAnyOrderAreReadOrRefused() {
        var pieces = List.of(
                "FROM a",
                " AS b",
                "FROM b",
                "RUN ",
                "COPY ",
                "<<E",
                "E",
                "\n",
                "\n",
                "\\\n",
                "#",
                " ",
                "ONBUILD ",
                "ENV ",
                "${A:-",
                "}",
                "$A",
                "\"",
                "'",
                "[",
                "]",
                ",",
                "--x=y ",
                "ARG A=b",
                "# escape=`\n",
                "`\n",
                "\r",
                "\t",
                "\u2028",
                "\ud800");
        for (int number = 0; number < Seed.cases(5_000); number++) {
            var random = Seed.random(number);
            var text = new StringBuilder(random.nextBoolean() ? "FROM a\n" : "");
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            parse(text.toString());
        }
    }

    private static void parse(String text) {
        try {
            int lines = (int) text.chars().filter(c -> c == '\n').count() + 1;
            var recipe = Dockerfile.parse(text).recipe("f", Optional.empty());
            assertThat(recipe.steps()).allSatisfy(step -> {
                assertThat(step.lines().first()).isBetween(1, step.lines().last());
                assertThat(step.lines().last()).isLessThanOrEqualTo(lines);
            });
        } catch (BadDockerfile e) {
            assertThat(e).hasMessageMatching("(?s)(line [0-9]+: )?\\S.*");
        }
    }
}
