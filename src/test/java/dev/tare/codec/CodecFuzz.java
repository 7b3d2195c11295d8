package dev.tare.codec;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.tare.codec.nativelib.MultiBlockCheck;
import dev.tare.codec.nativelib.OpensslSha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Holds the decoders and digests of this build against the JDK's: random content, streams, pieces and damage. It is a test of the
 * JVM's, and a program of its own, so that it can be built as an executable and try those that only that has.
 */
public final class CodecFuzz {

    private final Random random;
    private final StringBuilder trail = new StringBuilder();
    private final byte[] plain;
    private final List<byte[]> zstd;

    /** @param zstd forms of {@code plain}, which another program than the one at test made */
    CodecFuzz(long seed, byte[] plain, List<byte[]> zstd) {
        this.random = new Random(seed);
        this.plain = plain;
        this.zstd = zstd;
    }

    /**
     * Fuzzes for so many seconds, or says what differs and fails.
     *
     * @param args seconds, the seed to begin with, a file, and its forms in zstd
     */
    public static void main(String[] args) throws IOException {
        long end = System.nanoTime() + Long.parseLong(args[0]) * 1_000_000_000L;
        long first = Long.parseLong(args[1]);
        byte[] plain = Files.readAllBytes(Path.of(args[2]));
        var zstd = new ArrayList<byte[]>();
        for (int i = 3; i < args.length; i++) {
            zstd.add(Files.readAllBytes(Path.of(args[i])));
        }
        System.out.println(Codecs.inUse());
        if (MultiBlockCheck.PASSED && !OpensslSha256.pairsAgree()) {
            throw new AssertionError("two streams at once do not have the digests of one after the other");
        }
        long seed = first;
        while (System.nanoTime() < end) {
            round(seed++, plain, zstd);
        }
        System.out.println((seed - first) + " rounds, nothing differs");
    }

