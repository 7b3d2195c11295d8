package dev.tare.report.build;

import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.node.Change;
import dev.tare.report.model.image.Copy;
import dev.tare.report.model.image.Hiding;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.tree.Aspect;
import dev.tare.secrets.SecretKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Copies, what hid them, and what they are, as reports have them. */
final class ReportedCopies {

    private ReportedCopies() {}

    static List<Copy> all(List<Ledger.Copy> copies) {
        return copies.stream().map(ReportedCopies::of).toList();
    }

    private static Copy of(Ledger.Copy copy) {
        return new Copy(
                copy.layer(),
                copy.size(),
                copy.fate() == Fate.VISIBLE
                        ? Optional.empty()
                        : Optional.of(hiding(copy.hiddenBy(), copy.fate(), copy.change(), copy.changed())));
    }

    /** Of some hidden copies for which it does not matter what differs in those that were shipped again. */
    static Hiding hiding(int layer, Fate fate) {
        return hiding(layer, fate, Change.CONTENT, Set.of());
    }

    static Hiding hiding(int layer, Fate fate, Change change, Set<Change.Aspect> changed) {
        return new Hiding(
                layer,
                switch (fate) {
                    case DUPLICATED ->
                        switch (change) {
                            case CONTENT -> Hiding.Cause.CONTENT;
                            case METADATA -> Hiding.Cause.METADATA;
                            case NONE -> Hiding.Cause.NOTHING;
                            case UNKNOWN -> Hiding.Cause.UNKNOWN;
                        };
                    case REMOVED_BY_WHITEOUT -> Hiding.Cause.WHITEOUT;
                    case REMOVED_BY_OPAQUE -> Hiding.Cause.OPAQUE;
                    case REMOVED_BY_REPLACEMENT -> Hiding.Cause.REPLACEMENT;
                    case VISIBLE -> throw new IllegalArgumentException("a visible copy is not hidden");
                },
                aspects(changed));
    }

    private static Set<Aspect> aspects(Set<Change.Aspect> changed) {
        if (changed.isEmpty()) {
            return Set.of();
        }
        var aspects = EnumSet.noneOf(Aspect.class);
        for (var aspect : changed) {
            aspects.add(
                    switch (aspect) {
                        case MODE -> Aspect.MODE;
                        case OWNER -> Aspect.OWNER;
                        case MTIME -> Aspect.MTIME;
                        case XATTRS -> Aspect.XATTRS;
                    });
        }
        return aspects;
    }

    static Optional<ExposedKind> kind(SecretKind kind) {
        return kind.isNone() ? Optional.empty() : Optional.of(exposedKind(kind));
    }

    static ExposedKind exposedKind(SecretKind kind) {
        return new ExposedKind(kind.id(), kind.reason(), kind.revoke(), kind.at());
    }
}
