package dev.tare.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.spec.Config;
import dev.tare.image.spec.Instruction;
import dev.tare.image.spec.Platform;
import dev.tare.kit.Seed;
import dev.tare.secrets.redaction.KnownSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps and the histories that builders made of them. */
class RecipeTest {

    private static final String HASH = "f20cf9df3aa09167c9f24187d2a68bb8ad07dede1148ba900e9c643bb7bc469c";

    /** A history of these items; those that begin with a dash made no layer. */
    private static Config history(List<String> createdBy) {
        return history(createdBy, "");
    }

    private static Config history(List<String> createdBy, String commentOfTheLast) {
        var items = new ArrayList<Config.History>();
        for (String text : createdBy) {
            boolean last = items.size() == createdBy.size() - 1;
            String instruction = text.startsWith("-") ? text.substring(1) : text;
            items.add(new Config.History(
                    "", instruction, Instruction.of(instruction), last ? commentOfTheLast : "", text.startsWith("-")));
        }
        return new Config(
                "",
                Platform.parse("linux/amd64"),
                List.of(),
                items,
                items.stream().filter(item -> !item.emptyLayer()).toList(),
                List.of(),
                List.of(),
                KnownSecrets.NONE,
                Config.Container.NONE);
    }

    private static SourceMap trace(String dockerfile, Config config) {
        try {
            return Dockerfile.parse(dockerfile)
                    .recipe("Dockerfile", Optional.empty())
                    .trace(config);
        } catch (BadDockerfile e) {
            throw new AssertionError(e);
        }
    }

    private static SourceMap trace(String dockerfile, String... createdBy) {
        return trace(dockerfile, history(List.of(createdBy)));
    }

    private static String texts(List<Optional<Lines>> lines) {
        return String.join(
                " ",
                lines.stream()
                        .map(line -> line.map(Lines::toString).orElse("?"))
                        .toList());
    }

    /** Whether the item of a history is the one that the instruction left. */
    private static boolean matches(String instruction, String createdBy) {
        return trace("FROM x\n" + instruction, createdBy).ofItem(0).isPresent();
    }

    /** Every keyword and most of what one can do with them. */
    private static final String ALL = """
            # syntax=docker/dockerfile:1
            FROM debian:12
            ARG VERSION=1.0
            ENV A=b C="d e" \\
                F=$A:/x
            ENV legacy some value
            LABEL x.y="z w" q=r
            WORKDIR /app
            WORKDIR sub
            COPY --chown=1:2 src/a src/b ./
            COPY ["src/a", "/x/${VERSION}"]
            COPY --from=build --link /built /built/
            ADD https://example.com/a.tgz /srcdir/
            RUN echo one && \\
                # a comment

                echo "two"   $A \\
                > /f
            RUN ["/bin/busybox", "mkdir", "/exec dir"]
            SHELL ["/bin/bash", "-o", "pipefail", "-c"]
            RUN --mount=type=cache,target=/c echo mount > /m
            RUN <<EOF
            set -e
            echo document \\
              continued
            EOF
            COPY <<-"EOF" /document
            text
            EOF
            VOLUME ["/v", "/w"]
            EXPOSE 80 443/udp 8000-8002
            USER ${A:-nobody}
            HEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1
            STOPSIGNAL SIGTERM
            ENTRYPOINT ["/bin/sh", "-c"]
            CMD echo "hi"
            """;

    private static final String ALL_LINES =
            "? ? 3 4-5 6 7 8 9 10 11 12 13 14-18 19 20 21 22-26 27-29 30 31 32 33 34 35 36";

