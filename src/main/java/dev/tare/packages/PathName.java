package dev.tare.packages;

import dev.tare.image.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The path of a file in an image, split at its last slash. Names are compared as bytes of ISO 8859-1, which loses none. */
record PathName(byte[] path, String folder, String name) {

    /** @param path whole, with its slash */
    static PathName of(byte[] path) {
        String text = new String(path, StandardCharsets.ISO_8859_1);
        int slash = text.lastIndexOf('/');
        return new PathName(path, text.substring(0, slash), text.substring(slash + 1));
    }

    /** The directory, as bytes. */
    byte[] folderPath() {
        return Arrays.copyOf(path, folder.length());
    }

    /** A part of a name as people read it. */
    static String printable(String latin) {
        return Printable.of(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
        return Printable.of(path);
    }
}
