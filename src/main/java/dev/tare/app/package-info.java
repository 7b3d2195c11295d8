/**
 * What tare does for whoever asks: a {@code Session} that all images of a run share, how images are selected, and in {@code app.scan} and {@code app.inspect}
 * a file for each thing that can be asked for. A command line, a screen or an agent calls these and shows what comes back.
 *
 * <p>May use {@code scan}, the packages of {@code source}, {@code analysis}, {@code layer.store}, {@code sharedcache}, {@code report.model}, {@code select}
 * and {@code image}. Nothing here writes to a terminal. An error names the option that helps, where there is one.
 */
@NullMarked
package dev.tare.app;

import org.jspecify.annotations.NullMarked;
