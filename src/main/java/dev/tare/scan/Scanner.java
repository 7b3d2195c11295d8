package dev.tare.scan;

import dev.tare.analysis.Accounts;
import dev.tare.analysis.SecretPaths;
import dev.tare.image.Config;
import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.Manifest;
import dev.tare.image.MediaType;
import dev.tare.image.Platform;
import dev.tare.layer.Compression;
import dev.tare.layer.Expansion;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.LayerReader;
import dev.tare.layer.Printable;
import dev.tare.source.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Scans images: each layer is requested once and streamed once, several at a time, also where several images have it. */
public final class Scanner {

    private static final int WARNINGS = 200;

    private final Limits limits;
    private final int jobs;
    private final ScanListener listener;
    private final KnownLayers known;

    /** @param jobs how many layers are read at the same time */
    public Scanner(Limits limits, int jobs, ScanListener listener) {
        this(limits, jobs, listener, new KnownLayers(LayerStore.NONE));
    }

    /** @param known the layers that were read before and need not be again; those that are read now are added */
    public Scanner(Limits limits, int jobs, ScanListener listener, KnownLayers known) {
        this.limits = limits;
        this.jobs = jobs;
        this.listener = listener;
        this.known = known;
    }

    /**
     * Reads an image and accounts for every byte of it.
     *
     * @param platform which image of an index is meant; without one, Linux on this machine's processor
     */
    public ScannedImage scan(Source source, Optional<Platform> platform) throws ImageFault, InterruptedException {
        return scan(source, platform, SecretPaths.NONE);
    }

    /** The same, with paths that are credentials whatever the files hold. */
    public ScannedImage scan(Source source, Optional<Platform> platform, SecretPaths secrets)
            throws ImageFault, InterruptedException {
        var image = resolve(source, platform);
        var manifest = image.manifest();
        var config = image.config();
        var warnings = new ArrayList<String>();
        check(manifest, config, warnings);
        var stored = new HashSet<Digest>();
        var byDigest = read(source, manifest, config, stored, new Expansion(limits));
        var layers = new ArrayList<LayerIndex>();
        var unread = new BitSet();
        var cached = new BitSet();
        for (Descriptor layer : manifest.layers()) {
            var read = Objects.requireNonNull(byDigest.get(layer.digest()));
            if (read.isEmpty()) {
                unread.set(layers.size());
            }
            cached.set(layers.size(), stored.contains(layer.digest()));
            var index = read.orElseGet(() -> unread(layer, config, layers.size()));
            if (index.compressedBytes() != layer.size()) {
                throw new Damaged("the layer has %,d bytes; the manifest says %,d here and otherwise elsewhere"
                                .formatted(index.compressedBytes(), layer.size()))
                        .in(place(manifest, config, layers.size()));
            }
            layers.add(index);
        }
        var accounts = Accounts.of(layers, limits, secrets);
        warnings.addAll(source.warnings());
        unread.stream()
                .forEach(i -> warnings.add(
                        "layer %d is a foreign layer, which %s does not hold: it was not scanned, and no figure counts its files"
                                .formatted(i, source.kind().equals("file") ? "the archive" : "the registry")));
        for (int i = 0; i < layers.size(); i++) {
            warn(i, manifest, config, layers, accounts, warnings);
        }
        return new ScannedImage(
                source.name(),
                image.digest(),
                manifest,
                config,
                List.copyOf(layers),
                unread,
                cached,
                source.kind(),
                accounts,
                brief(warnings));
    }

    /** Finds the image that is meant, and reads no layer of it. */
    public ResolvedImage resolve(Source source, Optional<Platform> platform) throws ImageFault {
        var image = new ImageResolver(source, platform, limits).resolve();
        listener.resolved(image.manifest());
        return image;
    }

    /** Reads one layer of an image and no other. */
    public LayerIndex layer(Source source, ResolvedImage image, int number) throws ImageFault {
        var layer = image.manifest().layers().get(number);
        var place = place(image.manifest(), image.config(), number);
        checkType(layer, place);
        var before = known.find(layer, isRemote(source), limits);
        if (before.isPresent()) {
            return before.get().index();
        }
        listener.started(List.of(layer));
        return at(place, () -> index(source, layer, 0, new Expansion(limits)));
    }

