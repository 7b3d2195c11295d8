package dev.tare.source.archive;

import dev.tare.image.ImageFault.Damaged;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.jspecify.annotations.Nullable;

/**
 * The members of an archive by their cleaned names. Old versions of {@code docker save} write a layer that two images share once, and a
 * link to it for the other; such a link leads to its member here.
 */
final class MemberNames<T> {

    private static final int MOST = 100_000;
    private static final int LINKS_FOLLOWED = 8;

    private final Map<String, T> members = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    void put(String name, T member) throws Damaged {
        bound();
        members.put(clean(name), member);
    }

    void link(TarArchiveEntry entry) throws Damaged {
        bound();
        String name = clean(entry.getName());
        String target = entry.getLinkName();
        boolean relative = entry.isSymbolicLink() && !target.startsWith("/");
        links.put(name, clean(relative ? name + "/../" + target : target));
    }

    private void bound() throws Damaged {
        if (members.size() + links.size() >= MOST) {
            throw new Damaged("the archive has more than %,d members, which no image has".formatted(MOST));
        }
    }

    @Nullable T find(String name) {
        String at = clean(name);
        for (int i = 0; i < LINKS_FOLLOWED; i++) {
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
