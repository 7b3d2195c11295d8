package dev.tare.app.inspect;

import dev.tare.analysis.compare.TreeComparison;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.MergedTree;
import dev.tare.app.ExitCode;
import dev.tare.app.Faults;
import dev.tare.app.FindBase;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.dockerfile.SourceMap;
import dev.tare.gate.Gate;
import dev.tare.gate.Policy;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.NotDecided;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.report.build.Comparisons;
import dev.tare.report.build.ScanReport;
import dev.tare.report.build.Summaries;
import dev.tare.report.model.Baseline;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.Failure;
import dev.tare.report.model.image.ImageSummary;
import dev.tare.report.model.rule.Verdict;
import dev.tare.scan.Base;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sets two images side by side. Layers that both have are read once. */
public final class CompareImages {

    private final Session session;

    public CompareImages(Session session) {
        this.session = session;
    }

    /**
     * What is to be set side by side.
     *
     * @param mtimes whether names that differ only in their mtime are listed, too
     * @param policy rules that the second image must keep, held against the first
     * @param leftovers what a container does not need, for rules
     * @param base the image that the second one is built from; without it, what the image says
     */
    public record Request(
            NamedImage before,
            NamedImage after,
            boolean mtimes,
            Policy policy,
            LeftoverKinds leftovers,
            Optional<String> base) {}

    /**
     * What came of it.
     *
     * @param comparison empty if an image could not be read
     */
    public record Result(Optional<Comparison> comparison, int exitCode) {}

    private record Side(NamedImage named, ScannedImage image, MergedTree tree) {

        ImageSummary summary() {
            return Summaries.summary(image, named.repository());
        }
    }

    /** Tells faults while it goes on, and all of them in the comparison too. */
    public Result run(Request request, Faults faults) throws IOException, InterruptedException {
        var sides = new ArrayList<Side>();
        for (var named : List.of(request.before(), request.after())) {
            try {
                var image = session.scan(named, Ledger.Keep.TREE);
                sides.add(new Side(named, image, image.ledger().tree()));
            } catch (ImageFault fault) {
                faults.of(named, fault);
                return new Result(Optional.empty(), ExitCode.of(fault));
            }
        }
        var before = sides.getFirst();
        var after = sides.getLast();
        var failures = new ArrayList<Failure>();
        for (var side : sides) {
            if (!side.image().notHeld().isEmpty()) {
                failures.add(failure(side, Faults.incomplete(side.image()), faults));
            }
        }
        var outcome = check(request, before, after);
        outcome.undecided().ifPresent(fault -> failures.add(failure(after, fault, faults)));
        var verdict = new Verdict(outcome.results(), outcome.ignored());
        int code = failures.stream()
                .map(Failure::exitCode)
                .reduce(verdict.isPassed() ? ExitCode.OK : ExitCode.GATE_BROKEN, ExitCode::worst);
        var trees = TreeComparison.of(before.tree(), after.tree(), request.mtimes());
        return new Result(
                Optional.of(
                        Comparisons.of(before.summary(), after.summary(), trees).with(failures, verdict)),
                code);
    }

    private static Failure failure(Side side, ImageFault fault, Faults faults) {
        faults.of(side.named(), fault);
        return Faults.failure(side.named(), fault);
    }

    private Gate.Outcome check(Request request, Side before, Side after) throws IOException, InterruptedException {
        var gate = request.policy().gate(after.named().name(), after.named().repository());
        if (gate.isEmpty()) {
            return Gate.Outcome.NOTHING;
        }
        try (var old = new ScanReport(
                        before.image(),
                        before.named().repository(),
                        new Base.Unknown(),
                        SourceMap.NONE,
                        LeftoverKinds.NONE);
                var current = new ScanReport(
                        after.image(),
                        after.named().repository(),
                        new FindBase(session)
                                .of(after.named(), after.image(), request.base().map(session::base)),
                        SourceMap.NONE,
                        request.leftovers())) {
            return gate.check(current.report(), Optional.of(Baseline.of(old.report())));
        } catch (ImageFault fault) {
            return new Gate.Outcome(
                    List.of(),
                    List.of(),
                    Optional.of(new NotDecided(String.valueOf(fault.getMessage()), fault.hint())));
        }
    }
}
