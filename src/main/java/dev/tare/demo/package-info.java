/**
 * The worked example of accounting.md, and a registry on loopback that serves it: what a newcomer runs first. Real HTTP, real gzip
 * layers; only the base image is a small stand-in.
 *
 * <p>May use {@code image}, commons-compress and the JDK's HTTP server.
 */
@NullMarked
package dev.tare.demo;

import org.jspecify.annotations.NullMarked;
