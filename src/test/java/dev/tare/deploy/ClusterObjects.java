package dev.tare.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tare.kit.GoProgram;
import dev.tare.kit.Tool;
import dev.tare.kit.YamlObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The objects that the chart or an overlay of kustomize has a cluster make.
 *
 * @param name for a test's report
 */
record ClusterObjects(String name, List<JsonNode> all) {

    static final Path CHART = Path.of("deploy/helm/tare");
    static final Path KUSTOMIZE = Path.of("deploy/kustomize");

    /** The values that the chart is tested with. */
    static List<Path> values() {
        return list(CHART.resolve("ci"));
    }

    static List<Path> overlays() {
        return list(KUSTOMIZE.resolve("overlays"));
    }

    static List<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code helm template} gives of a release {@code tare}. */
    static ClusterObjects ofChart(Path values, String... options) {
        var command = new ArrayList<>(List.of(GoProgram.HELM.path(), "template", "tare", CHART.toString()));
        command.addAll(List.of("--namespace=tare", "--kube-version=1.36.0", "--values=" + values));
        command.addAll(List.of(options));
        String rendered = Tool.run(Path.of("."), command.toArray(String[]::new));
        return new ClusterObjects("chart with " + values.getFileName(), YamlObjects.readAll(rendered));
    }

    /** What {@code kustomize build} gives. */
    static ClusterObjects ofKustomize(Path folder) {
        String built = Tool.run(Path.of("."), GoProgram.KUSTOMIZE.path(), "build", folder.toString());
        return new ClusterObjects(folder.toString(), YamlObjects.readAll(built));
    }

    /**
     * What {@code kustomize build} gives of an overlay with all components, as one writes that for a cluster.
     *
     * @param folder for that overlay
     */
    static ClusterObjects withComponents(Path folder) {
        Path from = folder.toAbsolutePath();
        var components = list(KUSTOMIZE.resolve("components")).stream()
                .map(component -> "\n  - " + from.relativize(component.toAbsolutePath()))
                .collect(Collectors.joining());
        Path overlay = from.relativize(KUSTOMIZE.resolve("overlays/images").toAbsolutePath());
        try {
            Files.writeString(folder.resolve("kustomization.yaml"), """
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    namespace: tare
                    resources:
                      - %s
                    components:%s
                    """.formatted(overlay, components));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ClusterObjects("all components", ofKustomize(folder).all());
    }

    /** The only object of a kind. */
    JsonNode one(String kind) {
        var found = ofKind(kind).toList();
        if (found.size() != 1) {
            throw new AssertionError("%d of %s in %s".formatted(found.size(), kind, name));
        }
        return found.getFirst();
    }

    Stream<JsonNode> ofKind(String kind) {
        return all.stream().filter(object -> object.path("kind").asText().equals(kind));
    }

    /** Puts an object that names no namespace into that of the release, as {@code helm install --namespace} does. */
    static JsonNode inNamespace(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        if (!copy.path("kind").asText().startsWith("Cluster")) {
            copy.withObject("/metadata").putIfAbsent("namespace", TextNode.valueOf("tare"));
        }
        return copy;
    }

    JsonNode job() {
        return one("CronJob").at("/spec/jobTemplate/spec");
    }

    JsonNode pod() {
        return job().at("/template/spec");
    }

    JsonNode container() {
        return pod().at("/containers/0");
    }

    @Override
    public String toString() {
        return name;
    }
}
