package dev.tare.app.scan;

import dev.tare.app.ExitCode;
import dev.tare.report.earlier.EarlierReport;
import dev.tare.report.fleet.EarlierFleet;
import dev.tare.report.fleet.FleetBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Adds up the images of an earlier report, with which those of a run are compared. One image at a time is held. */
final class EarlierImages {

    private EarlierImages() {}

    /**
     * Reads the report; empty for one on one image alone, which is a baseline for rules.
     *
     * @throws dev.tare.app.InvalidRequest if it is no report of this version
     */
    static Optional<EarlierFleet> of(Path file) {
        return EarlierFile.baseline(file).read(() -> {
            var report = EarlierReport.read(file);
            boolean isOfOne = report.images().size() == 1 && !report.isOfMany();
            return isOfOne ? Optional.empty() : Optional.of(fleet(file, report));
        });
    }

    private static EarlierFleet fleet(Path file, EarlierReport report) throws IOException {
        var builder = new FleetBuilder();
        for (var image : report.images()) {
            builder.add(image.read().facts().withoutPaths());
        }
        report.failures().forEach(builder::add);
        boolean isPartial = report.failures().stream().anyMatch(failure -> failure.exitCode() == ExitCode.INTERRUPTED);
        return builder.earlier(file.toString(), isPartial);
    }
}
