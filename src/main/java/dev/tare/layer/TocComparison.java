package dev.tare.layer;

import dev.tare.image.Printable;
import dev.tare.image.Warnings;
import dev.tare.layer.tar.TarHeader;
import dev.tare.layer.toc.TableOfContents;
import dev.tare.layer.toc.TocMember;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares the members of a table of contents with those of the layer's tar, one after the other, up to the first difference. */
final class TocComparison implements TableOfContents.Sink {

    private final Columns tar;
    private final int end;
    private final Contents contents;

    /** The member at hand, with names of the tar's numbers. */
    private final Columns listed;

    private int next;
    private @Nullable String difference;

    /** Whether digests of contents are compared. */
    enum Contents {
        COMPARED,
        /** There are none. */
        IGNORED
    }

    /**
     * @param tar must not be frozen
     * @param end of the members that the table has, in entries of the tar
     */
    TocComparison(Columns tar, int end, Contents contents) {
        this.tar = tar;
        this.end = end;
        this.contents = contents;
        this.listed = tar.withSameNames(new Warnings());
    }

    @Override
    public void take(TocMember member) throws IOException {
        if (difference == null) {
            difference = next == end ? "the tar does not have " + listed(member.header) : compare(member);
            next++;
        }
    }

    /** What the table has. */
    private static String listed(TarHeader header) {
        return header.pathLength == 0 ? "the root" : Printable.brief(header.path, header.pathLength);
    }

    /** What the tar has. */
    private String name(int entry) {
        byte[] path = tar.paths.bytes(tar.path[entry]);
        String name = tar.path[entry] == Paths.ROOT ? "the root" : Printable.brief(path, path.length);
        return switch (EntryKind.at(tar.kinds[entry])) {
            case WHITEOUT -> "the whiteout of " + name;
            case OPAQUE -> "the whiteout of all in " + name;
            case PASSED_OVER -> "an entry that is passed over";
            default -> name;
        };
    }

    private @Nullable String compare(TocMember member) throws IOException {
        listed.size = 0;
        listed.sizes[0] = 0;
        listed.addListed(member.header);
        var kind = EntryKind.at(tar.kinds[next]);
        if (listed.path[0] != tar.path[next]) {
            return "the table has %s where the tar has %s".formatted(listed(member.header), name(next));
        }
        if (listed.kinds[0] != tar.kinds[next]) {
            return another("type");
        }
        if (listed.sizes[0] != tar.sizes[next]) {
            return another(kind == EntryKind.SYMLINK || kind == EntryKind.HARDLINK ? "target" : "size");
        }
        if (listed.modes[0] != tar.modes[next]) {
            return another("mode");
        }
        if (listed.uids[0] != tar.uids[next] || listed.gids[0] != tar.gids[next]) {
            return another("owner");
        }
        boolean hasSameContent = contents == Contents.IGNORED
                || !kind.hasContent()
                || tar.sizes[next] == 0
                || tar.hasSha256(next, member.sha256);
        return hasSameContent ? null : another("content");
    }

    private String another(String property) {
        return "%s has another %s in the table".formatted(name(next), property);
    }

    /**
     * Returns the first difference, when all members of the table were compared.
     *
     * @param behind the entry of the tar that follows the last one that the table has, where the table itself is not counted
     */
    Optional<String> difference(int behind) {
        if (difference == null && next < end) {
            return Optional.of(missing(next));
        }
        if (difference == null && behind < tar.size) {
            return Optional.of(missing(behind));
        }
        return Optional.ofNullable(difference);
    }

    private String missing(int entry) {
        return "the table does not have " + name(entry);
    }
}
