package dev.tare.app.scan;

import dev.tare.app.InvalidRequest;
import dev.tare.image.FileReason;
import dev.tare.report.earlier.BadReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The file of an earlier report, as the user named it.
 *
 * @param option before its name in what is told to the user; empty for an argument
 */
record EarlierFile(String option, Path path) {

    static EarlierFile baseline(Path path) {
        return new EarlierFile("--baseline: ", path);
    }

    static EarlierFile argument(Path path) {
        return new EarlierFile("", path);
    }

    /** Reads something of the file. */
    interface Reading<T> {
        T read() throws IOException;
    }

    /** @throws InvalidRequest if the file cannot be read, or is no report as it must be */
    <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(option + BadReport.told(path, e));
        } catch (IOException e) {
            throw unreadable(e);
        } catch (UncheckedIOException e) {
            throw unreadable(Objects.requireNonNull(e.getCause()));
        }
    }

    private InvalidRequest unreadable(IOException e) {
        return new InvalidRequest("%s%s cannot be read (%s)".formatted(option, path, FileReason.of(e)));
    }
}
