package dev.tare.select;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * One of several parts of all images. A repository is in one shard as a whole, since its images share layers.
 *
 * @param index from 0, as Kubernetes counts the pods of an Indexed Job
 */
public record Shard(int index, int count) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

    private static final long FNV_OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** @throws IllegalArgumentException if there is no such shard */
    public Shard {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("there is no shard %d of %d: the first is 0".formatted(index, count));
        }
    }

    /**
     * Reads {@code I/N}.
     *
     * @throws IllegalArgumentException if it is not of this form, or if there is no such shard
     */
    public static Shard parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("%s is not I/N, such as 0/8 for the first of eight".formatted(text));
        }
        return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Returns true if a repository is in this shard: by FNV-1a of 64 bits, which is the same on every machine and in every version.
     *
     * @param repository with its host
     */
    public boolean has(String repository) {
        long hash = FNV_OFFSET_BASIS;
        for (byte b : repository.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return Long.remainderUnsigned(hash, count) == index;
    }
}
