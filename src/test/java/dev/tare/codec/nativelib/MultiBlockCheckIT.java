package dev.tare.codec.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which functions of that name are taken into the executable. */
class MultiBlockCheckIT {

    @TempDir
    private Path folder;

    private Path archive(String body) throws IOException {
        Files.writeString(folder.resolve("stub.c"), """
                #include <stdlib.h>
                #include <string.h>
                void sha256_multi_block(void *state, const void *inputs, int lanes) { %s }
                """.formatted(body));
        Tool.run(folder, "cc", "-c", "stub.c");
        Tool.run(folder, "ar", "rcs", "libstub.a", "stub.o");
        return folder.resolve("libstub.a");
    }

    /** Other architectures have no such function. */
    @Test
    @EnabledOnOs(architectures = "amd64", value = OS.LINUX)
    void opensslOfThisMachineIsTaken() {
        assertThat(MultiBlockCheck.passes(Path.of("/usr/lib/x86_64-linux-gnu/libcrypto.a")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing done
                "memset(state, 1, 256);", // wrong digests
                "memset(state, 0, 4096);", // what lies behind
                "abort();",
                "*(volatile char *) 0 = 1;",
                "exit(3);"
            })
    void anotherLibraryIsRefused(String body) throws IOException {
        assertThat(MultiBlockCheck.passes(archive(body))).isFalse();
    }

    @Test
    void anArchiveWithoutTheSymbolIsRefused() {
        assertThat(MultiBlockCheck.passes(folder.resolve("none.a"))).isFalse();
    }
}
