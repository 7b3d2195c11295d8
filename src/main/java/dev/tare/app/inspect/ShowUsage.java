package dev.tare.app.inspect;

import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.usage.Usage;
import dev.tare.app.InvalidRequest;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.image.Printable;
import dev.tare.report.build.Usages;
import dev.tare.report.model.DiskUsage;
import dev.tare.scan.ScannedImage;
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
        return switch (request.by()) {
            case DIRECTORY -> usages(image, request).byDirectory(request.depth());
            case LAYER -> usages(image, request).byLayer();
            case KIND -> usages(image, request).byKind();
            case EXTENSION -> usages(image, request).byExtension();
            case PACKAGE ->
                session.withRereadable(image, (source, scanner) -> {
                    var scanned = scanner.scan(source, session.platform(), Ledger.Keep.TREE);
                    var usages = usages(scanned, image, request); // a wrong path is told before layers are read again
                    var found = new ReadPackages(scanned).run(source, scanner);
                    return usages.byPackage(found.owners(), found.databases(), found.notes());
                });
        };
    }

    private Usages usages(NamedImage image, Request request) throws IOException, InterruptedException {
        return usages(session.scan(image, Ledger.Keep.TREE), image, request);
    }

    private static Usages usages(ScannedImage scanned, NamedImage image, Request request) {
        byte[] path = request.path().getBytes(StandardCharsets.UTF_8);
        var usage = Usage.of(scanned.ledger(), path)
                .orElseThrow(
                        () -> new InvalidRequest("there is no %s in %s".formatted(Printable.of(path), scanned.name())));
        return new Usages(scanned, image.repository(), usage);
    }
}
