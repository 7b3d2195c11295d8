package dev.tare.cli.option;

import dev.tare.app.Session;
import dev.tare.app.Settings;
import dev.tare.app.Watch;
import dev.tare.cli.option.output.OutputOptions;
import dev.tare.cli.terminal.LogLines;
import dev.tare.cli.terminal.Progress;
import dev.tare.cli.terminal.Terminal;
import dev.tare.config.Configuration;
import dev.tare.source.credentials.PullSecrets;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How images are read: where from, how many layers at once, within which limits. The same for every command that reads one. */
public final class ImageOptions {

    @Mixin
    private ConfigOptions configOptions = new ConfigOptions();

    @Mixin
    private SourceOptions sourceOptions = new SourceOptions();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description =
                    "Layers that are read at the same time. Default: two for each processor, as one may wait for the registry.")
    private int jobs = 2 * Runtime.getRuntime().availableProcessors();

    @ArgGroup(validate = false, heading = "%nLimits against hostile images:%n")
    private LimitOptions limitOptions = new LimitOptions();

    @Mixin
    private CacheOptions cacheOptions = new CacheOptions();

    /**
     * The configuration file. Options that the user did not type have then its values, so that it is to be read before any option is.
     *
     * @throws dev.tare.app.InvalidRequest if it cannot be understood
     */
    public Configuration config() {
        return configOptions.config();
    }

    /** Has reports written as the configuration file says, where the command line does not. */
    public void configure(OutputOptions outputs) {
        configOptions.configure(outputs);
    }

    /**
     * The images of the command line, and those of a list that are not among them.
     *
     * @param list its file; {@code -} is standard input
     */
    public List<String> listed(List<String> images, String list) {
        sourceOptions.checkStandardInput(
                Stream.concat(images.stream(), Stream.of(list)).toList());
        return Stream.concat(images.stream(), ImageList.read(list).stream())
                .distinct()
                .toList();
    }

    /**
     * A session for the images of these names, with progress where somebody looks.
     *
     * @param quiet whether nothing is to be told but errors
     */
    public Session session(List<String> names, boolean quiet) {
        return session(names, quiet, new LazyOption());
    }

    /** The same, with or without tables of contents. */
    public Session session(List<String> names, boolean quiet, LazyOption lazy) {
        return session(names, PullSecrets.NONE, quiet, lazy);
    }

    /**
     * The same for images of a cluster.
     *
     * @param pullSecrets what pods pull them with
     */
    public Session session(List<String> names, PullSecrets pullSecrets, boolean quiet, LazyOption lazy) {
        configOptions.config();
        sourceOptions.check(names);
        var settings = new Settings(
                limitOptions.limits(),
                sourceOptions.platform(),
                LimitOptions.positive("--jobs", jobs),
                sourceOptions.registry(),
                sourceOptions::login,
                sourceOptions.registryConfig(),
                pullSecrets,
                cacheOptions.caches(),
                lazy.tables(),
                SourceOptions::standardInput);
        return new Session(settings, watch(quiet));
    }

    private static Watch watch(boolean quiet) {
        if (quiet) {
            return Watch.NONE;
        }
        return Terminal.isWatched() ? new Progress() : new LogLines();
    }
}
