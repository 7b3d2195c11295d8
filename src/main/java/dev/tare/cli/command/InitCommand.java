package dev.tare.cli.command;

import dev.tare.app.InvalidRequest;
import dev.tare.config.Flavour;
import dev.tare.image.FileReason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tare init}: a configuration to begin with. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Write a commented .tare.yaml to the working directory, with rules to begin with.",
            "A file that is there already stays as it is."
        },
        footer = {"", "Examples:", "  tare init", "  tare init --flavour node"})
public final class InitCommand implements Runnable {

    private static final Path FILE = Path.of(".tare.yaml");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--flavour",
            paramLabel = "FLAVOUR",
            description = "What images are made of: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Flavour flavour = Flavour.GENERIC;

    @Override
    public void run() {
        try {
            Files.writeString(FILE, flavour.starter(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new InvalidRequest("there is a %s already, and it stays as it is".formatted(FILE));
        } catch (IOException e) {
            throw new InvalidRequest("%s cannot be written (%s)".formatted(FILE, FileReason.of(e)));
        }
        var out = spec.commandLine().getOut();
        out.println("wrote " + FILE);
        out.flush();
    }
}
