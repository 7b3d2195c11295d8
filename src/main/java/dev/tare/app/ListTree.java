package dev.tare.app;

import dev.tare.analysis.Ledger;
import dev.tare.image.Printable;
import dev.tare.report.Reporter;
import dev.tare.report.TreeRenderer;
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
     * @param details whether more than the names is told
     * @param recursive whether all that is below is listed, too
     * @param sums whether a directory has the size of what is below it
     */
    public record Request(String path, Optional<String> layer, boolean details, boolean recursive, boolean sums) {}

    /** @throws InvalidRequest if there is no such path, or no such layer */
    public TreeRenderer run(NamedImage image, Request request) throws IOException, InterruptedException {
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
        var tree = new TreeRenderer(Reporter.report(scanned), request.details(), request.recursive(), request.sums());
        merged.below(from).forEach(tree::add);
        return tree;
    }
}