    @Test
    void historiesOfBuildKitAreTraced() {
        var map = trace(
                ALL,
                "/bin/sh -c #(nop) ADD file:" + HASH + " in / ",
                "-/bin/sh -c #(nop)  CMD [\"bash\"]",
                "-ARG VERSION=2.0",
                "-ENV A=b C=d e F=b:/x",
                "-ENV legacy=some value",
                "-LABEL x.y=z w q=r",
                "WORKDIR /app",
                "WORKDIR /app/sub",
                "COPY --chown=1:2 src/a src/b ./ # buildkit",
                "COPY src/a /x/2.0 # buildkit",
                "COPY /built /built/ # buildkit",
                "ADD https://example.com/a.tgz /srcdir/ # buildkit",
                "RUN |1 VERSION=2.0 /bin/sh -c echo one &&     echo \"two\"   $A     > /f # buildkit",
                "RUN |1 VERSION=2.0 /bin/busybox mkdir /exec dir # buildkit",
                "-SHELL [/bin/bash -o pipefail -c]",
                "RUN |1 VERSION=2.0 /bin/bash -o pipefail -c echo mount > /m # buildkit",
                "RUN |1 VERSION=2.0 /bin/bash -o pipefail -c set -e\necho document \\\n  continued\n # buildkit",
                "COPY <<EOF /document # buildkit",
                "-VOLUME [/v /w]",
                "-EXPOSE map[443/udp:{} 80/tcp:{} 8000/tcp:{} 8001/tcp:{} 8002/tcp:{}]",
                "-USER b",
                "-HEALTHCHECK &{[\"CMD-SHELL\" \"curl -f http://localhost/ || exit 1\"] \"5s\" \"0s\" \"0s\" \"0s\" '\\x00'}",
                "-STOPSIGNAL SIGTERM",
                "-ENTRYPOINT [\"/bin/sh\" \"-c\"]",
                "-CMD [\"/bin/bash\" \"-o\" \"pipefail\" \"-c\" \"echo \\\"hi\\\"\"]");
        assertThat(texts(map.items())).isEqualTo(ALL_LINES);
        assertThat(texts(map.layers())).isEqualTo("? 8 9 10 11 12 13 14-18 19 21 22-26 27-29");
        assertThat(map.warnings()).isEmpty();
    }

    @Test
    void historiesOfTheClassicBuilderAreTraced() {
        String nop = "-/bin/sh -c #(nop) ";
        String bashNop = "-/bin/bash -o pipefail -c #(nop) ";
        var map = trace(
                ALL.replace("""
                        RUN <<EOF
                        set -e
                        echo document \\
                          continued
                        EOF
                        COPY <<-"EOF" /document
                        text
                        EOF
                        """, "\n".repeat(8)),
                "/bin/sh -c #(nop) ADD file:" + HASH + " in / ",
                nop + " CMD [\"bash\"]",
                nop + " ARG VERSION=1.0",
                nop + " ENV A=b C=d e F=b:/x",
                nop + " ENV legacy=some value",
                nop + " LABEL x.y=z w q=r",
                nop + "WORKDIR /app",
                nop + "WORKDIR /app/sub",
                "/bin/sh -c #(nop) COPY --chown=1:2multi:" + HASH + " in /app/sub/ ",
                "/bin/sh -c #(nop) COPY file:" + HASH + " in /x/1.0 ",
                "/bin/sh -c #(nop) COPY dir:" + HASH + " in /built/ ",
                "/bin/sh -c #(nop) ADD file:" + HASH + " in /srcdir/ ",
                "|1 VERSION=1.0 /bin/sh -c echo one &&     echo \"two\"   $A     > /f",
                "|1 VERSION=1.0 /bin/busybox mkdir /exec dir",
                bashNop + " SHELL [/bin/bash -o pipefail -c]",
                "|1 VERSION=1.0 /bin/bash -o pipefail -c echo mount > /m",
                bashNop + " VOLUME [/v /w]",
                bashNop + " EXPOSE 443/udp 80 8000-8002",
                bashNop + " USER b",
                bashNop
                        + " HEALTHCHECK &{[\"CMD-SHELL\" \"curl -f http://localhost/ || exit 1\"] \"5s\" \"0s\" \"0s\" '\\x00'}",
                bashNop + " STOPSIGNAL SIGTERM",
                bashNop + " ENTRYPOINT [\"/bin/sh\" \"-c\"]",
                bashNop + " CMD [\"/bin/bash\" \"-o\" \"pipefail\" \"-c\" \"echo \\\"hi\\\"\"]");
        assertThat(texts(map.items())).isEqualTo(ALL_LINES.replace("22-26 27-29 ", ""));
        assertThat(map.warnings()).isEmpty();
    }

