package dev.tare.analysis.secrets;

import dev.tare.secrets.SecretKind;

/**
 * A credential that a container can see: a visible copy.
 *
 * @param path at which it was shipped, or another name that leads to it where that one is gone
 * @param layer that ships it
 */
public record Secret(byte[] path, SecretKind kind, int layer) {}
