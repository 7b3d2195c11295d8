package dev.tare.kit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An image made byte by byte: its blobs, config and manifest, right or wrong as a test wants them. */
public final class TestImage {

    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String OCI = "application/vnd.oci.image.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    private final ObjectNode manifest = JSON.createObjectNode();
    private final ObjectNode config = JSON.createObjectNode();
    private String manifestType = OCI + "manifest.v1+json";
    private String configType = OCI + "config.v1+json";

    private TestImage() {
        config.put("architecture", "amd64").put("os", "linux");
        config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        config.putArray("history");
        manifest.put("schemaVersion", 2).putArray("layers");
    }

    /** An image with one gzip layer for each archive. */
    public static TestImage of(RawTar... layers) {
        var image = new TestImage();
        for (RawTar layer : layers) {
            image.layer(layer);
        }
        return image;
    }

    public TestImage layer(RawTar tar) {
        return layer(OCI_LAYER, Blobs.gzip(tar.bytes()), Digest.sha256(tar.bytes()), "RUN step " + count());
    }

    public TestImage layer(String mediaType, byte[] blob, Digest diffId, String createdBy) {
        layerNamed(mediaType, put(blob), blob.length);
        config.withObject("/rootfs").withArray("/diff_ids").add(diffId.toString());
        config.withArray("/history").addObject().put("created_by", createdBy);
        return this;
    }

    /** A layer with a table of contents. */
    public TestImage layer(String mediaType, LazyLayer layer) {
        layer(mediaType, layer.blob(), layer.diffId(), "RUN step " + count());
        var annotations = ((ObjectNode) manifest.withArray("/layers").get(count() - 1)).putObject("annotations");
        layer.annotations().forEach(annotations::put);
        return this;
    }

    /** A layer that the manifest names and nobody need hold. */
    public ObjectNode layerNamed(String mediaType, Digest digest, long size) {
        return manifest.withArray("/layers")
                .addObject()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", size);
    }

    private int count() {
        return manifest.withArray("/layers").size();
    }

    /** The same image as Docker's schema 2 has it. */
    public TestImage asDocker() {
        manifestType = "application/vnd.docker.distribution.manifest.v2+json";
        configType = "application/vnd.docker.container.image.v1+json";
        manifest.withArray("/layers")
                .forEach(layer ->
                        ((ObjectNode) layer).put("mediaType", "application/vnd.docker.image.rootfs.diff.tar.gzip"));
        return this;
    }

    public TestImage configType(String mediaType) {
        configType = mediaType;
        return this;
    }

    public TestImage config(Consumer<ObjectNode> change) {
        change.accept(config);
        return this;
    }

    public TestImage manifest(Consumer<ObjectNode> change) {
        change.accept(manifest);
        return this;
    }

    public String mediaType() {
        return manifestType;
    }

    /** A server asks for it in several threads. */
    public synchronized byte[] manifest() {
        byte[] bytes = config.toString().getBytes(StandardCharsets.UTF_8);
        if (!manifest.has("mediaType")) {
            manifest.put("mediaType", manifestType);
        }
        manifest.putObject("config")
                .put("mediaType", configType)
                .put("digest", put(bytes).toString())
                .put("size", bytes.length);
        return manifest.toString().getBytes(StandardCharsets.UTF_8);
    }

    public Digest digest() {
        return Digest.sha256(manifest());
    }

    /** The config and the layers, by digest. */
    public synchronized Map<Digest, byte[]> blobs() {
        manifest();
        return Map.copyOf(blobs);
    }

    /** The digests of the layers, the lowest first. */
    public synchronized List<Digest> layers() {
        return manifest.withArray("/layers")
                .valueStream()
                .map(layer -> Digest.parse(layer.path("digest").asText()))
                .toList();
    }

    private Digest put(byte[] blob) {
        var digest = Digest.sha256(blob);
        blobs.put(digest, blob);
        return digest;
    }

    /** Writes the image into an OCI layout under this name; what the layout has under other names stays. */
    public Path writeLayout(Path folder, String name) {
        try {
            Path kept = Files.createDirectories(folder.resolve("blobs/sha256"));
            byte[] document = manifest();
            put(document);
            for (var blob : blobs.entrySet()) {
                Files.write(kept.resolve(blob.getKey().hex()), blob.getValue());
            }
            Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
            Path file = folder.resolve("index.json");
            var index = Files.exists(file)
                    ? (ObjectNode) JSON.readTree(file.toFile())
                    : JSON.createObjectNode().put("schemaVersion", 2);
            index.withArray("/manifests")
                    .removeIf(other -> name.equals(other.at("/annotations/org.opencontainers.image.ref.name")
                            .asText()));
            index.withArray("/manifests")
                    .addObject()
                    .put("mediaType", manifestType)
                    .put("digest", digest().toString())
                    .put("size", document.length)
                    .putObject("annotations")
                    .put("org.opencontainers.image.ref.name", name);
            Files.writeString(file, index.toString());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
