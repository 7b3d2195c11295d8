package dev.tare.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What is read of a pod, of an object with a template of pods, or of a service account. All texts are untrusted.
 *
 * @param owner the object that made this one
 * @param phase of a pod
 * @param images what the containers are to run, as the object has it
 * @param imageIds what a pod's containers run, by the container's name
 * @param pullSecrets names of secrets of the same namespace
 * @param account the service account of the pods
 */
record KubeObject(
        ObjectKey key,
        Optional<ObjectKey> owner,
        String phase,
        List<Container> images,
        Map<String, String> imageIds,
        List<String> pullSecrets,
        String account) {

    private static final List<String> CONTAINERS = List.of("containers", "initContainers", "ephemeralContainers");
    private static final List<String> STATUSES =
            List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses");

    /** What a pod has whose spec names no account. */
    private static final String DEFAULT_ACCOUNT = "default";

    private static final int MAX_TEXT_CHARACTERS = 2_048;

    /** Maximum containers of one pod; the API server takes no object that has room for more. */
    private static final int MAX_CONTAINERS = 4_096;

    private static final int MAX_PULL_SECRETS = 256;
    private static final int MAX_OWNERS = 256;

    /** Names one object. */
    record ObjectKey(String namespace, String kind, String name) {
        @Override
        public String toString() {
            return "%s/%s/%s".formatted(namespace, kind, name);
        }
    }

    /** A container of a pod or a template. */
    record Container(String name, String image) {}

    static KubeObject of(ApiResource resource, JsonNode item) {
        var metadata = item.path("metadata");
        String namespace = text(metadata, "namespace");
        var spec = podSpec(item.path("spec"));
        boolean isAccount = resource == ApiResource.SERVICE_ACCOUNTS;
        String account = text(spec, "serviceAccountName");
        return new KubeObject(
                new ObjectKey(namespace, resource.kind(), text(metadata, "name")),
                owner(namespace, metadata),
                text(item.path("status"), "phase"),
                CONTAINERS.stream()
                        .flatMap(list -> elements(spec, list, MAX_CONTAINERS))
                        .map(it -> new Container(text(it, "name"), text(it, "image")))
                        .filter(it -> !it.image().isEmpty())
                        .toList(),
                imageIds(item.path("status")),
                elements(isAccount ? item : spec, "imagePullSecrets", MAX_PULL_SECRETS)
                        .map(it -> text(it, "name"))
                        .filter(name -> !name.isEmpty())
                        .toList(),
                account.isEmpty() ? DEFAULT_ACCOUNT : account);
    }

    /** The spec of pods: of a pod its own, else that of the template, which a cron job has in the template of its jobs. */
    private static JsonNode podSpec(JsonNode spec) {
        if (spec.has("jobTemplate")) {
            return podSpec(spec.path("jobTemplate").path("spec"));
        }
        return spec.has("template") ? spec.path("template").path("spec") : spec;
    }

    private static Optional<ObjectKey> owner(String namespace, JsonNode metadata) {
        return elements(metadata, "ownerReferences", MAX_OWNERS)
                .filter(it -> it.path("controller").asBoolean())
                .map(it -> owner(namespace, text(it, "kind"), text(it, "name"), metadata))
                .findFirst();
    }

    /**
     * A deployment's pods are owned by a replica set that the deployment has named after itself and the hash of its template. The hash is a label of the
     * pod, so that replica sets need not be listed.
     */
    private static ObjectKey owner(String namespace, String kind, String name, JsonNode metadata) {
        String hash = text(metadata.path("labels"), "pod-template-hash");
        if (kind.equals("ReplicaSet") && !hash.isEmpty() && name.endsWith("-" + hash)) {
            return new ObjectKey(
                    namespace, ApiResource.DEPLOYMENTS.kind(), name.substring(0, name.length() - hash.length() - 1));
        }
        return new ObjectKey(namespace, kind, name);
    }

    private static Map<String, String> imageIds(JsonNode status) {
        var ids = new TreeMap<String, String>();
        for (String list : STATUSES) {
            elements(status, list, MAX_CONTAINERS)
                    .filter(it -> !text(it, "imageID").isEmpty())
                    .forEach(it -> ids.put(text(it, "name"), text(it, "imageID")));
        }
        return ids;
    }

    private static Stream<JsonNode> elements(JsonNode parent, String list, int max) {
        return StreamSupport.stream(parent.path(list).spliterator(), false).limit(max);
    }

    /** A text that can be what it should be; longer ones are taken as missing. */
    private static String text(JsonNode parent, String field) {
        String text = parent.path(field).asText("");
        return text.length() > MAX_TEXT_CHARACTERS ? "" : text;
    }

    /** Returns true of a pod that has ended for good. */
    boolean hasEnded() {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }
}