    private static boolean isRemote(Source source) {
        return source.kind().equals("network");
    }

    /**
     * Writes the content of one regular file of a layer. The layer is read again, as far as that file.
     *
     * @param index of the layer, which tells what the content must be
     * @param entry the number of the file in it
     * @throws Damaged if it is not what it was when the layer was indexed
     */
    public void content(Source source, ResolvedImage image, int number, LayerIndex index, int entry, OutputStream out)
            throws ImageFault {
        var layer = image.manifest().layers().get(number);
        listener.started(List.of(layer));
        at(place(image.manifest(), image.config(), number), () -> {
            try (var blob = source.blob(layer)) {
                new LayerReader(limits).content(blob, layer, index, entry, out);
            }
            return index;
        });
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads, and says of a fault at which layer it was. */
    private static <T> T at(String place, Reading<T> reading) throws ImageFault {
        try {
            return reading.read();
        } catch (ImageFault e) {
            throw e.in(place);
        } catch (OutOfMemoryError e) {
            throw outOfMemory();
        } catch (IOException e) {
            throw new Unreadable("it could not be read (%s)".formatted(e.getMessage()), "try again", e).in(place);
        }
    }

    private static LayerIndex unread(Descriptor layer, Config config, int number) {
        var diffId = number < config.diffIds().size() ? config.diffIds().get(number) : layer.digest();
        return LayerIndex.unread(layer.digest(), diffId, Compression.claimedBy(layer.mediaType()), layer.size());
    }

    private void check(Manifest manifest, Config config, List<String> warnings) throws ImageFault {
        int count = manifest.layers().size();
        if (count > limits.layers()) {
            throw Limits.exceeded("an image of %,d layers".formatted(count), limits.layers(), "max-layers");
        }
        for (int i = 0; i < count; i++) {
            checkType(manifest.layers().get(i), place(manifest, config, i));
        }
        if (config.diffIds().size() != count) {
            warnings.add("the config has %,d diff_ids for %,d layers"
                    .formatted(config.diffIds().size(), count));
        }
        if (!config.history().isEmpty() && config.layersInHistory() != count) {
            warnings.add(
                    "the history tells of %,d layers, and the image has %,d: instructions may be those of other layers"
                            .formatted(config.layersInHistory(), count));
        }
    }

    private static void checkType(Descriptor layer, String place) throws ImageFault {
        String type = layer.mediaType();
        if (!MediaType.isLayer(type)) {
            throw new Unreadable(
                            type.endsWith("+encrypted")
                                    ? "it is encrypted (%s), and cannot be read without its key".formatted(type)
                                    : "its media type is that of no layer (%s)".formatted(type),
                            "")
                    .in(place);
        }
    }

    /** Reads every distinct layer that is not known, the largest first, so that none of them is alone at the end. */
    private Map<Digest, Optional<LayerIndex>> read(
            Source source, Manifest manifest, Config config, Set<Digest> stored, Expansion expansion)
            throws ImageFault, InterruptedException {
        var read = new HashMap<Digest, Optional<LayerIndex>>();
        var distinct = new LinkedHashMap<Digest, Integer>();
        for (int i = 0; i < manifest.layers().size(); i++) {
            distinct.putIfAbsent(manifest.layers().get(i).digest(), i);
        }
        boolean remote = isRemote(source);
        var before = distinct.values().parallelStream()
                .map(manifest.layers()::get)
                .flatMap(layer -> known.find(layer, remote, limits).stream())
                .toList();
        for (var layer : before) {
            var digest = layer.index().digest();
            int number = Objects.requireNonNull(distinct.remove(digest));
            at(place(manifest, config, number), () -> counted(layer.index(), expansion));
            read.put(digest, Optional.of(layer.index()));
            if (layer.stored()) {
                stored.add(digest);
            }
        }
        var positions = List.copyOf(distinct.values());
        var layers = positions.stream().map(manifest.layers()::get).toList();
        listener.started(layers);
        var order = new ArrayList<Integer>();
        for (int i = 0; i < layers.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingLong(i -> -layers.get(i).size()));

        var pool = Executors.newFixedThreadPool(
                Math.clamp(layers.size(), 1, jobs),
                task -> Thread.ofPlatform().daemon().name("layer").unstarted(task));
        try {
            var results = new ExecutorCompletionService<Map.Entry<Digest, Optional<LayerIndex>>>(pool);
            for (int i : order) {
                results.submit(task(source, layers.get(i), i, place(manifest, config, positions.get(i)), expansion));
            }
            for (int i = 0; i < layers.size(); i++) {
                var result = get(results.take());
                read.put(result.getKey(), result.getValue());
            }
            return read;
        } finally {
            pool.shutdownNow(); // where one layer fails, the others need not be read
        }
    }

    /** Reads one layer; a foreign one that is not to be had is left out, and said so. */
    private Callable<Map.Entry<Digest, Optional<LayerIndex>>> task(
            Source source, Descriptor layer, int number, String place, Expansion expansion) {
        return () -> at(place, () -> {
            Optional<LayerIndex> index;
            try {
                index = Optional.of(index(source, layer, number, expansion));
            } catch (NotHeld e) {
                if (!layer.isForeign()) {
                    throw e;
                }
                index = Optional.empty();
            }
            listener.finished(number);
            return Map.entry(layer.digest(), index);
        });
    }

    private LayerIndex index(Source source, Descriptor layer, int number, Expansion expansion) throws IOException {
        var passed = source.index(layer);
        if (passed.isPresent()) {
            if (!passed.get().digest().equals(layer.digest())) {
                throw new Damaged("the layer's bytes have the digest %s; they should have %s"
                        .formatted(passed.get().digest(), layer.digest()));
            }
            return counted(passed.get(), expansion);
        }
        boolean remote = isRemote(source);
        listener.begun(number);
        try (var blob = source.blob(layer)) {
            var reader = new LayerReader(limits, expansion);
            var index = reader.read(blob, layer, remote, bytes -> listener.received(number, bytes));
            known.add(index, remote, limits);
            return index;
        }
    }

    /** A layer that was read before: it counts as if it were read now, so that what is cached makes no difference. */
    private static LayerIndex counted(LayerIndex index, Expansion expansion) throws ImageFault {
        expansion.add(index.expandedBytes());
        return index;
    }

    private static <T> T get(Future<T> result) throws ImageFault, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ImageFault fault -> throw fault;
                case OutOfMemoryError _ -> throw outOfMemory();
                case RuntimeException bug -> throw bug;
                case Error bug -> throw bug;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static ImageFault outOfMemory() {
        return new ImageFault.BeyondLimit(
                "there is not enough memory for this image", "give tare more memory, or lower --jobs");
    }

    private static String place(Manifest manifest, Config config, int layer) {
        String instruction = config.instructionOf(layer).text();
        String brief = Printable.of(instruction.replaceAll("\\s+", " "));
        return "layer %d (%s%s)"
                .formatted(
                        layer,
                        manifest.layers().get(layer).digest().brief(),
                        brief.isEmpty() ? "" : ", " + (brief.length() > 60 ? brief.substring(0, 59) + "…" : brief));
    }

    private static void warn(
            int layer,
            Manifest manifest,
            Config config,
            List<LayerIndex> layers,
            Accounts accounts,
            List<String> warnings) {
        var index = layers.get(layer);
        var descriptor = manifest.layers().get(layer);
        var lines = new ArrayList<String>();
        var claimed = Compression.claimedBy(descriptor.mediaType());
        if (claimed != index.compression() && index.uncompressedBytes() > 0) {
            lines.add("its media type says %s, but it is %s".formatted(claimed, index.compression()));
        }
        if (layer < config.diffIds().size() && !config.diffIds().get(layer).equals(index.diffId())) {
            lines.add("its diff ID is %s; the config says %s"
                    .formatted(index.diffId(), config.diffIds().get(layer)));
        }
        if (layers.indexOf(index) == layer) {
            lines.addAll(index.notes()); // once for a layer that appears twice
        }
        lines.addAll(accounts.layers().get(layer).notes());
        lines.forEach(line -> warnings.add("layer " + layer + ": " + line));
    }

    private static List<String> brief(List<String> warnings) {
        if (warnings.size() <= WARNINGS) {
            return List.copyOf(warnings);
        }
        var brief = new ArrayList<>(warnings.subList(0, WARNINGS));
        brief.add("%,d more warnings".formatted(warnings.size() - WARNINGS));
        return List.copyOf(brief);
    }
}
