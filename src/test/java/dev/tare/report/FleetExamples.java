package dev.tare.report;

import dev.tare.layer.RawTar;
import dev.tare.report.fleet.FleetBuilder;
import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Five images on one base, two of which are one image. The base ships 1,000 bytes and 5,000 of package lists; a patch writes the first anew with 2,000;
 * one image removes them, one adds 300; two have a token, which one of them removes.
 */
public final class FleetExamples {

    public static final String TOKEN = "//registry.example/:_authToken=0123456789abcdef";

    private FleetExamples() {}

    public static List<Reports> images() throws IOException {
        return List.of(
                patched("r/a:1").layer("RUN clean", new RawTar().whiteout("etc/a")),
                patched("r/a:2").layer("RUN clean", new RawTar().whiteout("etc/a")),
                patched("r/b:1").layer("COPY own /", new RawTar().file("srv/b", new byte[300])),
                secret("r/c:1"),
                secret("r/d:1").layer("RUN rm", new RawTar().whiteout("root/.npmrc")));
    }

    private static Reports base(String name) throws IOException {
        return new Reports()
                .name(name)
                .layer(
                        "COPY base /",
                        new RawTar()
                                .file("etc/a", new byte[1_000])
                                .file("var/lib/apt/lists/deb.example_Packages", new byte[5_000]));
    }

    private static Reports patched(String name) throws IOException {
        return base(name).layer("RUN patch", new RawTar().file("etc/a", new byte[2_000]));
    }

    private static Reports secret(String name) throws IOException {
        return base(name).layer("COPY token /", new RawTar().file("root/.npmrc", TOKEN));
    }

    /**
     * The images a day later: {@code r/a:1} is gone, {@code r/a:2} removes nothing, {@code r/b:1} has a second patch, {@code r/c:1} is built anew on
     * another base with its token, {@code r/d:1} has no token, and {@code r/e:1} is new, with a token of its own.
     */
    public static List<Reports> later() throws IOException {
        return List.of(
                patched("r/a:2"),
                patched("r/b:1")
                        .layer("COPY own /", new RawTar().file("srv/b", new byte[300]))
                        .layer("RUN patch", new RawTar().file("etc/a", new byte[3_000])),
                new Reports()
                        .name("r/c:1")
                        .layer("COPY base /", new RawTar().file("etc/a", new byte[1_001]))
                        .layer("COPY token /", new RawTar().file("root/.npmrc", TOKEN)),
                base("r/d:1"),
                base("r/e:1").layer("COPY token /", new RawTar().file("srv/.npmrc", TOKEN)));
    }

    public static FleetBuilder builder(List<Reports> images, Failure... failures) throws IOException {
        var builder = new FleetBuilder();
        for (var image : images) {
            try (var current = image.current()) {
                builder.add(ImageFacts.of(current.report()));
            }
        }
        List.of(failures).forEach(builder::add);
        return builder;
    }

    public static Fleet fleet(List<Reports> images) throws IOException {
        return builder(images).fleet();
    }

    /** The images a day later, compared with those of before, as a format writes them. */
    public static String writtenSince(Format format) throws IOException {
        var earlier = builder(images(), stopped("r/y:1")).earlier("old/yesterday.json", true);
        var out = new ByteArrayOutputStream();
        var sink = format.scan(
                new Output(out, 100, new Style(false), format.usualTop(), Output.Detail.FLEET, Reports.VERSION));
        sink.begin();
        sink.fleet(builder(later()).fleet(Optional.of(earlier)));
        sink.end(Verdict.NONE);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** An image that a run did not reach. */
    public static Failure stopped(String image) {
        return new Failure(image, "not scanned, since the run was stopped", "", 130);
    }

    /** A run of all of them and one that could not be read, as a format writes it. */
    public static String written(Format format, Output.Detail detail, List<Reports> images) throws IOException {
        return written(format, detail, images, List.of(stopped("r/z:1")), Verdict.NONE);
    }

    /** A run of some images, as a format writes it. */
    public static String written(
            Format format, Output.Detail detail, List<Reports> images, List<Failure> failures, Verdict verdict)
            throws IOException {
        var out = new ByteArrayOutputStream();
        var sink = format.scan(new Output(out, 100, new Style(false), format.usualTop(), detail, Reports.VERSION));
        var builder = new FleetBuilder();
        sink.begin();
        for (var image : images) {
            try (var current = image.current()) {
                sink.image(current.report(), List.of());
                builder.add(ImageFacts.of(current.report()));
            }
        }
        for (var failure : failures) {
            sink.failure(failure);
            builder.add(failure);
        }
        if (!failures.isEmpty()) {
            sink.stopped(failures.size());
        }
        sink.fleet(builder.fleet());
        sink.end(verdict);
        return out.toString(StandardCharsets.UTF_8);
    }
}
