package dev.tare.layer;

/** How the arrays behind an index grow: by a quarter, so that a million entries leave little room unused. */
public final class Growth {

    private Growth() {}

    public static int to(int atLeast) {
        return (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(64L, atLeast + (long) (atLeast >> 2)));
    }
}
