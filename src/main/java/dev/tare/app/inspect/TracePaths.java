package dev.tare.app.inspect;

import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.MergedTree;
import dev.tare.analysis.ledger.PathTrace;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.glob.Glob;
import dev.tare.report.build.Summaries;
import dev.tare.report.build.TraceReports;
import dev.tare.report.model.TraceReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tells the story of some paths through the layers. */
public final class TracePaths {

    private final Session session;

    public TracePaths(Session session) {
        this.session = session;
    }

    /** @param unknown what no layer touches, as the user wrote it */
    public record Result(TraceReport report, List<String> unknown) {

        /** Whether there is nothing to tell at all. */
        public boolean isEmpty() {
            return report.paths().isEmpty();
        }
    }

    /**
     * What the user asks for.
     *
     * @param spelled the path, if it is one and no pattern: a name may have brackets in it
     * @param resolved what a path means in a container, where a directory above is a symbolic link: /bin/sh may be /usr/bin/sh
     */
    private record Wanted(String text, Glob glob, byte[] spelled, Optional<byte[]> resolved) {

        static Wanted of(String text, MergedTree tree) {
            boolean slash = text.length() > 1 && text.endsWith("/");
            String path = slash ? text.substring(0, text.length() - 1) : text;
            byte[] spelled = path.getBytes(StandardCharsets.UTF_8);
            return new Wanted(
                    text,
                    Glob.of(path),
                    spelled,
                    path.startsWith("/") ? tree.resolve(spelled, false) : Optional.empty());
        }

        boolean matches(byte[] path) {
            return glob.matches(path)
                    || Arrays.equals(path, spelled)
                    || resolved.filter(other -> Arrays.equals(path, other)).isPresent();
        }
    }

    /**
     * @param paths paths, or patterns of paths
     * @throws IllegalArgumentException if a pattern is not of the syntax of {@link Glob}
     */
    public Result run(NamedImage image, List<String> paths) throws IOException, InterruptedException {
        var scanned = session.scan(image, Ledger.Keep.HISTORY);
        var tree = scanned.ledger().tree();
        var wanted = paths.stream().map(path -> Wanted.of(path, tree)).toList();
        var traces = PathTrace.of(scanned.ledger(), path -> wanted.stream().anyMatch(one -> one.matches(path)));
        var unknown = wanted.stream()
                .filter(one -> traces.stream().noneMatch(trace -> one.matches(trace.path())))
                .map(Wanted::text)
                .toList();
        var info = Summaries.info(scanned, image.repository());
        return new Result(TraceReports.of(info, Summaries.layers(scanned), traces), unknown);
    }
}
