package dev.tare.cluster;

import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.BadConfiguration;
import dev.tare.source.credentials.PullSecrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cluster runs, and what its templates would run.
 *
 * @param cluster which one it is, for messages
 * @param names of images in registries, with {@code docker://} so that none can be taken for a file; each once, sorted
 * @param pullSecrets what the pods pull with, if it was to be read
 * @param notices what was left out, and why; untrusted text
 */
public record ClusterImages(String cluster, List<String> names, PullSecrets pullSecrets, List<String> notices) {

    private static final String IN_REGISTRY = "docker://";
    private static final int MAX_NOTICES = 5;

    /** The resources with templates. */
    private static final List<ApiResource> TEMPLATES = List.of(
            ApiResource.DEPLOYMENTS,
            ApiResource.DAEMON_SETS,
            ApiResource.STATEFUL_SETS,
            ApiResource.JOBS,
            ApiResource.CRON_JOBS);

    /** Whether pull secrets are read. */
    public enum Secrets {
        READ,
        NOT_READ
    }

    /**
     * What to read.
     *
     * @param kubeconfig the only file to look into
     * @param context of the kubeconfig; without one, the current one
     * @param namespaces empty for all
     * @param selector of labels, which pods and the objects with templates must have
     * @param secrets whether pull secrets are read
     * @param stdin what a credential plugin gets that wants to ask the user
     * @param environment of the process
     */
    public record Request(
            Optional<Path> kubeconfig,
            Optional<String> context,
            List<String> namespaces,
            Optional<String> selector,
            Secrets secrets,
            PluginStdin stdin,
            Map<String, String> environment) {

        /** The cluster that the user named; else that of this pod; else that of the usual kubeconfig. */
        private Cluster cluster() throws Unreadable {
            var pod = new InCluster(InCluster.FOLDER, environment);
            boolean isNamed = kubeconfig.isPresent() || context.isPresent() || Kubeconfig.isNamed(environment);
            return !isNamed && pod.isHere()
                    ? pod.cluster()
                    : Kubeconfig.of(kubeconfig, environment).cluster(context, stdin);
        }

        private List<Optional<String>> places() {
            return namespaces.isEmpty()
                    ? List.of(Optional.empty())
                    : namespaces.stream().distinct().map(Optional::of).toList();
        }
    }

    /**
     * Reads the lists of a cluster.
     *
     * @throws BadConfiguration if no cluster can be told from the request
     * @throws Unreadable if the cluster does not give a list
     * @throws BeyondLimit if a list is too long
     */
    public static ClusterImages read(Request request) throws Unreadable, BeyondLimit {
        var cluster = request.cluster();
        try (var api = new ClusterApi(cluster)) {
            var inventory = inventory(api, request);
            var reader = new PullSecretReader(api);
            var pullSecrets = request.secrets() == Secrets.READ
                    ? pullSecrets(api, request, reader, inventory.uses())
                    : PullSecrets.NONE;
            var notices = notices(inventory.invalid());
            reader.notice().ifPresent(notices::add);
            return new ClusterImages(
                    cluster.name(),
                    inventory.uses().stream()
                            .map(use -> IN_REGISTRY + use.image())
                            .toList(),
                    pullSecrets,
                    notices);
        }
    }

    private static PullSecrets pullSecrets(
            ClusterApi api, Request request, PullSecretReader reader, List<ImageInventory.Use> uses)
            throws Unreadable, BeyondLimit {
        for (var namespace : request.places()) {
            reader.addAccounts(api.list(ApiResource.SERVICE_ACCOUNTS, namespace, Optional.empty()));
        }
        return reader.read(uses);
    }

    private static ImageInventory inventory(ClusterApi api, Request request) throws Unreadable, BeyondLimit {
        var inventory = new ImageInventory();
        for (var namespace : request.places()) {
            var pods = api.list(ApiResource.PODS, namespace, request.selector());
            var templates = new ArrayList<KubeObject>();
            for (var resource : TEMPLATES) {
                templates.addAll(api.list(resource, namespace, request.selector()));
            }
            inventory.addOwners(templates);
            inventory.addPods(pods);
            inventory.addTemplates(templates);
        }
        return inventory;
    }

    private static List<String> notices(List<String> invalid) {
        var notices = new ArrayList<String>();
        invalid.stream().distinct().sorted().limit(MAX_NOTICES).forEach(notices::add);
        long more = invalid.stream().distinct().count() - MAX_NOTICES;
        if (more > 0) {
            notices.add("and %,d more containers whose image is none of a registry".formatted(more));
        }
        return notices;
    }
}
