package dev.tare.report;

import dev.tare.dockerfile.Lines;
import dev.tare.layer.RawTar;
import dev.tare.report.format.Format;
import dev.tare.report.model.image.LayerInfo;
import dev.tare.report.model.image.LineRange;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Violation;
import dev.tare.report.text.Style;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** An image that wastes, has a credential in a hidden copy, and breaks rules; and how formats write the report on it. */
public final class Examples {

    private static final RuleInfo MAX_WASTED = new RuleInfo(
            "max-wasted",
            RuleInfo.Severity.WARNING,
            "An image wastes no more than this",
            "follow the advice of tare scan, which says what saves most",
            RuleInfo.Listing.FIGURE);

    private static final RuleInfo EXPOSED = new RuleInfo(
            "exposed",
            RuleInfo.Severity.ERROR,
            "No credential is hidden in an image",
            "revoke what was exposed, and give secrets to a build with RUN --mount=type=secret",
            RuleInfo.Listing.CREDENTIALS);

    private Examples() {}

    /** Without rules. */
    public static Reports image(String name) throws IOException {
        return image(name, 100_000);
    }

    /** The same built again, with other sizes. */
    public static Reports image(String name, int size) throws IOException {
        return new Reports()
                .name(name)
                .dockerfile(
                        "docker/Dockerfile",
                        List.of(Optional.of(new Lines(3, 3)), Optional.of(new Lines(4, 6)), Optional.empty()))
                .plainLayer(
                        "COPY . /app # buildkit",
                        new RawTar()
                                .file("app/.npmrc", "//registry.example/:_authToken=0123456789abcdef")
                                .file("app/server.js", new byte[size])
                                .file("app/tests/big.bin", new byte[2 * size]))
                .plainLayer(
                        "RUN /bin/sh -c rm -r /app/tests /app/.npmrc # buildkit",
                        new RawTar().whiteout("app/tests").whiteout("app/.npmrc"))
                .plainLayer(
                        "RUN /bin/sh -c chmod 0755 /app/server.js # buildkit",
                        new RawTar().file("app/server.js", "\0".repeat(size), h -> h.mode(0755)));
    }

    /** With a rule that holds and two that are broken. */
    public static Reports gated(String name) throws IOException {
        return gated(image(name), name);
    }

    public static Reports gated(Reports image, String name) {
        var layer = new LayerInfo(0, "sha256:0", "sha256:0", "COPY . /app", "");
        return image.result(new RuleResult(
                        EXPOSED,
                        name,
                        new RuleResult.Measure(BigDecimal.ZERO, "0"),
                        new RuleResult.Measure(BigDecimal.ONE, "1 file"),
                        List.of(violation(
                                EXPOSED,
                                name,
                                Optional.of("/app/.npmrc"),
                                Optional.of(layer),
                                Optional.of(new LineRange(3, 3)),
                                "npm token: /app/.npmrc is shipped by layer 0, and hidden by layer 1"))))
                .result(new RuleResult(
                        MAX_WASTED,
                        name,
                        new RuleResult.Measure(BigDecimal.valueOf(100_000), "100 kB"),
                        new RuleResult.Measure(BigDecimal.valueOf(300_047), "300 kB"),
                        List.of(violation(
                                MAX_WASTED,
                                name,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                "300 kB are wasted, and 100 kB are allowed"))))
                .result("min-efficiency", "0.2", "0.25", true, name);
    }

    /** What breaks a rule. */
    public static Violation violation(
            RuleInfo rule,
            String image,
            Optional<String> path,
            Optional<LayerInfo> layer,
            Optional<LineRange> lines,
            String message) {
        var bytes = path.map(it -> it.getBytes(StandardCharsets.UTF_8));
        return new Violation(
                rule,
                new Violation.Location(image, bytes, layer, lines),
                message,
                Violation.fingerprint(rule.id(), image, bytes.orElse(new byte[0])));
    }

    /** As the format writes it to a file if the user asks for no number of findings. */
    public static String written(Format format, Reports image, Reports... others) throws IOException {
        return image.written(format, 100, new Style(false), format.usualTop(), others);
    }
}
