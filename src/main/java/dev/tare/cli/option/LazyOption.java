package dev.tare.cli.option;

import dev.tare.scan.Scanner.Tables;
import picocli.CommandLine.Option;

/** Whether layers are read by their tables of contents. */
public final class LazyOption {

    @Option(
            names = "--lazy",
            description =
                    "Read layers with a table of contents (eStargz, zstd:chunked) by that table, which takes a small"
                            + " part of their bytes. Whether the layer is what its table says is not verified.")
    private boolean lazy;

    Tables tables() {
        return lazy ? Tables.USED : Tables.IGNORED;
    }
}
