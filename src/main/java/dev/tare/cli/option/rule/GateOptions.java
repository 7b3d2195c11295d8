package dev.tare.cli.option.rule;

import dev.tare.app.InvalidRequest;
import dev.tare.config.Configuration;
import dev.tare.config.Configuration.Rules;
import dev.tare.gate.Ignore;
import dev.tare.gate.PathRule;
import dev.tare.gate.PathRule.Where;
import dev.tare.gate.Policy;
import dev.tare.gate.Rule;
import dev.tare.gate.Scope;
import dev.tare.gate.Threshold;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rules that an image must keep; a broken one ends with exit code 1, after the whole report. */
public final class GateOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--fail-if",
            paramLabel = "RULE",
            description =
                    "Fail if this is true of an image: METRIC OPERATOR VALUE, such as 'wasted-share > 5%%'. Repeatable; tare"
                            + " explain lists the metrics.")
    private List<String> failIf = List.of();

    @Option(
            names = "--no-file",
            paramLabel = "GLOB[=REASON]",
            description =
                    "Fail if a file of the final image matches, or is in a directory that does: '.git=sources'. Repeatable.")
    private List<String> noFile = List.of();

    @Option(
            names = "--no-hidden",
            paramLabel = "GLOB[=REASON]",
            description = "The same of the hidden copies, such as '*.pyc=caches'. Repeatable.")
    private List<String> noHidden = List.of();

    @Option(
            names = "--baseline",
            paramLabel = "FILE|IMAGE",
            description =
                    "What rules such as 'new wasted > 1MB' hold an image against: a JSON report of before (FILE.json), or"
                            + " another image. For several images a report tells what is otherwise since, too; it may be the"
                            + " file of -o json=FILE.json, and need not be there then.")
    private @Nullable String baseline;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            completionCandidates = Scopes.class,
            description =
                    "Rules look at all layers (image), or only at what those above the base image ship and hide (own). Default:"
                            + " image.")
    private @Nullable Scope scope;

    @Option(
            names = "--ignore",
            paramLabel = "GLOB=REASON",
            description =
                    "Rules do not look at paths that match, or are in a directory that does; the reason may end with 'until"
                            + " 2027-01-31'. The totals count them. Repeatable.")
    private List<String> ignores = List.of();

    /** As they are typed. */
    static final class Scopes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Scope.values()).map(Scope::toString).iterator();
        }
    }

    @Option(
            names = "--max-wasted",
            paramLabel = "SIZE",
            description = "Fail if an image wastes more than this, such as 20MB or 1.5GiB.")
    private @Nullable String maxWasted;

    @Option(
            names = "--min-efficiency",
            paramLabel = "SHARE",
            description = "Fail if less than this share of the shipped bytes is visible, such as 0.95 or 95%%.")
    private @Nullable String minEfficiency;

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            description =
                    "Fail if an image has any of this: ${COMPLETION-CANDIDATES} (credentials that a later layer hides, or that"
                            + " are in plain sight; everyone who pulls the image gets both). Repeatable.")
    private List<Failing> failOn = List.of();

    /** What an image must have none of. */
    enum Failing {
        EXPOSED,
        SECRET;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Optional<String> baseline() {
        return Optional.ofNullable(baseline);
    }

    /** The rules for all images: what the user typed, and what the file says of all else. */
    public Policy policy(Configuration config) {
        var typed = typed();
        var today = LocalDate.now(ZoneOffset.UTC);
        var policy = new Policy(
                config.images().stream()
                        .map(section -> new Policy.Section(
                                section.names(), typed.or(section.rules()).gate(today)))
                        .toList(),
                typed.or(config.rules()).gate(today));
        warn(policy.warnings());
        return policy;
    }

    private Rules typed() {
        return new Rules(
                Optional.ofNullable(scope),
                given(thresholds()),
                given(pathRules("--no-file", Where.FINAL_IMAGE, noFile)),
                given(pathRules("--no-hidden", Where.HIDDEN_COPIES, noHidden)),
                given(ignored()));
    }

    private static <T> Optional<List<T>> given(List<T> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    private List<Rule> thresholds() {
        var rules = new ArrayList<Rule>();
        if (failOn.contains(Failing.EXPOSED)) {
            rules.add(Threshold.noneExposed());
        }
        if (failOn.contains(Failing.SECRET)) {
            rules.add(Threshold.noSecret());
        }
        if (maxWasted != null) {
            rules.add(of("--max-wasted", maxWasted, Threshold::maxWasted));
        }
        if (minEfficiency != null) {
            rules.add(of("--min-efficiency", minEfficiency, Threshold::minEfficiency));
        }
        for (String condition : failIf) {
            rules.add(of("--fail-if", condition, Rule::parse));
        }
        return rules;
    }

    private void warn(List<String> warnings) {
        if (warnings.isEmpty()) {
            return;
        }
        var err = spec.commandLine().getErr();
        warnings.forEach(warning -> err.println("tare: " + warning));
        err.flush();
    }

    private static List<PathRule> pathRules(String option, Where where, List<String> texts) {
        return texts.stream()
                .map(text -> Patterns.withReason(option, text))
                .map(read -> new PathRule(where, read.paths(), read.reason()))
                .toList();
    }

    private List<Ignore> ignored() {
        return ignores.stream()
                .map(text -> Patterns.reasoned("--ignore", text, "/var/lib/dpkg/**=of the base image"))
                .map(read -> of("--ignore", read.reason(), reason -> Ignore.of(read.paths(), reason)))
                .toList();
    }

    private static <T> T of(String option, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(option + ": " + e.getMessage());
        }
    }
}
