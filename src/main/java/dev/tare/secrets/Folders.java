package dev.tare.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;

/** Names of folders, or of folders in folders, such as {@code .git} or {@code ruby/*}{@code /gems}, where {@code *} is a folder of any name. */
final class Folders {

    private static final byte[] ANY = {};

    private final byte[][][] all;

    Folders(List<String> folders) {
        all = folders.stream()
                .map(folder -> Arrays.stream(folder.split("/"))
                        .map(name -> name.equals("*") ? ANY : name.getBytes(ISO_8859_1))
                        .toArray(byte[][]::new))
                .toArray(byte[][][]::new);
    }

    /** Returns true if a file is below any of them. */
    boolean hold(PathNames path) {
        return indexOf(path) >= 0;
    }

    /** Returns the index of the first of them that a file is below, from 0 on; -1 if it is below none. */
    int indexOf(PathNames path) {
        for (int folder = 0; folder < all.length; folder++) {
            for (int at = 0; at + all[folder].length < path.depth(); at++) {
                if (isAt(all[folder], path, at)) {
                    return folder;
                }
            }
        }
        return -1;
    }

    private static boolean isAt(byte[][] names, PathNames path, int from) {
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i];
            int begin = path.begin(from + i);
            int end = path.end(from + i);
            if (name.length > 0 && !Arrays.equals(path.bytes(), begin, end, name, 0, name.length)) {
                return false;
            }
        }
        return true;
    }
}
