package dev.tare.report.earlier;

import dev.tare.image.Printable;
import dev.tare.report.model.Baseline;
import dev.tare.report.model.image.Copy;
import dev.tare.report.model.image.Hiding;
import dev.tare.report.model.image.Hiding.Cause;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.waste.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads what an earlier report of a scan, version 1, says of hidden copies and secrets. The report is read whole once, to check it and to find its images,
 * and an image again when it is asked for: what all images waste may be too much to hold.
 */
public final class BaselineReader {

    /** Maximum paths of all images of a report. */
    private static final int MAX_FINDINGS = 4_000_000;

    private final Tokens tokens;
    private final List<Place> places = new ArrayList<>();
    private int findings;
    private int version;
    private boolean hasImages;

    private BaselineReader(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Where an image is in the bytes of a report.
     *
     * @param offset of its object
     */
    public record Place(String reference, long offset) {}

    /**
     * Reads a report whole, and holds of it where its images are.
     *
     * @throws IllegalArgumentException if it is no report, or not of all findings; the message is a clause
     */
    public static List<Place> places(Path file) throws IOException {
        return Tokens.read(
                new ReportFile(file).open(), Tokens.Part.WHOLE, tokens -> new BaselineReader(tokens).report());
    }

    /**
     * Reads one image.
     *
     * @throws IllegalArgumentException if there is none; the message is a clause
     */
    public static Baseline image(Path file, Place place) throws IOException {
        return Tokens.read(new ReportFile(file).open(place.offset()), Tokens.Part.OBJECT, tokens -> {
            var image = new BaselineReader(tokens).new Image();
            tokens.object(image::field);
            return image.whole();
        });
    }

    private List<Place> report() throws IOException {
        tokens.document(field -> {
            switch (field) {
                case "schemaVersion" -> version = tokens.number();
                case "images" -> {
                    hasImages = true;
                    tokens.objects(this::place);
                }
                default -> tokens.skip();
            }
        });
        if (version != 1 || !hasImages) {
            throw tokens.foreign();
        }
        return List.copyOf(places);
    }

    private void place() throws IOException {
        long offset = tokens.offset();
        var image = new Image();
        tokens.fields(image::field);
        places.add(new Place(image.whole().reference(), offset));
    }

    private void count() {
        if (++findings > MAX_FINDINGS) {
            throw new BadReport("it has more than %,d findings".formatted(MAX_FINDINGS));
        }
    }

    /** One image while it is read. Its reference comes first. */
    private final class Image {
        private Baseline baseline = new Baseline("");
        private long wasted;
        private long found;

        private String name() {
            return Printable.of(baseline.reference());
        }

        void field(String field) throws IOException {
            switch (field) {
                case "reference" -> baseline = new Baseline(tokens.text());
                case "totals" -> wasted = new Fields(tokens.value(), name() + ", totals").number("wastedBytes");
                case "layers" ->
                    tokens.objects(() -> baseline.addLayer(
                            tokens.whole("a layer of " + name()).textOrNone("source")));
                case "findings" -> tokens.objects(() -> finding(tokens.whole("a finding of " + name())));
                case "secrets" -> {
                    baseline.beginSecrets();
                    tokens.objects(() -> secret(tokens.whole("a secret of " + name())));
                }
                default -> tokens.skip();
            }
        }

        private void finding(Fields finding) {
            count();
            long bytes = finding.number("wastedBytes");
            String reason = finding.textOrNone("exposed");
            baseline.add(new Finding(
                    finding.path(),
                    bytes,
                    finding.objects("copies").stream()
                            .map(copy -> new Copy(copy.count("layer"), copy.number("size"), hiding(copy)))
                            .toList(),
                    reason.isEmpty() ? Optional.empty() : Optional.of(new ExposedKind("", reason, "", ""))));
            found += bytes;
        }

        private void secret(Fields secret) {
            count();
            String variable = secret.textOrNone("variable");
            baseline.add(
                    variable.isEmpty()
                            ? new SecretPlace.File(secret.path(), 0)
                            : new SecretPlace.Variable(variable, "", OptionalInt.empty(), false));
        }

        Baseline whole() {
            if (found != wasted) {
                throw new IllegalArgumentException(
                        "it does not have all findings of %s: write it without --top".formatted(name()));
            }
            return baseline;
        }
    }

    private static Optional<Hiding> hiding(Fields copy) {
        var cause = switch (copy.textOrNone("fate")) {
            case "duplicated" ->
                switch (copy.textOrNone("change")) {
                    case "metadata" -> Cause.METADATA;
                    case "none" -> Cause.NOTHING;
                    case "unknown" -> Cause.UNKNOWN;
                    default -> Cause.CONTENT;
                };
            case "removed" -> Cause.WHITEOUT;
            default -> null;
        };
        return Optional.ofNullable(cause).map(it -> new Hiding(copy.count("hiddenBy"), it, Set.of()));
    }
}
