/**
 * The credentials that a developer or a CI job already has: {@code auth.json} of the containers tools, Docker's {@code
 * config.json}, credential helpers, and the Kubernetes secrets of both kinds as mounted files.
 *
 * <p>May use {@code image}, {@code source}, {@code glob} and Jackson; knows nothing of HTTP. No secret is ever part of a message.
 */
@NullMarked
package dev.tare.source.credentials;

import org.jspecify.annotations.NullMarked;
