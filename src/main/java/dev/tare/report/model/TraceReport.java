package dev.tare.report.model;

import dev.tare.report.model.image.Copy;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.LayerInfo;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.tree.NodeChange;
import dev.tare.report.model.tree.TreeNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The stories of some paths: which layers touched them, what that cost, and which copy a container reads. */
public record TraceReport(ImageInfo image, List<PathStory> paths) implements Report {

    /**
     * The story of one path.
     *
     * @param steps the lowest layer first
     * @param now what a container finds there
     * @param exposed what a hidden copy of it is, if that is a credential
     * @param secret what a container sees, if that is a credential
     * @param otherNames the other names in the final tree that lead to a copy that was shipped here: hard links
     */
    public record PathStory(
            byte[] path,
            List<Step> steps,
            Optional<TreeNode> now,
            Optional<ExposedKind> exposed,
            Optional<ExposedKind> secret,
            List<byte[]> otherNames) {

        /** What its copies are, of those that are credentials. */
        public Stream<ExposedKind> credentials() {
            return Stream.concat(secret.stream(), exposed.stream());
        }

        /** The copies that nobody can read. */
        public Stream<Copy> hidden() {
            return steps.stream()
                    .flatMap(step -> step.copies().stream())
                    .filter(copy -> copy.hidden().isPresent());
        }

        public long wastedBytes() {
            return hidden().mapToLong(Copy::size).sum();
        }
    }

    /**
     * What one layer did to the path.
     *
     * @param goneWith the directory above it that went, or was replaced, and took it along; empty where it went by itself
     * @param linkTo of a hard link, the path at which its content was shipped; else empty
     * @param copies that the layer ships at this path; more than one where it ships the name more than once
     */
    public record Step(LayerInfo layer, NodeChange change, byte[] goneWith, byte[] linkTo, List<Copy> copies) {

        /** What it cost: the sizes of the copies that the layer ships here, in bytes. */
        public long shippedBytes() {
            return copies.stream().mapToLong(Copy::size).sum();
        }
    }
}
