package dev.tare.app;

import dev.tare.image.ImageFault;
import java.util.List;

/** What a run says to whoever started it. Documented and stable. */
public final class ExitCode {

    public static final int OK = 0;
    public static final int GATE_BROKEN = 1;
    public static final int USAGE = 2;
    public static final int UNREADABLE = 3;
    public static final int DAMAGED = 4;
    public static final int BEYOND_LIMIT = 5;
    public static final int BUG = 70;
    public static final int INTERRUPTED = 130;

    /** With several images the worst counts. */
    private static final List<Integer> WORST_FIRST =
            List.of(INTERRUPTED, BUG, DAMAGED, BEYOND_LIMIT, UNREADABLE, USAGE, GATE_BROKEN, OK);

    private ExitCode() {}

    /** What stands for an image that could not be read. */
    public static int of(ImageFault fault) {
        return switch (fault) {
            case ImageFault.Unreadable _, ImageFault.NotHeld _ -> UNREADABLE;
            case ImageFault.NotDecided _ -> USAGE;
            case ImageFault.Damaged _ -> DAMAGED;
            case ImageFault.BeyondLimit _ -> BEYOND_LIMIT;
        };
    }

    /** The one that counts where a run has both. */
    public static int worst(int a, int b) {
        return WORST_FIRST.indexOf(a) < WORST_FIRST.indexOf(b) ? a : b;
    }
}
