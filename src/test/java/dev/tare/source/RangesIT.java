package dev.tare.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Seed;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import dev.tare.source.archive.Archives;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.layout.FileSource;
import dev.tare.source.layout.Folder;
import dev.tare.source.layout.ImageFormat;
import dev.tare.source.layout.Wanted;
import dev.tare.source.registry.Registries;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Parts of blobs, from each kind of source. */
@Timeout(120)
class RangesIT {

    private static final byte[] NOISE = new byte[300_000];

    static {
        Seed.fixed(13).nextBytes(NOISE);
    }

    private static final TestImage IMAGE = TestImage.of(new RawTar().file("noise", NOISE));
    private static final Digest DIGEST = IMAGE.layers().getFirst();
    private static final byte[] BLOB = Objects.requireNonNull(IMAGE.blobs().get(DIGEST));
    private static final Descriptor LAYER =
            new Descriptor(TestImage.OCI_LAYER, DIGEST, BLOB.length, List.of(), Map.of(), Optional.empty());

    @TempDir
    Path folder;

    private static byte[] part(int from, int length) {
        return Arrays.copyOfRange(BLOB, from, Math.min(BLOB.length, from + length));
    }

    private static Optional<byte[]> read(Source source, long from, long length) throws IOException {
        var range = source.openRange(LAYER, from, length);
        if (range.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream stream = range.get()) {
            return Optional.of(stream.readAllBytes());
        }
    }

    private static void assertReadsParts(Source source) throws IOException {
        assertThat(read(source, 0, 10)).contains(part(0, 10));
        assertThat(read(source, 1234, 70_000)).contains(part(1234, 70_000));
        assertThat(read(source, BLOB.length - 10, 10)).contains(part(BLOB.length - 10, 10));
        assertThat(read(source, BLOB.length - 10, 1000)).contains(part(BLOB.length - 10, 10));
        assertThat(read(source, BLOB.length, 10)).contains(new byte[0]);
        try (var whole = source.blob(LAYER)) {
            assertThat(whole.readAllBytes()).isEqualTo(BLOB);
        }
        var missing = new Descriptor(
                TestImage.OCI_LAYER, Digest.sha256(new byte[] {1}), 1, List.of(), Map.of(), Optional.empty());
        assertThatExceptionOfType(ImageFault.NotHeld.class).isThrownBy(() -> source.openRange(missing, 0, 1));
    }

    private static FileSource source(Members members) {
        return new FileSource(members, "image", ImageFormat.ANY, new Wanted.Only(), Limits.DEFAULT);
    }

    @Test
    void partsOfAFolder() throws IOException {
        try (var source = source(Folder.at(IMAGE.writeLayout(folder, "1")))) {
            assertReadsParts(source);
        }
    }

    private Path archive() {
        IMAGE.writeLayout(folder.resolve("layout"), "1");
        Tool.run(folder, "tar", "-C", "layout", "-cf", "image.tar", ".");
        return folder.resolve("image.tar");
    }

    @Test
    void partsOfAnArchiveInAFile() throws IOException {
        var archives = new Archives(Limits.DEFAULT, _ -> {}, Optional.empty());
        try (var source = archives.file(archive(), "", Optional.empty(), "image")) {
            assertReadsParts(source);
        }
    }

    @Test
    void partsOfAnArchiveOnAStreamThatIsKept() throws IOException {
        var archives = new Archives(Limits.DEFAULT, _ -> {}, Optional.of(folder));
        try (var stream = Files.newInputStream(archive());
                var source = archives.stream(stream, "image")) {
            assertReadsParts(source);
        }
    }

    @Test
    void anArchiveThatHasPassedByHasNoParts() throws IOException {
        var archives = new Archives(Limits.DEFAULT, _ -> {}, Optional.empty());
        try (var stream = Files.newInputStream(archive());
                var source = archives.stream(stream, "image")) {
            assertThat(source.openRange(LAYER, 0, 10)).isEmpty();
        }
    }

    /** Something done with an image of a registry. */
    private interface Use {
        void of(Source source) throws IOException;
    }

    private static void inRegistry(String host, Map<String, List<String>> mirrors, Use use) throws IOException {
        var options = Registry.options(mirrors);
        var credentials = Credentials.of(Optional.empty(), Optional.empty(), options.environment());
        try (var registries = new Registries(options, Limits.DEFAULT);
                var source = registries.open(
                        registries.reference(host + "/team/app:1"), credentials, new SourceListener() {})) {
            use.of(source);
        }
    }

    @Test
    void partsOfARegistryAndOfItsMirror() throws IOException {
        try (var registry = Registry.open(folder)) {
            registry.push("team/app", "1", IMAGE);
            inRegistry(registry.host(), Map.of(), RangesIT::assertReadsParts);
            inRegistry(
                    "127.0.0.1:1",
                    Map.of("127.0.0.1:1", List.of(registry.host())),
                    source -> assertThat(read(source, 5, 10)).contains(part(5, 10)));
        }
    }

    @Test
    void aRegistryWithoutRangesHasNoParts() throws IOException {
        try (var server = RawServer.start(RawServer.serving(IMAGE))) {
            inRegistry(
                    server.host(),
                    Map.of(),
                    source -> assertThat(source.openRange(LAYER, 5, 10)).isEmpty());
        }
    }

    private static boolean partial(OutputStream out, int from, int length, int sent) throws IOException {
        RawServer.head(
                out, 206, length, "Content-Range: bytes %d-%d/%d".formatted(from, from + length - 1, BLOB.length));
        out.write(BLOB, from, sent);
        out.flush();
        return sent == length;
    }

    @Test
    void aPartThatBreaksOffIsResumed() throws IOException {
        var count = new AtomicInteger();
        try (var server = RawServer.start((request, out) -> {
            if (!request.path().contains("/blobs/")) {
                return RawServer.serving(IMAGE).answer(request, out);
            }
            return switch (count.incrementAndGet()) {
                case 1 -> partial(out, 1000, 500, 200);
                case 2 -> partial(out, 1200, 100, 100); // shorter than requested, which is allowed
                default -> partial(out, 1300, 200, 200);
            };
        })) {
            inRegistry(
                    server.host(),
                    Map.of(),
                    source -> assertThat(read(source, 1000, 500)).contains(part(1000, 500)));
            assertThat(server.requests().stream()
                            .filter(request -> request.path().contains("/blobs/"))
                            .map(request -> request.header("range")))
                    .containsExactly("bytes=1000-1499", "bytes=1200-1499", "bytes=1300-1499");
        }
    }

    @Test
    void otherBytesThanTheRequestedOnesAreRefused() throws IOException {
        try (var server = RawServer.start((_, out) -> partial(out, 0, 10, 10))) {
            inRegistry(
                    server.host(),
                    Map.of(),
                    source -> assertThatExceptionOfType(ImageFault.Unreadable.class)
                            .isThrownBy(() -> source.openRange(LAYER, 5, 10))
                            .withMessageContaining("sent others"));
        }
    }

    @Test
    void aPartEndsWhereItShouldWhateverTheServerSends() throws IOException {
        try (var server = RawServer.start((_, out) -> partial(out, 5, 1000, 1000))) {
            inRegistry(
                    server.host(),
                    Map.of(),
                    source -> assertThat(read(source, 5, 10)).contains(part(5, 10)));
        }
    }
}
