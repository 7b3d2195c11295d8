package dev.tare.app.scan;

import dev.tare.app.ExitCode;
import dev.tare.app.Faults;
import dev.tare.app.FindBase;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.dockerfile.Recipe;
import dev.tare.dockerfile.SourceMap;
import dev.tare.gate.Policy;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.NotDecided;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.report.build.ScanReport;
import dev.tare.report.fleet.FleetBuilder;
import dev.tare.report.model.Baseline;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Accounts for all bytes of some images, and holds rules against them. Each image may fail by itself. The report is told image by image, and nothing
 * is kept of an image that was told but what the rules came to.
 */
public final class ScanImages {

    private static final String REPORT_SUFFIX = ".json";

    private final Session session;

    public ScanImages(Session session) {
        this.session = session;
    }

    /**
     * What is to be found out.
     *
     * @param base the image that all others are built from; without it, what each image says
     * @param recipe the Dockerfile that the image was built from
     * @param leftovers what a container does not need
     * @param baseline an earlier JSON report or another image, for rules about what is new; of several images an earlier report tells what is otherwise too
     * @param awaited a report that is to be the baseline, and is not there since this run is the first to write it
     * @param largest whether reports are to tell the largest files and directories
     */
    public record Request(
            Optional<String> base,
            Optional<Recipe> recipe,
            List<SecretRule> secrets,
            LeftoverKinds leftovers,
            Policy policy,
            Optional<String> baseline,
            Optional<String> awaited,
            Largest largest) {}

    /** Returns true if a baseline of this name is a file with an earlier report, else it is an image. */
    public static boolean isReport(String baseline) {
        return baseline.endsWith(REPORT_SUFFIX);
    }

    /** Whether the largest files and directories are told. */
    public enum Largest {
        TOLD,
        LEFT_OUT
    }

    /**
     * Scans some images, in their order.
     *
     * @param stop ends the run early, with a report on the images before
     * @return the worst exit code of all images and rules
     * @throws dev.tare.app.InvalidRequest before anything is told, if the base has a name that cannot be understood
     */
    public int run(List<NamedImage> images, Request request, ReportSink sink, Faults faults, StopSignal stop)
            throws IOException, InterruptedException {
        var base = request.base().map(session::base);
        var run = new Run(images.size(), request, base, sink, faults, stop);
        int told = 0;
        boolean isWhole = false;
        boolean isPrepared = run.prepare();
        sink.begin();
        try (var ahead = new ScanAhead(session, images, SecretRule.all(request.secrets()))) {
            while (isPrepared && told < images.size() && run.scan(images.get(told), ahead)) {
                told++;
            }
            isWhole = true;
        } finally {
            if (!isWhole) {
                run.breakOff(images.subList(told, images.size()));
            }
        }
        run.stopped(images.subList(told, images.size()));
        run.end();
        return run.exitCode();
    }

    /** What was found out so far. */
    private final class Run {
        private final int images;
        private final Request request;
        private final Optional<NamedImage> base;
        private final FindBaseline baseline;
        private final ReportSink sink;
        private final Faults faults;
        private final StopSignal stop;
        private final List<RuleResult> results = new ArrayList<>();
        private final List<IgnoredPaths> ignored = new ArrayList<>();
        private final FleetBuilder fleet = new FleetBuilder();
        private int code = ExitCode.OK;

        Run(int images, Request request, Optional<NamedImage> base, ReportSink sink, Faults faults, StopSignal stop) {
            this.images = images;
            this.request = request;
            this.base = base;
            this.baseline = new FindBaseline(session, request);
            this.sink = sink;
            this.faults = faults;
            this.stop = stop;
        }

        /** Returns false if the run is to end. */
        boolean prepare() throws IOException, InterruptedException {
            try {
                stop.await(() -> {
                    baseline.prepare(images);
                    return baseline;
                });
                return true;
            } catch (InterruptedException e) {
                return goesOn(e);
            }
        }

        /** Returns false if the run ends before this image. */
        boolean scan(NamedImage named, ScanAhead ahead) throws IOException, InterruptedException {
            try {
                report(named, stop.await(ahead::next));
            } catch (InterruptedException e) {
                return goesOn(e);
            } catch (ImageFault fault) {
                var failure = Faults.failure(named, fault);
                code = ExitCode.worst(code, failure.exitCode());
                fleet.add(failure);
                session.write(() -> {
                    sink.failure(failure);
                    faults.of(named, fault);
                });
            }
            return true;
        }

        private boolean goesOn(InterruptedException e) throws InterruptedException {
            if (!stop.isStopped()) {
                throw e;
            }
            return false;
        }

        /** Tells of the images that the run did not reach. */
        void stopped(List<NamedImage> missing) throws IOException {
            if (missing.isEmpty()) {
                return;
            }
            code = ExitCode.worst(code, ExitCode.INTERRUPTED);
            for (var image : missing) {
                var failure =
                        new Failure(image.name(), "not scanned, since the run was stopped", "", ExitCode.INTERRUPTED);
                fleet.add(failure);
                sink.failure(failure);
            }
            sink.stopped(missing.size());
        }

        private void report(NamedImage named, ScannedImage image) throws IOException, InterruptedException {
            var itsBase = stop.await(() -> new FindBase(session).of(named, image, base));
            var sources = request.recipe().map(it -> it.trace(image.config())).orElse(SourceMap.NONE);
            Optional<Baseline> against = Optional.empty();
            Optional<NotDecided> undecided = Optional.empty();
            try {
                against = baseline.of(named);
            } catch (NotDecided fault) {
                undecided = Optional.of(fault); // the image is told all the same
            }
            try (var current = new ScanReport(image, named.repository(), itsBase, sources, request.leftovers())) {
                var outcome =
                        request.policy().gate(named.name(), named.repository()).check(current.report(), against);
                results.addAll(outcome.results());
                ignored.addAll(outcome.ignored());
                undecided = undecided.or(outcome::undecided);
                var told = request.largest() == Largest.TOLD
                        ? current.report()
                        : current.report().withoutLargest();
                session.write(() -> sink.image(told, outcome.results()));
                if (images > 1) {
                    fleet.add(ImageFacts.of(told));
                }
            }
            if (undecided.isPresent()) {
                throw undecided.get();
            }
            if (!image.notHeld().isEmpty()) {
                throw Faults.incomplete(image);
            }
        }

        /** Completes the report, with what all images come to if there are several. */
        void end() throws IOException {
            if (images > 1) {
                sink.fleet(fleet.fleet(baseline.fleet()));
            }
            sink.end(verdict());
        }

        /** Completes a report of which no more can come, since tare itself failed. Nobody must take it for the report on all images. */
        void breakOff(List<NamedImage> missing) {
            try {
                for (var image : missing) {
                    sink.failure(new Failure(
                            image.name(), "not reported, since tare failed before the end", "", ExitCode.BUG));
                }
                sink.end(verdict());
            } catch (IOException | RuntimeException e) {
                // what failed first is told to the user
            }
        }

        Verdict verdict() {
            return new Verdict(List.copyOf(results), List.copyOf(ignored));
        }

        int exitCode() {
            return ExitCode.worst(code, verdict().isPassed() ? ExitCode.OK : ExitCode.GATE_BROKEN);
        }
    }
}
