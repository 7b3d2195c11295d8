/**
 * Tar archives, member by member, where their bytes lie: of layers, and of images that are saved in one file. Follows POSIX pax and GNU tar's formats.
 *
 * <p>May use {@code layer.stream}, {@code image}, {@code codec}, and hash4j; knows nothing of whiteouts and trees.
 */
@NullMarked
package dev.tare.layer.tar;

import org.jspecify.annotations.NullMarked;
