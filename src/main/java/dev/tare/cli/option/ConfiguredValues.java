package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.app.scan.ScanImages;
import dev.tare.cli.option.rule.LeftoverOptions;
import dev.tare.config.Configuration;
import dev.tare.config.Configuration.Value;
import dev.tare.image.name.ImageName;
import dev.tare.image.name.Reference;
import dev.tare.image.spec.Platform;
import dev.tare.report.Formats;
import dev.tare.report.format.Format;
import dev.tare.report.model.ReportKind;
import dev.tare.report.text.Nearest;
import dev.tare.sharedcache.SharedCacheName;
import dev.tare.source.registry.rate.Rate;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Checks the texts of a configuration file that only the options understand, so that what is wrong is told with its place. */
final class ConfiguredValues {

    /** What reads the value of an option, by its name without hyphens, and throws what is wrong with it. */
    private static final Map<String, Consumer<String>> FORMS = Map.of(
            "base", ConfiguredValues::image,
            "baseline", ConfiguredValues::baseline,
            "platform", Platform::parse,
            "jobs", text -> LimitOptions.checkPositive(Integer.parseInt(text)),
            "connections", text -> SourceOptions.checkConnections(Integer.parseInt(text)),
            "timeout", text -> LimitOptions.checkPositive(Integer.parseInt(text)),
            "stall-timeout", text -> LimitOptions.checkPositive(Integer.parseInt(text)),
            "max-rate", Rate::parse,
            "mirror", SourceOptions.Mirror::parse,
            "cache", SharedCacheName::parse);

    private ConfiguredValues() {}

    /** @throws InvalidRequest if one has no meaning, whether the command line has another or not */
    static void check(Configuration config) {
        config.settings().forEach((option, values) -> {
            var form = FORMS.get(option);
            if (form != null) {
                values.forEach(value -> check(value, form));
            }
        });
        config.outputs().forEach(output -> check(output.format(), ConfiguredValues::format));
        config.settings()
                .getOrDefault(LeftoverOptions.KINDS, List.of())
                .forEach(value -> check(value, text -> LeftoverOptions.check(text, config)));
    }

    private static void check(Value value, Consumer<String> form) {
        try {
            form.accept(value.text());
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("%s: %s".formatted(value.place(), e.getMessage()));
        }
    }

    private static void image(String text) {
        if (ImageName.parse(text) instanceof ImageName.InRegistry(String name)) {
            Reference.parse(name);
        }
    }

    private static void baseline(String text) {
        if (!ScanImages.isReport(text)) {
            image(text);
        }
    }

    private static void format(String name) {
        var names = Formats.of(ReportKind.SCAN).stream().map(Format::name).toList();
        if (names.stream().noneMatch(name::equalsIgnoreCase)) {
            throw new IllegalArgumentException("there is no format '%s'%s; there are %s"
                    .formatted(name, Nearest.hint(name, names), String.join(", ", names)));
        }
    }
}
