package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.app.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

class ArgumentFilesTest {

    @TempDir
    Path folder;

    @Command
    static final class AnyArguments {
        @Unmatched
        List<String> all = new ArrayList<>();
    }

    private String list(String name, String content) throws IOException {
        return "@" + Files.writeString(folder.resolve(name), content);
    }

    private static List<String> ofPicocli(String argument) {
        var arguments = new AnyArguments();
        new CommandLine(arguments).parseArgs(argument);
        return arguments.all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nginx:1\nalpine:3\n",
                "# images\nnginx:1 # the first\r\n\r\n  alpine:3",
                "\"a b\" 'c d'\t--format=json",
                "\u00e4/\u65e5\u672c.tar\n",
                "@@at @ @/none",
                "a\\b 'c\\nd'"
            })
    void aFileIsReadAsPicocliReadsIt(String content) throws IOException {
        String argument = list("list", content);
        assertThat(ArgumentFiles.expand(argument)).containsExactlyElementsOf(ofPicocli(argument));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx:1\nalpine:3\n", "# images\nnginx:1\nalpine:3", "\nnginx:1 alpine:3"})
    void aByteOrderMarkIsPassedOver(String content) throws IOException {
        assertThat(ArgumentFiles.expand("scan", list("list", "\ufeff" + content), "-"))
                .containsExactly("scan", "nginx:1", "alpine:3", "-");
    }

    @Test
    void aListMayNameAnotherButNotItself() throws IOException {
        String inner = list("inner", "\ufeffb\n");
        assertThat(ArgumentFiles.expand(list("outer", "a\n" + inner + "\nc\n"))).containsExactly("a", "b", "c");
        String self = "@" + folder.resolve("self");
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> ArgumentFiles.expand(list("self", "a " + self)))
                .withMessageContaining("self");
    }

    @Test
    void whatIsNoTextIsAnError() throws IOException {
        Path file = Files.write(folder.resolve("list"), "\u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> ArgumentFiles.expand("@" + file))
                .withMessage("@" + file + ": it is no text in UTF-8");
    }
}
