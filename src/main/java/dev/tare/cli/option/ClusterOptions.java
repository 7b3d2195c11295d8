package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.cli.terminal.Terminal;
import dev.tare.cluster.ClusterImages;
import dev.tare.cluster.ClusterImages.Secrets;
import dev.tare.cluster.PluginStdin;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Whether the images of a Kubernetes cluster are scanned, and of which. */
public final class ClusterOptions {

    /** A label of RFC 1123, as names of namespaces are. */
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?");

    @ArgGroup(validate = false, heading = "%nImages of a Kubernetes cluster:%n")
    private Wanted wanted = new Wanted();

    /** The options, under a heading of their own. */
    static final class Wanted {

        @Option(
                names = "--cluster",
                description =
                        "Scan what runs in a Kubernetes cluster, and what its templates name: the one of --context, else of this pod,"
                                + " else the kubeconfig's.")
        private boolean cluster;

        @Option(
                names = "--kubeconfig",
                paramLabel = "FILE",
                description = "Where clusters are found. Default: the files of KUBECONFIG, else ~/.kube/config.")
        private @Nullable Path kubeconfig;

        @Option(
                names = "--context",
                paramLabel = "NAME",
                description = "Which context of the kubeconfig. Default: the current one.")
        private @Nullable String context;

        @Option(
                names = "--namespace",
                paramLabel = "NAME",
                description = "Only this namespace of the cluster. Repeatable. Default: all.")
        private List<String> namespaces = List.of();

        @Option(
                names = "--selector",
                paramLabel = "LABELS",
                description = "Only pods and templates of objects with these labels, such as 'team=a,tier!=test'.")
        private @Nullable String selector;

        @Option(
                names = "--pull-secrets",
                description =
                        "Read the pull secrets of the pods and of their service accounts, for the images that these pods run.")
        private boolean pullSecrets;
    }

    /** Returns true if the images of a cluster are wanted. */
    public boolean isAny() {
        return wanted.cluster;
    }

    /**
     * What is to be read of a cluster; empty if nothing is.
     *
     * @throws InvalidRequest if an option has a value that cannot be, or no effect
     */
    public Optional<ClusterImages.Request> request() {
        if (!wanted.cluster) {
            checkUnused();
            return Optional.empty();
        }
        for (String namespace : wanted.namespaces) {
            if (!NAMESPACE.matcher(namespace).matches()) {
                throw new InvalidRequest("--namespace: '%s' is no name of a namespace".formatted(namespace));
            }
        }
        return Optional.of(new ClusterImages.Request(
                Optional.ofNullable(wanted.kubeconfig),
                Optional.ofNullable(wanted.context),
                wanted.namespaces,
                Optional.ofNullable(wanted.selector),
                wanted.pullSecrets ? Secrets.READ : Secrets.NOT_READ,
                Terminal.isTerminal(0) ? PluginStdin.PASSED : PluginStdin.CLOSED,
                System.getenv()));
    }

    private void checkUnused() {
        boolean any = wanted.kubeconfig != null
                || wanted.context != null
                || wanted.selector != null
                || wanted.pullSecrets
                || !wanted.namespaces.isEmpty();
        if (any) {
            throw new InvalidRequest(
                    "--kubeconfig, --context, --namespace, --selector and --pull-secrets are for the images of a cluster: say --cluster too");
        }
    }
}
