package dev.tare.cli;

import dev.tare.image.ImageFault;
import java.util.List;

/** What the process says to whoever started it. Documented and stable. */
final class ExitCode {

    static final int OK = 0;
    static final int GATE_BROKEN = 1;
    static final int USAGE = 2;
    static final int UNREADABLE = 3;
    static final int DAMAGED = 4;
    static final int BEYOND_LIMIT = 5;
    static final int BUG = 70;
    static final int INTERRUPTED = 130;

    /** With several images the worst counts. */
    private static final List<Integer> WORST_FIRST =
            List.of(BUG, DAMAGED, BEYOND_LIMIT, UNREADABLE, USAGE, GATE_BROKEN, OK);

    private ExitCode() {}

    static int of(ImageFault fault) {
        return switch (fault) {
            case ImageFault.Unreadable _, ImageFault.NotHeld _ -> UNREADABLE;
            case ImageFault.Damaged _ -> DAMAGED;
            case ImageFault.BeyondLimit _ -> BEYOND_LIMIT;
        };
    }

    static int worst(int a, int b) {
        return WORST_FIRST.indexOf(a) < WORST_FIRST.indexOf(b) ? a : b;
    }
}
