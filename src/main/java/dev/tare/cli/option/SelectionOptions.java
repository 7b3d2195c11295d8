package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.app.SelectImages;
import dev.tare.app.SelectImages.Platforms;
import dev.tare.select.NamePattern;
import dev.tare.select.Shard;
import dev.tare.select.Since;
import dev.tare.select.TagRules;
import dev.tare.select.TagRules.NewestBy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which images a scan is of beside those that are named. */
public final class SelectionOptions {

    @ArgGroup(validate = false, heading = "%nMany images:%n")
    private Wanted wanted = new Wanted();

    /** The options, under a heading of their own. */
    static final class Wanted {

        @Option(
                names = "--repository",
                paramLabel = "HOST/REPOSITORY",
                description = "Scan the images of this repository, by its tags. Repeatable.")
        private List<String> repositories = List.of();

        @Option(
                names = "--registry",
                paramLabel = "HOST",
                description = "Scan the images of all repositories that this registry lists (its catalog). Repeatable.")
        private List<String> registries = List.of();

        @Option(
                names = "--repositories",
                paramLabel = "GLOB",
                description = "Only repositories of a --registry that match, such as 'team/*'. Repeatable: one must"
                        + " match.")
        private List<String> catalog = List.of();

        @Option(
                names = "--tags",
                paramLabel = "GLOB",
                description = "Only tags that match, such as '1.*' or 're:v[0-9]+'. Repeatable: one must match.")
        private List<String> tags = List.of();

        @Option(names = "--latest", paramLabel = "N", description = "Only the N newest images of each repository.")
        private @Nullable Integer latest;

        @Option(
                names = "--newest-by",
                paramLabel = "version|created",
                description = "What --latest goes by. Default: version where a tag is one, else created.")
        private @Nullable NewestBy newestBy;

        @Option(
                names = "--since",
                paramLabel = "AGE|DATE",
                description = "Only images that were created since: 30d, 12h, 2026-01-31.")
        private @Nullable String since;

        @Option(
                names = "--all-platforms",
                description = "Scan the images of all platforms under a name, each as an image of its own.")
        private boolean allPlatforms;

        @Option(
                names = "--shard",
                paramLabel = "I/N",
                description =
                        "Scan one of N parts of all these images, the first of which is 0: whole repositories, the"
                                + " same in every run.")
        private @Nullable String shard;
    }

    /** Returns true if images are wanted beside those that are named. */
    public boolean isAny() {
        return !wanted.repositories.isEmpty() || !wanted.registries.isEmpty();
    }

    /**
     * What is to be scanned.
     *
     * @param names of images that are named
     * @throws InvalidRequest if an option has a value that cannot be, or no effect
     */
    public SelectImages.Request request(List<String> names) {
        var rules = new TagRules(patterns("--tags", wanted.tags), latest(), newestBy(), since());
        if (!isAny() && !rules.equals(TagRules.ALL)) {
            throw new InvalidRequest("--tags, --latest, --newest-by and --since choose among the tags of a --repository"
                    + " or a --registry, and there is none");
        }
        if (wanted.registries.isEmpty() && !wanted.catalog.isEmpty()) {
            throw new InvalidRequest(
                    "--repositories chooses among those of a --registry, and there is none; to name one, say --repository");
        }
        return new SelectImages.Request(
                names,
                wanted.repositories,
                wanted.registries,
                patterns("--repositories", wanted.catalog),
                rules,
                shard(),
                wanted.allPlatforms ? Platforms.ALL : Platforms.ONE);
    }

    private Optional<Shard> shard() {
        try {
            return Optional.ofNullable(wanted.shard).map(Shard::parse);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("--shard: " + e.getMessage());
        }
    }

    private static List<NamePattern> patterns(String option, List<String> texts) {
        try {
            return texts.stream().map(NamePattern::of).toList();
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(option + ": " + e.getMessage());
        }
    }

    private OptionalInt latest() {
        return wanted.latest == null
                ? OptionalInt.empty()
                : OptionalInt.of(LimitOptions.positive("--latest", wanted.latest));
    }

    private Optional<NewestBy> newestBy() {
        if (wanted.newestBy != null && wanted.latest == null) {
            throw new InvalidRequest("--newest-by: it is about --latest, which is not there");
        }
        return Optional.ofNullable(wanted.newestBy);
    }

    private Optional<Instant> since() {
        try {
            return Optional.ofNullable(wanted.since).map(text -> Since.parse(text, Instant.now()));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("--since: " + e.getMessage());
        }
    }
}
