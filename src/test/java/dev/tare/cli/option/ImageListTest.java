package dev.tare.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.app.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageListTest {

    @TempDir
    Path folder;

    private List<String> read(byte[] content) throws IOException {
        return ImageList.read(Files.write(folder.resolve("images"), content).toString());
    }

    private List<String> read(String content) throws IOException {
        return read(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hasAnImageALineAndEachOnce() throws IOException {
        assertThat(read("\ufeff# ours\r\nnginx:1.27  # the front\n\n  ./a#b.tar\nnginx:1.27\nteam/app@sha256:00"))
                .containsExactly("nginx:1.27", "./a#b.tar", "team/app@sha256:00");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'nginx\\n--ca-file=/x' | line 2: '--ca-file=/x' is no image, and a list has no options
                    '-'                   | line 1: '-' is no image, and a list has no options
                    '@list'               | line 1: '@list' is no image, and a list has no lists in it
                    'nginx redis'         | line 1: 'nginx redis' is more than one image
                    '# nothing\\n\\n'       | it names no image
                    """)
    void whatIsNoImageIsRefused(String content, String why) {
        assertThatThrownBy(() -> read(content.replace("\\n", "\n")))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageStartingWith("--from " + folder)
                .hasMessageEndingWith(why);
    }

    @Test
    void aMessageHasNoEscapesAndIsShort() {
        assertThatThrownBy(() -> read("-\u001b[31m" + "x".repeat(100_000)))
                .hasMessageContaining("-\\x1b[31m")
                .satisfies(fault -> assertThat(fault.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void whatIsNoTextIsRefused() {
        assertThatThrownBy(() -> read(new byte[] {(byte) 0xff, 'a'})).hasMessageEndingWith("it is no text in UTF-8");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ImageList.read(folder + "/none"))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("--from " + folder + "/none: it cannot be read");
    }
}
