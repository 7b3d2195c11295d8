package dev.tare.app.inspect;

import dev.tare.analysis.ledger.Ledger;
import dev.tare.app.InvalidRequest;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.image.Printable;
import dev.tare.report.build.Summaries;
import dev.tare.report.build.TreeListings;
import dev.tare.report.model.TreeListing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lists what a container would see at a path. */
public final class ListTree {

    private final Session session;

    public ListTree(Session session) {
        this.session = session;
    }

    /**
     * @param layer up to which the tree is made; without one, all are applied
     */
    public record Request(String path, Optional<String> layer, TreeListing.Depth depth, TreeListing.Sums sums) {}

    /** @throws InvalidRequest if there is no such path, or no such layer */
    public TreeListing run(NamedImage image, Request request) throws IOException, InterruptedException {
        var scanned = session.scan(image, request.layer().isEmpty() ? Ledger.Keep.TREE : Ledger.Keep.HISTORY);
        var last = request.layer().map(it -> LayerNumber.in(scanned.layers(), it));
        var merged = last.map(scanned.ledger()::treeAfter)
                .orElseGet(() -> scanned.ledger().tree());
        byte[] asked = request.path().getBytes(StandardCharsets.UTF_8);
        // as with ls, a slash at the end asks for what a symbolic link leads to
        byte[] from = merged.resolve(asked, request.path().endsWith("/"))
                .orElseThrow(() -> new InvalidRequest("there is no %s in %s%s"
                        .formatted(
                                Printable.of(asked),
                                scanned.name(),
                                last.map(number -> " up to layer " + number).orElse(""))));
        return TreeListings.of(
                Summaries.info(scanned, image.repository()), merged.below(from), request.depth(), request.sums());
    }
}
