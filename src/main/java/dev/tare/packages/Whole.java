package dev.tare.packages;

import java.io.ByteArrayOutputStream;

/** Keeps a file until all of it has arrived. Only for files whose size was checked. */
abstract class Whole extends ByteArrayOutputStream {

    Whole(long size) {
        super(Math.toIntExact(size));
    }

    /** Takes the file. */
    abstract void whole(byte[] bytes);

    @Override
    public final void close() {
        whole(size() == buf.length ? buf : toByteArray());
    }
}
