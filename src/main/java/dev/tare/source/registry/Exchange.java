package dev.tare.source.registry;

import java.io.Closeable;
import java.io.InputStream;
import java.util.List;

/** One answer as it arrives, whoever fetches it. */
interface Exchange extends Closeable {

    int status();

    /** The values of all headers of a name, in whatever case. */
    List<String> headers(String name);

    /** What follows the headers; closing it closes the exchange. */
    InputStream body();

    @Override
    void close();
}
