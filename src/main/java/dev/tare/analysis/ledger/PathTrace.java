package dev.tare.analysis.ledger;

import dev.tare.analysis.node.Node;
import dev.tare.secrets.SecretKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What became of one path: every layer that touched it, the lowest first.
 *
 * @param now what a container finds there
 * @param exposed what a hidden copy of it is, if that is a credential; else {@link SecretKind#NONE}
 * @param secret what a container sees there, if that is a credential; else {@link SecretKind#NONE}
 * @param otherNames the other names in the final tree that lead to a copy that was shipped here: hard links
 */
public record PathTrace(
        byte[] path,
        List<Step> steps,
        Optional<Node> now,
        SecretKind exposed,
        SecretKind secret,
        List<byte[]> otherNames) {

    /**
     * What one layer did to the path.
     *
     * @param goneWith the directory above it that went, or was replaced, and took it along; empty where it went by itself
     * @param linkTo of a hard link, the path at which its content was shipped; else empty
     * @param copies that the layer ships at this path; more than one where it ships the name more than once
     */
    public record Step(int layer, PathChange change, byte[] goneWith, byte[] linkTo, List<Ledger.Copy> copies) {

        /** What it cost: the sizes of the copies that the layer ships here, in bytes. */
        public long shippedBytes() {
            return copies.stream().mapToLong(Ledger.Copy::size).sum();
        }
    }

    /**
     * The traces of all paths that are wanted and that some layer touched, in the order of their paths.
     *
     * @param ledger with its {@link Ledger.Keep#HISTORY history}
     */
    public static List<PathTrace> of(Ledger ledger, Predicate<byte[]> wanted) {
        return new Tracing(ledger, wanted).traces();
    }
}
