/**
 * The pipeline: {@code Scanner} picks the image for the platform and checks that manifest, config and layers fit together; {@code LayerIndexer} reads
 * the layers of all images of a run, each distinct one once and several at a time; the indexes go to the analysis.
 *
 * <p>May use {@code source}, {@code image}, {@code layer} and {@code analysis}.
 */
@NullMarked
package dev.tare.scan;

import org.jspecify.annotations.NullMarked;
