package dev.tare.cli.option.output;

import dev.tare.app.InvalidRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a long report is shown. */
public final class TopOption {

    static final String NAME = "--top";

    /** {@link OutputOptions#offer} says how many it is by default. */
    @Option(names = NAME, paramLabel = "N")
    private @Nullable Integer top;

    public void validate() {
        if (top != null && top < 0) {
            throw new InvalidRequest("--top: " + top + " is below 0");
        }
    }

    /** How many are wanted; {@code otherwise} where the user did not say. 0 is all. */
    int or(int otherwise) {
        return top == null ? otherwise : top;
    }
}
