package dev.tare.layer.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The content of a sparse file, made of the pieces that a tar has of it and of zeros between them. */
final class SparseInput extends InputStream {

    private final InputStream pieces;
    private final long[] map;
    private final long size;
    private final Expansion expansion;
    private int at; // index of the current or next piece in the map
    private long position;

    /**
     * @param pieces the stored pieces, concatenated
     * @param map offset and length of each piece, in order and within the size
     * @param size of the file in bytes
     * @param expansion counts the zeros
     */
    SparseInput(InputStream pieces, long[] map, long size, Expansion expansion) {
        this.pieces = pieces;
        this.map = map;
        this.size = size;
        this.expansion = expansion;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at < map.length && position == map[at] + map[at + 1]) {
            at += 2;
        }
        if (position == size) {
            return -1;
        }
        boolean hole = at == map.length || position < map[at];
        long end = at == map.length ? size : hole ? map[at] : map[at] + map[at + 1];
        int run = (int) Math.min(length, end - position);
        if (hole) {
            expansion.add(run);
            Arrays.fill(target, offset, offset + run, (byte) 0);
        } else {
            run = pieces.read(target, offset, run);
            if (run < 0) {
                throw TarInput.cutOff();
            }
        }
        position += run;
        return run;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
