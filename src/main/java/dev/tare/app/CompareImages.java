package dev.tare.app;

import dev.tare.analysis.Ledger;
import dev.tare.analysis.MergedTree;
import dev.tare.analysis.TreeComparison;
import dev.tare.image.ImageFault;
import dev.tare.report.build.Comparisons;
import dev.tare.report.build.Summaries;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.ImageSummary;
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

    /** @param mtimes whether names that differ only in their mtime are listed, too */
    public record Request(NamedImage before, NamedImage after, boolean mtimes) {}

    /** @param comparison empty if an image could not be read */
    public record Result(Optional<Comparison> comparison, int exitCode) {}

    private record Side(NamedImage named, ScannedImage image, MergedTree tree) {

        ImageSummary summary() {
            return Summaries.summary(image, named.repository());
        }
    }

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
        var comparison = Comparisons.of(
                before.summary(), after.summary(), TreeComparison.of(before.tree(), after.tree(), request.mtimes()));
        int code = ExitCode.OK;
        for (var side : sides) {
            if (!side.image().notHeld().isEmpty()) {
                var fault = Faults.incomplete(side.image());
                faults.of(side.named(), fault);
                code = ExitCode.worst(code, ExitCode.of(fault));
            }
        }
        return new Result(Optional.of(comparison), code);
    }
}
