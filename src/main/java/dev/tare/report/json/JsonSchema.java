package dev.tare.report.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;

/** The published JSON Schemas (draft 2020-12), one for each kind of document that tare writes, and one for the one it reads. */
public enum JsonSchema {
    REPORT,
    LAYERS,
    DIFF,
    LS,
    DU,
    TRACE,
    COMPARE,
    /** Of the configuration file, which tare reads. */
    CONFIG;

    /** The schema as it is published, in UTF-8. */
    public byte[] bytes() {
        String resource = "schema/%s-v1.schema.json".formatted(this);
        try (var in = Objects.requireNonNull(JsonSchema.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
