/**
 * Trees of files: what a name leads to, what a layer did to it, and what is different between two trees. May use {@code report.model.series}.
 */
@NullMarked
package dev.tare.report.model.tree;

import org.jspecify.annotations.NullMarked;