    static void round(long seed, byte[] plain, List<byte[]> zstd) {
        var fuzz = new CodecFuzz(seed, plain, zstd);
        try {
            fuzz.inflate();
            fuzz.digest();
            fuzz.digestStreams();
            fuzz.hash();
            fuzz.zstd();
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + fuzz.trail, e);
        }
    }

    private byte[] content() {
        byte[] content = new byte[size()];
        int alphabet = 1 + random.nextInt(256);
        for (int i = 0; i < content.length; ) {
            int run = Math.min(content.length - i, 1 + random.nextInt(2000));
            switch (random.nextInt(4)) {
                case 0 -> Arrays.fill(content, i, i + run, (byte) random.nextInt(256));
                case 1 -> {
                    int back = i == 0 ? 0 : 1 + random.nextInt(Math.min(i, 40_000));
                    for (int j = i; j < i + run; j++) {
                        content[j] = back == 0 ? 7 : content[j - back];
                    }
                }
                default -> {
                    for (int j = i; j < i + run; j++) {
                        content[j] = (byte) random.nextInt(alphabet);
                    }
                }
            }
            i += run;
        }
        return content;
    }

    private int size() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(4);
            case 1, 2 -> random.nextInt(5_000);
            case 3, 4 -> random.nextInt(200_000);
            default -> random.nextInt(2_000_000);
        };
    }

    private byte[] deflate(byte[] content) {
        var deflater = new Deflater(random.nextInt(10), true);
        deflater.setStrategy(random.nextInt(3)); // default, filtered, Huffman codes only
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 << 10];
        int from = 0;
        while (from < content.length) {
            int run = Math.min(content.length - from, 1 + random.nextInt(300_000));
            deflater.setInput(content, from, run);
            int flush = random.nextInt(3) == 0 ? Deflater.FULL_FLUSH : Deflater.SYNC_FLUSH;
            int mode = random.nextBoolean() ? Deflater.NO_FLUSH : flush;
            int got;
            do {
                got = deflater.deflate(buffer, 0, buffer.length, mode);
                out.write(buffer, 0, got);
            } while (got > 0 || !deflater.needsInput());
            from += run;
        }
        deflater.finish();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private byte[] damaged(byte[] stream) {
        byte[] copy = stream.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(copy, copy.length == 0 ? 0 : random.nextInt(copy.length));
            }
            case 1 -> {
                for (int i = 0; i < 1 + random.nextInt(4) && copy.length > 0; i++) {
                    copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> {
                int from = random.nextInt(copy.length + 1);
                for (int i = from; i < Math.min(copy.length, from + 64); i++) {
                    copy[i] = (byte) random.nextInt(256);
                }
            }
            default -> random.nextBytes(copy);
        }
        return copy;
    }

    /** What came of a stream: its bytes as far as they came, and how it ended. */
    private record Outcome(
            byte[] bytes, boolean finished, @Nullable String error, int unused, int crc) {}

    private void inflate() throws IOException {
        var ours = Codecs.inflate();
        var jdk = new JdkInflate();
        try (ours;
                jdk) {
            int streams = 1 + random.nextInt(3);
            for (int i = 0; i < streams; i++) {
                byte[] content = content();
                byte[] whole = deflate(content);
                byte[] tail = new byte[random.nextInt(20)];
                random.nextBytes(tail);
                boolean damage = random.nextInt(3) == 0;
                byte[] stream = Arrays.copyOf(damage ? damaged(whole) : whole, whole.length + tail.length);
                System.arraycopy(tail, 0, stream, whole.length, tail.length);
                trail.append(", stream of ").append(stream.length).append(damage ? " damaged" : "");
                var expected = drive(jdk, stream);
                var found = drive(ours, stream);
                compare(expected, found);
                if (!damage) {
                    check(found.finished, "a whole stream does not end");
                    check(Arrays.equals(content, found.bytes), "a whole stream gives other bytes");
                    check(found.unused == tail.length, "a whole stream ends elsewhere");
                    var crc = new CRC32();
                    crc.update(content);
                    check(found.crc == (int) crc.getValue(), "a whole stream has another CRC");
                }
            }
        }
    }

    private static void compare(Outcome expected, Outcome found) {
        if (found.finished && isIncompleteCode(expected)) {
            return; // the checksum of gzip tells whether what came out is what went in
        }
        if (expected.finished || found.finished) {
            check(expected.finished == found.finished, "ends: %s, JDK: %s".formatted(told(found), told(expected)));
            check(Arrays.equals(expected.bytes, found.bytes), "other bytes");
            check(expected.unused == found.unused, "ends elsewhere");
            check(expected.crc == found.crc, "another CRC");
            return;
        }
        // a decoder may have decoded more or less before it saw the damage
        int common = Math.min(expected.bytes.length, found.bytes.length);
        check(Arrays.equals(expected.bytes, 0, common, found.bytes, 0, common), "other bytes before the damage");
    }

    /** A code with words to spare, which zlib refuses and others take as long as none of these words comes: RFC 1951 does not say. */
    private static boolean isIncompleteCode(Outcome outcome) {
        return outcome.error != null && outcome.error.matches("invalid (literal/lengths|distances) set");
    }

    private static String told(Outcome outcome) {
        return outcome.finished + " after " + outcome.bytes.length + " (" + outcome.error + ")";
    }

    private Outcome drive(Inflate inflate, byte[] stream) throws IOException {
        inflate.reset();
        var out = new ByteArrayOutputStream();
        byte[] target = new byte[1 + random.nextInt(300_000)];
        int from = 0;
        try {
            while (!inflate.isFinished()) {
                int offset = random.nextInt(target.length);
                int got = inflate.inflate(target, offset, target.length - offset);
                out.write(target, offset, got);
                check(inflate.count() == out.size(), "miscounted");
                if (got == 0 && !inflate.isFinished()) {
                    check(inflate.remaining() == 0, "does not go on");
                    if (from == stream.length) {
                        return new Outcome(out.toByteArray(), false, "cut off", 0, 0);
                    }
                    int piece = Math.min(stream.length - from, 1 + random.nextInt(random.nextBoolean() ? 40 : 70_000));
                    inflate.input(stream, from, from + piece);
                    from += piece;
                }
            }
            int unused = stream.length - from + inflate.remaining();
            return new Outcome(out.toByteArray(), true, null, unused, inflate.crc());
        } catch (BadStream e) {
            return new Outcome(out.toByteArray(), false, e.getMessage(), 0, 0);
        }
    }

    private void digest() {
        byte[] content = content();
        for (String algorithm : new String[] {"sha256", "sha512"}) {
            MessageDigest jdk;
            try {
                jdk = MessageDigest.getInstance("SHA-" + algorithm.substring(3));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
            var ours = Codecs.digest(algorithm);
            for (int again = 0; again < 2; again++) {
                for (int from = 0; from < content.length; ) {
                    int run = Math.min(content.length - from, random.nextInt(random.nextBoolean() ? 200 : 600_000));
                    ours.update(content, from, run);
                    from += run;
                }
                if (content.length > 0 && random.nextBoolean()) {
                    ours.reset();
                    ours.update(content[0]);
                    ours.update(content, 1, content.length - 1);
                }
                check(Arrays.equals(jdk.digest(content), ours.digest()), algorithm + " differs");
            }
        }
    }

    /** Some streams at the same time, each in a thread of its own, from a few arrays that are written to again and again. */
    private void digestStreams() {
        var pool = new DigestPool();
        var streams = new ArrayList<FutureTask<Boolean>>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            long seed = random.nextLong();
            byte[] content = content();
            String algorithm = random.nextInt(8) == 0 ? "sha512" : "sha256";
            streams.add(
                    new FutureTask<>(() -> isDigested(pool.stream(algorithm), algorithm, content, new Random(seed))));
        }
        streams.forEach(stream -> Thread.ofPlatform().start(stream));
        for (var stream : streams) {
            try {
                check(stream.get(), "the digest of one of " + streams.size() + " streams differs");
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static boolean isDigested(StreamDigest ours, String algorithm, byte[] content, Random random)
            throws NoSuchAlgorithmException {
        var jdk = MessageDigest.getInstance("SHA-" + algorithm.substring(3));
        int most = random.nextBoolean() ? 200 : 300_000;
        byte[][] arrays = new byte[1 + random.nextInt(3)][most + 3];
        var parts = new StreamDigest.Part[arrays.length];
        int turn = 0;
        for (int done = 0; done < content.length; turn = (turn + 1) % arrays.length) {
            if (parts[turn] != null) {
                parts[turn].settle();
            }
            int from = random.nextInt(3);
            int run = Math.min(content.length - done, random.nextInt(most));
            System.arraycopy(content, done, arrays[turn], from, run);
            parts[turn] = ours.update(arrays[turn], from, from + run);
            done += run;
        }
        if (random.nextBoolean()) {
            ours.update(content, 0, 0);
        }
        return Arrays.equals(jdk.digest(content), ours.digest());
    }

    private void hash() {
        byte[] content = content();
        var ours = new ContentHash();
        for (int again = 0; again < 2; again++) {
            var expected = Hashing.xxh3_128().hashBytesTo128Bits(content);
            check(ours.hash(content, 0, content.length).equals(expected), "the hash of a whole content differs");
            ours.reset();
            int most = 1 + random.nextInt(random.nextBoolean() ? 300 : 70_000);
            for (int from = 0; from < content.length; ) {
                int run = Math.min(content.length - from, random.nextInt(most + 1));
                ours.update(content, from, run);
                from += run;
            }
            check(ours.get().equals(expected), "the hash of a content in pieces differs");
            content = Arrays.copyOf(content, Math.min(content.length, random.nextInt(2_000)));
        }
    }

    private void zstd() throws IOException {
        byte[] frame = zstd.get(random.nextInt(zstd.size()));
        boolean damage = random.nextBoolean();
        byte[] stream = damage ? damaged(frame) : frame;
        int piece = 1 + random.nextInt(9000);
        int[] read = {0};
        var slow = new ByteArrayInputStream(stream) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                read[0] = super.read(target, offset, Math.min(length, piece));
                return read[0];
            }
        };
        var out = new ByteArrayOutputStream();
        byte[] target = new byte[1 + random.nextInt(200_000)];
        WindowGate gate = bytes -> {
            if (bytes > 128 << 20) {
                throw new BadStream("a window of " + bytes);
            }
        };
        try (InputStream in = Codecs.zstd(slow, gate, piece)) {
            for (int got = in.read(target); got >= 0; got = in.read(target)) {
                check(got > 0, "nothing read");
                out.write(target, 0, got);
            }
        } catch (BadStream e) {
            check(damage, "a whole frame is called damaged: " + e.getMessage());
            return;
        }
        if (!damage) {
            check(Arrays.equals(plain, out.toByteArray()), "zstd gives other bytes");
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