    @Test
    void historiesOfBuildahAreTraced() {
        String nop = "/bin/sh -c #(nop) ";
        var map = trace(
                ALL,
                nop + "ADD file:" + HASH + " in / ",
                "-" + nop + " CMD [\"bash\"]",
                "-" + nop + "ARG VERSION",
                "-" + nop + "ENV A=b C=\"d e\"     F=$A:/x",
                "-" + nop + "ENV legacy some value",
                "-" + nop + "LABEL x.y=\"z w\" q=r",
                "-" + nop + "WORKDIR /app",
                "-" + nop + "WORKDIR sub",
                nop + "COPY multi:" + HASH + " in ./ ",
                nop + "COPY file:" + HASH + " in /x/${VERSION} ",
                nop + "COPY --link file:" + HASH + " in /built/ ",
                nop + "ADD file:" + HASH + " in /srcdir/ ",
                "|2 VERSION=1.0 W=x y /bin/sh -c echo one &&     echo \"two\"   $A     > /f",
                "|1 VERSION=1.0 /bin/sh -c [\"/bin/busybox\", \"mkdir\", \"/exec dir\"]",
                "-" + nop + "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]",
                "/bin/sh -c --mount=type=cache,target=/c echo mount > /m:" + HASH,
                "/bin/sh -c <<EOF\nset -e\necho document \\\n  continued",
                nop + "COPY file:" + HASH + " in /document ",
                "-" + nop + "VOLUME [\"/v\", \"/w\"]",
                "-" + nop + "EXPOSE 80 443/udp 8000-8002",
                "-" + nop + "USER ${A:-nobody}",
                "-" + nop + "HEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1",
                "-" + nop + "STOPSIGNAL SIGTERM",
                "-" + nop + "ENTRYPOINT [\"/bin/sh\", \"-c\"]",
                "-" + nop + "CMD echo \"hi\"");
        assertThat(texts(map.items())).isEqualTo(ALL_LINES);
        assertThat(map.warnings()).isEmpty();
    }

