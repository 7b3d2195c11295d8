package dev.tare.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * accounting.md once more, slow and plain: the tree is a map from a whole path to what is there, and everything is found by
 * going through all of it. It shares no code with what it checks.
 */
public final class Model {

    /** A tar member as its writer meant it. */
    public record Entry(Kind kind, String name, String target, String content, int mode, int mtime) {
        @Override
        public String toString() {
            return switch (kind) {
                case FILE -> "%s %s \"%s\" %o %d".formatted(kind, name, content, mode, mtime);
                case SYMLINK, HARDLINK -> "%s %s -> %s".formatted(kind, name, target);
                default -> "%s %s %o %d".formatted(kind, name, mode, mtime);
            };
        }
    }

    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARDLINK,
        FIFO
    }

    static final class Copy {
        final int layer;
        final String path;
        final Entry entry;
        int hiddenBy = -1;
        String why = "";

        @Nullable Copy successor;

        Copy(int layer, String path, Entry entry) {
            this.layer = layer;
            this.path = path;
            this.entry = entry;
        }

        int size() {
            return entry.content().length();
        }

        String story() {
            return switch (why) {
                case "" -> "from " + layer + " visible";
                case "duplicated" -> "from " + layer + " duplicated by " + hiddenBy + ": " + change();
                default -> "from " + layer + " removed by " + hiddenBy + ": " + why;
            };
        }

        private String change() {
            Entry next = Objects.requireNonNull(successor).entry;
            if (!next.content().equals(entry.content())) {
                return "content";
            }
            var changed = new ArrayList<String>();
            if (next.mode() != entry.mode()) {
                changed.add("mode");
            }
            if (next.mtime() != entry.mtime()) {
                changed.add("mtime");
            }
            return changed.isEmpty() ? "none" : "metadata " + changed;
        }
    }

    /** What is at a path. A hard link that leads nowhere is a HARDLINK, any other is what it leads to. */
    private record Node(
            Kind kind,
            String target,
            @Nullable Copy copy,
            @Nullable Entry metadata) {}

    /** What a layer came to. */
    static final class OfLayer {
        long shipped;
        long wasted;
        long hides;
        int added;
        int changed;
        int removed;
    }

    private static final Node IMPLIED = new Node(Kind.DIRECTORY, "", null, null);

    private final TreeMap<String, Node> tree = new TreeMap<>();
    final List<Copy> copies = new ArrayList<>();
    final List<OfLayer> layers = new ArrayList<>();

    private Map<String, Node> whitedOut = new HashMap<>();
    private Set<String> ownDirectories = new HashSet<>();
    private Set<String> shippedNames = new HashSet<>();
    private Map<String, Node> pseudoLinks = new HashMap<>();
    private int links;

    /** The names of the final tree that lead to regular files. */
    Map<String, Copy> files() {
        var files = new TreeMap<String, Copy>();
        tree.forEach((path, node) -> {
            if (node.copy() != null) {
                files.put(path, node.copy());
            }
        });
        return files;
    }

    void apply(List<Entry> layer) {
        var before = new HashSet<>(tree.keySet());
        layers.add(new OfLayer());
        whitedOut = new HashMap<>();
        shippedNames = new HashSet<>();
        pseudoLinks = new HashMap<>();
        ownDirectories = new HashSet<>();
        for (Entry entry : layer) {
            if (entry.kind() == Kind.DIRECTORY && !isWhiteout(entry)) {
                ownDirectories.add(String.join("/", parts(entry.name())));
            }
        }
        applyWhiteouts(layer);
        for (Entry entry : layer) {
            if (isPseudoLink(entry.name())) {
                if (entry.kind() == Kind.FILE) {
                    pseudoLinks.put(lastPart(entry.name()), new Node(Kind.FILE, "", null, entry));
                }
            } else if (!isWhiteout(entry)) {
                apply(entry);
            }
        }
        var account = layers.getLast();
        for (String path : tree.keySet()) {
            if (!before.contains(path)) {
                account.added++;
            } else if (shippedNames.contains(path)) {
                account.changed++;
            }
        }
        before.removeAll(tree.keySet());
        account.removed = before.size();
    }

    /** Adds up; to be called once, after the last layer. */
    void close() {
        for (Copy copy : copies) {
            layers.get(copy.layer).shipped += copy.size();
            if (!copy.why.isEmpty()) {
                layers.get(copy.layer).wasted += copy.size();
                layers.get(copy.hiddenBy).hides += copy.size();
            }
        }
    }

    private int current() {
        return layers.size() - 1;
    }

    // Rule 1

    static List<String> parts(String name) {
        var parts = new ArrayList<String>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static String above(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    // Rule 3

    private static String lastPart(String name) {
        var parts = parts(name);
        return parts.isEmpty() ? "" : parts.getLast();
    }

    private static boolean isWhiteout(Entry entry) {
        return lastPart(entry.name()).startsWith(".wh.");
    }

    private static boolean isPseudoLink(String name) {
        return name.startsWith(".wh..wh.plnk/");
    }

    private void applyWhiteouts(List<Entry> layer) {
        var opaque = new ArrayList<String>();
        var plain = new ArrayList<String>();
        for (Entry entry : layer) {
            String last = lastPart(entry.name());
            if (last.equals(".wh..wh..opq")) {
                var directory = parts(entry.name());
                directory.removeLast();
                String at = lookUpDirectory(directory, tree);
                if (at != null) {
                    opaque.add(at);
                }
            } else if (last.startsWith(".wh.") && last.length() > 4 && !last.startsWith(".wh..")) {
                var path = parts(entry.name());
                path.set(path.size() - 1, last.substring(4));
                String at = lookUp(path, tree);
                if (at != null) {
                    plain.add(at);
                }
            }
        }
        for (String directory : opaque) {
            for (String path : List.copyOf(tree.keySet())) {
                if (path.startsWith(directory + "/")) {
                    whiteOut(path, "opaque");
                }
            }
        }
        for (String whiteout : plain) {
            for (String path : List.copyOf(tree.keySet())) {
                if (path.equals(whiteout) || path.startsWith(whiteout + "/")) {
                    whiteOut(path, "whiteout");
                }
            }
        }
    }

    private void whiteOut(String path, String why) {
        Node node = tree.remove(path);
        if (node != null) {
            whitedOut.put(path, node);
            lostName(node, why, null);
        }
    }

    /** The path as it is in the tree, where it is there: symbolic links above it are followed. */
    private @Nullable String lookUp(List<String> path, Map<String, Node> in) {
        String directory = lookUpDirectory(path.subList(0, path.size() - 1), in);
        String at = directory + "/" + path.getLast();
        return directory != null && in.containsKey(at) ? at : null;
    }

    private @Nullable String lookUpDirectory(List<String> path, Map<String, Node> in) {
        String at = "";
        for (int i = 0; i < path.size(); i++) {
            String next = at + "/" + path.get(i);
            Node node = in.get(next);
            boolean meansOwnDirectory = node != null
                    && node.kind() == Kind.SYMLINK
                    && ownDirectories.contains(String.join("/", path.subList(0, i + 1)));
            links = 0;
            at = meansOwnDirectory ? null : enter(next, in, false);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    // Rule 2

    /** The directory that a path leads to, once its own parent is known to be one. */
    private @Nullable String enter(String path, Map<String, Node> in, boolean make) {
        Node node = in.get(path);
        if (node != null && node.kind() == Kind.DIRECTORY) {
            return path;
        }
        if (node != null && node.kind() == Kind.SYMLINK) {
            if (links++ == 40) {
                return null;
            }
            String at = node.target().startsWith("/") ? "" : above(path);
            for (String part : node.target().split("/", -1)) {
                if (part.equals("..")) {
                    at = at.isEmpty() ? "" : above(at);
                } else if (!part.isEmpty() && !part.equals(".")) {
                    at = enter(at + "/" + part, in, make);
                    if (at == null) {
                        return null;
                    }
                }
            }
            return at;
        }
        return make ? makeDirectory(path) : null;
    }

    private String makeDirectory(String path) {
        replace(path);
        put(path, IMPLIED);
        return path;
    }

    private String makeDirectories(List<String> path) {
        String at = "";
        for (String part : path) {
            links = 0;
            String next = at + "/" + part;
            String directory = enter(next, tree, true);
            at = directory == null ? makeDirectory(next) : directory; // where links lead in circles
        }
        return at;
    }

    // Rules 4, 5 and 6

    private void apply(Entry entry) {
        var path = parts(entry.name());
        if (path.isEmpty()) {
            if (entry.kind() == Kind.FILE) {
                var lost = new Copy(current(), "/", entry);
                lost.hiddenBy = current();
                lost.why = "replaced";
                copies.add(lost);
            }
            return;
        }
        String at = makeDirectories(path.subList(0, path.size() - 1)) + "/" + path.getLast();
        Node before = tree.get(at);
        switch (entry.kind()) {
            case FILE -> {
                var copy = new Copy(current(), at, entry);
                copies.add(copy);
                ship(at, new Node(Kind.FILE, "", copy, entry));
            }
            case DIRECTORY -> {
                if (before == null || before.kind() != Kind.DIRECTORY) {
                    ship(at, new Node(Kind.DIRECTORY, "", null, entry));
                } else {
                    var metadata = before.metadata();
                    if (metadata == null || metadata.mode() != entry.mode() || metadata.mtime() != entry.mtime()) {
                        shippedNames.add(at);
                    }
                    tree.put(at, new Node(Kind.DIRECTORY, "", null, entry));
                }
            }
            case SYMLINK, FIFO -> ship(at, new Node(entry.kind(), entry.target(), null, entry));
            case HARDLINK -> {
                Node target = linked(entry, at);
                if (target != null) {
                    ship(at, target);
                }
            }
        }
    }

    /** What a hard link makes of its path; null where it is one already. */
    private @Nullable Node linked(Entry entry, String at) {
        Node dangling = new Node(Kind.HARDLINK, "", null, entry);
        if (isPseudoLink(entry.target())) {
            return linkedToPseudoLink(lastPart(entry.target()), at, dangling);
        }
        var seen = new HashMap<>(whitedOut);
        seen.putAll(tree);
        var path = parts(entry.target());
        String target = path.isEmpty() ? null : lookUp(path, seen);
        if (target == null) {
            return dangling;
        }
        if (target.equals(at) && tree.containsKey(at)) {
            return null;
        }
        Node node = Objects.requireNonNull(seen.get(target));
        return node.kind() == Kind.DIRECTORY || node.kind() == Kind.HARDLINK ? dangling : node;
    }

    /** A pseudo link is shipped at the first path that is linked to it. */
    private Node linkedToPseudoLink(String name, String at, Node dangling) {
        Node node = pseudoLinks.get(name);
        if (node == null) {
            return dangling;
        }
        if (node.copy() == null) {
            var copy = new Copy(current(), at, Objects.requireNonNull(node.metadata()));
            copies.add(copy);
            node = new Node(Kind.FILE, "", copy, node.metadata());
            pseudoLinks.put(name, node);
        }
        return node;
    }

    private void ship(String at, Node node) {
        Node before = tree.get(at);
        if (node.copy() != null) {
            node.copy().why = ""; // one that a whiteout of this layer took may come back under this name
            node.copy().hiddenBy = -1;
        }
        if (node.kind() == Kind.FILE && before != null && before.kind() == Kind.FILE) {
            put(at, node);
            lostName(before, "duplicated", node.copy());
        } else {
            put(at, node);
            if (before != null) {
                lostName(before, "replaced", null);
            }
            for (String path : List.copyOf(tree.keySet())) {
                if (path.startsWith(at + "/")) {
                    lostName(Objects.requireNonNull(tree.remove(path)), "replaced", null);
                }
            }
        }
        shippedNames.add(at);
    }

    private void replace(String path) {
        Node node = tree.remove(path);
        if (node != null) {
            lostName(node, "replaced", null);
        }
    }

    private void put(String path, Node node) {
        tree.put(path, node);
        whitedOut.remove(path);
    }

    private void lostName(Node node, String why, @Nullable Copy successor) {
        Copy copy = node.copy();
        if (copy != null && tree.values().stream().noneMatch(n -> n.copy() == copy)) {
            copy.why = why;
            copy.hiddenBy = current();
            copy.successor = successor;
        }
    }
}
