/**
 * The file {@code .tare.yaml}: rules, what they ignore, outputs and how registries are reached, read with the line and column of every error. Such a
 * file may come with a pull request of a stranger, so that its size and depth are bounded, and it holds no credentials.
 *
 * <p>May use {@code gate}, whose rules it holds, {@code glob}, and {@code report.text} for its messages.
 */
@NullMarked
package dev.tare.config;

import org.jspecify.annotations.NullMarked;
