package dev.tare.source.archive;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.layer.tar.ArchiveReader.File;
import dev.tare.layer.tar.ArchiveReader.Hardlink;
import dev.tare.layer.tar.ArchiveReader.Member;
import dev.tare.layer.tar.ArchiveReader.Symlink;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of an archive by their cleaned names. Old versions of {@code docker save} write a layer that two images share once, and a
 * link to it for the other; such a link leads to its member here.
 */
final class MemberNames<T> {

    private static final int MAX_MEMBERS = 100_000;
    private static final int MAX_LINKS_FOLLOWED = 8;

    private final Map<String, T> members = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    /** What is known of a file, once it has been read. */
    interface Reading<T> {
        T read(File file) throws IOException;
    }

    /**
     * Adds a member.
     *
     * @param reading what to do with it if it is a file
     */
    void put(Member member, Reading<T> reading) throws IOException {
        if (members.size() + links.size() >= MAX_MEMBERS) {
            throw new Damaged("the archive has more than %,d members, which no image has".formatted(MAX_MEMBERS));
        }
        String name = clean(member.name());
        switch (member) {
            case File file -> members.put(name, reading.read(file));
            case Hardlink(String _, String target) -> links.put(name, clean(target));
            case Symlink(String _, String target) ->
                links.put(name, clean(target.startsWith("/") ? target : name + "/../" + target));
        }
    }

    @Nullable T find(String name) {
        String at = clean(name);
        for (int i = 0; i < MAX_LINKS_FOLLOWED; i++) {
            T member = members.get(at);
            String next = links.get(at);
            if (member != null || next == null) {
                return member;
            }
            at = next;
        }
        return null;
    }

    private static String clean(String name) {
        var parts = new ArrayDeque<String>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }
}
