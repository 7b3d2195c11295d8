package dev.tare.cli.option.output;

import dev.tare.app.ExitCode;
import dev.tare.cli.terminal.Destination;
import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.model.EarlierImage;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.Report;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All outputs of one report. Each is told everything. One that fails is told of no more images, and the others go on; the failure is thrown when they
 * are complete, or as soon as none is left. The first one is thrown, and has the others suppressed.
 */
final class Outputs implements ReportSink, AutoCloseable {

    private final List<One> all = new ArrayList<>();
    private Verdict told = Verdict.NONE;

    /** One output, and what went wrong with it. */
    private static final class One {
        private final Destination destination;
        private final Format format;
        private final Output output;
        private @Nullable ReportSink sink;
        private @Nullable Exception failure;

        One(Destination destination, Format format, Output output) {
            this.destination = destination;
            this.format = format;
            this.output = output;
        }
    }

    private interface Step {
        void of(One one) throws IOException;
    }

    /** @param output that writes to the destination, which is completed or given up with all others */
    void add(Destination destination, Format format, Output output) {
        all.add(new One(destination, format, output));
    }

    /** Writes a report that is not told image by image. */
    void write(Report report) throws IOException {
        each(one -> one.format.write(report, one.output));
    }

    @Override
    public void begin() throws IOException {
        each(one -> {
            one.sink = one.format.scan(one.output);
            sink(one).begin();
        });
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) throws IOException {
        each(one -> sink(one).image(image, results));
        quietly(one -> sink(one).failure(missing(image)));
    }

    /** Nobody must take an output that failed for the report on all images. */
    private static Failure missing(ImageReport image) {
        return new Failure(
                image.info().reference(), "not reported here, since the output failed before", "", ExitCode.BUG);
    }

    @Override
    public void earlier(EarlierImage image) throws IOException {
        each(one -> sink(one).earlier(image));
    }

    @Override
    public void failure(Failure failure) throws IOException {
        quietly(one -> sink(one).failure(failure));
        each(one -> sink(one).failure(failure));
    }

    @Override
    public void stopped(int images) throws IOException {
        quietly(one -> sink(one).stopped(images));
        each(one -> sink(one).stopped(images));
    }

    @Override
    public void fleet(Fleet fleet) throws IOException {
        quietly(one -> sink(one).fleet(fleet));
        each(one -> sink(one).fleet(fleet));
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        told = verdict;
        quietly(one -> sink(one).end(verdict));
        each(one -> sink(one).end(verdict));
    }

    /** The one that was told; without rules before. */
    Verdict verdict() {
        return told;
    }

    private static ReportSink sink(One one) {
        return Objects.requireNonNull(one.sink, "begin() comes first");
    }

    private void each(Step step) throws IOException {
        var left = left();
        for (var one : left) {
            try {
                step.of(one);
            } catch (IOException | RuntimeException e) {
                one.failure = e;
            }
        }
        if (!left.isEmpty() && left().isEmpty()) {
            throwFailures();
        }
    }

    /** For the outputs that failed, of which standard output may have a part. What goes wrong now is not told: the first failure is. */
    private void quietly(Step step) {
        for (var one : all) {
            if (one.failure != null) {
                try {
                    step.of(one);
                } catch (IOException | RuntimeException e) {
                    // told before
                }
            }
        }
    }

    private List<One> left() {
        return all.stream().filter(one -> one.failure == null).toList();
    }

    /** Completes every output that did not fail. */
    void complete() throws IOException {
        each(one -> one.destination.complete());
        throwFailures();
    }

    private void throwFailures() throws IOException {
        var failures =
                all.stream().map(one -> one.failure).filter(Objects::nonNull).toList();
        if (failures.isEmpty()) {
            return;
        }
        var first = failures.getFirst();
        for (var other : failures.subList(1, failures.size())) {
            first.addSuppressed(other);
        }
        if (first instanceof IOException e) {
            throw e;
        }
        throw (RuntimeException) first;
    }

    /** Gives up what was not completed. */
    @Override
    public void close() {
        all.forEach(one -> one.destination.close());
    }
}
