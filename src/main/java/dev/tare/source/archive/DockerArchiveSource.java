package dev.tare.source.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.codec.Codecs;
import dev.tare.image.Config;
import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.MediaType;
import dev.tare.layer.Compression;
import dev.tare.layer.LayerIndex;
import dev.tare.source.Members;
import dev.tare.source.MembersSource;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One image of an archive in Docker's form: {@code manifest.json} names the config and, the lowest first, the layers by their members. A
 * manifest as registries have it is made up from that; since it has no digest of its own, the image goes by that of its config, which
 * is Docker's image ID.
 */
final class DockerArchiveSource extends MembersSource {

    private static final String MANIFEST = "manifest.json";
    private static final Pattern BLOB = Pattern.compile("blobs/(sha256|sha512)/([0-9a-f]+)");
    private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String wanted;
    private final Limits limits;
    private final Map<Digest, String> files = new HashMap<>();

    /** One element of {@code manifest.json}. */
    private record Item(String config, List<String> tags, List<String> layers) {}

    /**
     * @param name what the user called it
     * @param wanted a repository and tag, or {@code @N}; empty where there is but one image
     */
    DockerArchiveSource(Members members, String name, String wanted, Limits limits) {
        super(members, name);
        this.wanted = wanted;
        this.limits = limits;
    }

    static boolean isIn(Members members) {
        return members.size(MANIFEST) >= 0;
    }

    @Override
    public Fetched manifest() throws ImageFault {
        var item = choose(items());
        if (members.size(item.config()) < 0) {
            throw missing(item.config());
        }
        byte[] bytes = members.read(item.config(), limits.configBytes(), "max-config-bytes");
        Digest id = Digest.sha256(bytes);
        files.put(id, item.config());
        var config = Config.parse(bytes);
        if (item.layers().size() > limits.layers()) {
            throw Limits.exceeded(
                    "an image of %,d layers".formatted(item.layers().size()), limits.layers(), "max-layers");
        }
        var manifest = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaType.DOCKER_MANIFEST);
        manifest.putObject("config")
                .put("mediaType", MediaType.DOCKER_CONFIG)
                .put("digest", id.toString())
                .put("size", bytes.length);
        var layers = manifest.putArray("layers");
        for (int i = 0; i < item.layers().size(); i++) {
            String file = item.layers().get(i);
            var diffId =
                    i < config.diffIds().size() ? Optional.of(config.diffIds().get(i)) : Optional.<Digest>empty();
            try {
                var compression = compression(file);
                var digest = digest(file, compression, diffId);
                files.put(digest, file);
                layers.addObject()
                        .put("mediaType", compression == Compression.NONE ? LAYER : LAYER + "." + compression)
                        .put("digest", digest.toString())
                        .put("size", members.size(file));
            } catch (ImageFault e) {
                throw e.in("layer %d (%s)".formatted(i, file));
            }
        }
        return new Fetched(
                manifest.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8), MediaType.DOCKER_MANIFEST, id);
    }

    private List<Item> items() throws ImageFault {
        if (!isIn(members)) {
            throw new Unreadable(
                    "%s is no archive of docker save: it has no %s".formatted(members.name(), MANIFEST),
                    members.size("repositories") >= 0
                            ? "it is one of a Docker older than 1.10; load it into a newer one and save it again"
                            : "");
        }
        try {
            JsonNode root = JSON.readTree(members.read(MANIFEST, limits.manifestBytes(), "max-manifest-bytes"));
            var items = new ArrayList<Item>();
            for (JsonNode item : root) {
                items.add(new Item(
                        item.path("Config").asText(""), texts(item.path("RepoTags")), texts(item.path("Layers"))));
            }
            if (!root.isArray() || items.stream().anyMatch(item -> item.config().isEmpty())) {
                throw new Damaged("%s of the archive is no list of images".formatted(MANIFEST));
            }
            return items;
        } catch (JsonProcessingException e) {
            throw new Damaged("%s of the archive is no valid JSON".formatted(MANIFEST), e);
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw members.unreadable(MANIFEST, e);
        }
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText("")));
        return texts;
    }

    private Item choose(List<Item> items) throws Unreadable {
        if (wanted.matches("@[0-9]{1,6}") && Integer.parseInt(wanted.substring(1)) < items.size()) {
            return items.get(Integer.parseInt(wanted.substring(1)));
        }
        var named = items.stream()
                .filter(item -> wanted.isEmpty() || item.tags().stream().anyMatch(this::isMeant))
                .toList();
        if (named.size() == 1) {
            return named.getFirst();
        }
        String names = items.stream()
                .map(item -> item.tags().isEmpty()
                        ? "@" + items.indexOf(item)
                        : item.tags().getFirst())
                .limit(20)
                .collect(Collectors.joining(", "));
        throw new Unreadable(
                named.isEmpty()
                        ? "%s holds no image%s".formatted(members.name(), wanted.isEmpty() ? "" : " " + wanted)
                        : "%s holds several images".formatted(members.name()),
                items.isEmpty()
                        ? ""
                        : name().equals("-")
                                ? "save one of them alone: " + names
                                : "name one of them behind a colon (docker-archive:FILE:NAME): " + names);
    }

    private boolean isMeant(String tag) {
        return tag.equals(wanted)
                || tag.equals(wanted + ":latest")
                || tag.endsWith("/" + wanted)
                || tag.endsWith("/" + wanted + ":latest");
    }

    private Compression compression(String file) throws ImageFault {
        var read = members.index(file);
        if (read.isPresent()) {
            return read.get().compression();
        }
        try (var stream = open(file)) {
            return Compression.of(stream);
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw members.unreadable(file, e);
        }
    }

    /** The digest of a layer as it is kept: its name tells, or the config where it is not compressed; else its bytes are read for it. */
    private Digest digest(String file, Compression compression, Optional<Digest> diffId) throws ImageFault {
        var blob = BLOB.matcher(file);
        if (blob.matches()) {
            try {
                return Digest.parse(blob.group(1) + ":" + blob.group(2));
            } catch (IllegalArgumentException e) {
                // named like a blob without being one
            }
        }
        if (compression == Compression.NONE && diffId.isPresent()) {
            return diffId.get();
        }
        var read = members.index(file);
        if (read.isPresent()) {
            return read.get().digest();
        }
        try (var stream = new DigestInputStream(open(file), Codecs.digest("sha256"))) {
            stream.transferTo(java.io.OutputStream.nullOutputStream());
            return Digest.of("sha256", stream.getMessageDigest().digest());
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw members.unreadable(file, e);
        }
    }

    private InputStream open(String file) throws IOException {
        if (members.size(file) < 0) {
            throw missing(file);
        }
        return members.open(file);
    }

    private static Damaged missing(String file) {
        return new Damaged("the archive has no member %s, which its %s names".formatted(file, MANIFEST));
    }

    @Override
    public Fetched manifest(Descriptor descriptor) throws ImageFault {
        throw new NotHeld("an archive of docker save lists no manifests", "");
    }

    @Override
    public InputStream blob(Descriptor descriptor) throws ImageFault {
        try {
            return open(files.getOrDefault(descriptor.digest(), ""));
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw new Unreadable("the archive %s cannot be read".formatted(members.name()), "", e);
        }
    }

    @Override
    public Optional<LayerIndex> index(Descriptor layer) throws ImageFault {
        return members.index(files.getOrDefault(layer.digest(), ""));
    }
}