    @Test
    void historiesOfKanikoAreTraced() {
        var map = trace(
                ALL,
                "/bin/sh -c #(nop) ADD file:" + HASH + " in / ",
                "-/bin/sh -c #(nop)  CMD [\"bash\"]",
                "WORKDIR /app",
                "WORKDIR sub",
                "COPY --chown=1:2 src/a src/b ./",
                "COPY [\"src/a\", \"/x/${VERSION}\"]",
                "COPY --from=build --link /built /built/",
                "ADD https://example.com/a.tgz /srcdir/",
                "RUN echo one &&     echo \"two\"   $A     > /f",
                "RUN [\"/bin/busybox\", \"mkdir\", \"/exec dir\"]",
                "RUN --mount=type=cache,target=/c echo mount > /m",
                "RUN <<EOF",
                "COPY <<-\"EOF\" /document",
                "VOLUME [\"/v\", \"/w\"]");
        assertThat(texts(map.items())).isEqualTo("? ? 8 9 10 11 12 13 14-18 19 21 22-26 27-29 30");
        assertThat(map.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "RUN make => RUN /bin/sh -c make # buildkit",
                "RUN bash -c 'make all' => RUN /bin/sh -c bash -c 'make all' # buildkit",
                "RUN bash -c 'make all' => RUN bash -c 'make all'",
                "RUN [\"/bin/bash\", \"-c\", \"make all\"] => /bin/bash -c make all",
                "RUN [\"make\", \"it's\"] => make it's",
                "RUN sh -c #(nop) RUN => /bin/sh -c sh -c #(nop) RUN",
                "RUN --mount=type=tmpfs,target=/x => RUN",
                "COPY it's /x => /bin/sh -c #(nop) COPY file:" + HASH + " in /x ",
                "RUN [ -d /x ] => /bin/sh -c [ -d /x ]",
                "RUN [ a ] || [ b ] => /bin/sh -c [ a ] || [ b ]",
                "RUN --network=none --mount=type=secret,id=s make => RUN /bin/sh -c make # buildkit",
                "COPY in /x => COPY in /x # buildkit",
                "COPY . . => COPY . . # buildkit",
                "COPY . . => /bin/sh -c #(nop) COPY dir:" + HASH + " in /app/ ",
                "COPY . / => /bin/sh -c #(nop) COPY dir:" + HASH + " in / ",
                "COPY a b/c => /bin/sh -c #(nop) COPY file:" + HASH + " in /app/b/c ",
                "COPY a $DIR/c/ => /bin/sh -c #(nop) COPY file:" + HASH + " in /app/b/c/ ",
                "COPY [\"a b\", \"/c d/\"] => /bin/sh -c #(nop) COPY file:" + HASH + " in /c d/ ",
                "COPY --from=x --chmod=755 a b => COPY --chmod=755 a b # buildkit",
                "ADD $A/${B:-${C}}x /d => ADD 1/2x /d # buildkit",
                "ENV A=\\$B => ENV A=$B",
                "ENV A=\"x\\\"y\" => ENV A=x\"y",
                "ENV PATH=$PATH:/a => ENV PATH=/usr/bin:/a",
                "WORKDIR $HOME/x/ => WORKDIR /root/x",
                "EXPOSE 8080:80 => EXPOSE [80/tcp]",
                "EXPOSE $PORT => EXPOSE [80/tcp]",
                "ARG A=1 => ARG A",
                "ARG A => ARG A=1",
                "HEALTHCHECK NONE => HEALTHCHECK &{[\"NONE\"] \"0s\" \"0s\" \"0s\" '\\x00'}",
                "MAINTAINER a <b@c> => /bin/sh -c #(nop)  MAINTAINER a <b@c>",
                "ONBUILD RUN x => /bin/sh -c #(nop)  ONBUILD RUN x"
            })
    void theseItemsMatchTheInstruction(String instruction, String createdBy) {
        assertThat(matches(instruction, createdBy)).isTrue();
    }

    @Test
    void anUnknownShellIsTakenFromTheDockerfile() {
        var map = trace(
                "FROM x\nSHELL [\"/usr/bin/python3\", \"-c\"]\nRUN print(1)\nCOPY a /b\nRUN print(2)",
                "-/usr/bin/python3 -c #(nop)  SHELL [/usr/bin/python3 -c]",
                "/usr/bin/python3 -c print(1)",
                "/usr/bin/python3 -c #(nop) COPY file:" + HASH + " in /b ",
                "RUN /usr/bin/python3 -c print(2) # buildkit");
        assertThat(texts(map.items())).isEqualTo("2 3 4 5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "RUN make => RUN /bin/sh -c make all # buildkit",
                "RUN make $A => RUN /bin/sh -c make all # buildkit",
                "RUN a b => RUN a  c",
                "RUN make => COPY make",
                "COPY a /b => COPY c /b # buildkit",
                "COPY a /b => ADD a /b # buildkit",
                "COPY a /b => /bin/sh -c #(nop) COPY file:" + HASH + " in /c ",
                "COPY a b => /bin/sh -c #(nop) COPY file:" + HASH + " in /app/ab ",
                "ENV A=b => ENV A=c",
                "ENV A=$B:/x => ENV A=1:/y",
                "WORKDIR /app => WORKDIR /srv/app",
                "EXPOSE 80 81 => EXPOSE [80/tcp]",
                "CMD [\"a\"] => ENTRYPOINT [\"a\"]",
                "USER u => ",
            })
    void theseItemsDoNotMatchTheInstruction(String instruction, String createdBy) {
        assertThat(matches(instruction, createdBy == null ? "" : createdBy)).isFalse();
    }

