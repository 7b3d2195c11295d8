package dev.tare.report.model.rule;

import dev.tare.report.model.image.ContentBytes;
import java.util.OptionalLong;

/**
 * The figures of an image that rules look at: of all copies, or of those that a {@link Selector} takes. All bytes are exact, and uncompressed where
 * not called pulled.
 *
 * @param layers that count
 * @param pulled what a pull of these layers takes; empty where that of any is not known
 * @param copies regular files that are shipped
 * @param files names of the final tree that lead to one of the copies
 * @param content the bytes of the copies
 * @param metadataOnly of the duplicated bytes, those of copies of which nothing but metadata was changed
 * @param avoidable the bytes of the visible copies that a container does not need
 * @param exposed paths with a hidden copy that is a credential
 * @param secrets credentials that are not hidden: visible copies and variables
 * @param largestFile the size of the largest copy
 * @param largestLayer what the layer ships that ships most
 * @param shippedAboveLowest what all layers but the lowest ship
 */
public record Tally(
        int layers,
        OptionalLong pulled,
        long copies,
        long files,
        ContentBytes content,
        long metadataOnly,
        long avoidable,
        long exposed,
        long secrets,
        long largestFile,
        long largestLayer,
        long shippedAboveLowest) {}
