package dev.tare.cli;

import dev.tare.cli.command.CompletionCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.IOptionRenderer;
import picocli.CommandLine.Help.IParameterRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Run by the build: writes the man pages of all commands, as AsciiDoc for asciidoctor to make roff of, and the script for shells.
 * picocli takes the texts of commands for AsciiDoc, and they are plain: here they are marked as such. The examples of a footer become
 * a section of their own, and each command has the exit codes of tare.
 */
public final class Manuals {

    private Manuals() {}

    /** @param arguments the folder to write into, and the version of tare */
    public static void main(String... arguments) throws IOException {
        Path target = Path.of(arguments[0]);
        String version = arguments[1];
        Files.createDirectories(target.resolve("completion"));
        Files.writeString(target.resolve("completion/tare"), CompletionCommand.script(TareCommand.line()));
        Path pages = Files.createDirectories(target.resolve("manuals"));
        var commands = commands();
        var codes = new LinkedHashMap<String, String>();
        var meanings = commands.getFirst().getCommandSpec().usageMessage().exitCodeList();
        meanings.forEach((code, meaning) -> codes.put(code, plain(meaning)));
        for (CommandLine command : commands) {
            Files.writeString(
                    pages.resolve(command.getCommandSpec().qualifiedName("-") + ".adoc"),
                    page(command, version, codes));
        }
    }

    /** {@code tare} and all its commands, as the program has them. */
    static List<CommandLine> commands() {
        var tare = TareCommand.line();
        return Stream.concat(Stream.of(tare), tare.getSubcommands().values().stream())
                .toList();
    }

    private static String page(CommandLine command, String version, Map<String, String> codes) {
        var spec = command.getCommandSpec();
        spec.versionProvider(() -> new String[] {"tare " + version});
        command.setHelpFactory((of, scheme) -> new Help(of, scheme) {
            @Override
            public IOptionRenderer createDefaultOptionRenderer() {
                var renderer = super.createDefaultOptionRenderer();
                return (option, label, colours) -> plain(colours, renderer.render(option, label, colours));
            }

            @Override
            public IParameterRenderer createDefaultParameterRenderer() {
                var renderer = super.createDefaultParameterRenderer();
                return (parameter, label, colours) -> plain(colours, renderer.render(parameter, label, colours));
            }
        });
        command.getSubcommands()
                .values()
                .forEach(sub -> sub.getCommandSpec().usageMessage().header(plain(purpose(sub.getCommandSpec()))));
        var usage = spec.usageMessage();
        usage.header(purpose(spec));
        usage.description(Arrays.stream(usage.description())
                .flatMap(line -> Stream.of(plain(line), ""))
                .toArray(String[]::new));
        usage.exitCodeListHeading("Exit status").exitCodeList(codes);
        usage.footerHeading("Examples").footer(footer(spec));
        var text = new StringWriter();
        ManPageGenerator.writeSingleManPage(new PrintWriter(text), spec);
        return text.toString()
                .replaceAll("(?m)^== +(.*?):?$", "== $1")
                .replaceAll("(?m)^xref:(.*)\\.adoc\\[.*]::$", "*$1*(1)::");
    }

    /** What the NAME of a page says, which whatis(1) shows: the first sentence of the description. */
    private static String purpose(CommandSpec spec) {
        return spec.usageMessage().description()[0].replaceFirst("\\.( .*)?$", "");
    }

    /** A blank line parts the pieces of a footer. A line that ends with a colon, and indented ones below it, are examples. */
    private static String[] footer(CommandSpec spec) {
        var lines = new ArrayList<String>();
        boolean notes = false;
        for (String piece :
                String.join("\n", spec.usageMessage().footer()).strip().split("\n\n+", -1)) {
            var body = piece.lines().skip(1).toList();
            if (piece.contains(":\n") && body.stream().allMatch(line -> line.startsWith("  "))) {
                lines.add("....");
                body.forEach(line -> lines.add(line.substring(2)));
                lines.add("....");
            } else {
                lines.add(notes ? "" : "== Notes");
                notes = true;
                piece.lines().forEach(line -> lines.addAll(List.of("", plain(line))));
            }
            lines.add("");
        }
        if (spec.parent() != null) {
            lines.addAll(List.of("== See also", "", "*tare*(1)"));
        }
        return lines.toArray(String[]::new);
    }

    private static Text[][] plain(Help.ColorScheme colours, Text[][] rows) {
        for (Text[] row : rows) {
            row[4] = colours.text(plain(row[4].plainString()));
        }
        return rows;
    }

    /** Text in which nothing is markup. */
    private static String plain(String text) {
        return "pass:c[" + text.strip().replace("]", "\\]") + "]";
    }
}
