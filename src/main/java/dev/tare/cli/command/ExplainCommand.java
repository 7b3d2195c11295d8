package dev.tare.cli.command;

import dev.tare.app.InvalidRequest;
import dev.tare.gate.RuleBook;
import dev.tare.report.text.Width;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tare explain}: what a rule means, and how to mend what breaks it. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Say what a rule means and how to mend what breaks it. Without a rule: list all of them.",
            "Most are metrics, for scan --fail-if 'METRIC OPERATOR VALUE'."
        },
        footer = {"", "Examples:", "  tare explain", "  tare explain wasted-share"})
public final class ExplainCommand implements Runnable {

    private static final int TEXT_WIDTH = 100;
    private static final String INDENT = "  ";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "RULE",
            description = "Its name in a report, such as wasted-share or max-wasted.")
    private List<String> words = List.of();

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        if (words.isEmpty()) {
            RuleBook.ALL.forEach(page -> out.println("%-18s %s".formatted(page.id(), page.meaning())));
        } else {
            explain(out, page(String.join(" ", words)));
        }
        out.flush();
    }

    private static RuleBook.Page page(String name) {
        try {
            return RuleBook.page(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(String.valueOf(e.getMessage()));
        }
    }

    private static void explain(PrintWriter out, RuleBook.Page page) {
        out.println(page.id());
        fold(out, "what it is: ", page.meaning());
        fold(out, "how to ask: ", page.usage());
        fold(out, "how to mend it: ", page.remedy());
    }

    private static void fold(PrintWriter out, String label, String text) {
        for (String line : Width.fold(label + text, TEXT_WIDTH)) {
            out.println(INDENT + line);
        }
    }
}
