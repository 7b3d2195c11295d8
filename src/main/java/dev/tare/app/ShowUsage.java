package dev.tare.app;

import dev.tare.analysis.Ledger;
import dev.tare.image.Printable;
import dev.tare.report.build.Usages;
import dev.tare.report.model.DiskUsage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Tells where the visible bytes of an image are. */
public final class ShowUsage {

    private final Session session;

    public ShowUsage(Session session) {
        this.session = session;
    }

    /**
     * @param path at and below which the bytes are; its symbolic links are followed
     * @param depth levels below the path, for directories
     */
    public record Request(String path, DiskUsage.By by, int depth) {}

    /** @throws InvalidRequest if there is no such path */
    public DiskUsage run(NamedImage image, Request request) throws IOException, InterruptedException {
        var scanned = session.scan(image, Ledger.Keep.TREE);
        byte[] path = request.path().getBytes(StandardCharsets.UTF_8);
        var usage = scanned.ledger()
                .usage(path)
                .orElseThrow(
                        () -> new InvalidRequest("there is no %s in %s".formatted(Printable.of(path), scanned.name())));
        var usages = new Usages(scanned, image.repository(), usage);
        return switch (request.by()) {
            case DIRECTORY -> usages.byDirectory(request.depth());
            case LAYER -> usages.byLayer();
            case KIND -> usages.byKind();
            case EXTENSION -> usages.byExtension();
        };
    }
}
