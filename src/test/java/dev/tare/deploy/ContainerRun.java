package dev.tare.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Tare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs tare on this machine as a container of a manifest runs it: with its arguments and environment, and folders where it has its mounts. */
final class ContainerRun {

    private final Path home;
    private final JsonNode container;

    /** @param home for the folders */
    ContainerRun(Path home, JsonNode container) {
        this.home = home;
        this.container = container;
    }

    /** Fills the folder that stands for a volume, as the kubelet lays out the files of a ConfigMap or Secret. */
    void mount(String volume, Map<String, String> files) throws IOException {
        Path data = Files.createDirectories(folder(volume).resolve("..2026_01_01"));
        Files.createSymbolicLink(folder(volume).resolve("..data"), data.getFileName());
        for (var file : files.entrySet()) {
            Files.writeString(data.resolve(file.getKey()), file.getValue());
            Files.createSymbolicLink(folder(volume).resolve(file.getKey()), Path.of("..data", file.getKey()));
        }
    }

    Path folder(String volume) throws IOException {
        return Files.createDirectories(home.resolve("mounted-" + volume));
    }

    /** Runs the container's arguments, and then these. */
    Tare.Result run(String... more) throws IOException {
        var arguments = new ArrayList<String>();
        for (var argument : container.path("args")) {
            arguments.add(mounted(argument.asText()));
        }
        arguments.addAll(List.of(more));
        var tare = Tare.at(home);
        for (var variable : container.path("env")) {
            tare.with(
                    variable.path("name").asText(),
                    mounted(variable.path("value").asText()));
        }
        return tare.run(arguments.toArray(String[]::new));
    }

    private String mounted(String text) throws IOException {
        String here = text;
        for (var mount : container.path("volumeMounts")) {
            String path = mount.path("mountPath").asText();
            here = here.replaceFirst(
                    "(^|=)%s(?=/|$)".formatted(path),
                    "$1" + folder(mount.path("name").asText()));
        }
        return here;
    }
}
