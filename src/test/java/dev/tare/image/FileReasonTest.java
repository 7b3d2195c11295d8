package dev.tare.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReasonTest {

    @Test
    void theNameIsNotRepeated(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(reason(folder.resolve("none"))).isEqualTo("there is no such file or folder");
        assertThat(reason(file.resolve("below"))).isEqualTo("Not a directory");
        assertThat(FileReason.of(new AccessDeniedException("/a"))).isEqualTo("permission denied");
        assertThat(FileReason.of(new IOException("No space left on device"))).isEqualTo("No space left on device");
    }

    private static String reason(Path file) {
        return FileReason.of(catchThrowableOfType(IOException.class, () -> Files.readAllBytes(file)));
    }
}
