package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.config.Configuration.Value;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** Gives options that the user did not type the values of {@code TARE_…} variables or of a file. */
final class OptionDefaults {

    /** Options with variables of their own, and those that are about one call only. */
    private static final Set<String> NOT_BY_DEFAULT =
            Set.of("--username", "--password-stdin", "--help", "--version", "--debug");

    private OptionDefaults() {}

    static void fromEnvironment(CommandSpec command, Map<String, String> environment) {
        for (var option : command.options()) {
            String variable = variable(option);
            String value = environment.getOrDefault(variable, "");
            if (!value.isBlank() && !isTyped(command, option) && !NOT_BY_DEFAULT.contains(option.longestName())) {
                set(
                        option,
                        value.lines()
                                .map(String::strip)
                                .filter(it -> !it.isEmpty())
                                .map(it -> new Value(it, variable))
                                .toList());
            }
        }
    }

    /** @param settings by the names of options without hyphens in front; those that the command does not have are for others */
    static void fromFile(CommandSpec command, Map<String, String> environment, Map<String, List<Value>> settings) {
        for (var setting : settings.entrySet()) {
            var option = command.findOption("--" + setting.getKey());
            if (option != null
                    && !isTyped(command, option)
                    && environment.getOrDefault(variable(option), "").isBlank()) {
                set(option, setting.getValue());
            }
        }
    }

    private static boolean isTyped(CommandSpec command, OptionSpec option) {
        return command.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** {@code TARE_MAX_WASTED} of {@code --max-wasted}. */
    static String variable(OptionSpec option) {
        return "TARE_"
                + option.longestName().substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static void set(OptionSpec option, List<Value> values) {
        var converted = values.stream().map(value -> converted(option, value)).toList();
        option.setValue(option.isMultiValue() ? converted : converted.getLast());
    }

    private static Object converted(OptionSpec option, Value value) {
        try {
            return converted(option, value.text());
        } catch (TypeConversionException | IllegalArgumentException e) {
            throw new InvalidRequest("%s: %s".formatted(value.place(), e.getMessage()));
        }
    }

    private static Object converted(OptionSpec option, String text) {
        if (option.converters().length > 0) {
            return converted(option.converters()[0], text);
        }
        Class<?> type = option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
        if (type == boolean.class) {
            return flag(text);
        }
        if (type == int.class || type == Integer.class) {
            return number(text);
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.toString().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(text + " is none of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(type.getEnumConstants())
                                            .map(Object::toString)
                                            .toList())));
        }
        return type == Path.class ? Path.of(text) : text;
    }

    private static Object converted(ITypeConverter<?> converter, String text) {
        try {
            return converter.convert(text);
        } catch (Exception e) {
            throw new IllegalArgumentException("%s: %s".formatted(text, e.getMessage()), e);
        }
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw new IllegalArgumentException(text + " is neither true nor false");
        };
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + " is no whole number", e);
        }
    }
}
