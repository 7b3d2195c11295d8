package dev.tare.cli;

import dev.tare.app.ExitCode;
import dev.tare.image.Printable;
import dev.tare.image.name.Reference;
import dev.tare.report.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says of a command line that cannot be understood what is wrong with it, and what to write instead. */
final class WrongUsage {

    private WrongUsage() {}

    /** Prints the answer, and gives the exit code. */
    static int explain(ParameterException e, String[] arguments) {
        var command = e.getCommandLine();
        var err = command.getErr();
        err.println("tare: " + Printable.of(message(e)));
        boolean isOption = e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption();
        if (isOption || !UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("try: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.USAGE;
    }

    private static String message(ParameterException e) {
        var command = e.getCommandLine();
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing(command, missing.getMissing().getFirst());
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            if (unmatched.isUnknownOption()) {
                return noOption(command, first);
            }
            return command.getSubcommands().isEmpty()
                    ? tooMany(command, unmatched.getUnmatched())
                    : noCommand(command, first);
        }
        if (e instanceof OverwrittenOptionException twice) {
            return name(twice.getOverwritten()) + ": it is given twice, and takes one value";
        }
        return invalid(e.getArgSpec(), e.getValue()).orElse(String.valueOf(e.getMessage()));
    }

    private static String missing(CommandLine command, ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? "%s wants a value, %s".formatted(option.longestName(), option.paramLabel())
                : "%s is missing: %s".formatted(argument.paramLabel(), synopsis(command));
    }

    private static String tooMany(CommandLine command, List<String> unmatched) {
        return "too many arguments, from %s on: %s%s"
                .formatted(
                        Reference.withoutCredentials(unmatched.getFirst()),
                        synopsis(command),
                        unmatched.size() == 1 ? "" : " (a shell replaces patterns that are not quoted)");
    }

    private static String noOption(CommandLine command, String text) {
        String option = text.replaceFirst("=.*", ""); // whose value may be a password
        var known = command.getCommandSpec().options().stream()
                .flatMap(it -> Stream.of(it.names()))
                .filter(it -> it.startsWith("--"))
                .toList();
        return "%s has no option %s%s"
                .formatted(command.getCommandSpec().qualifiedName(), option, Nearest.hint(option, known));
    }

    private static String noCommand(CommandLine command, String word) {
        String name = command.getCommandSpec().qualifiedName();
        var commands = new ArrayList<>(command.getSubcommands().keySet());
        var meant = commands.stream().filter(word::equalsIgnoreCase).findFirst();
        if (meant.isPresent()) {
            return "there is no command %s: write %s %s".formatted(word, name, meant.get());
        }
        boolean image = command.getParent() == null && !word.isEmpty();
        return "there is no command %s: %s"
                .formatted(
                        Reference.withoutCredentials(word),
                        image
                                ? "to scan an image, write tare scan " + Reference.withoutCredentials(word)
                                : name + " has " + String.join(" and ", commands));
    }

    private static Optional<String> invalid(@Nullable ArgSpec argument, @Nullable String value) {
        if (argument == null || value == null) {
            return Optional.empty();
        }
        String name = name(argument);
        if (argument.completionCandidates() != null) {
            return Optional.of(
                    "%s: %s is none of %s".formatted(name, value, String.join(", ", argument.completionCandidates())));
        }
        if (argument.type() == boolean.class) {
            return Optional.of("%s: %s is neither true nor false".formatted(name, value));
        }
        return Set.of(int.class, Integer.class).contains(argument.type())
                ? Optional.of("%s: %s".formatted(name, noNumber(value)))
                : Optional.empty();
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String noNumber(String value) {
        if (!value.matches("[+-]?[0-9]+")) {
            return value + " is no whole number";
        }
        return value.startsWith("-")
                ? "%s is below %d".formatted(value, Integer.MIN_VALUE)
                : "%s is above %d".formatted(value, Integer.MAX_VALUE);
    }

    private static String synopsis(CommandLine command) {
        var help = new CommandLine.Help(command.getCommandSpec(), CommandLine.Help.defaultColorScheme(Ansi.OFF));
        return help.synopsis(0).strip().replaceAll("\\s+", " ");
    }
}
