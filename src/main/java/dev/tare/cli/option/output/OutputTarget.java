package dev.tare.cli.option.output;

import dev.tare.report.format.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One of the outputs of a command.
 *
 * @param file empty for standard output
 */
public record OutputTarget(Format format, Optional<Path> file) {

    /** Returns the file that is written, however it is spelled and whichever links lead there; empty for a device or a pipe, which two may share. */
    Optional<Path> writtenFile() {
        return file.flatMap(it -> {
            try {
                if (!Files.exists(it)) {
                    Path whole = it.toAbsolutePath().normalize();
                    Path folder = whole.getParent();
                    return Optional.of(
                            folder == null ? whole : folder.toRealPath().resolve(whole.getFileName()));
                }
                return Files.isRegularFile(it) ? Optional.of(it.toRealPath()) : Optional.empty();
            } catch (IOException e) {
                return Optional.empty(); // to write it tells what is wrong
            }
        });
    }
}
