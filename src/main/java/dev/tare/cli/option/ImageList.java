package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.image.FileReason;
import dev.tare.image.Printable;
import dev.tare.image.name.ImageName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A list of images, one a line; empty lines do not count, nor does what follows a {@code #} that begins a word. Nothing in it is an option or standard input, so that a list may be
 * used that somebody else writes.
 */
final class ImageList {

    private static final String STANDARD_INPUT = "-";
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final int MAX_BYTES = 16 << 20;

    /** A path may have a {@code #} in it. */
    private static final Pattern COMMENT = Pattern.compile("(?<!\\S)#.*");

    /** Maximum characters of a line that a message quotes. */
    private static final int MAX_QUOTED = 80;

    private final String name;
    private final Set<String> images = new LinkedHashSet<>();
    private int line;

    private ImageList(String name) {
        this.name = name;
    }

    /**
     * The images of a list in the order of its lines, each once.
     *
     * @param file its name; {@code -} is standard input
     * @throws InvalidRequest if it cannot be read, names no image, or has a line that can be none
     */
    static List<String> read(String file) {
        var list = new ImageList(Printable.of(file));
        try (var in = open(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw list.invalid("it is longer than a list may be (%,d bytes)".formatted(MAX_BYTES));
            }
            list.add(bytes);
        } catch (CharacterCodingException e) {
            throw list.invalid("it is no text in UTF-8");
        } catch (IOException e) {
            throw list.invalid("it cannot be read (%s)".formatted(FileReason.of(e)));
        }
        if (list.images.isEmpty()) {
            throw list.invalid("it names no image");
        }
        return List.copyOf(list.images);
    }

    private static InputStream open(String file) throws IOException {
        return file.equals(STANDARD_INPUT) ? SourceOptions.standardInput() : Files.newInputStream(Path.of(file));
    }

    private void add(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        String unmarked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        unmarked.lines().forEach(this::addLine);
    }

    private void addLine(String text) {
        line++;
        String image = COMMENT.matcher(text).replaceFirst("").strip();
        if (image.startsWith("-")) {
            throw invalid("line %d: '%s' is no image, and a list has no options".formatted(line, quoted(image)));
        }
        if (image.chars().anyMatch(Character::isWhitespace)) {
            throw invalid("line %d: '%s' is more than one image".formatted(line, quoted(image)));
        }
        if (image.startsWith("@")) {
            throw invalid("line %d: '%s' is no image, and a list has no lists in it".formatted(line, quoted(image)));
        }
        if (!image.isEmpty()) {
            checkName(image);
            images.add(image);
        }
    }

    private void checkName(String image) {
        try {
            ImageName.parse(image);
        } catch (IllegalArgumentException e) {
            throw invalid("line %d: %s".formatted(line, e.getMessage()));
        }
    }

    private static String quoted(String text) {
        return Printable.of(text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED - 1) + "…" : text);
    }

    private InvalidRequest invalid(String why) {
        return new InvalidRequest("--from %s: %s".formatted(name, why));
    }
}
