/**
 * Reads JSON reports of earlier runs, which are as trustworthy as any file: what is not as the schema says is an {@link IllegalArgumentException} whose
 * message is a clause. May use {@code report.model} and {@code image}.
 */
@NullMarked
package dev.tare.report.earlier;

import org.jspecify.annotations.NullMarked;
