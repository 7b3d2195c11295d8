package dev.tare.analysis;

import dev.tare.analysis.Model.Entry;
import dev.tare.analysis.Model.Kind;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Makes up images at random. Few names are used, so that they meet. */
public final class RandomImages {

    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final List<String> CONTENTS = List.of("", "x", "xyz", "zyx", "longer");

    private final Random random;
    private final List<String> used = new ArrayList<>();

    public RandomImages(Random random) {
        this.random = random;
    }

    /** The entries of each layer. */
    public List<List<Entry>> image() {
        var image = new ArrayList<List<Entry>>();
        int layers = 1 + random.nextInt(5);
        for (int i = 0; i < layers; i++) {
            image.add(layer());
        }
        return image;
    }

    private List<Entry> layer() {
        var layer = new ArrayList<Entry>();
        int entries = random.nextInt(12);
        for (int i = 0; i < entries; i++) {
            layer.add(entry());
        }
        switch (random.nextInt(3)) {
            case 0 -> layer.sort((a, b) -> a.name().compareTo(b.name()));
            case 1 -> Collections.shuffle(layer, random);
            default -> {
                // as it comes
            }
        }
        return layer;
    }

    private Entry entry() {
        int mode = random.nextInt(4) == 0 ? 0755 : 0644;
        int mtime = random.nextInt(6) == 0 ? 1 : 0;
        return switch (random.nextInt(24)) {
            case 20 -> new Entry(Kind.FILE, pseudoLink(), "", pick(CONTENTS), mode, mtime);
            case 21 -> new Entry(pick(Kind.values()), pseudoLink(), path(), "", mode, mtime);
            case 22, 23 -> new Entry(Kind.HARDLINK, path(), pseudoLink(), "", mode, mtime);
            case 0, 1, 2 -> new Entry(Kind.DIRECTORY, path() + "/", "", "", mode, mtime);
            case 3, 4 -> new Entry(Kind.SYMLINK, path(), target(), "", mode, mtime);
            case 5, 6, 7 -> new Entry(Kind.HARDLINK, path(), path(), "", mode, mtime);
            case 8 -> new Entry(Kind.FIFO, path(), "", "", mode, mtime);
            case 9, 10, 11 -> new Entry(Kind.FILE, whiteout(), "", "", mode, mtime);
            case 12 -> new Entry(Kind.FILE, directory() + ".wh..wh..opq", "", "", mode, mtime);
            default -> new Entry(Kind.FILE, path(), "", pick(CONTENTS), mode, mtime);
        };
    }

    private String whiteout() {
        String path = path();
        int slash = path.lastIndexOf('/') + 1;
        return path.substring(0, slash) + ".wh." + path.substring(slash);
    }

    private String pseudoLink() {
        return ".wh..wh.plnk/" + pick("1", "2", "x/1");
    }

    private String directory() {
        return random.nextInt(8) == 0 ? "" : path() + "/";
    }

    /** A path, now and then an odd spelling of one, often one that was there already. */
    private String path() {
        if (!used.isEmpty() && random.nextInt(3) == 0) {
            return pick(used);
        }
        var path = new StringBuilder();
        int depth = 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
            path.append(i == 0 ? "" : "/").append(pick(NAMES));
        }
        String odd = switch (random.nextInt(20)) {
            case 0 -> "./" + path;
            case 1 -> "/" + path;
            case 2 -> "../" + path;
            case 3 -> path.toString().replace("/", "//");
            case 4 -> "c/../" + path;
            default -> path.toString();
        };
        used.add(odd);
        return odd;
    }

    private String target() {
        return switch (random.nextInt(6)) {
            case 0 -> "/" + path();
            case 1 -> "../" + pick(NAMES);
            case 2 -> ".";
            case 3 -> "/";
            default -> path();
        };
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    @SafeVarargs
    private <T> T pick(T... some) {
        return some[random.nextInt(some.length)];
    }

    public static RawTar tar(List<Entry> layer) {
        var tar = new RawTar();
        for (Entry entry : layer) {
            char type = switch (entry.kind()) {
                case FILE -> '0';
                case HARDLINK -> '1';
                case SYMLINK -> '2';
                case DIRECTORY -> '5';
                case FIFO -> '6';
            };
            tar.member(
                    h -> h.name(entry.name())
                            .type(type)
                            .link(entry.target())
                            .mode(entry.mode())
                            .mtime(entry.mtime()),
                    Blobs.utf8(entry.content()));
        }
        return tar.end();
    }
}
