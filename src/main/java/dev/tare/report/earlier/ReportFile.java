package dev.tare.report.earlier;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of a report, which is read more than once. */
record ReportFile(Path path) {

    private static final int BUFFER_BYTES = 64 << 10;

    /** @throws BadReport if it can be read but once, or is not there */
    InputStream open() throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BadReport(Files.exists(path) ? "it is no regular file" : "there is no such file");
        }
        return new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
    }

    /** Opens it behind so many bytes. */
    InputStream open(long offset) throws IOException {
        var in = open();
        try {
            in.skipNBytes(offset);
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
