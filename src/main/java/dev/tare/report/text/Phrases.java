package dev.tare.report.text;

import dev.tare.image.Printable;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.FleetChanges;
import dev.tare.report.model.image.ContentBytes;
import dev.tare.report.model.image.Hiding;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.tree.Aspect;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What every format says in the same words. */
public final class Phrases {

    /** What to do about credentials in hidden copies. */
    public static final String REVOKE =
            "Still in the image, for everyone who pulls it. Revoke what was exposed: to remove it from the next image"
                    + " does not. Give secrets to a build with RUN --mount=type=secret (BuildKit), or use them in a"
                    + " stage of which only the results are copied.";

    /** What to do about credentials that are not hidden. */
    public static final String IN_SIGHT =
            "In plain sight, for everyone who pulls the image: rotate each of them first. Then keep them out: name files"
                    + " in .dockerignore, give secrets to a build with RUN --mount=type=secret (BuildKit), or use them in"
                    + " a stage of which only the results are copied, and give them to a container when it starts.";

    /** The same as an imperative, for rules. */
    public static final String KEEP_OUT =
            "rotate each secret, since whoever pulled the image has it; name files in .dockerignore, and give secrets to"
                    + " a build with RUN --mount=type=secret and to a container when it starts";

    private Phrases() {}

    /** {@code 1 file}, {@code 1,234 files}. */
    public static String count(long number, String noun) {
        return "%,d %s%s".formatted(number, noun, number == 1 ? "" : "s");
    }

    /** What a report says of a run that was stopped. */
    public static String partial(int images) {
        return "this report is partial: the run was stopped, and %s not scanned"
                .formatted(count(images, "image") + (images == 1 ? " was" : " were"));
    }

    /** How many images and layers a fleet has. */
    public static String fleet(Fleet.Counts counts) {
        return count(counts.images(), "image")
                + (counts.distinctImages() == counts.images()
                        ? ""
                        : " (%,d distinct)".formatted(counts.distinctImages()))
                + (counts.failures() == 0 ? "" : ", %,d not scanned wholly".formatted(counts.failures()))
                + ", " + count(counts.layers(), "distinct layer");
    }

    /** What paths of many images do not tell. */
    public static String leftOut(Fleet.Paths paths) {
        return "paths are too many to tell of copies that have less than " + Sizes.human(paths.minimumBytes());
    }

    /** What many images have otherwise than in an earlier report, in numbers. */
    public static String changes(FleetChanges changes) {
        return "%s new, %,d gone, %,d of another digest"
                        .formatted(
                                count(changes.added().total(), "image"),
                                changes.gone().total(),
                                changes.changed().total())
                + (changes.unread() == 0 ? "" : ", %,d not compared".formatted(changes.unread()))
                + changes.credentials()
                        .map(it -> "; %s new, %,d gone"
                                .formatted(
                                        count(it.added().total(), "credential"),
                                        it.gone().total()))
                        .orElse("; credentials not compared");
    }

    /** What is to be known of the run of an earlier report; empty where it told all images. */
    public static String unread(FleetChanges.Before before) {
        if (before.counts().failures() == 0) {
            return "";
        }
        return "%s %s not read for the earlier report%s"
                .formatted(
                        count(before.counts().failures(), "image"),
                        before.counts().failures() == 1 ? "was" : "were",
                        before.isPartial() ? ", which is partial: its run was stopped" : "");
    }

    /** The efficiency in percent with one decimal, rounded down: 100.0 is for an image that wastes nothing. */
    public static BigDecimal efficiency(ContentBytes content) {
        var percent = content.shipped() == 0
                ? BigDecimal.valueOf(100)
                : BigDecimal.valueOf(content.visible())
                        .movePointRight(2)
                        .divide(BigDecimal.valueOf(content.shipped()), 1, RoundingMode.DOWN);
        return percent.setScale(1, RoundingMode.DOWN);
    }

    /** What the sizes of stored layers are called: {@code pulled} only where it is known of all images what a pull takes, else {@code stored}. */
    public static String storedAs(Totals... images) {
        return Stream.of(images).allMatch(totals -> totals.stored().isPullKnown()) ? "pulled" : "stored";
    }

    /** What a layer did to copies that it hides, in a few words. */
    public static String story(Hiding hiding) {
        return switch (hiding.cause()) {
            case CONTENT -> "rewritten";
            case METADATA ->
                hiding.changed().stream().map(Aspect::toString).collect(Collectors.joining(",", "only ", " changed"));
            case NOTHING -> "shipped again as is";
            case UNKNOWN -> "shipped again";
            case WHITEOUT, OPAQUE -> "removed";
            case REPLACEMENT -> "replaced";
        };
    }

    /** What is wrong with a credential that is not hidden, in a sentence without a full stop. */
    public static String secret(SecretPlace secret) {
        String reason = Printable.of(secret.kind().reason());
        return switch (secret.place()) {
            case SecretPlace.File file ->
                "%s: %s is in the image, from layer %d".formatted(reason, Printable.of(file.path()), file.layer());
            case SecretPlace.Variable variable ->
                "%s: %s is set in %s".formatted(reason, variable(variable), where(variable));
        };
    }

    /** A variable and how it is set: {@code ENV TOKEN}; or an instruction without a variable: {@code CMD}. */
    public static String variable(SecretPlace.Variable variable) {
        boolean isNamed = !variable.name().equals(variable.instruction());
        return Printable.of(isNamed ? variable.instruction() + " " + variable.name() : variable.name());
    }

    /** Who gets to see a variable. */
    public static String where(SecretPlace.Variable variable) {
        return switch (variable.instruction()) {
            case "CMD", "ENTRYPOINT", "HEALTHCHECK", "LABEL", "ONBUILD" -> "the config of the image";
            default -> variable.isVisible() ? "the environment of each container" : "the history of the image";
        };
    }

    /** What is wrong with a credential in hidden copies, in a sentence without a full stop. */
    public static String exposed(ExposedPlace place) {
        return "%s: %s%s is shipped by layer %d, and hidden by layer %d"
                .formatted(
                        Printable.of(place.kind().reason()),
                        Printable.of(place.path()),
                        place.isFolder() ? "/" : "",
                        place.shippedBy().getFirst(),
                        place.hiding().layer());
    }
}
