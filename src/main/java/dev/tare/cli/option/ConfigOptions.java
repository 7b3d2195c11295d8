package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.cli.option.output.OutputOptions;
import dev.tare.cli.option.output.OutputTarget;
import dev.tare.config.BadConfig;
import dev.tare.config.Configuration;
import dev.tare.config.Configuration.Origin;
import dev.tare.image.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The configuration file. What it says holds where neither an option nor the environment says something else. */
public final class ConfigOptions {

    private static final Path FOUND_HERE = Path.of(".tare.yaml");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Read rules and options from this file, one of tare or a .dive-ci. Default: .tare.yaml in the working"
                            + " directory, if it is there.")
    private @Nullable Path file;

    @Option(names = "--no-config", description = "Read no .tare.yaml.")
    private boolean none;

    private @Nullable Configuration config;

    /**
     * The file, once read. Options that the user did not type have then the values of the environment or of the file. A scan that nobody typed, that
     * of the demo, has none.
     *
     * @throws InvalidRequest if the file or a value cannot be understood
     */
    public Configuration config() {
        if (config == null) {
            config = spec.commandLine() == null
                    ? Configuration.NONE
                    : read(spec.commandLine().getCommandSpec());
        }
        return config;
    }

    /** Has reports written as the file says, where the command line does not. */
    void configure(OutputOptions outputs) {
        outputs.configure(config().outputs().stream()
                .map(output ->
                        new OutputTarget(outputs.format(output.format().text()).orElseThrow(), output.file()))
                .toList());
    }

    /** @param command which has all options; the mixee has only some of them */
    private Configuration read(CommandSpec command) {
        OptionDefaults.fromEnvironment(command, System.getenv());
        var read = read();
        tell(command, read.notTaken());
        ConfiguredValues.check(read);
        OptionDefaults.fromFile(command, System.getenv(), read.settings());
        return read;
    }

    private static void tell(CommandSpec command, List<String> notTaken) {
        if (!notTaken.isEmpty()) {
            var err = command.commandLine().getErr();
            notTaken.forEach(line -> err.println("tare: " + Printable.of(line)));
            err.flush();
        }
    }

    private Configuration read() {
        if (file != null && none) {
            throw new InvalidRequest("--no-config: there is a --config too");
        }
        if (none || (file == null && !Files.exists(FOUND_HERE))) {
            return Configuration.NONE;
        }
        try {
            return file == null ? Configuration.read(FOUND_HERE, Origin.FOUND) : Configuration.read(file, Origin.NAMED);
        } catch (BadConfig e) {
            throw new InvalidRequest(String.valueOf(e.getMessage()));
        }
    }
}
