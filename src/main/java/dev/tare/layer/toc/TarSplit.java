package dev.tare.layer.toc;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.layer.tar.SplitTar.Piece;
import dev.tare.layer.tar.SplitTar.Pieces;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a tar, as tar-split keeps them: a JSON object for each run of bytes ({@code storage.Entry} of vbatts/tar-split). They are several times
 * as long as the table of contents, and nearly all of them is base64: they are parsed byte by byte, in the form in which Go writes them.
 */
final class TarSplit implements Pieces, Closeable {

    /** Maximum length of a run of bytes: PAX headers have no more than a megabyte by default. */
    private static final int MAX_RUN_BYTES = 3 << 20;

    private static final int BUFFER_BYTES = 32 << 10;

    /** Maximum length of the name of a field that is of use, in bytes. */
    private static final int MAX_FIELD_BYTES = 7;

    private static final byte[] TYPE = "type".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIZE = "size".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.US_ASCII);

    /** Maximum digits of a number, so that it is below 64 bits. */
    private static final int MAX_DIGITS = 18;

    /** An entry that stands for the content of a file. */
    private static final int FILE = 1;

    /** An entry that holds bytes of the tar. */
    private static final int SEGMENT = 2;

    /** What each character is in base64 (RFC 4648, 4), or -1. */
    private static final byte[] SEXTETS = sextets();

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    /** The bytes of the tar since the last content. */
    private byte[] run = new byte[BUFFER_BYTES];

    private int length;
    private final byte[] field = new byte[MAX_FIELD_BYTES + 1];
    private int fieldLength;

    // of the entry at hand
    private long type;
    private long size;

    TarSplit(InputStream json) {
        in = json;
    }

    private static byte[] sextets() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }

    /** The bytes up to the next content, and how long that is. */
    @Override
    public @Nullable Piece next() throws IOException {
        length = 0;
        for (int first = afterSpace(); first >= 0; first = afterSpace()) {
            int before = length;
            entry(first);
            if (type == SEGMENT) {
                if (length > MAX_RUN_BYTES / 2) {
                    return new Piece(run, 0, length, 0);
                }
                continue;
            }
            if (type != FILE) {
                throw new Damaged("its tar-split has an entry of an unknown type");
            }
            length = before; // its payload is a checksum
            if (size > 0) {
                return new Piece(run, 0, length, size);
            }
        }
        return length == 0 ? null : new Piece(run, 0, length, 0);
    }

    /** Parses an object of numbers, texts and nulls, and adds its payload to the run. */
    private void entry(int first) throws IOException {
        type = 0;
        size = 0;
        expect('{', first);
        int separator;
        do {
            expect('"', afterSpace());
            name();
            expect(':', afterSpace());
            value(afterSpace());
            separator = afterSpace();
        } while (separator == ',');
        expect('}', separator);
    }

    /** Reads the name of a field. Of one that is of no use the first characters are enough. */
    private void name() throws IOException {
        fieldLength = 0;
        for (int c = read(); c != '"'; c = read()) {
            if (c < 0 || c == '\\') {
                throw noEntry();
            }
            if (fieldLength < field.length) {
                field[fieldLength++] = (byte) c;
            }
        }
    }

    private boolean isAt(byte[] name) {
        return Arrays.equals(field, 0, fieldLength, name, 0, name.length);
    }

    private void value(int first) throws IOException {
        if (first == 'n') {
            expect('u', read());
            expect('l', read());
            expect('l', read());
        } else if (first == '"' && isAt(PAYLOAD)) {
            base64();
        } else if (first == '"') {
            text();
        } else {
            long number = number(first);
            type = isAt(TYPE) ? number : type;
            size = isAt(SIZE) ? number : size;
        }
    }

    private void text() throws IOException {
        for (int c = read(); c != '"'; c = read()) {
            if (c == '\\') {
                c = read();
            }
            if (c < 0) {
                throw noEntry();
            }
        }
    }

    private long number(int first) throws IOException {
        long number = 0;
        int digits = 0;
        int c = first;
        for (; c >= '0' && c <= '9' && digits <= MAX_DIGITS; c = read()) {
            number = number * 10 + c - '0';
            digits++;
        }
        if (digits == 0 || digits > MAX_DIGITS || c < 0) {
            throw noEntry();
        }
        position--; // the byte behind the number is still to be read
        return number;
    }

    /** Decodes a text to its closing quote. */
    private void base64() throws IOException {
        while (true) {
            groups();
            int c = read();
            if (c == '"') {
                return;
            }
            last(c);
        }
    }

    /** Decodes groups of four characters as far as they are in the buffer. */
    private void groups() throws Damaged {
        int groups = (limit - position) / 4;
        ensure(3 * groups);
        byte[] from = buffer;
        byte[] to = run;
        int at = position;
        int end = length;
        for (int i = 0; i < groups; i++) {
            int bits = SEXTETS[from[at] & 0xff] << 18
                    | SEXTETS[from[at + 1] & 0xff] << 12
                    | SEXTETS[from[at + 2] & 0xff] << 6
                    | SEXTETS[from[at + 3] & 0xff];
            if (bits < 0) {
                break;
            }
            to[end] = (byte) (bits >> 16);
            to[end + 1] = (byte) (bits >> 8);
            to[end + 2] = (byte) bits;
            at += 4;
            end += 3;
        }
        position = at;
        length = end;
    }

    /** Decodes a group that is padded, or that is not all in the buffer. */
    private void last(int first) throws IOException {
        int second = read();
        int third = read();
        int fourth = read();
        if ((first | second | third | fourth) < 0) {
            throw noEntry();
        }
        int bytes = fourth != '=' ? 3 : third != '=' ? 2 : 1;
        int bits = SEXTETS[first] << 18
                | SEXTETS[second] << 12
                | (bytes > 1 ? SEXTETS[third] << 6 : 0)
                | (bytes > 2 ? SEXTETS[fourth] : 0);
        if (bits < 0) {
            throw noEntry();
        }
        ensure(bytes);
        for (int shift = 16; bytes > 0; bytes--, shift -= 8) {
            run[length++] = (byte) (bits >> shift);
        }
    }

    private void ensure(int more) throws Damaged {
        if (length > MAX_RUN_BYTES) {
            throw new Damaged("its tar-split has a run of bytes that is longer than any header");
        }
        if (run.length - length < more) {
            run = Arrays.copyOf(run, Math.max(length + more, run.length + run.length / 2));
        }
    }

    /** The next byte that is no space, or -1 at the end. */
    private int afterSpace() throws IOException {
        int c = read();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            c = read();
        }
        return c;
    }

    /** The next byte, or -1 at the end. */
    private int read() throws IOException {
        if (position == limit) {
            position = 0;
            limit = in.readNBytes(buffer, 0, buffer.length);
            if (limit == 0) {
                return -1;
            }
        }
        return buffer[position++] & 0xff;
    }

    private static void expect(char expected, int actual) throws Damaged {
        if (actual != expected) {
            throw noEntry();
        }
    }

    private static Damaged noEntry() {
        return new Damaged("its tar-split is no list of entries");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
