package dev.tare.source.layout;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.Members;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.input.BoundedInputStream;

/** The files of a folder. */
public final class Folder implements Members {

    private final Path root;

    private Folder(Path root) {
        this.root = root;
    }

    /** @throws Unreadable if there is no such folder */
    public static Folder at(Path root) throws Unreadable {
        if (!Files.isDirectory(root)) {
            throw new Unreadable(
                    Files.exists(root) ? root + " is no folder" : "there is no folder " + root,
                    Files.exists(root) ? "an image layout in a tar is called oci-archive:" + root : "check the path");
        }
        return new Folder(root);
    }

    @Override
    public String name() {
        return root.toString();
    }

    @Override
    public long size(String name) {
        Path file = root.resolve(name);
        try {
            // what is no plain file, such as a pipe, could hold us for ever
            return Files.isRegularFile(file) ? Files.size(file) : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public InputStream open(String name) throws IOException {
        // no further than its size: a link may lead to a file of the system's that has none and never ends
        return BoundedInputStream.builder()
                .setInputStream(Files.newInputStream(root.resolve(name)))
                .setMaxCount(Math.max(0, size(name)))
                .get();
    }

    @Override
    public void close() {}
}