    @Test
    void equalInstructionsAreThoseOfTheDockerfileAndNotOfTheBase() {
        var map = trace(
                "FROM x\nRUN chmod /d\nRUN b\nRUN chmod /d\nCMD [\"bash\"]",
                "RUN chmod /d",
                "-CMD [\"bash\"]",
                "RUN chmod /d",
                "RUN b",
                "RUN chmod /d",
                "-CMD [\"bash\"]");
        assertThat(texts(map.items())).isEqualTo("? ? 2 3 4 5");
        // the file has an instruction more than the image: those of the base are far from it
        map = trace(
                "FROM x\nENV LANG=C\nRUN new",
                "RUN base",
                "-ENV LANG=C",
                "RUN base 2",
                "RUN base 3",
                "RUN base 4",
                "-CMD [\"bash\"]");
        assertThat(texts(map.items())).isEqualTo("? ? ? ? ? ?");
    }

    @Test
    void instructionsWithoutAnItemAreAWarning() {
        var map = trace(
                "FROM x\nRUN a\nRUN b\nCOPY c \\\n /c\nCMD d", "ADD base /", "RUN a", "RUN other", "-CMD [\"e\"]");
        assertThat(texts(map.layers())).isEqualTo("? 2 ?");
        assertThat(map.warnings())
                .containsExactly(
                        "2 of the 3 instructions of Dockerfile that change files are not in the history of this image (L3, L4-5): has"
                                + " the file changed since the build?",
                        "no instruction of Dockerfile was found for layer 2, above those that it made");
        assertThat(trace("FROM x\nRUN a", "ADD base /", "RUN b").warnings())
                .containsExactly(
                        "none of the instructions of Dockerfile is in the history of this image: is it the file that the image was"
                                + " built from?");
        assertThat(trace("FROM x\nRUN a").warnings())
                .containsExactly("the image has no history, so none of its layers can be traced to Dockerfile");
        assertThat(trace("FROM x", "ADD base /").warnings())
                .as("a file that adds nothing misses nothing")
                .isEmpty();
    }

    @Test
    void aLayerOfManyInstructionsHasTheLinesOfAll() {
        String dockerfile = "FROM x\nENV A=b\nCOPY a /a\nRUN a\nRUN b";
        String copy = "-/bin/sh -c #(nop) COPY file:" + HASH + " in /a ";
        String env = "-/bin/sh -c #(nop) ENV A=b";
        var config = history(
                List.of("ADD base /", env, copy, "-/bin/sh -c a", "/bin/sh -c b"), "FROM localhost/base:latest");
        var map = trace(dockerfile, config);
        assertThat(texts(map.layers())).as("buildah without --layers").isEqualTo("? 3-5");
        assertThat(texts(map.items())).isEqualTo("? 2 3 4 3-5");
        assertThat(map.warnings())
                .containsExactly(
                        "layer 1 was made by lines 3-5 of Dockerfile together: the builder made no layer for each instruction");
        config = history(
                List.of("ADD base /", env, copy, "-/bin/sh -c a", "-/bin/sh -c b", ""), "merge sha256:1 to sha256:2");
        assertThat(texts(trace(dockerfile, config).layers())).as("squashed").isEqualTo("? 3-5");
        config = history(List.of(
                "ADD base /", env, "/bin/sh -c #(nop) COPY file:" + HASH + " in /a ", "-/bin/sh -c a", "/bin/sh -c b"));
        assertThat(texts(trace(dockerfile, config).layers()))
                .as("the classic builder, where a changed nothing")
                .isEqualTo("? 3 5");
    }

