package dev.tare.scan;

import dev.tare.analysis.Accounts;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.secrets.SecretPaths;
import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.spec.Config;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Manifest;
import dev.tare.image.spec.MediaType;
import dev.tare.image.spec.Platform;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.LayerReader;
import dev.tare.layer.LayerReader.ContentTaker;
import dev.tare.layer.Origin;
import dev.tare.layer.TocLayer;
import dev.tare.layer.stream.Compression;
import dev.tare.layer.tar.Expansion;
import dev.tare.layer.toc.TocClaim;
import dev.tare.source.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Scans an image: resolves it, has its layers read, checks them against manifest and config, and accounts for their files. */
public final class Scanner {

    /** Bytes of a layer for each byte of its table of contents: an estimate, for the choice of how layers are read. */
    private static final int BYTES_PER_TABLE_BYTE = 50;

    private static final String TOO_FEW_ANNOTATIONS =
            LazyRead.readWhole("the annotations do not tell enough of that (docs/lazy.md)");

    private static final String CACHED_WITHOUT_SHA256 = LazyRead.readWhole(
            "to read again what is in the cache without SHA-256 would take more bytes (docs/lazy.md)");

    /** The order in which layers are read, so that none is alone at the end. */
    private static final Comparator<Descriptor> LARGEST_FIRST = Comparator.comparingLong(layer -> -layer.size());

    private final Limits limits;
    private final ScanListener listener;
    private final LayerIndexer.Turn turn;
    private final Tables tables;

    /** The layers of the image that were read by their tables of contents. */
    private final Map<Digest, TocLayer> byTable = new HashMap<>();

    /** Whether tables of contents are used. */
    public enum Tables {
        /** All layers are read from the first byte to the last. */
        IGNORED,
        /** Layers in a registry are read by their tables where that gives the same figures. */
        USED
    }

    /** Ignores tables of contents. */
    public Scanner(Limits limits, ScanListener listener, LayerIndexer.Turn turn) {
        this(limits, listener, turn, Tables.IGNORED);
    }

    /** @param turn of this image; reads its layers */
    public Scanner(Limits limits, ScanListener listener, LayerIndexer.Turn turn, Tables tables) {
        this.limits = limits;
        this.listener = listener;
        this.turn = turn;
        this.tables = tables;
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
        return read(source, resolveToRead(source, platform), secrets).account();
    }

    /** The same for who needs more of the ledger than the accounts do. */
    public ScannedImage scan(Source source, Optional<Platform> platform, Ledger.Keep keep)
            throws ImageFault, InterruptedException {
        return account(read(source, resolveToRead(source, platform)), SecretPaths.NONE, keep);
    }

    /** An image whose layers have been read. Of many of these not much more is in memory than their distinct layers. */
    public interface Unaccounted {

        /** Accounts for the image. Its source need not be open any more. */
        ScannedImage account() throws ImageFault;
    }

    /** Reads the layers of an image that has been resolved. */
    public Unaccounted read(Source source, ResolvedImage resolved, SecretPaths secrets)
            throws ImageFault, InterruptedException {
        var read = read(source, resolved);
        return () -> account(read, secrets, Ledger.Keep.FATES);
    }

    private ScannedImage account(ReadImage read, SecretPaths secrets, Ledger.Keep keep) throws ImageFault {
        var image = read.image();
        var accounts = Accounts.of(Ledger.of(read.layers(), limits, keep), secrets);
        return new ScannedImage(
                read.source().name(),
                image.digest(),
                image.manifest(),
                image.config(),
                read.layers(),
                read.origins(),
                read.source().origin(),
                accounts,
                ScanWarnings.of(read, accounts));
    }

