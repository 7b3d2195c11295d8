/**
 * What integration tests work with: the built program as a process, real registries, a hostile server, and images made byte by byte.
 * Everything listens on loopback, on free ports, and is gone after the test.
 */
@NullMarked
package dev.tare.kit;

import org.jspecify.annotations.NullMarked;
