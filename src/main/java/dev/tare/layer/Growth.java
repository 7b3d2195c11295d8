package dev.tare.layer;

/** How the arrays behind an index grow: by half, so that a million entries leave little room unused. */
final class Growth {

    private Growth() {}

    static int to(int atLeast) {
        return (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(16L, atLeast + (long) (atLeast >> 1)));
    }
}