    private ReadImage read(Source source, ResolvedImage image) throws ImageFault, InterruptedException {
        var manifest = image.manifest();
        var config = image.config();
        check(manifest, config);
        var ids = image.diffIds();
        var byDigest = layers(source, distinct(manifest, config), new Expansion(limits));
        if (byDigest.values().stream().anyMatch(layer -> layer.origin() == Origin.TOC)) {
            byDigest = new LazyImage(image, limits).examined(byDigest, layer -> whole(source, layer, image));
        }
        var layers = new ArrayList<LayerIndex>();
        var origins = new ArrayList<Origin>();
        var notes = new ArrayList<List<String>>();
        for (Descriptor layer : manifest.layers()) {
            var read = byDigest.get(layer.digest());
            var index = read == null ? unread(layer, ids.at(layers.size())) : read.index();
            if (index.compressedBytes() != layer.size()) {
                throw new Damaged("the layer has %,d bytes; the manifest says %,d here and otherwise elsewhere"
                                .formatted(index.compressedBytes(), layer.size()))
                        .in(new LayerPlace(manifest, config, layers.size()).toString());
            }
            layers.add(index);
            origins.add(read == null ? Origin.NOT_HELD : read.origin());
            notes.add(read == null ? List.of() : notes(layer, read));
        }
        byDigest.forEach((digest, layer) -> layer.table().ifPresent(table -> byTable.put(digest, table)));
        var from = new ReadImage.ReadSource(source.name(), source.origin(), List.copyOf(source.warnings()));
        return new ReadImage(from, image, List.copyOf(layers), List.copyOf(origins), List.copyOf(notes), false)
                .inOrder();
    }

    /** Reads all of a layer whose table of contents is of no use after all. */
    private IndexedLayer whole(Source source, Descriptor layer, ResolvedImage image)
            throws ImageFault, InterruptedException {
        int number = image.manifest().layers().indexOf(layer);
        var one = new Placed(layer, new LayerPlace(image.manifest(), image.config(), number), false);
        return Objects.requireNonNull(
                missing(source, List.of(one), Way.HASHED, new Expansion(limits)).get(layer.digest()));
    }

    /** Finds the image that is meant, and reads no layer of it. */
    public ResolvedImage resolve(Source source, Optional<Platform> platform) throws ImageFault {
        return resolve(new ImageResolver(source, platform, limits, turn, _ -> {}));
    }

    /**
     * The same for who has the manifest or index of the source.
     *
     * @param top this document
     */
    public ResolvedImage resolve(Source source, Source.Fetched top, Optional<Platform> platform) throws ImageFault {
        return new ImageResolver(source, platform, limits, turn, _ -> {}).resolve(top);
    }

    /** The same for who reads all layers then: they are asked for together with the config. */
    public ResolvedImage resolveToRead(Source source, Optional<Platform> platform) throws ImageFault {
        return resolve(new ImageResolver(source, platform, limits, turn, manifest -> expect(source, manifest)));
    }

    private ResolvedImage resolve(ImageResolver resolver) throws ImageFault {
        var image = resolver.resolve();
        listener.resolved(image.manifest());
        return image;
    }

    private void expect(Source source, Manifest manifest) {
        listener.resolved(manifest); // before the first request for a layer
        var layers = manifest.layers();
        if (layers.size() <= limits.layers()
                && layers.stream().allMatch(layer -> MediaType.isLayer(layer.mediaType()))) {
            turn.lookUp(source, layers);
            turn.expect(
                    source,
                    layers.stream()
                            .filter(layer -> !hasTable(source, layer))
                            .sorted(LARGEST_FIRST)
                            .toList());
        }
    }

    /** What was odd about how a layer was read. */
    private List<String> notes(Descriptor layer, IndexedLayer read) {
        boolean isUnused = tables == Tables.USED
                && read.origin() == Origin.NETWORK
                && TocClaim.isMade(layer)
                && TocClaim.of(layer).isEmpty();
        return isUnused ? read.with(TOO_FEW_ANNOTATIONS).notes() : read.notes();
    }

    /** Returns true if a layer may be read by its table of contents. */
    private boolean hasTable(Source source, Descriptor layer) {
        return tables == Tables.USED && isRemote(source) && TocClaim.of(layer).isPresent();
    }

    /** Returns true if a layer is read by its table of contents, unless other layers or the table itself forbid it. */
    private boolean isReadByTable(Source source, Descriptor layer) {
        return hasTable(source, layer) && LazyRead.isWorth(layer);
    }

    /**
     * Reads one layer of an image and no other.
     *
     * @return empty if the config has another layer at this place: then a scan tells which, if the image is not damaged
     */
    public Optional<LayerIndex> layer(Source source, ResolvedImage image, int number)
            throws ImageFault, InterruptedException {
        var layer = image.manifest().layers().get(number);
        var place = new LayerPlace(image.manifest(), image.config(), number);
        checkType(layer, place);
        var read = layers(source, List.of(new Placed(layer, place, false)), new Expansion(limits));
        var ids = image.diffIds();
        var one = Objects.requireNonNull(read.get(layer.digest()));
        one.table().ifPresent(table -> byTable.put(layer.digest(), table));
        var index = (one.origin() == Origin.TOC ? one.comparable(ids.at(number)) : one).index();
        if (ids.fits(number, index)) {
            return Optional.of(index);
        }
        if (isRemote(source)) {
            throw ids.misfit(number, index).in(place.toString());
        }
        return Optional.empty();
    }

