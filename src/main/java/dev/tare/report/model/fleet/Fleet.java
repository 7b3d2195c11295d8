package dev.tare.report.model.fleet;

import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.waste.AvoidableBytes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the images of a run come to together. It does not depend on their order.
 *
 * @param changes what is otherwise than in an earlier report, where there is one
 * @param distinct over distinct layers: what is stored once counts once
 * @param oneByOne sums over all images: what many images have counts in each of them
 * @param credentials those that each container shows first, then those that most images have
 * @param layers that waste, those first that cost all images together most
 * @param bases base images whose layers are known, those first that cost all images together most
 * @param kinds of leftovers, those that take most first
 * @param paths those that waste most
 * @param shared layers that several images have, those first that save most by that
 * @param repositories those that store most first
 * @param images every one that was told, the most wasteful first
 */
public record Fleet(
        Optional<FleetChanges> changes,
        Counts counts,
        Bytes distinct,
        Bytes oneByOne,
        Top<Credential> credentials,
        Top<Layer> layers,
        Top<Base> bases,
        Top<Kind> kinds,
        Paths paths,
        Top<SharedLayer> shared,
        Top<Repository> repositories,
        List<Image> images) {

    /** Maximum elements of a list that is not of all images. */
    public static final int MAX_LISTED = 1_000;

    /** Maximum characters of an instruction. */
    public static final int MAX_INSTRUCTION_CHARACTERS = 200;

    /**
     * How many there are.
     *
     * @param images reports on images
     * @param distinctImages distinct manifests of these
     * @param failures images that could not be reported, or not wholly
     * @param layers distinct blobs
     */
    public record Counts(int images, int distinctImages, int failures, int layers) {}

    /**
     * Sums of bytes.
     *
     * @param stored as stored, compressed or not
     * @param pulled what a pull takes; empty where that of any layer is not known
     * @param wasted over distinct layers, what each of them hides, once for each stack of layers that it completes
     * @param avoidable over distinct layers, the most that any image has in each of them
     */
    public record Bytes(long stored, OptionalLong pulled, long shipped, long wasted, long avoidable) {}

    /**
     * The first elements of a list.
     *
     * @param total how many there are
     */
    public record Top<T>(List<T> first, long total) {

        /** Keeps the first elements in an order. */
        public static <T> Top<T> of(Stream<T> all, Comparator<T> order, Predicate<T> counts) {
            var sorted = all.filter(counts).sorted(order).toList();
            return new Top<>(List.copyOf(sorted.subList(0, Math.min(MAX_LISTED, sorted.size()))), sorted.size());
        }

        public boolean isEmpty() {
            return first.isEmpty();
        }

        /** At most so many elements. */
        public List<T> limit(int count) {
            return first.subList(0, Math.min(count, first.size()));
        }
    }

    /**
     * One image in figures.
     *
     * @param info in which the time of creation is in UTC and whole seconds, and empty where it is not known
     * @param exposed paths with a hidden copy that is a credential
     * @param secrets credentials in plain sight
     */
    public record Image(ImageInfo info, Totals totals, AvoidableBytes avoidable, long exposed, long secrets) {

        public long wasted() {
            return totals.content().wasted();
        }
    }

    /**
     * A credential.
     *
     * @param isFolder true if it stands for all files below the path
     * @param isHidden true if no container shows it
     * @param layer digest of the layer that ships it or, of a hidden one, that hides it; empty where that is not known
     * @param image the first by name that has it
     * @param images distinct images that have it
     */
    public record Credential(
            ExposedKind kind,
            SecretPlace.Place place,
            boolean isFolder,
            boolean isHidden,
            String layer,
            String image,
            int images) {}

    /**
     * A layer on the layers below it.
     *
     * @param instruction its beginning; may be empty
     * @param wasted bytes in it that at least so many are hidden of in each image that has it
     * @param hides bytes of the copies that it hides, its own and those of layers below
     * @param avoidable bytes of leftovers in it, in the image that sees most of them
     * @param image the first by name that has it
     * @param images distinct images that have it
     */
    public record Layer(
            String digest, String instruction, long wasted, long hides, long avoidable, String image, int images) {

        /** What to mend it saves in an image at most. */
        public long bytes() {
            return Math.max(wasted, hides) + avoidable;
        }

        /** The same in all images that have it. */
        public long inherited() {
            return bytes() * images;
        }
    }

    /**
     * A base image.
     *
     * @param digest of its manifest
     * @param wasted what its layers waste among themselves
     * @param avoidable bytes of leftovers in its layers, in the image that sees most of them
     * @param images distinct images that are built from it
     */
    public record Base(String reference, String digest, int layers, long wasted, long avoidable, int images) {

        public long inherited() {
            return (wasted + avoidable) * images;
        }
    }

    /**
     * A kind of leftovers.
     *
     * @param id for programs, such as {@code apt-lists}
     * @param name what they are, as a plural noun
     * @param bytes over distinct layers, the most that any image has in each of them
     * @param layers distinct layers with any
     * @param images distinct images with any
     */
    public record Kind(String id, String name, long bytes, int layers, int images) {}

    /**
     * Paths with hidden copies, those that waste most first.
     *
     * @param minimumBytes size of the smallest copies that count; 1 where all do
     */
    public record Paths(Top<Path> top, long minimumBytes) {}

    /**
     * A path with hidden copies.
     *
     * @param path whole, with its slash
     * @param wasted bytes of its hidden copies, each once for the stack of layers that hides it
     * @param image the first by name that has any
     * @param images distinct images that have any
     */
    public record Path(byte[] path, long wasted, String image, int images) {}

    /**
     * A layer that several images have.
     *
     * @param stored its bytes
     * @param images distinct images that have it
     */
    public record SharedLayer(String digest, String instruction, long stored, String image, int images) {

        /** The stored bytes that would be there once more for each further image. */
        public long saved() {
            return stored * (images - 1L);
        }
    }

    /**
     * The images of one name.
     *
     * @param stored bytes of distinct blobs
     * @param wasted summed over distinct images, as is {@code avoidable}
     */
    public record Repository(String name, int images, long stored, long wasted, long avoidable) {}

    /** The images that waste most, at most so many of them. */
    public List<Image> wasteful(int count) {
        return images.stream()
                .filter(image -> image.wasted() > 0)
                .limit(Math.min(count, MAX_LISTED))
                .toList();
    }

    /** The oldest of the images that say when they were made, at most so many of them. */
    public List<Image> oldest(int count) {
        return images.stream()
                .filter(image -> !image.info().created().isEmpty())
                .sorted(Comparator.<Image, String>comparing(
                                image -> image.info().created())
                        .thenComparing(image -> image.info().reference())
                        .thenComparing(image -> image.info().digest()))
                .limit(Math.min(count, MAX_LISTED))
                .toList();
    }
}
