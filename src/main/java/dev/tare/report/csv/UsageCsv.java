package dev.tare.report.csv;

import dev.tare.image.Printable;
import dev.tare.report.model.DiskUsage;
import dev.tare.report.model.DiskUsage.By;
import dev.tare.report.model.DiskUsage.Subject;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Where the visible bytes are: a row for each group. What it is stands in columns of their own, which differ by what the bytes are divided. */
final class UsageCsv {

    private UsageCsv() {}

    /** @param limit how many groups are written at most */
    static void write(Rows rows, DiskUsage usage, int limit) throws IOException {
        rows.write(row("image", columns(usage.by()), "bytes", "files"));
        for (var group : usage.groups().limit(limit)) {
            rows.write(row(
                    usage.image().reference(),
                    cells(group.subject()),
                    String.valueOf(group.bytes()),
                    String.valueOf(group.files())));
        }
        rows.flush();
    }

    private static Stream<String> row(String image, List<String> subject, String bytes, String files) {
        return Stream.of(Stream.of(image), subject.stream(), Stream.of(bytes, files))
                .flatMap(cells -> cells);
    }

    private static List<String> columns(By by) {
        return switch (by) {
            case DIRECTORY -> List.of("path", "type");
            case LAYER -> List.of("layer", "digest", "instruction");
            case PACKAGE -> List.of("database", "name", "version");
            case KIND -> List.of("kind");
            case EXTENSION -> List.of("extension");
        };
    }

    private static List<String> cells(Subject subject) {
        return switch (subject) {
            case Subject.Place(var path, var isDirectory) ->
                List.of(Printable.of(path), isDirectory ? "directory" : "file");
            case Subject.Layer(var layer) -> List.of(String.valueOf(layer.index()), layer.digest(), layer.createdBy());
            case Subject.OfPackage(var database, var name, var version) -> List.of(database, name, version);
            case Subject.NoPackage _ -> List.of("none", "", "");
            case Subject.Kind kind -> List.of(kind.id());
            case Subject.Extension(var extension) -> List.of(extension);
        };
    }
}
