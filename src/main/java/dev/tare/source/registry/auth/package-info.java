/**
 * The {@code Authorization} header for a repository: challenges (RFC 9110, 11), and the tokens of distribution's {@code token.md} and {@code
 * oauth.md}. A registry challenges, a token server issues a token for the credentials of the user, and the token is renewed before it expires.
 *
 * <p>May use {@code image}, {@code source.credentials} and {@code source.registry.http}.
 */
@NullMarked
package dev.tare.source.registry.auth;

import org.jspecify.annotations.NullMarked;
