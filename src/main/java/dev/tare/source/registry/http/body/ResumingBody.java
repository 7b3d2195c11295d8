package dev.tare.source.registry.http.body;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.registry.http.Answer;
import dev.tare.source.registry.http.Resource;
import dev.tare.source.registry.http.Retries;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a blob, or of a part of it, across broken connections. The rest is requested again from the current byte on ({@code Range}, RFC 9110,
 * 14.2). If the server does not support ranges then, the blob is requested from the start, and the bytes before the current one are skipped. The
 * reader sees one stream.
 */
public final class ResumingBody extends InputStream {

    /** After this many bytes without a fault, earlier faults no longer count. */
    private static final long FORGIVE_AFTER_BYTES = 256 << 10;

    /** Maximum faults of one blob, whatever progress is made between them. */
    private static final int MAX_FAULTS = 100;

    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final Pattern RANGE = Pattern.compile("bytes [0-9]+-([0-9]{1,18})/([0-9]{1,18})");

    /** Requests the blob. */
    public interface Opener {
        /**
         * @param range the value of a {@code Range} header; null for the whole blob
         * @return a response of status 200 or 203; or of 206 or 416, if a range was requested
         */
        Answer open(@Nullable String range) throws ImageFault;
    }

    private final Resource blob;
    private final Opener opener;
    private final Retries retries;

    /** Where the bytes end by the descriptor or the request, in bytes from the start of the blob. */
    private final long end;

    /** True if bytes behind the end are not wanted. For a whole blob they are: they show that it is longer than it should be. */
    private final boolean part;

    private Answer answer;
    private boolean lengthKnown;
    private long position;
    private long positionAtFault;
    private int failures;
    private int stalls;
    private int faults;

    private ResumingBody(
            Resource blob, Opener opener, Retries retries, Answer answer, long position, long end, boolean part) {
        this.blob = blob;
        this.opener = opener;
        this.retries = retries;
        this.answer = answer;
        this.position = position;
        this.positionAtFault = position;
        this.end = end;
        this.part = part;
        this.lengthKnown = !part && isWhole(answer);
    }

    /**
     * Opens a whole blob.
     *
     * @param size of the blob by its descriptor, in bytes
     */
    public static InputStream whole(Resource blob, Opener opener, Retries retries, long size) throws ImageFault {
        return new ResumingBody(blob, opener, retries, opener.open(null), 0, size, false);
    }

    /**
     * The first bytes of a blob, or all of it.
     *
     * @param isWhole whether the server sends the whole blob, since it sends no parts
     */
    public record Beginning(InputStream stream, boolean isWhole) {}

    /**
     * Opens a blob at its first byte, and asks for no more than the first bytes of it.
     *
     * @param first opens the first response
     * @param opener opens those that go on after a fault
     * @param length of the first bytes, fewer than the blob has
     * @param size of the blob by its descriptor, in bytes
     * @return empty if the server sent something else
     */
    public static Optional<Beginning> beginning(
            Resource blob, Opener first, Opener opener, Retries retries, long length, long size) throws ImageFault {
        var answer = first.open(range(0, length - 1));
        if (answer.status() == PARTIAL_CONTENT && begins(answer, 0)) {
            return Optional.of(new Beginning(new ResumingBody(blob, opener, retries, answer, 0, length, true), false));
        }
        if (answer.status() == PARTIAL_CONTENT || answer.status() == RANGE_NOT_SATISFIABLE) {
            answer.close();
            return Optional.empty();
        }
        return Optional.of(new Beginning(new ResumingBody(blob, opener, retries, answer, 0, size, false), true));
    }

    /**
     * Opens a blob from some byte on, whether or not the server supports ranges.
     *
     * @param size of the blob by its descriptor, in bytes
     */
    public static InputStream rest(Resource blob, Opener opener, Retries retries, long from, long size)
            throws ImageFault {
        var answer = openFrom(opener, from, size);
        if (answer.status() == RANGE_NOT_SATISFIABLE) {
            answer.close();
            return InputStream.nullInputStream(); // the blob ends before
        }
        var body = new ResumingBody(blob, opener, retries, answer, from, size, false);
        try {
            body.passOver();
        } catch (Unreadable e) {
            answer.close();
            throw e;
        } catch (IOException e) {
            throw new Unreadable("the blob could not be read", "try again", e);
        }
        return body;
    }

    /**
     * Opens a part of a blob.
     *
     * @param from the first byte, counted from 0
     * @param length in bytes, at least 1; the stream may be shorter if the blob ends before
     * @return empty if the server does not support ranges
     */
    public static Optional<InputStream> part(Resource blob, Opener opener, Retries retries, long from, long length)
            throws ImageFault {
        return part(blob, opener, opener, retries, from, length);
    }

