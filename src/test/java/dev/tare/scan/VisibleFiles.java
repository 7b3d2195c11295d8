package dev.tare.scan;

import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.kit.Tool;
import dev.tare.layer.store.LayerStore;
import dev.tare.source.layout.FileSource;
import dev.tare.source.layout.Folder;
import dev.tare.source.layout.ImageFormat;
import dev.tare.source.layout.Wanted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The regular files that a container would see. Tests give every version of a file a size of its own, so that the size also
 * tells which one it is.
 *
 * @param sizes by path, each name of a hard link for itself
 * @param bytes of all, those of hard links once
 */
record VisibleFiles(SortedMap<String, Long> sizes, long bytes) {

    /** As tare sees them, of an image in an OCI layout. */
    static VisibleFiles counted(Path layout, String tag) throws IOException, InterruptedException {
        try (var turn = new LayerIndexer(Limits.DEFAULT, 1, 2, LayerStore.NONE).turn();
                var source = new FileSource(
                        Folder.at(layout), tag, ImageFormat.OCI_LAYOUT, Wanted.of(tag), Limits.DEFAULT)) {
            var accounts = new Scanner(Limits.DEFAULT, ScanListener.SILENT, turn)
                    .scan(source, Optional.empty())
                    .accounts();
            var sizes = new TreeMap<String, Long>();
            accounts.visitFiles((path, layer, size) -> sizes.put(Printable.of(path), size));
            return new VisibleFiles(sizes, accounts.visibleBytes());
        }
    }

    /** As they lie in a folder, by find(1): Java has no names that are not UTF-8. */
    static VisibleFiles onDisk(Path root) {
        String listed = Tool.run(root, "sh", "-ec", "find . -type f -printf '%i %s /%P\\0' | base64 -w0");
        String names = new String(Base64.getDecoder().decode(listed.strip()), StandardCharsets.ISO_8859_1);
        var sizes = new TreeMap<String, Long>();
        Map<String, Long> files = new HashMap<>();
        for (int start = 0, end; start < names.length(); start = end + 1) {
            end = names.indexOf('\0', start);
            int first = names.indexOf(' ', start);
            int second = names.indexOf(' ', first + 1);
            long size = Long.parseLong(names.substring(first + 1, second));
            byte[] path = names.substring(second + 1, end).getBytes(StandardCharsets.ISO_8859_1);
            sizes.put(Printable.of(path), size);
            files.put(names.substring(start, first), size);
        }
        return new VisibleFiles(
                sizes, files.values().stream().mapToLong(Long::longValue).sum());
    }

    /** As {@code umoci unpack} leaves them. */
    static VisibleFiles unpacked(Path folder, Path layout, String tag) {
        Path bundle = folder.resolve("unpacked-" + tag);
        Tool.run(folder, "umoci", "unpack", "--keep-dirlinks", "--image", layout + ":" + tag, bundle.toString());
        return onDisk(bundle.resolve("rootfs"));
    }
}
