package dev.tare.app;

import dev.tare.analysis.LayerChanges;
import dev.tare.analysis.Ledger;
import dev.tare.analysis.PathChange;
import dev.tare.glob.Glob;
import dev.tare.report.ChangesRenderer;
import dev.tare.report.Reporter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells what each layer did to the tree below it. */
public final class ListChanges {

    private final Session session;

    public ListChanges(Session session) {
        this.session = session;
    }

    /** What a layer did to a path, in the letters of {@code docker diff}. */
    public enum Letter {
        /** Added. */
        A,
        /** Changed. */
        C,
        /** Deleted. */
        D
    }

    /**
     * @param globs of the paths that are wanted; all without any
     * @param layer the only one that is wanted
     * @param only the changes that are wanted; all without any
     * @param details whether it is told what changed
     */
    public record Request(List<Glob> globs, Optional<String> layer, Set<Letter> only, boolean details) {

        private boolean isNarrowed() {
            return !globs.isEmpty() || !only.isEmpty();
        }

        private boolean wants(PathChange change, Set<PathChange.Kind> kinds) {
            return (only.isEmpty() || kinds.contains(change.kind()))
                    && (globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(change.path())));
        }
    }

    /** @throws InvalidRequest if there is no such layer */
    public ChangesRenderer run(NamedImage image, Request request) throws IOException, InterruptedException {
        var scanned = session.scan(image, Ledger.Keep.HISTORY);
        int only =
                request.layer().map(it -> LayerNumber.in(scanned.layers(), it)).orElse(-1);
        var kinds = request.only().stream()
                .map(letter -> PathChange.Kind.valueOf(letter.name()))
                .collect(Collectors.toSet());
        var report = Reporter.report(scanned);
        var layers = new ArrayDeque<ChangesRenderer.Layer>(); // which come from the highest one down
        LayerChanges.visit(scanned.ledger(), new LayerChanges.Visitor() {
            @Override
            public boolean wants(int number) {
                return only < 0 || only == number;
            }

            @Override
            public void visit(int number, List<PathChange> changes) {
                var wanted = changes.stream()
                        .filter(change -> request.wants(change, kinds))
                        .toList();
                // a layer of which nothing is wanted is not worth a line, unless all is
                if (!request.isNarrowed() || !wanted.isEmpty()) {
                    layers.addFirst(new ChangesRenderer.Layer(report.layers().get(number), wanted));
                }
            }
        });
        return new ChangesRenderer(report, List.copyOf(layers), request.details());
    }
}
