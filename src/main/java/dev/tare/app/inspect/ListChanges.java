package dev.tare.app.inspect;

import dev.tare.analysis.ledger.LayerChanges;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.PathChange;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.glob.Glob;
import dev.tare.report.build.ChangeListings;
import dev.tare.report.build.Summaries;
import dev.tare.report.model.ChangeListing;
import dev.tare.report.model.tree.ChangeLetter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what each layer did to the tree below it. */
public final class ListChanges {

    private final Session session;

    public ListChanges(Session session) {
        this.session = session;
    }

    /**
     * @param globs of the paths that are wanted; all without any
     * @param layer the only one that is wanted
     * @param only the changes that are wanted; all without any
     */
    public record Request(List<Glob> globs, Optional<String> layer, Set<ChangeLetter> only) {

        private boolean isNarrowed() {
            return !globs.isEmpty() || !only.isEmpty();
        }

        private boolean wants(ChangeLetter letter) {
            return only.isEmpty() || only.contains(letter);
        }

        private boolean wants(byte[] path) {
            return globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(path));
        }
    }

    /** @throws dev.tare.app.InvalidRequest if there is no such layer */
    public ChangeListing run(NamedImage image, Request request) throws IOException, InterruptedException {
        var scanned = session.scan(image, Ledger.Keep.HISTORY);
        int only =
                request.layer().map(it -> LayerNumber.in(scanned.layers(), it)).orElse(-1);
        var layers = Summaries.layers(scanned);
        var listed = new ArrayDeque<ChangeListing.OfLayer>(); // which come from the highest one down
        LayerChanges.visit(scanned.ledger(), new LayerChanges.Visitor() {
            @Override
            public boolean wants(int number) {
                return only < 0 || only == number;
            }

            @Override
            public void visit(int number, List<PathChange> changes) {
                var wanted = ChangeListings.of(changes, request::wants, request::wants);
                // a layer of which nothing is wanted is not worth a line, unless all is
                if (!request.isNarrowed() || !wanted.isEmpty()) {
                    listed.addFirst(new ChangeListing.OfLayer(layers.get(number), wanted));
                }
            }
        });
        return new ChangeListing(Summaries.info(scanned, image.repository()), List.copyOf(listed));
    }
}
