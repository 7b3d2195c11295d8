package dev.tare.analysis.advice;

import dev.tare.analysis.advice.Advice.Kind;
import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.leftovers.Leftovers;
import dev.tare.analysis.node.Change;
import dev.tare.analysis.node.Sameness;
import dev.tare.image.spec.Instruction;
import dev.tare.layer.Ancestry;
import dev.tare.layer.Paths;
import dev.tare.leftovers.LeftoverKind;
import dev.tare.leftovers.PackageCaches;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds what saves most for the least change (accounting.md, "Merge advice" and "Leftovers"). Every hidden copy is an interval of layers, from the one
 * that ships it to the one that hides it, and one mend fits it: in the instruction that copied it in, in the one that made it, or by
 * joining the instructions from the one to the other. Layers of the base image are never touched.
 */
public final class Advisor {

    /** Joining one more instruction must save at least one part in so many of what joining could save. Other advice must save as large a part of the waste. */
    private static final int MIN_SAVING_DIVISOR = 100;

    private static final Comparator<Advice> MOST_FIRST = Comparator.comparingLong(
                    (Advice advice) -> -advice.savesBytes())
            .thenComparing(advice -> advice.layers().getFirst())
            .thenComparing(advice -> advice.layers().getLast())
            .thenComparing(Advice::kind)
            .thenComparing(advice -> advice.leftovers().toString());

    private final Copies copies;
    private final Tree tree;
    private final Paths paths;
    private final Ancestry ancestry;
    private final List<Instruction> instructions;
    private final int base;

    /** For each copy the first one with its content of which it is a later version, changed in metadata at most. */
    private final int[] origin;

    /** For each copy the last such version. */
    private final int[] end;

    /** For each layer how many copies with content it ships. */
    private final int[] shipped;

    /** For each directory that was looked at, the package cache that it belongs to. */
    private final Map<Integer, LeftoverKind> cacheOf = new HashMap<>();

    private final PackageCaches caches = new PackageCaches();

    private final Leftovers leftovers;

    /**
     * @param base how many layers are those of the base image
     * @param leftovers the visible copies that a container does not need
     */
    public Advisor(Ledger ledger, List<Instruction> instructions, int base, Leftovers leftovers) {
        this.copies = ledger.copies();
        this.tree = ledger.places();
        this.paths = tree.paths();
        this.ancestry = ledger.ancestry();
        this.instructions = instructions;
        this.base = base;
        origin = new int[copies.size()];
        end = new int[copies.size()];
        this.leftovers = leftovers;
        shipped = new int[instructions.size()];
        for (int copy = 0; copy < copies.size(); copy++) {
            origin[copy] = copy;
            end[copy] = copy;
            shipped[copies.layer(copy)] += copies.bytes(copy) > 0 ? 1 : 0;
        }
        // a copy is numbered behind all those that it hides
        for (int copy = 0; copy < copies.size(); copy++) {
            if (goesOn(copy)) {
                origin[copies.successor(copy)] = origin[copy];
            }
        }
        for (int copy = copies.size() - 1; copy >= 0; copy--) {
            if (goesOn(copy)) {
                end[copy] = end[copies.successor(copy)];
            }
        }
    }

    /** Whether the copy that hides this one has the same content and comes from an instruction other than COPY and ADD. */
    private boolean goesOn(int copy) {
        return copies.fate(copy) == Fate.DUPLICATED
                && !isCopy(copies.hiddenBy(copy))
                && copies.samenessWithSuccessor(copy) == Sameness.SAME;
    }

    /** The cache that a file is in. That depends on its directory alone, so each directory is looked at once. */
    private LeftoverKind cache(int copy) {
        return cacheOf.computeIfAbsent(paths.parent(copies.path(copy)), directory -> caches.of(paths.bytes(directory)));
    }

    private boolean isCopy(int layer) {
        return instructions.get(layer).isCopy();
    }

    public List<Advice> advice() {
        var joinable = new Intervals(instructions.size());
        for (int copy = 0; copy < copies.size(); copy++) {
            if (isWasted(copy) && !isCopiedIn(copy) && isJoinable(copies.layer(copy), copies.hiddenBy(copy))) {
                joinable.add(copies.layer(copy), copies.hiddenBy(copy), copies.bytes(copy));
            }
        }
        int[] joined = joinable.join(this::isJoinable);
        var all = new ArrayList<Advice>(wasteAdvice(joined));
        all.addAll(leftoverAdvice(joined));
        all.sort(MOST_FIRST);
        return all;
    }

