package dev.tare.image.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstructionTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                // the classic builder, and buildah after it
                "/bin/sh -c apt-get update => RUN apt-get update",
                "/bin/sh -c #(nop)  CMD [\"bash\"] => CMD [\"bash\"]",
                "/bin/sh -c #(nop) ADD file:abc in /  => ADD file:abc in /",
                "/bin/sh -c #(nop) COPY dir:abc in /app  => COPY dir:abc in /app",
                "/bin/bash -o pipefail -c #(nop) COPY a b => COPY a b",
                "/bin/sh -c set -e;     cd /x => RUN set -e;     cd /x",
                // build arguments
                "|1 A=b /bin/sh -c make => RUN make",
                "|2 A=b C=two words /bin/sh -c make it => RUN make it",
                "|2 A= B= /bin/bash -c make => RUN make",
                "|1 SHELL=/bin/sh -c /bin/sh -c make => RUN make",
                "|0 /bin/sh -c make => RUN make",
                "|1 A=b make all => RUN make all",
                "RUN |3 A=b C=d E=f /bin/sh -c make # buildkit => RUN make",
                // BuildKit
                "RUN /bin/sh -c make # buildkit => RUN make",
                "COPY /src /dst # buildkit => COPY /src /dst",
                "ENV A=b => ENV A=b",
                "CMD [\"a\"] => CMD [\"a\"]",
                "RUN /usr/bin/make all # buildkit => RUN /usr/bin/make all",
                "RUN --mount=type=cache,target=/x make # buildkit => RUN --mount=type=cache,target=/x make",
                "WORKDIR /app => WORKDIR /app",
                // other shells
                "/bin/bash -o pipefail -c a => RUN a",
                "RUN /bin/bash -eo pipefail -c a # buildkit => RUN a",
                "RUN /bin/bash -euxo pipefail -c a # buildkit => RUN a",
                "/bin/ash -eo pipefail -c a => RUN a",
                "/bin/sh -ec a => RUN a",
                "/bin/bash --login -c a => RUN a",
                "bash -lc a => RUN a",
                "/usr/bin/env bash => /usr/bin/env bash",
                "powershell -Command $ErrorActionPreference = 'Stop'; a => RUN $ErrorActionPreference = 'Stop'; a",
                "C:\\Windows\\System32\\powershell.exe -NoLogo -Command a => RUN a",
                "cmd /S /C mkdir x => RUN mkdir x",
                "cmd /S /C #(nop) COPY a b => COPY a b",
                "pwsh -c a => RUN a",
                // kaniko, and others that write what a Dockerfile has
                "RUN apk add curl => RUN apk add curl",
                "COPY . /app => COPY . /app",
                // what only looks alike
                "/bin/sh script -c x => /bin/sh script -c x",
                "/bin/sh => /bin/sh",
                "/bin/sh -c => RUN",
                "RUN => RUN",
                "RUNNER x => RUNNER x",
                "crash -c x => crash -c x",
                "ADD # buildkit stuff => ADD # buildkit stuff",
                "|x A=b make => |x A=b make",
                "| => |",
                "|1 => |1",
                "bazel build ... => bazel build ...",
                "^^ => ^^"
            })
    void historyItemsReadAsInADockerfile(String createdBy, String instruction) {
        assertThat(Instruction.of(createdBy).text()).isEqualTo(instruction);
    }

    @Test
    void theLinesOfACommandAreKept() {
        assertThat(Instruction.of("RUN /bin/sh -c <<EOF\na\n  b\nEOF # buildkit")
                        .text())
                .isEqualTo("RUN <<EOF\na\n  b\nEOF");
    }

    @Tag("slow")
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesNoLongerThanTheTextIsLong() {
        int many = 1 << 19; // a quadratic takes minutes for each of the beginnings
        for (String unit : new String[] {
            " ", "/", "sh ", "sh -a ", "a= ", "|1 ", "# buildkit ", "-o ", "/sh ", "cmd ", "/cmd ", "/c ", "x"
        }) {
            for (String start : new String[] {"", "a", "|1 ", "|999999999 ", "RUN |3 ", "/bin/sh ", "/bin/sh -c "}) {
                assertThat(Instruction.of(start + unit.repeat(many / unit.length()) + "z")
                                .text())
                        .isNotEmpty();
            }
        }
    }
}
