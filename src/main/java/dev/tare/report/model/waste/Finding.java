package dev.tare.report.model.waste;

import dev.tare.report.model.image.Copy;
import dev.tare.report.model.secret.ExposedKind;
import java.util.List;
import java.util.Optional;

/**
 * A path of which at least one copy is hidden.
 *
 * @param path whole, with its slash
 * @param copies all that were shipped at the path, the lowest layer first
 * @param exposed what credential a hidden copy is; empty if none is
 */
public record Finding(byte[] path, long wastedBytes, List<Copy> copies, Optional<ExposedKind> exposed) {}
