package dev.tare.config;

import java.util.Locale;

/** What an image is made of, for a configuration to begin with: which files have no place in it. */
public enum Flavour {
    GENERIC("", ""),
    NODE(
            item(".npmrc", "may hold a token of the registry")
                    + item("*.map", "source maps show the sources")
                    + item("/root/.npm", "cache of npm"),
            item("/root/.npm/**", "cache of npm: RUN --mount=type=cache,target=/root/.npm")
                    + item("node_modules", "installed twice: copy package*.json and install before COPY . .")),
    PYTHON(
            item("/root/.cache/pip", "cache of pip: pip install --no-cache-dir")
                    + item(".pypirc", "may hold a token of the index")
                    + item(".venv", "the environment of one machine"),
            item("__pycache__", "compiled and then removed: set PYTHONDONTWRITEBYTECODE=1")
                    + item("/root/.cache/pip/**", "cache of pip: RUN --mount=type=cache,target=/root/.cache/pip")),
    JAVA(
            item("/root/.m2", "cache of Maven: build in a stage of its own")
                    + item("/root/.gradle", "cache of Gradle: build in a stage of its own")
                    + item("*-sources.jar", "sources"),
            item("/root/.m2/**", "cache of Maven: RUN --mount=type=cache,target=/root/.m2")
                    + item("*.jar", "shipped and hidden: copy dependencies and the application in one layer each")),
    GO(
            item("/usr/local/go", "the toolchain: build in a stage of its own")
                    + item("/root/go/pkg", "modules: build in a stage of its own")
                    + item("*.go", "sources"),
            item("/root/.cache/go-build/**", "cache of go build: build in a stage of its own"));

    private static final String FILES_OF_ANY = item(".git", "history of the sources: name it in .dockerignore")
            + item("id_rsa", "private key")
            + item(".env", "settings of one machine");

    private static final String HIDDEN_OF_ANY =
            item("/var/cache/apt/**", "cache of apt: RUN --mount=type=cache,target=/var/cache/apt")
                    + item("/var/lib/apt/lists/**", "lists of apt: remove them in the RUN that gets them");

    private static final String STARTER = """
            # yaml-language-server: $schema=./config-v1.schema.json
            # The configuration of tare, which it finds in the working directory. The schema for editors: tare schema config > config-v1.schema.json
            # An option of the command line goes before a TARE_ variable, and that before this file.

            # What must not be true of an image: METRIC OPERATOR VALUE. tare explain lists the metrics.
            rules:
              - exposed > 0
              - secrets > 0
              - wasted share > 10%
              # - wasted > 20MB
              # - largest file > 100MB

            # Look only at what the layers above the base image ship and hide. The base must be known.
            # scope: own
            # base: docker.io/library/debian:12

            # Files that must not be in the final image, nor directories with any. Quote patterns that begin with *.
            no-file:
            {no-file}
            # Files that must not be among the hidden copies: they are pulled, and nobody can read them.
            no-hidden:
            {no-hidden}
            # What rules do not look at, and why. After the day they do again.
            # ignore:
            #   - path: /opt/vendor/**
            #     reason: of the vendor
            #     until: 2027-01-31

            # Rules for some images. The first section that matches counts; what it leaves out is that of the whole file.
            # images:
            #   - match: registry.example/team/legacy-*
            #     rules:
            #       - wasted share > 50%
            """;

    private final String files;
    private final String hidden;

    Flavour(String files, String hidden) {
        this.files = files;
        this.hidden = hidden;
    }

    /** A pattern for files that have no place in an image, and why. */
    private static String item(String glob, String reason) {
        return "  - path: '%s'\n    reason: '%s'\n".formatted(glob, reason);
    }

    /** A commented configuration to begin with. */
    public String starter() {
        return STARTER.replace("{no-file}", files + FILES_OF_ANY).replace("{no-hidden}", hidden + HIDDEN_OF_ANY);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
