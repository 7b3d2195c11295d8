package dev.tare.layer.tar;

import dev.tare.image.Bound;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads where the pieces of a sparse file belong, in all forms that GNU tar has for that. A map has the offset and the length of each piece. */
final class SparseMaps {

    private static final int BLOCK = TarInput.BLOCK;

    /** A piece is two numbers, and all of them may take as much as an extended header. */
    private static final int PIECE_BYTES = 2 * Long.BYTES;

    private static final int MAX_DIGITS = 19;

    // the old form: how many pieces a header and a block that continues it have, and bytes of each
    private static final int PIECES_IN_HEADER = 4;
    private static final int PIECES_IN_BLOCK = 21;
    private static final int OLD_PIECE_BYTES = 24;

    private final TarInput in;
    private final Limits limits;

    SparseMaps(TarInput in, Limits limits) {
        this.in = in;
        this.limits = limits;
    }

    /**
     * The map of an old GNU sparse file, which begins in the header at {@code at} and may be continued in the blocks that follow.
     *
     * @param size of the file in bytes
     * @param stored how many of them are in the archive
     */
    long[] gnu(int at, long size, long stored) throws IOException {
        long[] map = new long[2 * PIECES_IN_HEADER];
        int used = pieces(map, 0, at + 386, PIECES_IN_HEADER);
        boolean isContinued = in.buffer[at + 482] != 0;
        while (isContinued) {
            if (!in.block()) {
                throw new Damaged("the tar archive is cut off in the map of a sparse file");
            }
            checkPieces(used / 2);
            int most = used + 2 * PIECES_IN_BLOCK;
            map = most > map.length ? Arrays.copyOf(map, map.length * 2 + 2 * PIECES_IN_BLOCK) : map;
            used = pieces(map, used, in.position, PIECES_IN_BLOCK);
            isContinued = in.buffer[in.position + 504] != 0;
            in.position += BLOCK;
        }
        return checked(Arrays.copyOf(map, used), size, stored);
    }

    private int pieces(long[] map, int used, int at, int count) throws Damaged {
        int next = used;
        for (int i = 0; i < count && in.buffer[at + OLD_PIECE_BYTES * i] != 0; i++) {
            map[next++] = TarNumber.of(in.buffer, at + OLD_PIECE_BYTES * i, 12, "sparse offset");
            map[next++] = TarNumber.of(in.buffer, at + OLD_PIECE_BYTES * i + 12, 12, "sparse size");
        }
        return next;
    }

    /** The map of PAX forms 0.0 and 0.1: numbers with commas between them. */
    static long[] inHeader(String text) throws Damaged {
        String[] numbers = text.split(",", -1);
        if (numbers.length % 2 != 0) {
            throw new Damaged("the map of a sparse file is incomplete");
        }
        long[] map = new long[numbers.length];
        for (int i = 0; i < map.length; i++) {
            map[i] = Pax.whole(numbers[i], "the map of a sparse file");
        }
        return map;
    }

    /**
     * Reads the map of PAX form 1.0 in front of the content: lines with a number each, the first one that of the pieces, up to the end of a block.
     *
     * @param stored how many bytes map and content have in the archive
     */
    long[] inContent(long stored) throws IOException {
        var digits = new StringBuilder();
        long[] map = new long[0];
        int used = -1; // the first number is the count of pieces
        for (long left = stored; used < map.length; left -= BLOCK) {
            if (left < BLOCK || !in.block()) {
                throw new Damaged("the map of a sparse file is cut off");
            }
            String block = new String(in.buffer, in.position, BLOCK, StandardCharsets.ISO_8859_1);
            in.position += BLOCK;
            for (int i = 0; i < BLOCK && used < map.length; i++) {
                if (block.charAt(i) != '\n') {
                    append(digits, block.charAt(i));
                    continue;
                }
                long number = Pax.whole(digits.toString(), "the map of a sparse file");
                digits.setLength(0);
                if (used < 0) {
                    checkPieces(number);
                    map = new long[(int) number * 2];
                } else {
                    map[used] = number;
                }
                used++;
            }
        }
        return map;
    }

    private static void append(StringBuilder digits, char digit) throws Damaged {
        if (digits.length() > MAX_DIGITS) {
            throw new Damaged("the map of a sparse file holds no numbers");
        }
        digits.append(digit);
    }

    private void checkPieces(long count) throws IOException {
        int most = limits.paxBytes() / PIECE_BYTES;
        if (count > most) {
            throw Limits.exceeded("a sparse file of %,d pieces".formatted(count), most, Bound.PAX_BYTES);
        }
    }

    /** A map whose pieces are in order, inside the file, and all there. */
    static long[] checked(long[] map, long size, long stored) throws Damaged {
        long cursor = 0;
        long sum = 0;
        for (int i = 0; i < map.length; i += 2) {
            long offset = map[i];
            long length = map[i + 1];
            if (offset < cursor || length < 0 || offset > size - length || length > stored - sum) {
                throw new Damaged("the map of a sparse file does not fit the file");
            }
            cursor = offset + length;
            sum += length;
        }
        return map;
    }
}
