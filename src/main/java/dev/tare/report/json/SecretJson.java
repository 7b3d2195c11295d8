package dev.tare.report.json;

import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.series.Series;
import dev.tare.report.text.Phrases;
import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;

/** The credentials that are not hidden. */
final class SecretJson {

    private SecretJson() {}

    static void secret(JsonDocument json, SecretPlace secret) throws IOException {
        json.beginObject();
        switch (secret.place()) {
            case SecretPlace.File file -> {
                json.path(file.path());
                json.number("layer", file.layer());
                kind(json, secret.kind());
                json.flag("visible", true);
            }
            case SecretPlace.Variable variable -> {
                json.text("variable", variable.name());
                json.plain("instruction", variable.instruction());
                if (variable.layer().isPresent()) {
                    json.number("layer", variable.layer().getAsInt());
                }
                kind(json, secret.kind());
                json.flag("visible", variable.isVisible());
            }
        }
        json.endObject();
    }

    /** A hidden credential: one file, or the files of a folder. */
    static void exposure(JsonDocument json, ExposedPlace place) throws IOException {
        json.beginObject();
        json.path(place.path());
        json.flag("directory", place.isFolder());
        json.number("files", place.files());
        CommonJson.exposed(json, Optional.of(place.kind()));
        json.numberArray("layers", place.shippedBy());
        json.number("hiddenBy", place.hiding().layer());
        json.endObject();
    }

    /** One piece of advice about all of them, if any is a file. */
    static void advice(JsonDocument json, Series<SecretPlace> secrets) throws IOException {
        var layers = new BitSet();
        byte[] path = {};
        int files = 0;
        for (var secret : secrets) {
            switch (secret.place()) {
                case SecretPlace.File file -> {
                    layers.set(file.layer());
                    path = files++ == 0 ? file.path() : path;
                }
                case SecretPlace.Variable variable -> variable.layer().ifPresent(layers::set);
            }
        }
        if (files == 0) {
            return;
        }
        json.beginObject();
        json.plain("kind", "visible-secret");
        json.numbers("layers", layers.stream().toArray());
        json.number("savesBytes", 0);
        json.number("savesPullBytes", 0);
        json.path(path);
        json.number("files", files);
        json.text("text", Phrases.IN_SIGHT);
        CommonJson.revoke(json, secrets.stream().map(SecretPlace::kind));
        json.endObject();
    }

    static void kind(JsonDocument json, ExposedKind kind) throws IOException {
        if (!kind.id().isEmpty()) {
            json.plain("kind", kind.id());
        }
        json.text("reason", kind.reason());
    }
}
