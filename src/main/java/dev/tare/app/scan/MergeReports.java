package dev.tare.app.scan;

import dev.tare.app.ExitCode;
import dev.tare.app.InvalidRequest;
import dev.tare.report.earlier.BadReport;
import dev.tare.report.earlier.EarlierReport;
import dev.tare.report.fleet.FleetBuilder;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Joins reports on some images each into the one on all of them. Images are in the order of their references, whatever the order of the files. One
 * image at a time is held.
 */
public final class MergeReports {

    private final Optional<Path> baseline;
    private final List<EarlierReport.Image> images = new ArrayList<>();
    private final Set<Failure> failures = new TreeSet<>(Comparator.comparing(Failure::reference)
            .thenComparing(Failure::message)
            .thenComparing(Failure::hint)
            .thenComparingInt(Failure::exitCode));
    private final List<RuleResult> results = new ArrayList<>();
    private final List<IgnoredPaths> ignored = new ArrayList<>();
    private final Map<ImageKey, Path> origins = new HashMap<>();

    /** What is in one of the reports only. */
    private record ImageKey(String reference, String digest) {}

    /**
     * Reads the reports, and of their images no more than where they are.
     *
     * @param baseline an earlier report, to tell what is otherwise than there
     * @throws InvalidRequest if one of them is no report, or if two have the same image
     */
    public MergeReports(List<Path> files, Optional<Path> baseline) {
        this.baseline = baseline;
        files.stream().distinct().forEach(this::add);
        images.sort(Comparator.comparing(EarlierReport.Image::reference));
        results.sort(Comparator.comparing(RuleResult::image));
        ignored.sort(Comparator.comparing(IgnoredPaths::image));
    }

    private void add(Path file) {
        var report = EarlierFile.argument(file).read(() -> EarlierReport.read(file));
        report.images().forEach(image -> claim(image, file));
        images.addAll(report.images());
        failures.addAll(report.failures()); // a registry that cannot be listed fails in every shard
        results.addAll(report.results());
        ignored.addAll(report.ignored());
    }

    private void claim(EarlierReport.Image image, Path file) {
        var other = origins.putIfAbsent(new ImageKey(image.reference(), image.digest()), file);
        if (other != null && !other.equals(file)) {
            throw new InvalidRequest("%s and %s both have the image %s: merge reports on different images"
                    .formatted(other, file, image.reference()));
        }
    }

    /**
     * Tells the report on all images.
     *
     * @return the worst exit code of all images and rules
     * @throws InvalidRequest if a report, or the baseline, has an image that cannot be understood
     */
    public int run(ReportSink sink) throws IOException {
        var earlier = baseline.flatMap(EarlierImages::of);
        var fleet = new FleetBuilder();
        sink.begin();
        for (var image : images) {
            tell(image, sink, fleet);
        }
        int code = ExitCode.OK;
        int stopped = 0;
        for (var failure : failures) {
            sink.failure(failure);
            fleet.add(failure);
            code = ExitCode.worst(code, failure.exitCode());
            stopped += failure.exitCode() == ExitCode.INTERRUPTED ? 1 : 0;
        }
        if (stopped > 0) {
            sink.stopped(stopped);
        }
        sink.fleet(fleet.fleet(earlier));
        var verdict = new Verdict(List.copyOf(results), List.copyOf(ignored));
        sink.end(verdict);
        return ExitCode.worst(code, verdict.isPassed() ? ExitCode.OK : ExitCode.GATE_BROKEN);
    }

    private static void tell(EarlierReport.Image image, ReportSink sink, FleetBuilder fleet) throws IOException {
        try {
            var earlier = image.read();
            fleet.add(earlier.facts());
            sink.earlier(earlier);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(BadReport.told(image.file(), e));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