    private List<Advice> wasteAdvice(int[] joined) {
        var pieces = new LinkedHashMap<Key, Piece>();
        long wasted = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            if (!isWasted(copy)) {
                continue;
            }
            wasted += copies.bytes(copy);
            int into = joined[copies.layer(copy)];
            Key key = into >= 0 && into == joined[copies.hiddenBy(copy)]
                    ? new Key(Kind.MERGE, into, -1, LeftoverKind.NONE)
                    : mend(copy);
            if (key != null) {
                pieces.computeIfAbsent(key, Piece::new).add(copy);
            }
        }
        return result(pieces, joined, wasted);
    }

    /** One piece for each kind of leftovers in each layer above the base. */
    private List<Advice> leftoverAdvice(int[] joined) {
        var pieces = new LinkedHashMap<Key, Piece>();
        long avoidable = 0;
        for (int copy : leftovers.copies()) {
            int layer = copies.layer(copy);
            if (layer >= base && !(layer == 0 && isUnnamedBase())) {
                avoidable += copies.bytes(copy);
                var key = new Key(Kind.AVOID, layer, -1, leftovers.kind(copy));
                pieces.computeIfAbsent(key, Piece::new).addLeftover(copy);
            }
        }
        return result(pieces, joined, avoidable);
    }

    /** Whether the lowest layer looks like that of a base image of which nobody says so. The only layer of an image is none. */
    private boolean isUnnamedBase() {
        return base == 0 && instructions.size() > 1 && instructions.getFirst().isRootFilesystem();
    }

    /** What the instructions above the base waste. */
    private boolean isWasted(int copy) {
        return copies.fate(copy) != Fate.VISIBLE && copies.bytes(copy) > 0 && copies.layer(copy) >= base;
    }

    /** Whether these layers, and all between them, can be made by one instruction: no file comes from outside. */
    private boolean isJoinable(int first, int last) {
        for (int layer = first; layer <= last; layer++) {
            if (layer < base || isCopy(layer)) {
                return false;
            }
        }
        return first < last;
    }

    private record Key(Kind kind, int first, int second, LeftoverKind leftover) {}

    private boolean isCopiedIn(int copy) {
        int first = copies.layer(origin[copy]);
        return first >= base && isCopy(first);
    }

    /** The mend that fits a hidden copy where its layers are not joined; null if none does. */
    private @Nullable Key mend(int copy) {
        int ships = copies.layer(copy);
        int hides = copies.hiddenBy(copy);
        if (ships == hides || (copies.layer(origin[copy]) == 0 && isUnnamedBase())) {
            return null;
        }
        if (isCopiedIn(copy)) {
            return mendOfCopy(copy);
        }
        var cache = cache(copy);
        if (!cache.isNone() && cache.remedy().isDoneWith(instructions.get(ships).text())) {
            return new Key(Kind.REMOVE_IN_PLACE, ships, -1, cache);
        }
        boolean removed = copies.fate(copy).isRemoved() && !isCopy(hides);
        return removed ? new Key(Kind.REMOVE_IN_PLACE, ships, hides, LeftoverKind.NONE) : null;
    }

    private @Nullable Key mendOfCopy(int copy) {
        int first = copies.layer(origin[copy]);
        int last = end[copy];
        int hides = copies.fate(last) == Fate.VISIBLE ? -1 : copies.hiddenBy(last);
        return switch (copies.fate(last)) {
            case VISIBLE -> new Key(Kind.COPY_METADATA, first, -1, LeftoverKind.NONE);
            case DUPLICATED ->
                new Key(isCopy(hides) ? Kind.COPY_ONCE : Kind.MULTI_STAGE, first, hides, LeftoverKind.NONE);
            default -> isCopy(hides) ? null : new Key(Kind.MULTI_STAGE, first, hides, LeftoverKind.NONE);
        };
    }

    /** @param bytes what all pieces could save together */
    private static List<Advice> result(Map<Key, Piece> pieces, int[] joined, long bytes) {
        var all = new ArrayList<Advice>();
        pieces.values().forEach(piece -> all.add(piece.result(joined)));
        all.sort(MOST_FIRST);
        long least = bytes / MIN_SAVING_DIVISOR;
        return all.stream()
                .filter(advice -> advice.savesBytes() >= least || advice.equals(all.getFirst()))
                .toList();
    }

    /** Copies that one mend is for. */
    private final class Piece {
        private final Key key;
        private final BitSet layers = new BitSet();
        private final Set<Change.Aspect> changed = EnumSet.noneOf(Change.Aspect.class);
        private int path = Paths.NONE;
        private boolean directory;
        private long files;
        private long bytes;
        private long pulled;
        private boolean metadataOnly = true;
        private boolean removed;
        private boolean removedOnly = true;
        private final Set<LeftoverKind> kinds = new LinkedHashSet<>();
        private final Set<Integer> places = new TreeSet<>();
        private int origins;
        private boolean sameOwner = true;
        private boolean sameMode = true;
        private int uid;
        private int gid;
        private int mode;

        Piece(Key key) {
            this.key = key;
        }

        private void add(int copy, int at) {
            directory |= path != Paths.NONE && at != path;
            path = path == Paths.NONE ? at : ancestry.common(path, at);
            files++;
            bytes += copies.bytes(copy);
            pulled += copies.index(copy).pulledBytes(copies.entry(copy));
        }

        void addLeftover(int copy) {
            add(copy, leftovers.path(copy));
            layers.set(copies.layer(copy));
            kinds.add(leftovers.kind(copy));
            if (places.size() <= Advice.MAX_PLACES) {
                places.add(leftovers.placeOf(copy));
            }
        }

        private List<Advice.Place> places() {
            return places.size() > Advice.MAX_PLACES || !places.stream().allMatch(leftovers::isUniform)
                    ? List.of()
                    : places.stream()
                            .map(place -> new Advice.Place(paths.bytes(place), tree.isDirectory(place)))
                            .toList();
        }

        /** Adds a hidden copy. */
        void add(int copy) {
            add(copy, copies.path(copy));
            layers.set(key.kind() == Kind.COPY_METADATA ? copies.layer(origin[copy]) : copies.layer(copy));
            layers.set(copies.hiddenBy(copy));
            var account = copies.account(copy);
            changed.addAll(account.changed());
            metadataOnly &= account.change() == Change.METADATA;
            removed |= account.fate().isRemoved();
            removedOnly &= account.fate().isRemoved();
            kinds.add(cache(copy));
            origins += origin[copy] == copy ? 1 : 0;
            var index = copies.index(end[copy]);
            int entry = copies.entry(end[copy]);
            sameOwner &= files == 1 || (uid == index.uid(entry) && gid == index.gid(entry));
            sameMode &= files == 1 || mode == index.mode(entry);
            uid = index.uid(entry);
            gid = index.gid(entry);
            mode = index.mode(entry);
        }

        /** Joining layers only for the last to remove what the first made is more than is needed. */
        private boolean isRemovedOnly() {
            return key.kind() == Kind.MERGE && removedOnly && layers.cardinality() == 2;
        }

        Advice result(int[] joined) {
            var kind = isRemovedOnly() ? Kind.REMOVE_IN_PLACE : key.kind();
            if (kind == Kind.MERGE) {
                for (int layer = key.first(); layer < joined.length && joined[layer] == key.first(); layer++) {
                    layers.set(layer);
                }
            }
            boolean isLeftover = kind == Kind.AVOID || kind == Kind.REMOVE_IN_PLACE;
            return new Advice(
                    kind,
                    layers.stream().boxed().toList(),
                    bytes,
                    pulled,
                    paths.bytes(path),
                    directory,
                    files,
                    changed,
                    metadataOnly,
                    removed,
                    changed.contains(Change.Aspect.OWNER) && sameOwner ? uid + ":" + gid : "",
                    changed.contains(Change.Aspect.MODE) && sameMode ? "%04o".formatted(mode) : "",
                    kind == Kind.COPY_METADATA && origins == shipped[key.first()],
                    places(),
                    isLeftover && !kinds.contains(LeftoverKind.NONE) ? kinds : Set.of());
        }
    }

    /** Whether the layers from one to another can become one. */
    interface Joinable {
        boolean test(int first, int last);
    }

    /** Bytes by the interval of layers that would have to become one for them to be saved. */
    private static final class Intervals {
        private final Map<Long, Long> bytes = new LinkedHashMap<>();
        private final int layers;
        private long all;

        Intervals(int layers) {
            this.layers = layers;
        }

        void add(int first, int last, long more) {
            bytes.merge((long) first << 32 | last, more, Long::sum);
            all += more;
        }

        private long of(int first, int last) {
            return bytes.getOrDefault((long) first << 32 | last, 0L);
        }

        /**
         * Which layers to join so that the bytes saved, less a price for every instruction that is joined, are the most.
         *
         * @return for each layer the first of those that it is joined with, or -1
         */
        int[] join(Joinable joinable) {
            long price = Math.max(1, all / MIN_SAVING_DIVISOR);
            long[] best = new long[layers + 1]; // of the first so many layers
            int[] from = new int[layers + 1]; // the first of the joined ones that end there, or -1
            long[] inside = new long[layers + 1]; // of the intervals from a layer on to the one at hand
            for (int last = 0; last < layers; last++) {
                best[last + 1] = best[last];
                from[last + 1] = -1;
                long ending = 0;
                for (int first = last; first >= 0 && (first == last || joinable.test(first, first + 1)); first--) {
                    ending += of(first, last);
                    inside[first] += ending;
                    long gain = best[first] + inside[first] - price * (last - first);
                    if (gain > best[last + 1]) {
                        best[last + 1] = gain;
                        from[last + 1] = first;
                    }
                }
            }
            int[] joined = new int[layers];
            for (int last = layers; last > 0; ) {
                int first = from[last] < 0 ? last - 1 : from[last];
                for (int layer = first; layer < last; layer++) {
                    joined[layer] = from[last] < 0 ? -1 : first;
                }
                last = first;
            }
            return joined;
        }
    }
}
