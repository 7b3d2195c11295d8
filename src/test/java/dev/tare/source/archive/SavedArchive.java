package dev.tare.source.archive;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.image.spec.MediaType;
import dev.tare.kit.TestImage;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An archive as {@code docker save} and {@code ctr images export} write it, right or wrong as a test wants it: with {@code index.json}, with
 * {@code manifest.json}, or with both.
 */
final class SavedArchive {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, byte[]> members = new LinkedHashMap<>();
    private final ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2);
    private final ArrayNode list = JSON.createArrayNode();

    static String blob(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    private Digest put(byte[] blob) {
        var digest = Digest.sha256(blob);
        members.put(blob(digest), blob);
        return digest;
    }

    /** Keeps the blobs and the manifest of an image, and lists it nowhere. */
    SavedArchive held(TestImage image) {
        image.blobs().forEach((digest, bytes) -> members.put(blob(digest), bytes));
        put(image.manifest());
        return this;
    }

    /** Lists an image in {@code index.json}, once for each of its full names. */
    SavedArchive listed(TestImage image, String... names) {
        held(image);
        return listed(image.mediaType(), image.manifest(), names);
    }

    /** The same of a manifest or an index as it is. */
    SavedArchive listed(String mediaType, byte[] document, String... names) {
        put(document);
        for (String name : names) {
            entry(index, mediaType, document)
                    .putObject("annotations")
                    .put("io.containerd.image.name", name)
                    .put("org.opencontainers.image.ref.name", name.substring(name.lastIndexOf(':') + 1));
        }
        if (names.length == 0) {
            entry(index, mediaType, document);
        }
        return this;
    }

    static ObjectNode entry(ObjectNode index, String mediaType, byte[] document) {
        return index.withArray("/manifests")
                .addObject()
                .put("mediaType", mediaType)
                .put("digest", Digest.sha256(document).toString())
                .put("size", document.length);
    }

    /** An index of images for these architectures. */
    static byte[] index(Map<String, TestImage> byArchitecture) {
        var index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaType.OCI_INDEX);
        byArchitecture.forEach((architecture, image) -> entry(index, image.mediaType(), image.manifest())
                .putObject("platform")
                .put("os", "linux")
                .put("architecture", architecture));
        return Blobs.utf8(index.toString());
    }

    /** Says {@code "manifests": null}. */
    SavedArchive listedNone() {
        index.putNull("manifests");
        return this;
    }

    /** Lists an image in {@code manifest.json}, by the blobs of its layers as they are in its manifest now. */
    SavedArchive saved(TestImage image, String... tags) {
        held(image);
        return saved(
                blob(configOf(image)),
                image.layers().stream().map(SavedArchive::blob).toList(),
                tags);
    }

    /** Lists an image in {@code manifest.json} by files of any names. */
    SavedArchive saved(String config, List<String> layers, String... tags) {
        var item = list.addObject().put("Config", config);
        item.putArray("RepoTags")
                .addAll(List.of(tags).stream()
                        .map(JSON.getNodeFactory()::textNode)
                        .toList());
        item.putArray("Layers")
                .addAll(layers.stream().map(JSON.getNodeFactory()::textNode).toList());
        return this;
    }

    SavedArchive member(String name, byte[] content) {
        members.put(name, content);
        return this;
    }

    static Digest configOf(TestImage image) {
        try {
            return Digest.parse(
                    JSON.readTree(image.manifest()).at("/config/digest").asText());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, byte[]> files() {
        var files = new LinkedHashMap<>(members);
        if (index.has("manifests")) {
            files.put("oci-layout", Blobs.utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
            files.put("index.json", Blobs.utf8(index.toString()));
        }
        if (!list.isEmpty()) {
            files.put("manifest.json", Blobs.utf8(list.toString()));
        }
        return files;
    }

    Path write(Path file) throws IOException {
        var tar = new RawTar();
        files().forEach((name, content) -> tar.file(name, content));
        return Files.write(file, tar.end().bytes());
    }

    Path writeFolder(Path folder) throws IOException {
        for (var file : files().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return folder;
    }
}
