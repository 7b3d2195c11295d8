package dev.tare.cli.command;

import dev.tare.app.InvalidRequest;
import dev.tare.cli.option.CacheFolder;
import dev.tare.image.FileReason;
import dev.tare.layer.store.LayerCache;
import dev.tare.layer.store.LayerCache.Entry;
import dev.tare.layer.store.LayerCache.Kind;
import dev.tare.report.text.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tare cache}: what is kept of the layers that were read, to look at and to take away. */
@Command(
        name = "cache",
        mixinStandardHelpOptions = true,
        description = {
            "What tare keeps of the layers that it has read from registries: names, sizes and hashes of their files, not the files;"
                    + " and the configs of images. An image whose layers are all kept is scanned again without fetching any of them."
        },
        footer = {"", "Examples:", "  tare cache ls", "  tare cache prune --unused 30d"},
        subcommands = {CacheCommand.Ls.class, CacheCommand.Prune.class})
public final class CacheCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what of the cache? ls and prune are there");
    }

    private static LayerCache cache(CacheFolder folder) {
        return folder.cache()
                .orElseThrow(() -> new InvalidRequest(
                        "there is no cache: neither XDG_CACHE_HOME nor HOME says where it would be"));
    }

    private static InvalidRequest unusable(CacheFolder folder, IOException e) {
        return new InvalidRequest(
                "the cache %s cannot be read (%s)".formatted(folder.folder().orElseThrow(), FileReason.of(e)));
    }

    /** {@code tare cache ls}. */
    @Command(
            name = "ls",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "List the layers and configs that are kept, the last used first: last use (UTC), size of what is kept, digest. Another"
                            + " version of tare has entries of its own.",
            footer = {"", "Examples:", "  tare cache ls"})
    public static final class Ls implements Runnable {

        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private CacheFolder cacheFolder = new CacheFolder();

        @Override
        public void run() {
            List<Entry> entries;
            try {
                entries = cache(cacheFolder).entries();
            } catch (IOException e) {
                throw unusable(cacheFolder, e);
            }
            var out = spec.commandLine().getOut();
            for (Entry entry : entries) {
                out.printf(
                        Locale.ROOT,
                        "%s %10s  %s%s%s%n",
                        TIME.format(entry.lastUsed()),
                        Sizes.human(entry.bytes()),
                        entry.digest(),
                        entry.kind() == Kind.CONFIG ? "  (a config)" : "",
                        entry.current() ? "" : "  (of another version of tare)");
            }
            var others = entries.stream().filter(entry -> !entry.current()).toList();
            out.printf(
                    Locale.ROOT,
                    "%s%s, in %s%n",
                    sum(entries),
                    others.isEmpty() ? "" : " (of another version of tare: %s)".formatted(sum(others)),
                    cacheFolder.folder().orElseThrow());
            out.flush();
        }

        private static String sum(List<Entry> entries) {
            return "%d entries, %s"
                    .formatted(
                            entries.size(),
                            Sizes.human(entries.stream().mapToLong(Entry::bytes).sum()));
        }
    }

    /** {@code tare cache prune}. */
    @Command(
            name = "prune",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Take away what was not used for long, and of the rest the least recently used, down to --cache-size;"
                            + " entries of other versions of tare, too.",
            footer = {"", "Examples:", "  tare cache prune --unused 30d", "  tare cache prune --all"})
    public static final class Prune implements Runnable {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private CacheFolder cacheFolder = new CacheFolder();

        @Option(
                names = "--unused",
                paramLabel = "TIME",
                description = "Take away what was not used for this time: 30d (days) or 12h (hours).")
        private String unused = "";

        @Option(names = "--all", description = "Take away everything.")
        private boolean all;

        @Override
        public void run() {
            var since = unused.isEmpty() ? Instant.EPOCH : Instant.now().minus(time(unused));
            LayerCache.Pruned pruned;
            try {
                pruned = cache(cacheFolder).prune(all ? 0 : cacheFolder.size(), since);
            } catch (IOException e) {
                throw unusable(cacheFolder, e);
            }
            var out = spec.commandLine().getOut();
            out.printf(
                    Locale.ROOT,
                    "%d entries removed (%s), %d left (%s)%n",
                    pruned.removed(),
                    Sizes.human(pruned.removedBytes()),
                    pruned.left(),
                    Sizes.human(pruned.leftBytes()));
            out.flush();
        }

        private static Duration time(String text) {
            if (!text.matches("[0-9]{1,5}[dh]")) {
                throw new InvalidRequest("--unused: %s is no time; say 30d or 12h".formatted(text));
            }
            long count = Long.parseLong(text.substring(0, text.length() - 1));
            return Duration.of(count, text.endsWith("d") ? ChronoUnit.DAYS : ChronoUnit.HOURS);
        }
    }
}
