package dev.tare.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where whoever runs tare keeps files of configuration (XDG Base Directory Specification; a variable that is empty is one that is not set).
 *
 * @param environment of the process
 */
public record UserFolders(Map<String, String> environment) {

    public Path home() {
        return Path.of(variable("HOME").orElseGet(() -> System.getProperty("user.home", "/")));
    }

    public Path config() {
        return variable("XDG_CONFIG_HOME").map(Path::of).orElseGet(() -> home().resolve(".config"));
    }

    /**
     * Where podman, buildah and skopeo keep logins until the machine starts again: a folder of the session or, without one, as it is for
     * root in services and over ssh, {@code /run/containers/UID} (containers/image, pkg/docker/config).
     */
    public Optional<Path> containersRuntime() {
        return variable("XDG_RUNTIME_DIR")
                .map(folder -> Path.of(folder, "containers"))
                .or(() -> userId().map(id -> Path.of("/run/containers", id)));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Empty where the system has no {@code /proc}; podman there uses {@link #config}. */
    private static Optional<String> userId() {
        try {
            return Optional.of(
                    Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString());
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
