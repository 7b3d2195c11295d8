package dev.tare.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.cli.command.Commands;
import dev.tare.layer.RawTar;
import dev.tare.report.format.Format;
import dev.tare.report.model.ReportKind;
import dev.tare.report.text.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All formats, today's and those to come, and the page that describes them. */
class FormatsTest {

    private static final Path PAGE = Path.of("docs/formats.md");
    private static final Pattern GENERATED = Pattern.compile("(?s)(<!-- generated: (\\w+) -->\n)(.*?)(<!-- end -->)");

    static List<Format> ofScans() {
        return Formats.of(ReportKind.SCAN);
    }

    @ParameterizedTest
    @MethodSource("ofScans")
    void textOfImagesIsNeverObeyedByATerminal(Format format) throws IOException {
        String hostile = "x\u001b[2J\u0007\u202e\u0085\u200f\ud800]8;;http://evil\u0000";
        var image = new Reports()
                .name(hostile)
                .warning(hostile)
                .layer(
                        hostile,
                        new RawTar().file(hostile + "/.env", "TOKEN=hunter2").file(hostile + "2", "1"))
                .layer(hostile, new RawTar().whiteout(hostile).file(hostile + "2", "2"))
                .result("max-wasted", "1", "2", false, hostile);

        assertThat(Examples.written(format, image).codePoints())
                .noneMatch(c -> (c != '\n' && c != '\r' && Character.getType(c) == Character.CONTROL)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.SURROGATE);
    }

    @ParameterizedTest
    @MethodSource("ofScans")
    void thePageHasAnExampleOfTheFormat(Format format) throws IOException {
        assertThat(Files.readString(PAGE))
                .contains("\n## " + format.name() + "\n")
                .contains(
                        format.name().matches("table|json|html")
                                ? ""
                                : "<!-- generated: %s -->".formatted(format.name()));
    }

    /** Run with {@code -Dtare.write=true} to write what is generated into the page. */
    @Test
    void whatIsGeneratedOnThePageIsWhatFormatsWrite() throws IOException {
        String page = Files.readString(PAGE);
        var generated = new StringBuilder();
        var parts = GENERATED.matcher(page);
        while (parts.find()) {
            parts.appendReplacement(
                    generated, Matcher.quoteReplacement(parts.group(1) + generated(parts.group(2)) + parts.group(4)));
        }
        parts.appendTail(generated);
        if (Boolean.getBoolean("tare.write")) {
            Files.writeString(PAGE, generated);
        }
        assertThat(page).isEqualTo(generated.toString());
    }

    private static String generated(String name) throws IOException {
        if (name.equals("commands")) {
            return commands();
        }
        var format = ofScans().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        String language = name.matches("sarif|gitlab") ? "json" : name.equals("junit") ? "xml" : "";
        String text = Examples.gated("registry.example/team/app:1").written(format, 100, new Style(false), 1);
        return "```%s\n%s```\n".formatted(language, text.replace("\r\n", "\n"));
    }

    private static String commands() {
        var names = Stream.of(ReportKind.values())
                .flatMap(kind -> Formats.of(kind).stream())
                .map(Format::name)
                .distinct()
                .toList();
        var table = new StringBuilder("| format | for | findings | commands |\n| --- | --- | --- | --- |\n");
        for (String name : names) {
            var kinds = Stream.of(ReportKind.values())
                    .filter(kind -> Formats.of(kind).stream()
                            .anyMatch(format -> format.name().equals(name)))
                    .toList();
            var format = Formats.of(kinds.getFirst()).stream()
                    .filter(it -> it.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            table.append("| [%s](#%s) | %s | %s | %s |\n"
                    .formatted(
                            name,
                            name,
                            format.purpose(),
                            format.usualTop() == 0 ? "all" : format.usualTop(),
                            kinds.stream()
                                    .map(FormatsTest::command)
                                    .map("`%s`"::formatted)
                                    .collect(Collectors.joining(", "))));
        }
        return table.toString();
    }

    private static String command(ReportKind kind) {
        String name = switch (kind) {
            case SCAN -> "scan";
            case HISTORY -> "layers";
            case CHANGES -> "diff";
            case TREE -> "ls";
            case USAGE -> "du";
            case TRACE -> "trace";
            case COMPARISON -> "compare";
            case MERGE -> "merge";
        };
        assertThat(Commands.names()).contains(name);
        return name;
    }
}
