package dev.tare.source.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.source.Members;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An element of {@code manifest.json} (moby's image spec v1.2, "Combined Image JSON + Filesystem Changeset Format").
 *
 * @param number its place in the list
 * @param config the name of the config's file
 * @param tags repositories with tags
 * @param layers the names of the layers' files, the lowest first
 */
record SavedImage(int number, String config, List<String> tags, List<String> layers) {

    static final String LIST = "manifest.json";

    /** All that are there, in their order. */
    static List<SavedImage> read(Members members, Limits limits) throws ImageFault {
        try {
            JsonNode root =
                    new ObjectMapper().readTree(members.read(LIST, limits.manifestBytes(), Bound.MANIFEST_BYTES));
            var images = new ArrayList<SavedImage>();
            for (JsonNode image : root) {
                images.add(new SavedImage(
                        images.size(),
                        image.path("Config").asText(""),
                        texts(image.path("RepoTags")),
                        texts(image.path("Layers"))));
            }
            if (!root.isArray()
                    || images.stream().anyMatch(image -> image.config().isEmpty())) {
                throw new Damaged("%s of the archive is no list of images".formatted(LIST));
            }
            return List.copyOf(images);
        } catch (JsonProcessingException e) {
            throw new Damaged("%s of the archive is no valid JSON".formatted(LIST), e);
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw members.unreadable(LIST, e);
        }
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText("")));
        return List.copyOf(texts);
    }

    /** The digest of each layer as it is kept, as far as its name tells. */
    List<Optional<Digest>> layerDigests() {
        return layers.stream().map(Members::blobDigest).toList();
    }

    /** The fault of a file that is not there. */
    static Damaged missing(String file) {
        return new Damaged("the archive has no member %s, which its %s names".formatted(file, LIST));
    }
}
