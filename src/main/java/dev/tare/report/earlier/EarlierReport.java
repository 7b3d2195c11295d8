package dev.tare.report.earlier;

import dev.tare.report.model.EarlierImage;
import dev.tare.report.model.Failure;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.RuleResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A JSON report in a file: where each image is, and all that is not about one. Images are read when they are asked for, one at a time.
 *
 * @param images in the order of the report
 * @param isOfMany true if it says what its images come to together
 */
public record EarlierReport(
        List<Image> images,
        List<Failure> failures,
        List<RuleResult> results,
        List<IgnoredPaths> ignored,
        boolean isOfMany) {

    /** Maximum images, failures, rules and ignored patterns of a report. */
    private static final int MAX_ELEMENTS = 4_000_000;

    /**
     * An image in the file of its report.
     *
     * @param offset bytes before its object
     */
    public record Image(Path file, long offset, String reference, String digest) {

        /**
         * Reads it.
         *
         * @throws IllegalArgumentException if it is no image of a report; the message is a clause
         */
        public EarlierImage read() throws IOException {
            var report = new ReportFile(file);
            EarlierImage.Json json = () -> report.open(offset);
            return new EarlierImage(FactsReader.read(json), json);
        }
    }

    /**
     * Reads a report, and of its images no more than where they are.
     *
     * @throws BadReport if it is no report of this version
     * @throws IllegalArgumentException if an object of it is not as the schema says; the message is a clause
     */
    public static EarlierReport read(Path file) throws IOException {
        return Tokens.read(new ReportFile(file).open(), Tokens.Part.WHOLE, tokens -> new Reader(tokens, file).report());
    }

    /** The report while it is read. */
    private static final class Reader {

        private final Tokens tokens;
        private final Path file;
        private final List<Image> images = new ArrayList<>();
        private final List<Failure> failures = new ArrayList<>();
        private final List<RuleResult> results = new ArrayList<>();
        private final List<IgnoredPaths> ignored = new ArrayList<>();
        private int version;
        private boolean hasImages;
        private boolean hasFleet;
        private int elements;

        Reader(Tokens tokens, Path file) {
            this.tokens = tokens;
            this.file = file;
        }

        EarlierReport report() throws IOException {
            tokens.document(this::part);
            if (version != 1 || !hasImages) {
                throw tokens.foreign();
            }
            return new EarlierReport(images, failures, results, ignored, hasFleet);
        }

        private void part(String field) throws IOException {
            switch (field) {
                case "schemaVersion" -> version = tokens.number();
                case "images" -> {
                    hasImages = true;
                    tokens.objects(() -> {
                        count();
                        images.add(image(tokens.offset()));
                    });
                }
                case "failures" -> each(it -> failures.add(VerdictReader.failure(it)));
                case "gate" -> tokens.fields(this::gate);
                case "fleet" -> {
                    hasFleet = true;
                    tokens.skip();
                }
                default -> tokens.skip();
            }
        }

        private Image image(long offset) throws IOException {
            var names = new HashMap<String, String>();
            tokens.fields(field -> {
                if (field.equals("reference") || field.equals("digest")) {
                    names.put(field, tokens.text());
                } else {
                    tokens.skip();
                }
            });
            return new Image(file, offset, name(names, "reference"), name(names, "digest"));
        }

        private String name(Map<String, String> names, String field) {
            String name = names.getOrDefault(field, "");
            if (name.isEmpty()) {
                throw tokens.wrong("an image has no %s, or a wrong one: %s".formatted(field, BadReport.WHAT_IT_IS));
            }
            return name;
        }

        private void gate(String field) throws IOException {
            switch (field) {
                case "rules" -> each(it -> results.add(VerdictReader.result(it)));
                case "ignored" -> each(it -> ignored.add(VerdictReader.ignored(it)));
                default -> tokens.skip();
            }
        }

        private void each(Consumer<Fields> each) throws IOException {
            tokens.objects(() -> {
                count();
                each.accept(tokens.whole("a failure or a rule"));
            });
        }

        private void count() {
            if (++elements > MAX_ELEMENTS) {
                throw new BadReport("it has more than %,d images and rules".formatted(MAX_ELEMENTS));
            }
        }
    }
}
