package dev.tare.packages;

/** Passes on what databases tell as far as an image can have it: no longer paths than Linux has, and no more of them than an image has entries. */
final class BoundedClaims implements Claims {

    /** PATH_MAX of Linux. */
    static final int MAX_PATH_BYTES = 4_096;

    private static final long MAX_CLAIMS = 10_000_000;

    private final Claims claims;
    private long count;

    BoundedClaims(Claims claims) {
        this.claims = claims;
    }

    @Override
    public void file(InstalledPackage owner, byte[] path) {
        if (isWithinBounds(path)) {
            claims.file(owner, path);
        }
    }

    @Override
    public void folder(InstalledPackage owner, byte[] path) {
        if (isWithinBounds(path)) {
            claims.folder(owner, path);
        }
    }

    private boolean isWithinBounds(byte[] path) {
        count++;
        if (count == MAX_CLAIMS + 1) {
            note("the databases of packages list more than %,d files, which are not read".formatted(MAX_CLAIMS));
        }
        return count <= MAX_CLAIMS && path.length <= MAX_PATH_BYTES;
    }

    @Override
    public void note(String note) {
        claims.note(note);
    }
}
