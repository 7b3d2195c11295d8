package dev.tare.report.table;

import static dev.tare.report.text.Phrases.count;

import dev.tare.image.Printable;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.table.CredentialTable.Row;
import dev.tare.report.text.LayerNumbers;
import dev.tare.report.text.Phrases;
import java.io.IOException;

/**
 * Credentials, which come before all figures: whoever has one in an image must act, however few bytes it has. Those that each container shows come
 * first.
 */
final class ExposedTable {

    private final Page page;
    private final int limit;

    /** @param limit how many of both are shown at most */
    ExposedTable(Page page, int limit) {
        this.page = page;
        this.limit = limit;
    }

    void write(ImageReport image) throws IOException {
        var secrets = image.secrets();
        if (!secrets.isEmpty()) {
            var rows = secrets.limit(limit).stream()
                    .map(secret -> secret(image, secret))
                    .toList();
            new CredentialTable(page, "secret ").write(rows, secrets.size() - rows.size(), Phrases.IN_SIGHT);
        }
        var exposed = image.exposures().places();
        if (!exposed.isEmpty()) {
            var rows = exposed.limit(limit).stream()
                    .map(place -> exposed(image, place))
                    .toList();
            new CredentialTable(page, "exposed").write(rows, exposed.size() - rows.size(), Phrases.REVOKE);
        }
    }

    private static Row secret(ImageReport image, SecretPlace secret) {
        return switch (secret.place()) {
            case SecretPlace.File file ->
                new Row(
                        secret.kind(),
                        Printable.of(file.path()),
                        "",
                        "shipped by %d%s"
                                .formatted(
                                        file.layer(),
                                        ScanTable.at(image.layers().get(file.layer()))));
            case SecretPlace.Variable variable ->
                new Row(
                        secret.kind(),
                        Phrases.variable(variable),
                        "",
                        "in " + Phrases.where(variable).replaceFirst(" of .*", ""));
        };
    }

    private static Row exposed(ImageReport image, ExposedPlace place) {
        return new Row(
                place.kind(),
                Printable.of(place.path()),
                place.isFolder() ? "/ (%s)".formatted(count(place.files(), "file")) : "",
                story(place, image));
    }

    private static String story(ExposedPlace place, ImageReport image) {
        var hiding = place.hiding();
        return "shipped by %s, %s by %d%s"
                .formatted(
                        LayerNumbers.brief(place.shippedBy()),
                        switch (hiding.cause()) {
                            case CONTENT, METADATA, NOTHING, UNKNOWN -> "overwritten";
                            case WHITEOUT, OPAQUE -> "removed";
                            case REPLACEMENT -> "replaced";
                        },
                        hiding.layer(),
                        ScanTable.at(image.layers().get(hiding.layer())));
    }
}
