package dev.tare.cli;

import dev.tare.analysis.MergedTree;
import dev.tare.image.Descriptor;
import dev.tare.image.ImageFault;
import dev.tare.layer.EntryKind;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Printable;
import dev.tare.scan.ResolvedImage;
import dev.tare.scan.Scanner;
import dev.tare.source.Source;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tare cat}: the bytes of one copy of a file, a hidden one too. */
@Command(
        name = "cat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Write the content of a file to standard output: the one that a container reads or, with --layer, the one that this"
                    + " layer ships, which may have been removed since and is still there for everyone who pulls the image.",
            "With --layer no other layer is fetched, unless this one does not ship the path by that name. A terminal gets control characters escaped; a file or pipe gets the bytes."
        },
        footer = {
            "",
            "Examples:",
            "  tare cat nginx:1.27 /etc/nginx/nginx.conf",
            "  tare cat --layer 4 app:1 /root/.npmrc"
        })
public final class CatCommand implements Callable<Integer> {

    /** Up to here a content is verified before any of it is written, and beyond at its end. In bytes. */
    private static final int HELD_BACK = 16 << 20;

    /** Hard links that are followed within a layer, each of which costs a search through all of it. */
    private static final int HARDLINKS = 40;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "IMAGE", description = "As for scan: in a registry, a layout or an archive.")
    private String image = "";

    @Parameters(index = "1", paramLabel = "PATH", description = "Of a regular file, or of a link to one.")
    private String path = "";

    @Option(
            names = "--layer",
            paramLabel = "N|DIGEST",
            description = "The copy that this layer ships, and not the one that a container reads.")
    private @Nullable String layer;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file and not to standard output.")
    private @Nullable Path output;

    @Option(
            names = {"-q", "--quiet"},
            description = "Neither progress nor notices of retries on standard error.")
    private boolean quiet;

    @Mixin
    private ImageOptions imageOptions = new ImageOptions();

    /** Which file of which layer is wanted. */
    private record Copy(ResolvedImage image, int layer, LayerIndex index, int entry) {
        long size() {
            return index.fileSize(entry);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ReportOptions.checkWritable(output);
        ImageCommand.notEmpty("PATH", List.of(path));
        var openable = imageOptions.images(List.of(image)).getFirst();
        try {
            return imageOptions.with(openable, quiet, SourceOptions.Openable::openToReadAgain, (source, scanner) -> {
                write(source, scanner, layer == null ? visible(source, scanner) : shipped(source, scanner, layer));
                return ExitCode.OK;
            });
        } catch (ImageFault fault) {
            TareCommand.complain(spec, openable.name(), fault);
            return ExitCode.of(fault);
        }
    }

    /** What a container reads, as a whole scan tells it. */
    private Copy visible(Source source, Scanner scanner) throws IOException, InterruptedException {
        var scanned = scanner.scan(source, imageOptions.platform());
        var tree = MergedTree.of(scanned.layers(), imageOptions.limits());
        byte[] asked = path.getBytes(StandardCharsets.UTF_8);
        var link = tree.resolve(asked, false).flatMap(tree::find);
        var node = tree.resolve(asked, true)
                .flatMap(tree::find)
                .orElseThrow(() -> new UsageException(
                        link.isPresent()
                                ? "%s is a link to %s, which leads nowhere"
                                        .formatted(
                                                Printable.of(asked),
                                                Printable.of(link.get().target()))
                                : "there is no %s in %s: tare trace tells whether a layer had it"
                                        .formatted(Printable.of(asked), scanned.name())));
        if (node.kind() != EntryKind.FILE) {
            throw new UsageException(
                    "%s is no regular file but a %s".formatted(path, node.kind().words()));
        }
        return new Copy(scanned.resolved(), node.layer(), scanned.layers().get(node.layer()), node.entry());
    }

    /** What a layer ships, for which no other layer needs to be read unless symbolic links of lower ones lead to the file. */
    private Copy shipped(Source source, Scanner scanner, String wanted) throws IOException, InterruptedException {
        var resolved = scanner.resolve(source, imageOptions.platform());
        var digests =
                resolved.manifest().layers().stream().map(Descriptor::digest).toList();
        int number = ImageCommand.layer(digests, resolved.config().diffIds(), wanted);
        var index = scanner.layer(source, resolved, number);
        if (index.isPresent()) {
            return shipped(source, scanner, resolved, number, index.get());
        }
        // which layer is at which place cannot be told without reading them all
        var scanned = scanner.scan(source, imageOptions.platform());
        int place = ImageCommand.layer(scanned, wanted);
        return shipped(
                source, scanner, scanned.resolved(), place, scanned.layers().get(place));
    }

    private Copy shipped(Source source, Scanner scanner, ResolvedImage image, int number, LayerIndex index)
            throws IOException, InterruptedException {
        byte[] clean = clean(path);
        if (find(index, clean, index.size()) < 0) {
            var scanned = scanner.scan(source, imageOptions.platform());
            var tree = MergedTree.of(scanned.layers().subList(0, number + 1), imageOptions.limits());
            var node = tree.resolve(clean, true).flatMap(tree::find).filter(there -> there.layer() == number);
            if (node.isPresent() && node.get().kind() == EntryKind.FILE) {
                return new Copy(image, number, index, node.get().entry());
            }
        }
        return new Copy(image, number, index, entry(index, number, clean));
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
            throw new UsageException(
                    "layer %d does not ship %s: tare trace tells which layers do".formatted(number, name));
        }
        for (int links = 0; index.kind(found) == EntryKind.HARDLINK && links < HARDLINKS; links++) {
            byte[] target = index.paths().bytes(index.linkTarget(found));
            found = find(index, target, found);
            if (found < 0) {
                throw new UsageException("%s is a hard link to %s, which layer %d does not ship before it"
                        .formatted(name, Printable.of(target), number));
            }
        }
        return switch (index.kind(found)) {
            case FILE, PSEUDO_LINK -> found;
            case WHITEOUT -> throw new UsageException("layer %d removes %s, and ships none".formatted(number, name));
            case SYMLINK ->
                throw new UsageException("%s is a link to %s in layer %d"
                        .formatted(name, Printable.of(index.symlinkTarget(found)), number));
            default ->
                throw new UsageException("%s is no regular file in layer %d but a %s"
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

    private void write(Source source, Scanner scanner, Copy copy) throws IOException {
        var held = new ByteArrayOutputStream(copy.size() > HELD_BACK ? 0 : (int) copy.size());
        if (copy.size() <= HELD_BACK) {
            scanner.content(source, copy.image(), copy.layer(), copy.index(), copy.entry(), held);
        }
        try (var out = out()) {
            if (copy.size() > HELD_BACK) {
                scanner.content(source, copy.image(), copy.layer(), copy.index(), copy.entry(), out);
            } else {
                held.writeTo(out);
            }
        }
    }

    private OutputStream out() {
        try {
            return new Writing(
                    output != null
                            ? Files.newOutputStream(output)
                            : Terminal.isTerminal(1) ? new EscapedOutput(Terminal.stdout()) : Terminal.stdout());
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private UsageException cannotWrite(IOException e) {
        return new UsageException(
                output == null
                        ? String.valueOf(e.getMessage())
                        : "--output: %s cannot be written (%s)".formatted(output, e.getMessage()));
    }

    /** Tells a full disk from a layer that cannot be read. */
    private final class Writing extends FilterOutputStream {

        Writing(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw cannotWrite(e);
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw cannotWrite(e);
            }
        }
    }
}
