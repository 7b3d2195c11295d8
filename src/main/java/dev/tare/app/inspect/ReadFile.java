package dev.tare.app.inspect;

import dev.tare.analysis.ledger.Ledger;
import dev.tare.app.InvalidRequest;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.image.Printable;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.EntryKind;
import dev.tare.layer.LayerIndex;
import dev.tare.scan.ResolvedImage;
import dev.tare.scan.Scanner;
import dev.tare.source.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;

/** Reads one copy of a file: the one that a container reads, or the one that a layer ships, which may be hidden. */
public final class ReadFile {

    /** Maximum hard links that are followed within a layer. Each costs a search through the whole layer. */
    private static final int MAX_HARDLINKS_FOLLOWED = 40;

    private final Session session;

    public ReadFile(Session session) {
        this.session = session;
    }

    /** @param layer whose copy is wanted; without one, the copy that a container reads */
    public record Request(String path, Optional<String> layer) {}

    /** The bytes of the copy, while the image is open. */
    public interface Content {

        /** In bytes. */
        long size();

        /** @throws dev.tare.image.ImageFault if the layer cannot be read, or is not what it was; some bytes may have been written by then */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Takes the bytes of the copy. */
    public interface Sink {
        void take(Content content) throws IOException;
    }

    /** Which file of which layer is wanted. */
    private record Copy(ResolvedImage image, int layer, LayerIndex index, int entry) {}

    /**
     * Of a layer no other is fetched, unless it does not ship the path by that name.
     *
     * @throws InvalidRequest if there is no such file
     */
    public void run(NamedImage image, Request request, Sink sink) throws IOException, InterruptedException {
        session.withRereadable(image, (source, scanner) -> {
            var open = new Open(source, scanner, request.path());
            var layer = request.layer();
            var copy = layer.isPresent() ? open.shippedBy(layer.get()) : open.visible();
            scanner.notByTable(source, copy.image().manifest().layers().get(copy.layer()))
                    .ifPresent(why -> session.tell("layer %d: %s, and it is fetched from its beginning to the file"
                            .formatted(copy.layer(), why)));
            sink.take(new Content() {
                @Override
                public long size() {
                    return copy.index().fileSize(copy.entry());
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    scanner.content(source, copy.image(), copy.layer(), copy.index(), copy.entry(), out);
                }
            });
            return copy;
        });
    }

    /** The image, while it is open, and the path that is looked for. */
    private final class Open {
        private final Source source;
        private final Scanner scanner;
        private final String path;

        Open(Source source, Scanner scanner, String path) {
            this.source = source;
            this.scanner = scanner;
            this.path = path;
        }

        /** What a container reads, as a whole scan tells it. */
        Copy visible() throws IOException, InterruptedException {
            var scanned = scanner.scan(source, session.platform(), Ledger.Keep.TREE);
            var tree = scanned.ledger().tree();
            byte[] asked = path.getBytes(StandardCharsets.UTF_8);
            var link = tree.resolve(asked, false).flatMap(tree::find);
            var node = tree.resolve(asked, true)
                    .flatMap(tree::find)
                    .orElseThrow(() -> new InvalidRequest(
                            link.isPresent()
                                    ? "%s is a link to %s, which leads nowhere"
                                            .formatted(
                                                    Printable.of(asked),
                                                    Printable.of(link.get().target()))
                                    : "there is no %s in %s: tare trace tells whether a layer had it"
                                            .formatted(Printable.of(asked), scanned.name())));
            if (node.kind() != EntryKind.FILE) {
                throw new InvalidRequest("%s is no regular file but a %s"
                        .formatted(path, node.kind().words()));
            }
            return new Copy(scanned.resolved(), node.layer(), scanned.layers().get(node.layer()), node.entry());
        }

        /** What a layer ships, for which no other layer needs to be read unless symbolic links of lower ones lead to the file. */
        Copy shippedBy(String layer) throws IOException, InterruptedException {
            var resolved = scanner.resolve(source, session.platform());
            var digests = resolved.manifest().layers().stream()
                    .map(Descriptor::digest)
                    .toList();
            int number = LayerNumber.of(digests, resolved.config().diffIds(), layer);
            var index = scanner.layer(source, resolved, number);
            if (index.isPresent()) {
                return shipped(resolved, number, index.get());
            }
            // which layer is at which place cannot be told without reading them all
            var scanned = scanner.scan(source, session.platform());
            int place = LayerNumber.in(scanned.layers(), layer);
            return shipped(scanned.resolved(), place, scanned.layers().get(place));
        }

        private Copy shipped(ResolvedImage image, int number, LayerIndex index)
                throws IOException, InterruptedException {
            byte[] clean = clean(path);
            if (find(index, clean, index.size()) < 0) {
                var scanned = scanner.scan(source, session.platform(), Ledger.Keep.HISTORY);
                var tree = scanned.ledger().treeAfter(number);
                var node = tree.resolve(clean, true).flatMap(tree::find).filter(there -> there.layer() == number);
                if (node.isPresent() && node.get().kind() == EntryKind.FILE) {
                    return new Copy(image, number, index, node.get().entry());
                }
            }
            return new Copy(image, number, index, entry(index, number, clean));
        }
    }

    /** A path as names of the layer are written: whole, without empty parts and dots. */
    private static byte[] clean(String path) {
        var parts = new ArrayDeque<String>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return ("/" + String.join("/", parts)).getBytes(StandardCharsets.UTF_8);
    }

    /** The entry with the content of that name; a hard link leads to what its target was when the link was made. */
    private static int entry(LayerIndex index, int number, byte[] wanted) {
        int found = find(index, wanted, index.size());
        String name = Printable.of(wanted);
        if (found < 0) {
            throw new InvalidRequest(
                    "layer %d does not ship %s: tare trace tells which layers do".formatted(number, name));
        }
        for (int links = 0; index.kind(found) == EntryKind.HARDLINK && links < MAX_HARDLINKS_FOLLOWED; links++) {
            byte[] target = index.paths().bytes(index.linkTarget(found));
            found = find(index, target, found);
            if (found < 0) {
                throw new InvalidRequest("%s is a hard link to %s, which layer %d does not ship before it"
                        .formatted(name, Printable.of(target), number));
            }
        }
        return switch (index.kind(found)) {
            case FILE, PSEUDO_LINK -> found;
            case WHITEOUT -> throw new InvalidRequest("layer %d removes %s, and ships none".formatted(number, name));
            case SYMLINK ->
                throw new InvalidRequest("%s is a link to %s in layer %d"
                        .formatted(name, Printable.of(index.symlinkTarget(found)), number));
            default ->
                throw new InvalidRequest("%s is no regular file in layer %d but a %s"
                        .formatted(name, number, index.kind(found).words()));
        };
    }

    /** The last of the entries before {@code end} with that path, since within a layer the last one wins; whiteouts come before all others. */
    private static int find(LayerIndex index, byte[] wanted, int end) {
        int found = -1;
        for (int entry = 0; entry < end; entry++) {
            if (Arrays.equals(index.paths().bytes(index.path(entry)), wanted)
                    && (found < 0 || !isWhiteout(index.kind(entry)))) {
                found = entry;
            }
        }
        return found;
    }

    private static boolean isWhiteout(EntryKind kind) {
        return kind == EntryKind.WHITEOUT || kind == EntryKind.OPAQUE;
    }
}
