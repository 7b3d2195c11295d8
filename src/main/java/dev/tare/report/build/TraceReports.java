package dev.tare.report.build;

import dev.tare.analysis.ledger.PathTrace;
import dev.tare.report.model.TraceReport;
import dev.tare.report.model.TraceReport.PathStory;
import dev.tare.report.model.TraceReport.Step;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.LayerInfo;
import java.util.List;

/** Tells the stories of paths. */
public final class TraceReports {

    private TraceReports() {}

    /** @param layers all of the image */
    public static TraceReport of(ImageInfo image, List<LayerInfo> layers, List<PathTrace> traces) {
        return new TraceReport(
                image, traces.stream().map(trace -> story(layers, trace)).toList());
    }

    private static PathStory story(List<LayerInfo> layers, PathTrace trace) {
        return new PathStory(
                trace.path(),
                trace.steps().stream().map(step -> step(layers, step)).toList(),
                trace.now().map(Nodes::node),
                ReportedCopies.kind(trace.exposed()),
                ReportedCopies.kind(trace.secret()),
                trace.otherNames());
    }

    private static Step step(List<LayerInfo> layers, PathTrace.Step step) {
        return new Step(
                layers.get(step.layer()),
                Nodes.change(step.change()),
                step.goneWith(),
                step.linkTo(),
                ReportedCopies.all(step.copies()));
    }
}
