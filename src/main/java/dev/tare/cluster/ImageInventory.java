package dev.tare.cluster;

import dev.tare.cluster.KubeObject.Container;
import dev.tare.cluster.KubeObject.ObjectKey;
import dev.tare.image.name.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The images that objects of a cluster use, each once and sorted. Pods come first: what a template names is not counted where a pod of it says by
 * digest what that is.
 */
final class ImageInventory {

    private final SortedMap<String, Use> uses = new TreeMap<>();
    private final List<String> invalid = new ArrayList<>();
    private final Map<ObjectKey, ObjectKey> owners = new HashMap<>();
    private final Set<Running> running = new HashSet<>();

    /**
     * An image, and the objects that use it.
     *
     * @param users in the order in which they were added
     */
    record Use(Reference image, SequencedSet<KubeObject> users) {}

    /** A name that stands in a template, and that a pod of the template runs by digest. */
    private record Running(ObjectKey template, String image) {}

    /** Says which objects were made by others. Jobs are to be told before the pods that they have made. */
    void addOwners(List<KubeObject> objects) {
        objects.forEach(it -> it.owner().ifPresent(owner -> owners.put(it.key(), owner)));
    }

    /** Adds the images of pods that have not ended. */
    void addPods(List<KubeObject> pods) {
        for (var pod : pods) {
            if (!pod.hasEnded()) {
                pod.images().forEach(container -> addRunning(pod, container));
            }
        }
    }

    private void addRunning(KubeObject pod, Container container) {
        var image = add(pod, container, pod.imageIds().getOrDefault(container.name(), ""));
        if (image.flatMap(Reference::digest).isPresent()) {
            var owner = pod.owner();
            while (owner.isPresent() && running.add(new Running(owner.get(), container.image()))) {
                owner = Optional.ofNullable(owners.get(owner.get()));
            }
        }
    }

    /** Adds the images of templates, but for those that pods of theirs run. */
    void addTemplates(List<KubeObject> templates) {
        for (var template : templates) {
            for (var container : template.images()) {
                if (!running.contains(new Running(template.key(), container.image()))) {
                    add(template, container, "");
                }
            }
        }
    }

    private Optional<Reference> add(KubeObject user, Container container, String imageId) {
        try {
            var image = ImageId.of(container.image(), imageId);
            uses.merge(
                    image.host() + "/" + image.repository() + "@" + image.name(),
                    new Use(image, new LinkedHashSet<>(List.of(user))),
                    ImageInventory::merged);
            return Optional.of(image);
        } catch (IllegalArgumentException e) {
            invalid.add("%s: %s".formatted(user.key(), e.getMessage()));
            return Optional.empty();
        }
    }

    /** Of two tags of one digest the first by name is told. */
    private static Use merged(Use before, Use added) {
        before.users().addAll(added.users());
        boolean isFirst = before.image().toString().compareTo(added.image().toString()) <= 0;
        return isFirst ? before : new Use(added.image(), before.users());
    }

    /** All images, by name. */
    List<Use> uses() {
        return List.copyOf(uses.values());
    }

    /** Containers whose image no registry can have: the object, and what is wrong with the name. */
    List<String> invalid() {
        return Collections.unmodifiableList(invalid);
    }
}
