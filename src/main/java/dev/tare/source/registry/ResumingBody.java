package dev.tare.source.registry;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The bytes of a blob across broken connections. The blob is requested again from the current byte on ({@code Range}, RFC 9110, 14.2). If the
 * server does not support ranges, it is requested from the start, and the bytes that were read before are skipped. The reader sees one stream.
 */
final class ResumingBody extends InputStream {

    /** After this many bytes without a fault, earlier faults no longer count. */
    private static final long FORGIVE_AFTER_BYTES = 256 << 10;

    /** Maximum faults of one blob, whatever progress is made between them. */
    private static final int MAX_FAULTS = 100;

    private static final Pattern RANGE = Pattern.compile("bytes [0-9]+-([0-9]{1,18})/([0-9]{1,18})");

    /** Requests the blob from a byte on. */
    interface Opener {
        Http.Answer open(long from) throws ImageFault;
    }

    /** Opens the body of a response, with the stall timeout. */
    interface Watch {
        InputStream watch(Http.Answer answer);
    }

    private final Asked what;
    private final Opener opener;
    private final Watch watch;
    private final Retries retries;
    private final long size;
    private InputStream body;
    private String origin;
    private boolean lengthKnown;
    private long count;
    private long countAtFault;
    private int failures;
    private int stalls;
    private int faults;

    /** @param size of the blob, as its descriptor says, in bytes */
    ResumingBody(Asked what, Opener opener, Watch watch, Retries retries, long size) throws ImageFault {
        this.what = what;
        this.opener = opener;
        this.watch = watch;
        this.retries = retries;
        this.size = size;
        var answer = opener.open(0);
        this.origin = answer.address().origin();
        this.lengthKnown = isWhole(answer);
        this.body = watch.watch(answer);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (true) {
            Unreadable fault;
            try {
                int got = body.read(target, offset, length);
                if (got >= 0) {
                    count += got;
                    return got;
                }
                if (lengthKnown || count >= size) {
                    return -1;
                }
                // neither Content-Length nor a last chunk marks the end
                fault = new Unreadable(
                        "the connection to %s ended after %,d bytes of the blob".formatted(origin, count), "try again");
            } catch (Unreadable e) {
                fault = e;
            }
            if (!resume(fault)) {
                return -1;
            }
        }
    }

    /** @return false if the blob is complete */
    private boolean resume(Unreadable first) throws IOException {
        Unreadable fault = first;
        while (true) {
            if (count - countAtFault >= FORGIVE_AFTER_BYTES) {
                failures = 0;
            }
            countAtFault = count;
            boolean stalled = fault.getCause() instanceof InterruptedIOException;
            if (++faults > MAX_FAULTS || (stalled && stalls++ >= retries.max())) {
                throw fault;
            }
            retries.pause(what, failures++, Optional.empty(), fault);
            discard();
            var answer = opener.open(count);
            if (answer.status() == 416) {
                answer.close();
                return false;
            }
            origin = answer.address().origin();
            lengthKnown = isWhole(answer);
            body = watch.watch(answer);
            try {
                passOver(answer);
                return true;
            } catch (Unreadable e) {
                fault = e;
            }
        }
    }

    /** Returns true if the end of the response is the end of the blob. A partial response may be shorter than requested (RFC 9110, 15.3.7). */
    private static boolean isWhole(Http.Answer answer) {
        if (answer.header("Content-Length").isEmpty()) {
            return false;
        }
        if (answer.status() != 206) {
            return true;
        }
        var range = RANGE.matcher(answer.header("Content-Range").strip());
        return range.matches() && Long.parseLong(range.group(1)) + 1 == Long.parseLong(range.group(2));
    }

    private void passOver(Http.Answer answer) throws IOException {
        if (answer.status() == 206) {
            String range = answer.header("Content-Range").strip();
            if (!range.startsWith("bytes " + count + "-")) {
                throw new Unreadable(
                        "%s was asked for the bytes from %,d on, and sent others".formatted(origin, count),
                        "try again");
            }
            return;
        }
        byte[] scratch = new byte[64 << 10];
        for (long left = count; left > 0; ) {
            int got = body.read(scratch, 0, (int) Math.min(left, scratch.length));
            if (got < 0) {
                throw new Unreadable("%s sent less of the blob when it was asked again".formatted(origin), "try again");
            }
            left -= got;
        }
    }

    private void discard() {
        try {
            body.close();
        } catch (IOException e) {
            // the connection is broken already
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
