package dev.tare.app;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.name.Reference;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Document;
import dev.tare.image.spec.Index;
import dev.tare.image.spec.Manifest;
import dev.tare.image.spec.MediaType;
import dev.tare.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Finds the images of all platforms under some names: each manifest that an index lists is an image of its own, and attestations are none. */
final class SelectPlatforms {

    /** Maximum depth of indexes in indexes. Real tools nest them once. */
    private static final int MAX_NESTING = 4;

    /** Maximum images under one name. A hostile index may list thousands. */
    private static final int MAX_IMAGES = 200;

    private final Session session;

    SelectPlatforms(Session session) {
        this.session = session;
    }

    /** The images in their order. A name that cannot be read stays as it is: the scan tells why. */
    List<NamedImage> of(List<NamedImage> names) throws InterruptedException {
        var images = new LinkedHashMap<String, NamedImage>();
        try (var workers = Executors.newFixedThreadPool(
                session.connections(),
                task -> Thread.ofPlatform().daemon().name("platforms").unstarted(task))) {
            var asked = new ArrayList<Future<List<NamedImage>>>();
            for (var name : names) {
                asked.add(workers.submit((Callable<List<NamedImage>>) () -> of(name)));
            }
            for (var one : asked) {
                Answers.of(one).forEach(image -> images.putIfAbsent(key(image), image));
            }
        }
        return List.copyOf(images.values());
    }

    /** Two tags of one image are one. */
    private static String key(NamedImage image) {
        return image.reference()
                .flatMap(Reference::digest)
                .map(digest -> image.repository() + "@" + digest)
                .orElse(image.name());
    }

    private List<NamedImage> of(NamedImage name) throws InterruptedException {
        if (name.fault().isPresent()) {
            return List.of(name);
        }
        try {
            var digests = session.with(name, (source, _) -> digests(source));
            var images =
                    digests.stream().flatMap(digest -> name.at(digest).stream()).toList();
            return images.isEmpty() ? List.of(name) : images;
        } catch (BeyondLimit e) {
            return List.of(NamedImage.unlisted(name.name(), e));
        } catch (IOException e) {
            return List.of(name);
        }
    }

    /** The manifests of an index; none if the name is that of one image. */
    private static Set<Digest> digests(Source source) throws ImageFault {
        var digests = new LinkedHashSet<Digest>();
        var top = source.manifest();
        switch (Document.parse(top.bytes(), top.mediaType())) {
            case Manifest _ -> {
                // one image
            }
            case Index index -> add(source, index, MAX_NESTING, digests);
        }
        return digests;
    }

    private static void add(Source source, Index index, int nesting, Set<Digest> digests) throws ImageFault {
        for (Descriptor listed : index.manifests()) {
            if (listed.isAttestation()) {
                continue;
            }
            if (digests.size() >= MAX_IMAGES) {
                throw new BeyondLimit(
                        "the index lists more than %,d images".formatted(MAX_IMAGES),
                        "name those that matter by their digests");
            }
            if (MediaType.isManifest(listed.mediaType())) {
                digests.add(listed.digest());
            } else if (MediaType.isIndex(listed.mediaType()) && nesting > 0) {
                var inner = source.manifest(listed);
                if (Document.parse(inner.bytes(), listed.mediaType()) instanceof Index it) {
                    add(source, it, nesting - 1, digests);
                }
            }
        }
    }
}