    private static boolean isRemote(Source source) {
        return source.origin() == Origin.NETWORK;
    }

    /**
     * Writes the content of one regular file of a layer, as {@link #contents} does.
     *
     * @param index of the layer, which tells what the content must be
     * @param entry the number of the file in it
     * @throws Damaged if it is not what it was when the layer was indexed
     */
    public void content(Source source, ResolvedImage image, int number, LayerIndex index, int entry, OutputStream out)
            throws ImageFault {
        contents(source, image, number, index, List.of(entry), ContentTaker.into(out));
    }

    /**
     * Shows the contents of some regular files of a layer. The layer is read again, as far as the last of them; of one that was read by its table of contents
     * these files only.
     *
     * @param index of the layer, which tells what the contents must be
     * @param entries the numbers of the files in it, ascending
     * @throws Damaged if one is not what it was when the layer was indexed
     */
    public void contents(
            Source source, ResolvedImage image, int number, LayerIndex index, List<Integer> entries, ContentTaker taker)
            throws ImageFault {
        var layer = image.manifest().layers().get(number);
        listener.started(List.of(layer));
        new LayerPlace(image.manifest(), image.config(), number).at(() -> {
            var table = byTable.get(layer.digest());
            if (table != null) {
                table.contents(entries, taker);
                return index;
            }
            try (var blob = source.blob(layer)) {
                new LayerReader(limits).contents(blob, layer, index, entries, taker);
            }
            return index;
        });
    }

    /** Why {@link #contents} fetches a layer from its beginning though tables of contents are used; empty where it does not, and for small layers. */
    public Optional<String> notByTable(Source source, Descriptor layer) {
        return tables == Tables.USED
                        && isRemote(source)
                        && LazyRead.isWorth(layer)
                        && !byTable.containsKey(layer.digest())
                ? Optional.of(
                        TocClaim.isMade(layer) ? "its table of contents is not used" : "it has no table of contents")
                : Optional.empty();
    }

    private static LayerIndex unread(Descriptor layer, Optional<Digest> diffId) {
        return LayerIndex.unread(
                layer.digest(), diffId.orElse(layer.digest()), Compression.claimedBy(layer.mediaType()), layer.size());
    }

    private void check(Manifest manifest, Config config) throws ImageFault {
        int count = manifest.layers().size();
        if (count > limits.layers()) {
            throw Limits.exceeded("an image of %,d layers".formatted(count), limits.layers(), Bound.LAYERS);
        }
        for (int i = 0; i < count; i++) {
            checkType(manifest.layers().get(i), new LayerPlace(manifest, config, i));
        }
    }

    private static void checkType(Descriptor layer, LayerPlace place) throws ImageFault {
        String type = layer.mediaType();
        if (!MediaType.isLayer(type)) {
            throw new Unreadable(
                            type.endsWith("+encrypted")
                                    ? "it is encrypted (%s), and cannot be read without its key".formatted(type)
                                    : "its media type is that of no layer (%s)".formatted(type),
                            "")
                    .in(place.toString());
        }
    }

    /**
     * A distinct layer of the image.
     *
     * @param place how a fault names it
     * @param isDispensable whether the image is read without it if nobody holds it
     */
    private record Placed(Descriptor layer, LayerPlace place, boolean isDispensable) {}

    private List<Placed> distinct(Manifest manifest, Config config) {
        var distinct = new LinkedHashMap<Digest, Placed>();
        for (int i = 0; i < manifest.layers().size(); i++) {
            var layer = manifest.layers().get(i);
            if (!distinct.containsKey(layer.digest())) {
                distinct.put(layer.digest(), new Placed(layer, new LayerPlace(manifest, config, i), layer.isForeign()));
            }
        }
        return List.copyOf(distinct.values());
    }

