package dev.tare.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What is wrong with a file of a report that was named by a configuration that nobody named, and that a stranger may have written. */
final class FoundOutput {

    private FoundOutput() {}

    /**
     * Looks where a file would be written, with links followed as whoever writes it follows them.
     *
     * @param file relative to the working directory, and below it by its name
     * @return what is wrong, in words that follow the file; empty where nothing is
     */
    static Optional<String> fault(Path file) {
        try {
            Path here = Path.of("").toRealPath();
            Path real = real(file);
            if (!real.startsWith(here)) {
                return Optional.of("leads out of the working directory");
            }
            // such as .git, whose files are programs and settings of programs
            return StreamSupport.stream(here.relativize(real).spliterator(), false)
                            .anyMatch(part -> part.toString().startsWith("."))
                    ? Optional.of("begins with a dot, or is in a folder that does")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("is behind a link that leads nowhere");
        }
    }

    /** The file with the links on the way to it followed, as far as there is anything. */
    private static Path real(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return file.toRealPath();
        }
        Path parent = file.getParent();
        return (parent == null ? Path.of("").toRealPath() : real(parent)).resolve(file.getFileName());
    }
}
