package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.dockerfile.BadDockerfile;
import dev.tare.dockerfile.Dockerfile;
import dev.tare.dockerfile.Recipe;
import dev.tare.image.FileReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The Dockerfile that an image was built from, for every command that shows instructions. */
public final class DockerfileOptions {

    @Option(
            names = "--dockerfile",
            paramLabel = "FILE",
            description = "Point at the lines of the Dockerfile that the image was built from.")
    private @Nullable Path dockerfile;

    @Option(
            names = "--target",
            paramLabel = "STAGE",
            description = "The stage of the Dockerfile that was built, by its name or number. Default: the last.")
    private @Nullable String target;

    /** Reads the file, if one is named; to be called before an image is read, which may take minutes. */
    public Optional<Recipe> recipe() {
        if (dockerfile == null) {
            if (target != null) {
                throw new InvalidRequest("--target: it is a stage of a Dockerfile: name the file with --dockerfile");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Dockerfile.parse(read(dockerfile)).recipe(name(dockerfile), Optional.ofNullable(target)));
        } catch (BadDockerfile e) {
            throw new InvalidRequest("--dockerfile: %s: %s".formatted(dockerfile, e.getMessage()));
        }
    }

    /** The path within the repository that the file is in, which is what reviews and code scanning show; else within the working directory; else the name. */
    private static String name(Path file) {
        try {
            Path whole = file.toRealPath();
            Path working = Path.of("").toRealPath();
            return Stream.iterate(whole.getParent(), Objects::nonNull, Path::getParent)
                    .filter(folder -> Files.exists(folder.resolve(".git")))
                    .findFirst()
                    .or(() -> Optional.of(working).filter(whole::startsWith))
                    .map(folder -> folder.relativize(whole).toString())
                    .orElse(String.valueOf(file.getFileName()));
        } catch (IOException e) {
            return String.valueOf(file.getFileName()); // to read it tells what is wrong
        }
    }

    private static String read(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Dockerfile.MAX_LENGTH + 1);
            if (bytes.length > Dockerfile.MAX_LENGTH) {
                throw new InvalidRequest("--dockerfile: %s: it is longer than a Dockerfile may be (%,d bytes)"
                        .formatted(file, Dockerfile.MAX_LENGTH));
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidRequest("--dockerfile: %s: it is no text".formatted(file));
        } catch (NoSuchFileException e) {
            throw new InvalidRequest("--dockerfile: there is no file " + file);
        } catch (IOException e) {
            throw new InvalidRequest("--dockerfile: %s cannot be read%s"
                    .formatted(file, Files.isDirectory(file) ? ": it is a folder" : " (" + FileReason.of(e) + ")"));
        }
    }
}
