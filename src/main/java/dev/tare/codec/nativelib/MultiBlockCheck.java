package dev.tare.codec.nativelib;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Tries {@code sha256_multi_block} of a static libcrypto, in a process of its own, before it becomes a part of the executable. The function
 * is in no header, so another version of OpenSSL may change what it takes, and a call of it could do anything.
 */
public final class MultiBlockCheck {

    /** True if the executable has what computes SHA-256 of two streams at once, which OpenSSL does for x86-64. */
    public static final boolean PASSED = StaticLibrary.CRYPTO
            .defining("sha256_multi_block")
            .filter(MultiBlockCheck::passes)
            .isPresent();

    private static final int TIMEOUT_SECONDS = 60;

    /** Digests two messages of FIPS 180-4's examples, in lanes beside idle ones. Exits with 0 where the digests are right. */
    private static final String PROGRAM = """
            #include <stdint.h>
            #include <string.h>

            struct state { uint32_t word[8][8]; uint8_t behind[64]; };
            struct input { const void *bytes; int32_t blocks; };
            void sha256_multi_block(struct state *, const struct input *, int lanes_by_four);

            static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
            static const uint32_t of_56[8] = {0x248d6a61, 0xd20638b8, 0xe5c02693, 0x0c3e6039, 0xa33ce459, 0x64ff2167, 0xf6ecedd4, 0x19db06c1};
            static const uint32_t of_112[8] = {0xcf5b16a7, 0x78af8380, 0x036ce59e, 0x7b049237, 0x0b249b11, 0xe8f07a51, 0xafac4503, 0x7afee9d1};

            static void pad(uint8_t blocks[128], const char *text) {
              size_t length = strlen(text);
              memset(blocks, 0, 128);
              memcpy(blocks, text, length);
              blocks[length] = 0x80;
              blocks[126] = length * 8 >> 8;
              blocks[127] = length * 8 & 0xff;
            }

            int main(void) {
              uint8_t a[128], b[128];
              pad(a, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
              pad(b, "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu");
              struct state state;
              struct input inputs[8];
              memset(&state, 0, sizeof state);
              memset(state.behind, 0x5a, sizeof state.behind);
              memset(inputs, 0, sizeof inputs);
              for (int word = 0; word < 8; word++) state.word[word][0] = state.word[word][1] = start[word];
              inputs[0].bytes = a;
              inputs[0].blocks = 2;
              inputs[1].bytes = b;
              inputs[1].blocks = 2;
              sha256_multi_block(&state, inputs, 1);
              int wrong = 0;
              for (int word = 0; word < 8; word++)
                wrong |= state.word[word][0] != of_56[word] || state.word[word][1] != of_112[word];
              for (size_t i = 0; i < sizeof state.behind; i++) wrong |= state.behind[i] != 0x5a;
              return wrong;
            }
            """;

    private MultiBlockCheck() {}

    /**
     * Returns true if the function of this archive gives the digests that it should.
     *
     * @param archive a static libcrypto that defines it
     */
    static boolean passes(Path archive) {
        try {
            Path folder = Files.createTempDirectory("tare-check-");
            Path source = folder.resolve("check.c");
            Path program = folder.resolve("check");
            try {
                Files.writeString(source, PROGRAM);
                return succeeds("cc", "-o", program.toString(), source.toString(), archive.toString())
                        && succeeds(program.toString());
            } finally {
                Files.deleteIfExists(program);
                Files.deleteIfExists(source);
                Files.delete(folder);
            }
        } catch (IOException e) {
            return false; // no compiler, say: then the executable is built without
        }
    }

    private static boolean succeeds(String... command) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }
}
