package dev.tare.report.earlier;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tare.report.model.EarlierImage;
import dev.tare.report.model.ImageFacts.HiddenCopy;
import dev.tare.report.model.ImageFacts.WastedPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Reads the findings of an image one by one, to the last of them. */
final class FindingsReader implements Iterator<WastedPath> {

    private static final String FINDINGS = "findings";

    private final Tokens tokens;
    private final String image;
    private final int layers;
    private final long wasted;
    private long found;
    private @Nullable WastedPath next;

    private FindingsReader(Tokens tokens, String image, int layers, long wasted) {
        this.tokens = tokens;
        this.image = image;
        this.layers = layers;
        this.wasted = wasted;
    }

    /**
     * Begins to read.
     *
     * @param image its name, printable
     * @param layers how many it has
     * @param wasted bytes that all its findings come to
     */
    static FindingsReader open(EarlierImage.Json source, String image, int layers, long wasted) {
        try {
            var reader = new FindingsReader(Tokens.open(source.open(), Tokens.Part.OBJECT), image, layers, wasted);
            reader.begin();
            return reader;
        } catch (JsonProcessingException e) {
            throw BadReport.of(e, Tokens.Part.OBJECT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin() throws IOException {
        if (tokens.findList(FINDINGS)) {
            advance();
        } else {
            end();
        }
    }

    private void advance() throws IOException {
        if (tokens.nextObject(FINDINGS)) {
            next = finding(tokens.whole("a finding of " + image));
        } else {
            end();
        }
    }

    private void end() throws IOException {
        tokens.close();
        next = null;
        if (found != wasted) {
            throw new IllegalArgumentException(
                    "it does not have all findings of %s: write it without --top".formatted(image));
        }
    }

    private WastedPath finding(Fields finding) {
        var copies = finding.objects("copies").stream()
                .filter(copy -> copy.has("hiddenBy"))
                .map(copy -> new HiddenCopy(copy.number("size"), copy.index("hiddenBy", layers)))
                .toList();
        found += copies.stream().mapToLong(HiddenCopy::bytes).sum();
        return new WastedPath(finding.path(), copies);
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public WastedPath next() {
        var current = next;
        if (current == null) {
            throw new NoSuchElementException();
        }
        try {
            advance();
        } catch (JsonProcessingException e) {
            throw BadReport.of(e, Tokens.Part.OBJECT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return current;
    }
}