    @Test
    void hereDocumentsAreCompared() {
        String shebang =
                "FROM x\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\nRUN <<A cat <<B > /f\n1\nA\n  2\nB\n";
        assertThat(texts(trace(
                                shebang,
                                "RUN /bin/sh -c /dev/pipes/EOF # buildkit",
                                "RUN /bin/sh -c <<A cat <<B > /f\n1\nA\n  2\nB # buildkit")
                        .items()))
                .isEqualTo("2-5 6-10");
        assertThat(texts(trace(
                                shebang,
                                "/bin/sh -c <<EOF\n#!/usr/bin/env python3\nprint(1)",
                                "/bin/sh -c <<A cat <<B > /f\n1\n2")
                        .items()))
                .isEqualTo("2-5 6-10");
        assertThat(texts(trace("FROM x\nRUN <<EOF\nnew\nEOF", "RUN /bin/sh -c old\n # buildkit")
                        .items()))
                .isEqualTo("?");
    }

    @Test
    void piecesInAnyOrderAreCompared() {
        var pieces = List.of(
                "RUN ",
                "COPY ",
                "ENV ",
                "CMD ",
                "EXPOSE ",
                "SHELL ",
                "/bin/sh -c ",
                "#(nop) ",
                "|1 ",
                "A=b ",
                "in ",
                "/",
                ".",
                "./",
                "$A",
                "${A:-b}",
                "[",
                "\"a\"",
                ",",
                "]",
                "--x ",
                "-- ",
                " ",
                "file:" + HASH,
                ":" + HASH,
                "<<E",
                "# buildkit",
                "\ud800",
                "\u2028",
                "80:",
                "map[",
                "'",
                "\\");
        for (int i = 0; i < Seed.cases(20_000); i++) {
            var random = Seed.random(i);
            String instruction = List.of("RUN ", "COPY ", "ENV ", "EXPOSE ", "WORKDIR ", "SHELL ", "ONBUILD RUN ")
                    .get(random.nextInt(7));
            String[] texts = new String[3];
            for (int text = 0; text < texts.length; text++) {
                texts[text] = random.ints(random.nextInt(8), 0, pieces.size())
                        .mapToObj(pieces::get)
                        .collect(Collectors.joining());
            }
            String dockerfile = "FROM x\n%sx%s \nRUN y".formatted(instruction, texts[0].replace("<<E", "<E"));
            assertThat(trace(dockerfile, texts[1], texts[2]).items()).hasSize(2);
        }
    }

    static List<String> hostileLines() {
        return List.of(
                "RUN " + "a".repeat(600),
                "ENV A=" + "$B" + "a".repeat(400) + "$C",
                "COPY " + "$A".repeat(300) + " /$B",
                "LABEL " + "$Aaab".repeat(120),
                "EXPOSE " + "1 ".repeat(300),
                "HEALTHCHECK CMD " + "ab".repeat(250) + "b",
                "WORKDIR " + "a/".repeat(300));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("hostileLines")
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void hostileLinesAreComparedInTime(String line) {
        int count = 1_100; // more than are compared
        String keyword = line.substring(0, line.indexOf(' '));
        String long1 = keyword + " " + "A=" + "ab".repeat(500);
        String long2 = keyword + " " + "1 ".repeat(2_000) + "x:" + HASH + " in /" + "a".repeat(2_000);
        var config = history(IntStream.range(0, count)
                .mapToObj(i -> (i % 2 == 0 ? long1 : long2) + "a".repeat(i % 3))
                .toList());
        var dockerfile = "FROM x\n" + (line + "\n").repeat(count);
        assertThat(trace(dockerfile, config).items()).hasSize(count);
    }

    @Tag("slow")
    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void longTextsAreComparedInTime() {
        String shell = "FROM x\nSHELL [\"" + "a".repeat(500_000) + "\"]\n" + "CMD b\nRUN b\n".repeat(20_000);
        assertThat(texts(trace(shell, "-CMD b", "RUN b").items())).isEqualTo("40001 40002");
        String huge = "a ${ -- \"[ in : ".repeat(500_000);
        Stream.of("", "RUN ", "COPY ", "ENV ", "EXPOSE ", "|3 ", "x #(nop) ", "/bin/sh -c #(nop) COPY ")
                .forEach(start -> assertThat(matches("RUN a", start + huge)).isFalse());
    }
}
