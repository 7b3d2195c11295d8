package dev.tare.report;

import dev.tare.analysis.Accounts;
import dev.tare.analysis.Advice;
import dev.tare.analysis.Exposed;
import dev.tare.analysis.WasteGroup;
import dev.tare.dockerfile.Lines;
import dev.tare.gate.Gate;
import dev.tare.image.Caption;
import dev.tare.image.Printable;
import dev.tare.layer.Compression;
import dev.tare.scan.Base;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The report on some images; the JSON Schema {@code report-v1.schema.json} is its mirror. Sizes are in bytes, uncompressed where not
 * called compressed or pulled.
 *
 * @param failures images that could not be reported
 * @param gate empty where no rule was given
 */
public record Report(List<Image> images, List<Failure> failures, Optional<Gate.Verdict> gate) {

    public static final int SCHEMA_VERSION = 1;

    /**
     * One image.
     *
     * @param created RFC 3339 as the image says it, or empty
     * @param findings every path with a hidden copy, the largest waste first
     * @param exposed the credentials in hidden copies, the worst first
     * @param groups the largest groups of hidden copies that layers above the base hide, for a short answer
     * @param advice what would save most first
     */
    public record Image(
            String reference,
            String digest,
            String platform,
            String mediaType,
            String created,
            Base base,
            Totals totals,
            List<Layer> layers,
            List<Accounts.Finding> findings,
            List<Exposed> exposed,
            List<WasteGroup> groups,
            List<Accounts.Repeated> repeated,
            List<Advice> advice,
            List<String> warnings) {

        /** What a piece of advice saves of a pull, an estimate; empty where it is not known what a pull of these layers takes. */
        OptionalLong savesPullBytes(Advice one) {
            boolean isKnown = one.layers().stream()
                    .allMatch(layer -> layers.get(layer).pulledBytes().isPresent());
            return isKnown ? OptionalLong.of(one.savesPullBytes()) : OptionalLong.empty();
        }
    }

    /**
     * The sums of an image; {@code wastedPullBytes} is an estimate, all else is exact.
     *
     * @param compressedBytes the layers as they are stored, compressed or not
     * @param pulledBytes what a pull of all layers takes; empty where that of any layer is not known
     * @param wastedPullBytes empty where {@code pulledBytes} is
     */
    public record Totals(
            int layers,
            long entries,
            long copies,
            long compressedBytes,
            OptionalLong pulledBytes,
            long shippedBytes,
            long visibleBytes,
            long wastedBytes,
            long duplicatedBytes,
            long removedBytes,
            OptionalLong wastedPullBytes,
            double efficiency,
            long repeatedBytes,
            long baseWastedBytes) {}

    /**
     * One layer; {@code wastedBytes} are those of the hidden copies that it ships, {@code hidesBytes} of those that it hides,
     * and {@code wastedPullBytes} an estimate of what the former take of a pull.
     *
     * @param compression what it is stored in, or what its media type claims where it was not scanned
     * @param compressedBytes as it is stored, compressed or not
     * @param pulledBytes what a pull of it takes; empty where that is not known (accounting.md, "pulled bytes")
     * @param wastedPullBytes empty where {@code pulledBytes} is
     * @param createdBy the instruction as a Dockerfile would have it; empty where the history does not tell
     * @param comment of the history; empty where it has none
     * @param base whether it comes from the base image, as far as that is known
     * @param source where its bytes were: {@code network} or {@code file}
     * @param scanned false for a foreign layer that nobody holds: its files count nowhere
     * @param lines those of the Dockerfile that made it; empty where they are not known or no Dockerfile was given
     */
    public record Layer(
            int index,
            String digest,
            String diffId,
            String mediaType,
            Compression compression,
            long compressedBytes,
            OptionalLong pulledBytes,
            long entries,
            long shippedBytes,
            long wastedBytes,
            long hidesBytes,
            OptionalLong wastedPullBytes,
            int added,
            int changed,
            int removed,
            String createdBy,
            String comment,
            boolean base,
            String source,
            boolean scanned,
            Optional<Lines> lines) {

        /** What tables call it, in one line without control characters; empty where nothing is known. */
        String caption() {
            return Printable.of(Caption.of(createdBy, comment));
        }
    }

    /** An image that could not be reported, why, and the exit code that stands for it. */
    public record Failure(String reference, String message, String hint, int exitCode) {}
}
