package dev.tare.source.registry;

import java.io.Closeable;
import java.io.InputStream;
import java.util.List;

/** One response as it arrives, from either transport. */
interface Exchange extends Closeable {

    int status();

    /** The values of all headers of a name; case does not matter. */
    List<String> headers(String name);

    /** The body. Closing it closes the exchange. */
    InputStream body();

    @Override
    void close();
}