    /**
     * The same with another opener for the first response.
     *
     * @param first opens it
     */
    public static Optional<InputStream> part(
            Resource blob, Opener first, Opener opener, Retries retries, long from, long length) throws ImageFault {
        long end = Math.addExact(from, length);
        var answer = first.open(range(from, end - 1));
        if (answer.status() == PARTIAL_CONTENT && begins(answer, from)) {
            return Optional.of(new ResumingBody(blob, opener, retries, answer, from, end, true));
        }
        answer.close();
        return switch (answer.status()) {
            case RANGE_NOT_SATISFIABLE -> Optional.of(InputStream.nullInputStream()); // the blob ends before
            case PARTIAL_CONTENT -> throw otherBytes(answer, from);
            default -> Optional.empty();
        };
    }

    /** Opens a blob from some byte on. A server that refuses a range which the blob should have is asked for the whole. */
    private static Answer openFrom(Opener opener, long from, long size) throws ImageFault {
        var answer = opener.open("bytes=%d-".formatted(from));
        if (answer.status() != RANGE_NOT_SATISFIABLE || from >= size) {
            return answer;
        }
        answer.close();
        return opener.open(null);
    }

    private static String range(long first, long last) {
        return "bytes=%d-%d".formatted(first, last);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (true) {
            if (part && position >= end) {
                finish();
                return -1;
            }
            Unreadable fault;
            try {
                int wanted = part ? (int) Math.min(length, end - position) : length;
                int got = answer.body().read(target, offset, wanted);
                if (got >= 0) {
                    position += got;
                    return got;
                }
                if (lengthKnown || position >= end) {
                    return -1;
                }
                // neither Content-Length nor a last chunk marks the end
                fault = new Unreadable(
                        "the connection to %s ended after %,d bytes of the blob"
                                .formatted(answer.address().origin(), position),
                        "try again");
            } catch (Unreadable e) {
                fault = e;
            }
            if (!resume(fault)) {
                return -1;
            }
        }
    }

    /** Reads the end of the response, so that its connection can be reused, and closes the response. */
    private void finish() {
        try {
            answer.body().read();
        } catch (IOException e) {
            // all that is wanted has been read
        } finally {
            answer.close();
        }
    }

    /** @return false if the blob is complete */
    private boolean resume(Unreadable first) throws IOException {
        Unreadable fault = first;
        while (true) {
            if (position - positionAtFault >= FORGIVE_AFTER_BYTES) {
                failures = 0;
            }
            positionAtFault = position;
            boolean stalled = fault.getCause() instanceof InterruptedIOException;
            if (++faults > MAX_FAULTS || (stalled && stalls++ >= retries.max())) {
                throw fault;
            }
            retries.pause(blob, failures++, Optional.empty(), fault);
            answer.close();
            answer = part ? opener.open(range(position, end - 1)) : openFrom(opener, position, end);
            if (answer.status() == RANGE_NOT_SATISFIABLE) {
                answer.close();
                return false;
            }
            lengthKnown = !part && isWhole(answer);
            try {
                passOver();
                return true;
            } catch (Unreadable e) {
                fault = e;
            }
        }
    }

    /** Returns true if the end of the response is the end of the blob. A partial response may be shorter than requested (RFC 9110, 15.3.7). */
    private static boolean isWhole(Answer answer) {
        if (answer.header("Content-Length").isEmpty()) {
            return false;
        }
        if (answer.status() != PARTIAL_CONTENT) {
            return true;
        }
        var range = RANGE.matcher(answer.header("Content-Range").strip());
        return range.matches() && Long.parseLong(range.group(1)) + 1 == Long.parseLong(range.group(2));
    }

    private static boolean begins(Answer answer, long from) {
        return answer.header("Content-Range").strip().startsWith("bytes " + from + "-");
    }

    private static Unreadable otherBytes(Answer answer, long from) {
        return new Unreadable(
                "%s was asked for the bytes from %,d on, and sent others"
                        .formatted(answer.address().origin(), from),
                "try again");
    }

    private void passOver() throws IOException {
        if (answer.status() == PARTIAL_CONTENT) {
            if (!begins(answer, position)) {
                throw otherBytes(answer, position);
            }
            return;
        }
        byte[] scratch = new byte[64 << 10];
        for (long left = position; left > 0; ) {
            int got = answer.body().read(scratch, 0, (int) Math.min(left, scratch.length));
            if (got < 0) {
                throw new Unreadable(
                        "%s sent less of the blob when it was asked again"
                                .formatted(answer.address().origin()),
                        "try again");
            }
            left -= got;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() {
        answer.close();
    }
}
