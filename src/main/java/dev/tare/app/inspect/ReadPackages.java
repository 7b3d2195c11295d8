package dev.tare.app.inspect;

import dev.tare.analysis.ledger.MergedTree;
import dev.tare.analysis.usage.Owners;
import dev.tare.image.ImageFault;
import dev.tare.image.Warnings;
import dev.tare.layer.LayerReader.ContentTaker;
import dev.tare.packages.Claims;
import dev.tare.packages.Databases;
import dev.tare.packages.InstalledPackage;
import dev.tare.packages.Reading;
import dev.tare.packages.Turn;
import dev.tare.scan.ScannedImage;
import dev.tare.scan.Scanner;
import dev.tare.source.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the databases of packages that a container would see in an image. Only layers that ship one are read again, each of them as far as its last
 * database, and of what passes by nothing is kept but who owns which file.
 */
final class ReadPackages {

    private final ScannedImage image;
    private final MergedTree tree;
    private final Owners<InstalledPackage> owners;
    private final Warnings notes = new Warnings();
    private final Databases databases = new Databases(new Taken());

    /** By the place of a directory with a database, without symbolic links, the path by which the database knows it. */
    private final Map<String, byte[]> folders = new HashMap<>();

    /** The files of databases in each layer. */
    private final Map<Integer, LayerFiles> layers = new TreeMap<>();

    /**
     * What was read.
     *
     * @param databases know more of the owners than they knew when these made their claims
     */
    record Found(Owners<InstalledPackage> owners, Databases databases, List<String> notes) {}

    /** @param image whose ledger keeps its tree */
    ReadPackages(ScannedImage image) {
        this.image = image;
        this.tree = image.ledger().tree();
        this.owners = new Owners<>(image.ledger(), InstalledPackage.NONE);
    }

    /** Passes claims on to the owners. */
    private final class Taken implements Claims {
        @Override
        public void file(InstalledPackage owner, byte[] path) {
            owners.claimFile(owner, path);
        }

        @Override
        public void folder(InstalledPackage owner, byte[] path) {
            owners.claimFolder(owner, path);
        }

        @Override
        public void note(String note) {
            notes.add(note);
        }
    }

    /**
     * Finds the databases and reads them.
     *
     * @throws ImageFault if a layer cannot be read again
     */
    Found run(Source source, Scanner scanner) throws ImageFault {
        for (String folder : databases.folders()) {
            byte[] known = folder.getBytes(StandardCharsets.UTF_8);
            tree.resolve(known, true).ifPresent(place -> folders.put(latin(place), known));
        }
        tree.visitFiles(this::find);
        for (var pass : passes()) {
            read(source, scanner, pass);
        }
        databases.end();
        owners.divideFolders();
        return new Found(owners, databases, notes.lines());
    }

    private void find(byte[] path, int layer, int entry, long size) {
        byte[] known = known(path);
        databases
                .file(known, size)
                .ifPresent(reading ->
                        layers.computeIfAbsent(layer, LayerFiles::new).add(entry, reading, databases.turn(known)));
    }

    /** A path by which a database knows the file. */
    private byte[] known(byte[] path) {
        int slash = path.length - 1;
        while (path[slash] != '/') {
            slash--;
        }
        byte[] folder = folders.get(latin(Arrays.copyOf(path, slash)));
        if (folder == null) {
            return path;
        }
        byte[] known = Arrays.copyOf(folder, folder.length + path.length - slash);
        System.arraycopy(path, slash, known, folder.length, path.length - slash);
        return known;
    }

    private static String latin(byte[] path) {
        return new String(path, StandardCharsets.ISO_8859_1);
    }

    /** A layer, and what is read of it when it passes by: by entry. */
    private record Pass(int layer, TreeMap<Integer, List<Reading>> files) {}

    /** The files of databases in a layer, with what reads each of them. */
    private static final class LayerFiles {
        private final int layer;
        private final TreeMap<Integer, List<Reading>> files = new TreeMap<>();
        private final TreeMap<Integer, List<Reading>> later = new TreeMap<>();
        private int lastFirst = -1;

        LayerFiles(int layer) {
            this.layer = layer;
        }

        void add(int entry, Reading reading, Turn turn) {
            (turn == Turn.LATER ? later : files)
                    .computeIfAbsent(entry, _ -> new ArrayList<>())
                    .add(reading);
            lastFirst = turn == Turn.FIRST ? Math.max(lastFirst, entry) : lastFirst;
        }

        boolean hasFirst() {
            return lastFirst >= 0;
        }

        /** One pass, unless files that are to be read later lie in front of those that are to be read first. */
        List<Pass> passes() {
            later.tailMap(lastFirst, false)
                    .forEach((entry, readings) -> files.merge(entry, readings, ReadPackages::both));
            later.tailMap(lastFirst, false).clear();
            return Stream.of(files, later)
                    .filter(some -> !some.isEmpty())
                    .map(some -> new Pass(layer, some))
                    .toList();
        }
    }

    private static List<Reading> both(List<Reading> some, List<Reading> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** Layers with files that are to be read first come first. */
    private List<Pass> passes() {
        return layers.values().stream()
                .sorted((a, b) -> Boolean.compare(b.hasFirst(), a.hasFirst()))
                .flatMap(layer -> layer.passes().stream())
                .toList();
    }

    private void read(Source source, Scanner scanner, Pass pass) throws ImageFault {
        scanner.contents(
                source,
                image.resolved(),
                pass.layer(),
                image.layers().get(pass.layer()),
                List.copyOf(pass.files().keySet()),
                new Contents(pass));
    }

    /** Gives each content to all that read it: a file may have several names. */
    private static final class Contents implements ContentTaker {
        private final Pass pass;
        private List<OutputStream> open = List.of();

        Contents(Pass pass) {
            this.pass = pass;
        }

        @Override
        public OutputStream begin(int entry) {
            open = pass.files().getOrDefault(entry, List.of()).stream()
                    .map(Reading::begin)
                    .toList();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    for (var one : open) {
                        one.write(bytes, offset, length);
                    }
                }
            };
        }

        @Override
        public void end(int entry) throws IOException {
            for (var one : open) {
                one.close();
            }
        }
    }
}
