package dev.tare.app;

import dev.tare.dockerfile.Recipe;
import dev.tare.dockerfile.SourceMap;
import dev.tare.gate.Gate;
import dev.tare.image.ImageFault;
import dev.tare.report.Report;
import dev.tare.report.Reporter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Accounts for all bytes of some images, and holds rules against them. Each image may fail by itself. */
public final class ScanImages {

    private final Session session;

    public ScanImages(Session session) {
        this.session = session;
    }

    /**
     * What is to be found out.
     *
     * @param base the image that all others are built from; without it, what each image says
     * @param recipe the Dockerfile that the image was built from
     * @param groups how many of the largest groups of hidden copies are wanted; 0 for all
     */
    public record Request(
            Optional<String> base, Optional<Recipe> recipe, List<SecretRule> secrets, Gate gate, int groups) {}

    /** @param exitCode the worst of all images and rules */
    public record Result(Report report, int exitCode) {}

    public Result run(List<NamedImage> images, Request request, Faults faults)
            throws IOException, InterruptedException {
        var secrets = SecretRule.all(request.secrets());
        var reports = new ArrayList<Report.Image>();
        var failures = new ArrayList<Report.Failure>();
        var results = new ArrayList<Gate.Result>();
        int code = ExitCode.OK;
        try (var ahead = new ScanAhead(session, images, secrets)) {
            for (var named : images) {
                try {
                    var image = ahead.next();
                    var base = new FindBase(session).of(named, image, request.base());
                    var sources =
                            request.recipe().map(it -> it.trace(image.config())).orElse(SourceMap.NONE);
                    reports.add(Reporter.report(image, base, sources, request.groups()));
                    results.addAll(request.gate().check(image.name(), image.accounts()));
                    if (!image.notHeld().isEmpty()) {
                        throw Faults.incomplete(image);
                    }
                } catch (ImageFault fault) {
                    var failure = new Report.Failure(
                            named.name(), String.valueOf(fault.getMessage()), fault.hint(), ExitCode.of(fault));
                    failures.add(failure);
                    code = ExitCode.worst(code, failure.exitCode());
                    session.write(() -> faults.of(named, fault));
                }
            }
        }
        var verdict = new Gate.Verdict(results);
        return new Result(
                new Report(reports, failures, Optional.of(verdict)),
                ExitCode.worst(code, verdict.passed() ? ExitCode.OK : ExitCode.GATE_BROKEN));
    }
}
