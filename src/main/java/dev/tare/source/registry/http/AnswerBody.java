package dev.tare.source.registry.http;

import dev.tare.image.ImageFault.Unreadable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.apache.hc.core5.concurrent.Cancellable;

/** The body of a response. Its failures are errors for the user. */
final class AnswerBody extends FilterInputStream {

    private final String origin;
    private final Duration stallTimeout;
    private final Retries retries;
    private final Cancellable exchange;
    private final Future<?> deadline;
    private long count;
    private boolean ended;
    private volatile boolean closed;

    /**
     * @param origin that sends it
     * @param stallTimeout of the connection, for a message
     * @param retries knows how much time is left for the image
     * @param exchange cancelled to give the body up: closing the stream instead would read the rest of it
     * @param deadline cancels the exchange when the time for the image is over
     */
    AnswerBody(
            InputStream in,
            String origin,
            Duration stallTimeout,
            Retries retries,
            Cancellable exchange,
            Future<?> deadline) {
        super(in);
        this.origin = origin;
        this.stallTimeout = stallTimeout;
        this.retries = retries;
        this.exchange = exchange;
        this.deadline = deadline;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        try {
            int got = closed ? -1 : in.read(target, offset, length);
            if (closed) {
                throw new IOException("the response is closed"); // the end that is seen then is not that of the body
            }
            if (got < 0) {
                ended = true;
                deadline.cancel(false);
            }
            count += Math.max(0, got);
            return got;
        } catch (IOException e) {
            close(); // what else arrives would be taken for the next response
            throw fault(Unquoted.of(e));
        }
    }

    private Unreadable fault(IOException e) throws Unreadable {
        retries.checkTime();
        return e instanceof SocketTimeoutException
                ? new Unreadable(
                        "%s stopped sending after %,d bytes and was silent for %d seconds"
                                .formatted(origin, count, stallTimeout.toSeconds()),
                        "try again, or allow more time with --stall-timeout",
                        e)
                : new Unreadable(
                        "the connection to %s broke off after %,d bytes".formatted(origin, count), "try again", e);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() {
        closed = true;
        deadline.cancel(false);
        exchange.cancel(); // does nothing if the body was read to its end
    }
}
