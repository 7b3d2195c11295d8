package dev.tare.packages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Objects;

/**
 * Reads the rows of a table of an SQLite database ("Database File Format", sqlite.org/fileformat2.html). That is all of SQLite that is needed here: no
 * index, no query, no write. Each page is read once at most, so that neither cycles nor shared pages
 * cost more than the file is long.
 */
final class Sqlite {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int INTERIOR = 0x05;
    private static final int LEAF = 0x0d;
    private static final int MAX_VARINT_BYTES = 9;
    private static final int UTF_8 = 1;

    private final ByteBuffer file;
    private final int pageSize;
    private final int usableSize;
    private final BitSet pagesRead = new BitSet();

    /** Bytes that rows may still have: no two rows share any. */
    private long unread;

    /** A row: its columns, each at a position in the payload. */
    interface Row {
        void take(Columns columns) throws IOException;
    }

    /** @throws IOException if it is no such database */
    Sqlite(byte[] bytes) throws IOException {
        file = ByteBuffer.wrap(bytes);
        unread = bytes.length;
        if (bytes.length < HEADER_BYTES || !file.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new IOException("it is no SQLite database");
        }
        int size = file.getShort(16) & 0xffff;
        pageSize = size == 1 ? 1 << 16 : size;
        usableSize = pageSize - (bytes[20] & 0xff);
        if (Integer.bitCount(pageSize) != 1 || pageSize < 512 || usableSize < 480) {
            throw new IOException("its pages have %d bytes".formatted(pageSize));
        }
        if (file.getInt(56) != UTF_8) {
            throw new IOException("its texts are not UTF-8");
        }
    }

    /**
     * Shows every row of a table, and none if there is no such table.
     *
     * @throws IOException if the file is damaged; some rows may have been shown by then
     */
    void rows(String table, Row row) throws IOException {
        int[] root = {0};
        walk(1, columns -> {
            if (columns.text(0).equals("table") && columns.text(1).equals(table)) {
                root[0] = Math.toIntExact(columns.integer(3));
            }
        });
        if (root[0] > 0) {
            walk(root[0], row);
        }
    }

    private void walk(int root, Row row) throws IOException {
        try {
            var left = new ArrayDeque<Integer>();
            left.push(root);
            while (!left.isEmpty()) {
                tree(left.pop(), left, row);
            }
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new IOException("it is damaged", e);
        }
    }

    /** A page of the tree; those below it are put in front of what is left. */
    private void tree(int number, ArrayDeque<Integer> left, Row row) throws IOException {
        var page = page(number);
        int header = number == 1 ? HEADER_BYTES : 0;
        int type = page.get(header);
        int cells = page.getShort(header + 3) & 0xffff;
        switch (type) {
            case INTERIOR -> {
                left.push(page.getInt(header + 8));
                for (int i = cells - 1; i >= 0; i--) {
                    left.push(page.getInt(page.getShort(header + 12 + 2 * i) & 0xffff));
                }
            }
            case LEAF -> {
                for (int i = 0; i < cells; i++) {
                    row.take(new Columns(payload(page, page.getShort(header + 8 + 2 * i) & 0xffff)));
                }
            }
            default -> throw new IOException("it is damaged: page %d is none of a table".formatted(number));
        }
    }

    private ByteBuffer page(int number) throws IOException {
        if (number < 1 || number > file.capacity() / pageSize || pagesRead.get(number)) {
            throw new IOException("it is damaged: page %d is not there, or in two places".formatted(number));
        }
        pagesRead.set(number);
        return file.slice((number - 1) * pageSize, pageSize);
    }

    /** The payload of a cell of a leaf ("B-tree Cell Format"), of which what does not fit is in a list of other pages. */
    private ByteBuffer payload(ByteBuffer page, int cell) throws IOException {
        page.position(Objects.checkIndex(cell, pageSize));
        long length = varint(page);
        varint(page); // the number of the row
        if (length < 0 || length > unread) {
            throw new IOException("it is damaged: its rows are longer than the file");
        }
        unread -= length;
        int all = (int) length;
        int most = usableSize - 35;
        int least = (usableSize - 12) * 32 / 255 - 23;
        int fitting = least + (all - least) % (usableSize - 4);
        int here = all <= most ? all : fitting <= most ? fitting : least;
        if (here == all) {
            return page.slice(page.position(), all);
        }
        var payload = ByteBuffer.allocate(all);
        payload.put(page.slice(page.position(), here));
        int next = page.getInt(page.position() + here);
        while (payload.hasRemaining()) {
            var overflow = page(next);
            payload.put(overflow.slice(4, Math.min(usableSize - 4, payload.remaining())));
            next = overflow.getInt(0);
        }
        return payload.flip();
    }

    /** An integer of up to nine bytes, seven bits each but for the ninth ("A variable-length integer"). */
    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int i = 1; i <= MAX_VARINT_BYTES; i++) {
            byte next = from.get(from.position());
            from.position(from.position() + 1);
            if (i == MAX_VARINT_BYTES) {
                return value << 8 | (next & 0xff);
            }
            value = value << 7 | (next & 0x7f);
            if (next >= 0) {
                break;
            }
        }
        return value;
    }

    /** The columns of a row ("Record Format"). */
    static final class Columns {
        private final ByteBuffer payload;

        private Columns(ByteBuffer payload) {
            this.payload = payload;
        }

        /** A text; empty for anything else. */
        String text(int column) throws IOException {
            return find(column) instanceof Found(var type, var value) && type >= 13 && type % 2 == 1
                    ? StandardCharsets.UTF_8.decode(value).toString()
                    : "";
        }

        /** Bytes; none for anything else. */
        ByteBuffer blob(int column) throws IOException {
            return find(column) instanceof Found(var type, var value) && type >= 12 && type % 2 == 0
                    ? value
                    : ByteBuffer.allocate(0);
        }

        /** An integer; 0 for anything else. */
        long integer(int column) throws IOException {
            var found = find(column);
            if (found.type() == 9) {
                return 1;
            }
            long integer = 0;
            boolean isFirst = true;
            while (found.type() <= 6 && found.value().hasRemaining()) {
                byte next = found.value().get();
                integer = isFirst ? next : integer << 8 | (next & 0xff);
                isFirst = false;
            }
            return integer;
        }

        private record Found(long type, ByteBuffer value) {}

        private Found find(int column) throws IOException {
            var types = payload.duplicate();
            types.position(0);
            long at = varint(types);
            int end = Math.toIntExact(at);
            for (int i = 0; types.position() < end; i++) {
                long type = varint(types);
                long length = length(type);
                if (i == column) {
                    return new Found(type, payload.slice(Math.toIntExact(at), Math.toIntExact(length)));
                }
                at = Math.addExact(at, length);
            }
            throw new IOException("it is damaged: a row has no column %d".formatted(column));
        }

        private static long length(long type) {
            return switch (Math.clamp(type, -1, 12)) {
                case 0, 8, 9 -> 0;
                case 1, 2, 3, 4 -> type;
                case 5 -> 6;
                case 6, 7 -> 8;
                case 12 -> (type - 12) / 2;
                default -> throw new ArithmeticException("no type " + type);
            };
        }
    }
}
