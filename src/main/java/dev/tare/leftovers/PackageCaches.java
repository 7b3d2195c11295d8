package dev.tare.leftovers;

import java.util.Arrays;
import java.util.List;

/** Finds the package cache that a directory is in. To be used by one thread. */
public final class PackageCaches {

    private static final LeftoverKinds KINDS = new LeftoverKinds(LeftoverKinds.ALL.kinds().stream()
            .filter(LeftoverKind::isPackageCache)
            .toList());

    private final PathMatcher matcher = KINDS.matcher();

    /** The package cache that a directory is, or is below; {@link LeftoverKind#NONE} for most. */
    public LeftoverKind of(byte[] directory) {
        var state = matcher.root();
        int from = 1;
        for (int end = 1; end <= directory.length; end++) {
            if (end < directory.length && directory[end] != '/') {
                continue;
            }
            state = matcher.next(state, matcher.classOf(Arrays.copyOfRange(directory, from, end)));
            List<PathMatcher.Place> matched = state.matched();
            if (!matched.isEmpty()) {
                return KINDS.kinds().get(matched.getFirst().number());
            }
            from = end + 1;
        }
        return LeftoverKind.NONE;
    }
}
