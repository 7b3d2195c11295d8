package dev.tare.cli.command;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tare completion}: what makes a shell complete commands, options and their values. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Print a script that makes bash and zsh complete tare's commands and options.",
            "Source it in ~/.bashrc, or in ~/.zshrc after compinit; or put it where bash-completion looks."
        },
        footer = {
            "",
            "Examples:",
            "  source <(tare completion)",
            "  tare completion > ~/.local/share/bash-completion/completions/tare"
        })
public final class CompletionCommand implements Runnable {

    /** The shells that take the script. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @SuppressWarnings("UnusedVariable") // the script is the same for both, and others are refused
    @Parameters(
            arity = "0..1",
            paramLabel = "SHELL",
            description = "${COMPLETION-CANDIDATES}; the script is the same for both.")
    private @Nullable Shell shell;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.print(script(spec.root().commandLine()));
        out.flush();
    }

    /** The script for all commands of {@code tare}. */
    public static String script(CommandLine tare) {
        return AutoComplete.bash(tare.getCommandName(), tare);
    }
}