    /** Has these layers read as far as they are not known. Those that nobody holds are left out. */
    private Map<Digest, IndexedLayer> layers(Source source, List<Placed> wanted, Expansion expansion)
            throws ImageFault, InterruptedException {
        var read = new HashMap<Digest, IndexedLayer>();
        var known = turn.find(source, wanted.stream().map(Placed::layer).toList());
        var way = way(source, wanted, known);
        if (way == Way.LAZY) {
            known.values().removeIf(layer -> !layer.hasSha256());
        }
        var missing = new ArrayList<Placed>();
        for (var one : wanted) {
            var layer = known.get(one.layer().digest());
            if (layer != null) {
                one.place().at(() -> counted(layer.index(), expansion));
                read.put(one.layer().digest(), layer);
            } else {
                missing.add(one);
            }
        }
        read.putAll(missing(source, missing, way, expansion));
        if (way == Way.WHOLE) {
            missing.stream()
                    .map(Placed::layer)
                    .filter(layer -> isReadByTable(source, layer))
                    .forEach(layer ->
                            read.computeIfPresent(layer.digest(), (_, unused) -> unused.with(CACHED_WITHOUT_SHA256)));
        }
        return read;
    }

    /**
     * How layers that are not known are read. Where layers are read by their tables of contents, known ones that cannot be compared with a table are read
     * again: those with a table by it, the others whole. That is done where it takes fewer bytes than to read all unknown layers whole.
     */
    private Way way(Source source, List<Placed> wanted, Map<Digest, IndexedLayer> known) {
        long saved = 0;
        long readAgain = 0;
        for (var one : wanted) {
            var layer = known.get(one.layer().digest());
            boolean hasTable = isReadByTable(source, one.layer());
            if (layer == null && hasTable) {
                saved += one.layer().size();
            } else if (layer != null && !layer.hasSha256()) {
                readAgain += hasTable
                        ? one.layer().size() / BYTES_PER_TABLE_BYTE
                        : one.layer().size();
            }
        }
        return saved > readAgain ? Way.LAZY : Way.WHOLE;
    }

    /** Has layers read, the largest first; where others read the same layers, in an order of its own. */
    private Map<Digest, IndexedLayer> missing(Source source, List<Placed> missing, Way way, Expansion expansion)
            throws ImageFault, InterruptedException {
        listener.started(missing.stream().map(Placed::layer).toList());
        var answers = new LinkedBlockingQueue<Answer>();
        var read = new HashMap<Digest, IndexedLayer>();
        try {
            var order = new ArrayList<>(missing);
            order.sort(Comparator.comparing(Placed::layer, LARGEST_FIRST));
            if (turn.isShared()) {
                Collections.shuffle(order);
            }
            for (var one : order) {
                var _ = index(source, one, way, expansion)
                        .whenComplete((layer, fault) -> answers.add(new Answer(one, layer, fault)));
            }
            for (int i = 0; i < missing.size(); i++) {
                var answer = answers.take();
                var digest = answer.asked().layer().digest();
                answer.asked().place().at(answer::layerIfHeld).ifPresent(layer -> read.put(digest, layer));
                listener.finished(digest);
            }
            return read;
        } finally {
            turn.stop(); // if one layer fails, the others need not be read
        }
    }

    /** What came of a layer: its index or a fault. */
    private record Answer(
            Placed asked,
            @Nullable IndexedLayer layer,
            @Nullable Throwable fault) {

        /** Empty for a dispensable layer that nobody holds. */
        Optional<IndexedLayer> layerIfHeld() throws IOException {
            return switch (fault) {
                case null -> Optional.ofNullable(layer);
                case NotHeld _ when asked.isDispensable() -> Optional.empty();
                case IOException e -> throw e;
                case RuntimeException bug -> throw bug;
                case Error e -> throw e;
                default -> throw new IllegalStateException(fault);
            };
        }
    }

    private CompletableFuture<IndexedLayer> index(Source source, Placed one, Way way, Expansion expansion) {
        try {
            var passed = source.index(one.layer());
            if (passed.isEmpty()) {
                return turn.read(source, one.layer(), way, expansion, listener);
            }
            var digest = source.digest(one.layer());
            if (digest.isPresent() && !passed.get().digest().equals(digest.get())) {
                throw new Damaged("the layer's bytes have the digest %s; they should have %s"
                        .formatted(passed.get().digest(), digest.get()));
            }
            return CompletableFuture.completedFuture(
                    new IndexedLayer(counted(passed.get(), expansion), source.origin()));
        } catch (ImageFault e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A layer that was read before: it counts as if it were read now, so that what is cached makes no difference. */
    private static LayerIndex counted(LayerIndex index, Expansion expansion) throws ImageFault {
        expansion.add(index.expandedBytes());
        return index;
    }
}
