package dev.tare.layer;

import dev.tare.codec.Codecs;
import dev.tare.image.Digest;
import dev.tare.image.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;

/** A layer of so many small files that it is made while it is read. Each has eight bytes, its number. */
public final class ManyFiles extends InputStream {

    private static final int MEMBER = 1024;

    private final IntFunction<String> names;
    private final int count;
    private final long salt;
    private final byte[] member;
    private int next;
    private int position = MEMBER;

    private ManyFiles(int count, long salt, IntFunction<String> names) {
        this.count = count;
        this.salt = salt;
        this.names = names;
        this.member = new RawTar().file("template", new byte[8]).bytes();
    }

    /**
     * @param salt what makes the contents differ from those of another layer
     * @param names of the files, of 100 bytes at most
     */
    public static LayerIndex index(int count, long salt, IntFunction<String> names) throws IOException {
        var hasher = Codecs.digest("sha256");
        byte[] buffer = new byte[1 << 16];
        try (var once = new ManyFiles(count, salt, names)) {
            for (int got = once.read(buffer); got > 0; got = once.read(buffer)) {
                hasher.update(buffer, 0, got);
            }
        }
        var descriptor = Blobs.descriptor(Digest.of("sha256", hasher.digest()), (long) count * MEMBER);
        try (var again = new ManyFiles(count, salt, names)) {
            return new LayerReader(Limits.DEFAULT).read(again, descriptor, true, bytes -> {});
        }
    }

    private void make(int number) {
        Arrays.fill(member, 0, 100, (byte) 0);
        byte[] name = names.apply(number).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, member, 0, name.length);
        ByteBuffer.wrap(member).putLong(512, number ^ salt);
        Arrays.fill(member, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += member[i] & 0xff;
        }
        for (int i = 153; i >= 148; i--, sum >>= 3) {
            member[i] = (byte) ('0' + (sum & 7));
        }
        member[154] = 0;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int got = 0;
        while (got < length) {
            if (position == MEMBER) {
                if (next == count) {
                    break;
                }
                make(next++);
                position = 0;
            }
            int run = Math.min(length - got, MEMBER - position);
            System.arraycopy(member, position, target, offset + got, run);
            position += run;
            got += run;
        }
        return got == 0 ? -1 : got;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
