package dev.tare.packages;

import java.io.OutputStream;

/** How a file of a database is read. */
public interface Reading {

    /** Begins. All bytes of the file are to be written to the stream, and it is to be closed behind them. */
    OutputStream begin();
}
