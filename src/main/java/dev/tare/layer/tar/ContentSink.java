package dev.tare.layer.tar;

import java.io.IOException;

/** Takes the content of a file, run by run. */
@FunctionalInterface
public interface ContentSink {

    /** Takes the bytes of a run, which are valid during the call only. */
    void accept(byte[] bytes, int offset, int length) throws IOException;
}
