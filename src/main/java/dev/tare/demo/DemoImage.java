package dev.tare.demo;

import dev.tare.image.Digest;
import dev.tare.image.spec.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The example that everybody starts with: two files, two {@code chmod -R}, and an {@code rm} that comes too late. */
final class DemoImage {

    private static final int MIB = 1 << 20;
    private static final long TIME = 1_704_164_645;

    private final Map<String, byte[]> blobs = new LinkedHashMap<>();
    private final List<String> layers = new ArrayList<>();
    private final List<String> diffIds = new ArrayList<>();
    private final List<String> history = new ArrayList<>();

    private final byte[] manifest;

    DemoImage() throws IOException {
        byte[] busybox = new byte[MIB];
        new Random(1).nextBytes(busybox);
        byte[] zeros = new byte[MIB];
        layer("COPY rootfs /", tar -> {
            directory(tar, "bin/", 0755);
            file(tar, "bin/busybox", 0755, busybox);
            directory(tar, "etc/", 0755);
            file(tar, "etc/passwd", 0644, "root:x:0:0:root:/root:/bin/sh\n".getBytes(StandardCharsets.UTF_8));
        });
        layer("RUN /bin/sh -c mkdir /data # buildkit", tar -> directory(tar, "data/", 0755));
        layer("RUN /bin/sh -c dd if=/dev/zero bs=1024 count=1024 of=/data/one # buildkit", tar -> {
            directory(tar, "data/", 0755);
            file(tar, "data/one", 0644, zeros);
        });
        layer("RUN /bin/sh -c chmod -R 0777 /data # buildkit", tar -> {
            directory(tar, "data/", 0777);
            file(tar, "data/one", 0777, zeros);
        });
        layer("RUN /bin/sh -c dd if=/dev/zero bs=1024 count=1024 of=/data/two # buildkit", tar -> {
            directory(tar, "data/", 0777);
            file(tar, "data/two", 0644, zeros);
        });
        layer("RUN /bin/sh -c chmod -R 0777 /data # buildkit", tar -> {
            directory(tar, "data/", 0777);
            file(tar, "data/one", 0777, zeros);
            file(tar, "data/two", 0777, zeros);
        });
        layer("RUN /bin/sh -c rm /data/one # buildkit", tar -> {
            directory(tar, "data/", 0777);
            file(tar, "data/.wh.one", 0, new byte[0]);
        });
        byte[] config = """
                {"created":"2024-01-02T03:04:05Z","architecture":"amd64","os":"linux","config":{"Cmd":["sh"]},\
                "rootfs":{"type":"layers","diff_ids":[%s]},"history":[%s]}""".formatted(String.join(",", diffIds), String.join(",", history))
                .getBytes(StandardCharsets.UTF_8);
        manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}""".formatted(
                        MediaType.OCI_MANIFEST, descriptor(MediaType.OCI_CONFIG, config), String.join(",", layers))
                .getBytes(StandardCharsets.UTF_8);
    }

    byte[] manifest() {
        return manifest.clone();
    }

    /** The config and the layers, by digest. */
    Map<String, byte[]> blobs() {
        return Map.copyOf(blobs);
    }

    private interface Content {
        void writeTo(TarArchiveOutputStream tar) throws IOException;
    }

    private void layer(String instruction, Content content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            content.writeTo(tar);
        }
        byte[] plain = bytes.toByteArray();
        var gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(plain);
        }
        layers.add(descriptor("application/vnd.oci.image.layer.v1.tar+gzip", gzip.toByteArray()));
        diffIds.add('"' + Digest.sha256(plain).toString() + '"');
        history.add("{\"created\":\"2024-01-02T03:04:05Z\",\"created_by\":\"%s\"}".formatted(instruction));
    }

    private String descriptor(String mediaType, byte[] blob) {
        String digest = Digest.sha256(blob).toString();
        blobs.put(digest, blob);
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest, blob.length);
    }

    private static void directory(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        put(tar, new TarArchiveEntry(name), 040000 | mode, new byte[0]);
    }

    private static void file(TarArchiveOutputStream tar, String name, int mode, byte[] content) throws IOException {
        put(tar, new TarArchiveEntry(name), 0100000 | mode, content);
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, int mode, byte[] content)
            throws IOException {
        entry.setMode(mode);
        entry.setModTime(TIME * 1000);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
