package dev.tare.source.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.image.spec.MediaType;
import dev.tare.image.spec.Platform;
import dev.tare.kit.Seed;
import dev.tare.kit.TestImage;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import dev.tare.layer.store.LayerStore;
import dev.tare.scan.LayerIndexer;
import dev.tare.scan.ScanListener;
import dev.tare.scan.Scanner;
import dev.tare.source.Source;
import dev.tare.source.layout.FileSource;
import dev.tare.source.layout.Folder;
import dev.tare.source.layout.ImageFormat;
import dev.tare.source.layout.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However a file is called, it holds the same images, and each gives the same figures. What is right is what {@code docker load},
 * {@code ctr images import} and {@code podman pull} make of such archives: where they differ, the one that does not refuse.
 */
class ReadingsTest {

    private static final String NAME = "docker.io/library/app:1";
    private static final String REORDERED = "the manifest lists the layers in another order than the config";
    private static final String TAKEN = "those of manifest.json are taken";

    /** Layers of which the first is hidden by the second only in the right order, and the second appears twice. */
    private static final long SMALL = 1_000;

    /** So large that a stream cannot keep it, and must read it as it passes. */
    private static final long LARGE = 600_000;

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("a.tar");
    }

    /** What a command may call a file. */
    enum Way {
        STDIN,
        DOCKER,
        OCI;

        Source open(Path file, String wanted) throws IOException {
            var archives = new Archives(Limits.DEFAULT, _ -> {}, Optional.empty());
            return switch (this) {
                case STDIN -> {
                    try (var stream = Files.newInputStream(file)) {
                        yield archives.stream(stream, "-");
                    }
                }
                case DOCKER -> archives.docker(file, wanted, "docker-archive:" + file);
                case OCI -> archives.oci(file, wanted, Optional.empty(), "oci-archive:" + file);
            };
        }
    }

    /** How layers are packed. */
    enum Packing {
        GZIP(TestImage.OCI_LAYER),
        ZSTD("application/vnd.oci.image.layer.v1.tar+zstd"),
        NONE("application/vnd.oci.image.layer.v1.tar");

        private final String mediaType;

        Packing(String mediaType) {
            this.mediaType = mediaType;
        }

        byte[] pack(byte[] tar) {
            return switch (this) {
                case GZIP -> Blobs.gzip(tar);
                case ZSTD -> Blobs.zstd(tar);
                case NONE -> tar;
            };
        }
    }

    /** What came of a reading: figures, or a fault. */
    private record Outcome(
            long shipped, long wasted, Optional<Digest> digest, List<Digest> layers, String fault, List<String> said) {

        void assertRight(long size) {
            assertThat(said).isEmpty();
            assertThat(shipped).isEqualTo(size + 10);
            assertThat(wasted).isEqualTo(size);
        }

        void assertWarned(long size, String warning) {
            assertThat(said).singleElement().asString().contains(warning);
            assertThat(shipped).isEqualTo(size + 10);
            assertThat(wasted).isEqualTo(size);
        }

        void assertFault(Class<? extends ImageFault> kind, String... texts) {
            assertThat(fault).as(said.toString()).isEqualTo(kind.getSimpleName());
            assertThat(said.toString()).contains(texts);
        }
    }

    private static Scanner scanner() {
        var indexer = new LayerIndexer(Limits.DEFAULT, 2, 2, LayerStore.NONE);
        return new Scanner(Limits.DEFAULT, ScanListener.SILENT, indexer.turn());
    }

    private static Outcome outcome(Source opened) throws InterruptedException {
        return outcome(opened, scanner());
    }

    private static Outcome outcome(Source opened, Scanner scanner) throws InterruptedException {
        try (var source = opened) {
            var image = scanner.scan(source, Optional.empty());
            return new Outcome(
                    image.accounts().shippedBytes(),
                    image.accounts().wastedBytes(),
                    Optional.of(image.digest()),
                    image.config().diffIds(),
                    "",
                    image.warnings());
        } catch (ImageFault e) {
            return new Outcome(
                    -1,
                    -1,
                    Optional.empty(),
                    List.of(),
                    e.getClass().getSimpleName(),
                    List.of(String.valueOf(e.getMessage()), e.hint()));
        }
    }

    private Outcome read(Way way, String wanted) throws IOException, InterruptedException {
        return outcome(way.open(file, wanted));
    }

    /** The same by all these ways. */
    private Outcome same(String wanted, Way... ways) throws IOException, InterruptedException {
        var outcomes = new ArrayList<Outcome>();
        for (Way way : ways) {
            outcomes.add(read(way, wanted));
        }
        var first = outcomes.getFirst();
        assertThat(outcomes)
                .allSatisfy(other -> assertThat(other)
                        .usingRecursiveComparison()
                        .ignoringFields(first.fault().isEmpty() ? new String[0] : new String[] {"said"})
                        .isEqualTo(first));
        return first;
    }

    private Outcome same() throws IOException, InterruptedException {
        return same("", Way.values());
    }

    private static TestImage image(Packing packing, long size) {
        byte[] content = new byte[(int) size];
        Seed.fixed(size).nextBytes(content);
        var image = TestImage.of();
        for (RawTar tar : List.of(
                new RawTar().file("a/one", content),
                new RawTar().whiteout("a/one"),
                new RawTar().file("b/two", new byte[10]),
                new RawTar().whiteout("a/one"))) {
            byte[] bytes = tar.end().bytes();
            image.layer(packing.mediaType, packing.pack(bytes), Digest.sha256(bytes), "layer");
        }
        return image;
    }

    private static TestImage image(Packing packing) {
        return image(packing, SMALL);
    }

    private static TestImage other() {
        return TestImage.of(new RawTar().file("x", "12345"));
    }

    /** Has the manifest list the layers with these numbers. */
    private static TestImage listing(TestImage image, Integer... numbers) {
        return image.manifest(manifest -> {
            var layers = List.copyOf(manifest.withArray("/layers").valueStream().toList());
            manifest.putArray("layers")
                    .addAll(Stream.of(numbers).map(layers::get).toList());
        });
    }

    private static Stream<Arguments> packings() {
        return Stream.of(Packing.values())
                .flatMap(packing -> Stream.of(SMALL, LARGE).map(size -> Arguments.of(packing, size)));
    }

    // -- what a manifest and a config say of each other

    @ParameterizedTest
    @MethodSource("packings")
    void bothListsOfAnArchiveAreOneImage(Packing packing, long size) throws Exception {
        var image = image(packing, size);
        new SavedArchive().saved(image, "app:1").listed(image, NAME).write(file);
        var outcome = same();
        outcome.assertRight(size);
        assertThat(outcome.digest()).contains(image.digest());
    }

    @ParameterizedTest
    @MethodSource("packings")
    void theConfigTellsTheOrderOfTheLayers(Packing packing, long size) throws Exception {
        var image = image(packing, size);
        var archive = new SavedArchive().saved(image, "app:1");
        archive.listed(listing(image, 1, 2, 3, 0), NAME).write(file);
        same().assertWarned(size, REORDERED);
        new SavedArchive().saved(image, "app:1").listed(image, NAME).write(file);
        same().assertWarned(size, REORDERED);
        new SavedArchive().listed(image, NAME).write(file);
        same("", Way.STDIN, Way.OCI).assertWarned(size, REORDERED);
        new SavedArchive().saved(image, "app:1").write(file);
        same("", Way.STDIN, Way.DOCKER).assertWarned(size, REORDERED);
        Path layout = new SavedArchive().listed(image, NAME).writeFolder(folder.resolve("layout"));
        outcome(new FileSource(Folder.at(layout), "oci:x", ImageFormat.OCI_LAYOUT, new Wanted.Only(), Limits.DEFAULT))
                .assertWarned(size, REORDERED);
        // where manifest.json alone is in another order, the image's own manifest is right
        var right = image(packing, size);
        new SavedArchive()
                .saved(listing(right, 3, 2, 1, 0), "app:1")
                .listed(image(packing, size), NAME)
                .write(file);
        same().assertRight(size);
    }

    /** Archives of old name files in their own way, and an uncompressed layer has to be read for its digest. */
    @ParameterizedTest
    @MethodSource("packings")
    void theConfigTellsTheOrderWhereNoNameTellsADigest(Packing packing, long size) throws Exception {
        var image = image(packing, size);
        var layers = image.layers();
        for (var order : List.of(List.of(0, 1, 2, 3), List.of(2, 1, 0, 3), List.of(3, 2, 1, 0))) {
            old(image, order, layers);
            var outcome = same("", Way.STDIN, Way.DOCKER);
            if (order.getFirst() == 0) {
                outcome.assertRight(size);
            } else {
                outcome.assertWarned(size, REORDERED);
            }
        }
        old(image, List.of(0, 2, 2, 3), layers);
        same("", Way.STDIN, Way.DOCKER).assertFault(ImageFault.Damaged.class, "diff ID");
        old(image, List.of(0, 1, 2), layers);
        same("", Way.STDIN, Way.DOCKER).assertFault(ImageFault.Damaged.class, "3 layers", "4 diff IDs");
        byte[] another = packing.pack(new RawTar().file("b/two", "other").end().bytes());
        image.layer(packing.mediaType, another, Digest.sha256(another), "").config(ReadingsTest::withoutLast);
        for (int place : new int[] {1, 2}) { // the config says the same of layer 1 as of layer 3, which is right
            var wrong = new ArrayList<>(layers);
            wrong.set(place, Digest.sha256(another));
            old(image, List.of(0, 1, 2, 3), wrong);
            same("", Way.STDIN, Way.DOCKER).assertFault(ImageFault.Damaged.class, "layer " + place, "diff ID");
        }
    }

    /** The config says what a layer should be, and not what it is: a layer of that digest elsewhere proves nothing. */
    @Test
    void manifestsOfAnotherArchiveAreNotUsed() throws Exception {
        var image = image(Packing.NONE);
        var scanner = scanner();
        old(image, List.of(0, 1, 2, 3), image.layers());
        outcome(Way.DOCKER.open(file, ""), scanner).assertRight(SMALL);
        byte[] sameSize = new RawTar().file("b/two", "otherwise!").end().bytes();
        assertThat(sameSize).hasSameSizeAs(blob(image, image.layers().get(2)));
        new SavedArchive()
                .member("0/layer.tar", blob(image, image.layers().get(0)))
                .member("1/layer.tar", blob(image, image.layers().get(1)))
                .member("2/layer.tar", sameSize)
                .member("c.json", blob(image, SavedArchive.configOf(image)))
                .saved("c.json", List.of("0/layer.tar", "1/layer.tar", "2/layer.tar", "1/layer.tar"), "app:1")
                .write(file);
        outcome(Way.DOCKER.open(file, ""), scanner).assertFault(ImageFault.Damaged.class, "layer 2", "diff ID");
    }

    private static byte[] blob(TestImage image, Digest digest) {
        return Objects.requireNonNull(image.blobs().get(digest));
    }

    private static void withoutLast(ObjectNode config) {
        config.withArray("/rootfs/diff_ids").remove(4);
        config.withArray("/history").remove(4);
    }

    private void old(TestImage image, List<Integer> order, List<Digest> layers) throws IOException {
        var archive = new SavedArchive();
        for (int i = 0; i < layers.size(); i++) {
            archive.member(i + "/layer.tar", blob(image, layers.get(i)));
        }
        archive.member("c.json", blob(image, SavedArchive.configOf(image)))
                .saved("c.json", order.stream().map(i -> i + "/layer.tar").toList(), "app:1")
                .write(file);
    }

    /** Docker 25.0.0 wrote manifests like these (moby#47065, moby#47150), and read manifest.json itself. */
    @ParameterizedTest
    @EnumSource
    void layersThatTheManifestLeavesOutAreThoseOfTheOtherList(Packing packing) throws Exception {
        for (Integer[] listed : new Integer[][] {{}, {0, 2}, {1, 3, 2}, {0, 0, 0, 0}}) {
            var image = image(packing);
            var archive = new SavedArchive().saved(image, "app:1");
            archive.listed(listing(image, listed), NAME).write(file);
            var outcome = same();
            outcome.assertWarned(SMALL, TAKEN);
            assertThat(outcome.digest()).contains(image.digest());
            new SavedArchive().listed(image, NAME).write(file);
            same("", Way.STDIN, Way.OCI)
                    .assertFault(ImageFault.Damaged.class, listed.length == 4 ? "diff ID" : "4 diff IDs");
        }
        var image = image(packing);
        var archive = new SavedArchive().saved(image, "app:1");
        image.manifest(manifest -> manifest.putNull("layers"));
        archive.listed(image, NAME).write(file);
        same().assertWarned(SMALL, TAKEN);
    }

    @ParameterizedTest
    @EnumSource
    void aLayerThatIsNotTheConfigsIsDamage(Packing packing) throws Exception {
        var image = image(packing);
        image.config(config -> config.withArray("/rootfs/diff_ids")
                .set(2, Digest.sha256(new byte[1]).toString()));
        new SavedArchive().saved(image, "app:1").listed(image, NAME).write(file);
        same().assertFault(ImageFault.Damaged.class, "layer 2", "its diff ID is", "the config says");
        image.config(config -> config.withArray("/rootfs/diff_ids")
                .add(Digest.sha256(new byte[1]).toString()));
        new SavedArchive().saved(image, "app:1").listed(image, NAME).write(file);
        same().assertFault(ImageFault.Damaged.class, "4 layers", "5 diff IDs");
    }

    /** Podman runs such an image, and nothing in it contradicts the manifest. */
    @Test
    void aConfigWithoutDiffIdsIsAWarning() throws Exception {
        var image = image(Packing.GZIP);
        image.config(config -> config.remove("rootfs"));
        new SavedArchive().saved(image, "app:1").listed(image, NAME).write(file);
        same().assertWarned(SMALL, "no diff IDs");
    }

    @Test
    void aDiffIdOfAnotherAlgorithmIsCheckedWhereThatIsPossible() throws Exception {
        byte[] tar = new RawTar().file("f", "12345").end().bytes();
        var id = new Digest("sha512", "0".repeat(128)).ofSameKind(tar);
        var image = TestImage.of().layer(TestImage.OCI_LAYER, Blobs.gzip(tar), id, "layer");
        new SavedArchive().listed(image).write(file);
        assertThat(same("", Way.STDIN, Way.OCI).said())
                .singleElement()
                .asString()
                .contains("was not checked", "sha512");
        var plain = TestImage.of().layer(Packing.NONE.mediaType, tar, id, "layer");
        plain.manifest(manifest -> ((ObjectNode) manifest.at("/layers/0")).put("digest", id.toString()));
        new SavedArchive().listed(plain).member(SavedArchive.blob(id), tar).write(file);
        assertThat(same("", Way.STDIN, Way.OCI).said()).isEmpty();
    }

    // -- how many images there are

    @Test
    void anImageOfManyNamesIsOne() throws Exception {
        var image = image(Packing.GZIP);
        String[] tags = {"app:1", "app:latest", "team/app:1"};
        String[] names = {NAME, "docker.io/library/app:latest", "docker.io/team/app:1"};
        new SavedArchive().saved(image, tags).listed(image, names).write(file);
        same().assertRight(SMALL);
        for (String name : List.of(NAME, "app:1", "app:latest", "app", "team/app:1", "1", "latest")) {
            same(name, Way.DOCKER, Way.OCI).assertRight(SMALL);
        }
        same("2", Way.DOCKER, Way.OCI)
                .assertFault(ImageFault.Unreadable.class, "holds no image 2", "it holds: " + NAME);
        // an item for each name, and no names at all
        new SavedArchive().saved(image, "app:1").saved(image, "app:2").write(file);
        same("", Way.STDIN, Way.DOCKER).assertRight(SMALL);
        same("@1", Way.DOCKER).assertRight(SMALL);
        new SavedArchive().listed(image).listed(image).saved(image).saved(image).write(file);
        same().assertRight(SMALL);
        // an index of the image for each name, and the image itself beside it
        byte[] index = SavedArchive.index(Map.of("amd64", image));
        new SavedArchive()
                .saved(image, "app:1")
                .listed(MediaType.OCI_INDEX, index, names)
                .write(file);
        read(Way.STDIN, "").assertRight(SMALL);
        new SavedArchive()
                .saved(image, "app:1")
                .listed(image, NAME)
                .listed(MediaType.OCI_INDEX, index, names)
                .write(file);
        same().assertRight(SMALL);
    }

    @Test
    void signaturesAndArtifactsAreNoImages() throws Exception {
        var image = image(Packing.GZIP);
        var signature = TestImage.of();
        signature.layerNamed("application/vnd.dev.cosign.simplesigning.v1+json", Digest.sha256(new byte[1]), 1);
        var artifact = other().configType("application/vnd.oci.empty.v1+json");
        new SavedArchive()
                .saved(image, "app:1")
                .listed(signature, "docker.io/library/app:sha256-1.sig")
                .listed(artifact)
                .listed(image, NAME)
                .write(file);
        same().assertRight(SMALL);
        new SavedArchive().listed(artifact).write(file);
        same("", Way.STDIN, Way.OCI).assertFault(ImageFault.Unreadable.class, "artifact");
    }

    @Test
    void anImageThatOneListLacksIsFound() throws Exception {
        var image = image(Packing.NONE);
        var other = other();
        // moby#47210: an image by its ID alone
        new SavedArchive().saved(image).listedNone().write(file);
        same().assertRight(SMALL);
        // moby#51389: the second image without a name
        new SavedArchive().saved(image).listed(image).saved(other).write(file);
        same().assertFault(ImageFault.Unreadable.class, "holds several images", "@" + image.digest(), "@1");
        assertThat(same("@1", Way.DOCKER, Way.OCI).shipped()).isEqualTo(5);
        same("@" + image.digest(), Way.DOCKER, Way.OCI).assertRight(SMALL);
        assertThat(same("@" + SavedArchive.configOf(other), Way.DOCKER, Way.OCI).shipped())
                .isEqualTo(5);
        same("@" + SavedArchive.configOf(image), Way.DOCKER, Way.OCI).assertRight(SMALL);
        // and one that manifest.json lacks
        new SavedArchive()
                .saved(image, "app:1")
                .listed(image, NAME)
                .listed(other)
                .write(file);
        same().assertFault(ImageFault.Unreadable.class, "holds several images", NAME, "@" + other.digest());
        assertThat(same("@" + other.digest(), Way.DOCKER, Way.OCI).shipped()).isEqualTo(5);
        same("app:1", Way.DOCKER, Way.OCI).assertRight(SMALL);
    }

    @Test
    void differentImagesStayApart() throws Exception {
        var image = image(Packing.GZIP);
        var other = other();
        new SavedArchive()
                .saved(image, "app:1")
                .saved(other, "team/app:1")
                .listed(image, NAME)
                .listed(other, "docker.io/team/app:1")
                .write(file);
        same().assertFault(ImageFault.Unreadable.class, "holds several images", NAME, "docker.io/team/app:1");
        same("1", Way.DOCKER, Way.OCI).assertFault(ImageFault.Unreadable.class, "several images of that name");
        // a whole name goes before the end of another
        same("app:1", Way.DOCKER, Way.OCI).assertRight(SMALL);
        assertThat(same("team/app:1", Way.DOCKER, Way.OCI).shipped()).isEqualTo(5);
    }

    /** The same files packed in two ways have one config, and are two images by their digests. */
    @Test
    void anImagePackedInTwoWaysIsTwoImages() throws Exception {
        var gzip = image(Packing.GZIP);
        var zstd = image(Packing.ZSTD);
        assertThat(SavedArchive.configOf(gzip)).isEqualTo(SavedArchive.configOf(zstd));
        new SavedArchive()
                .saved(gzip, "app:gzip")
                .saved(zstd, "app:zstd")
                .listed(gzip, "docker.io/library/app:gzip")
                .listed(zstd, "docker.io/library/app:zstd")
                .write(file);
        same().assertFault(ImageFault.Unreadable.class, "several images");
        for (String name : List.of("app:zstd", "@1")) {
            var outcome = same(name, Way.DOCKER, Way.OCI);
            outcome.assertRight(SMALL);
            assertThat(outcome.digest()).contains(zstd.digest());
        }
    }

    @Test
    void theOnlyImageIsTakenWhateverItsPlatform() throws Exception {
        String here = Platform.ofThisMachine().architecture();
        var image = image(Packing.GZIP).config(config -> config.put("architecture", "riscv64"));
        var absent = other().config(config -> config.put("architecture", here));
        byte[] index = SavedArchive.index(Map.of(here, absent, "riscv64", image));
        new SavedArchive()
                .saved(image, "app:1")
                .listed(MediaType.OCI_INDEX, index, NAME)
                .write(file);
        same().assertRight(SMALL);
        try (var source = Way.OCI.open(file, "")) {
            var scanner = scanner();
            assertThat(catchThrowable(() -> scanner.scan(source, Optional.of(Platform.parse(here)))))
                    .isInstanceOf(ImageFault.NotHeld.class);
        }
        // the manifest of an image may be there without the rest of it
        new SavedArchive()
                .saved(image, "app:1")
                .listed(MediaType.OCI_INDEX, index, NAME)
                .member(SavedArchive.blob(absent.digest()), absent.manifest())
                .write(file);
        same().assertRight(SMALL);
        new SavedArchive()
                .saved(image, "app:1")
                .held(absent)
                .listed(MediaType.OCI_INDEX, index, NAME)
                .write(file);
        assertThat(same().shipped()).isEqualTo(5);
    }

    @Test
    void aManifestJsonOfAnotherProgramIsNoListOfDocker() throws Exception {
        var image = image(Packing.GZIP);
        for (String json : List.of("{\"x\":1}", "[{\"Config\"", "[7]")) {
            new SavedArchive()
                    .listed(image)
                    .member("manifest.json", Blobs.utf8(json))
                    .write(file);
            same().assertRight(SMALL);
        }
        new SavedArchive().member("manifest.json", Blobs.utf8("{\"x\":1}")).write(file);
        same("", Way.STDIN, Way.DOCKER).assertFault(ImageFault.Damaged.class, "manifest.json");
    }

    @Test
    void tellingImagesApartTakesBoundedTime() throws Exception {
        var archive = new SavedArchive();
        byte[] config = Blobs.utf8("{\"x\":\"" + "x".repeat(7 << 20) + "\"}");
        archive.member("c.json", config);
        IntStream.range(0, 50).forEach(i -> archive.saved("c.json", List.of(), "app:" + i));
        archive.write(file);
        same("", Way.STDIN, Way.DOCKER).assertFault(ImageFault.BeyondLimit.class, "tell them apart");
    }
}
