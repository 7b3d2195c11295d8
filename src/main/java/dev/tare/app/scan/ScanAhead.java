package dev.tare.app.scan;

import dev.tare.analysis.secrets.SecretPaths;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.scan.LayerIndexer;
import dev.tare.scan.ScannedImage;
import dev.tare.scan.Scanner;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Scans some images side by side, and gives them in the order of their names. While one is reported, layers of the next ones are read, and manifests and
 * configs of more are fetched, since each of these takes a round trip and little memory. To be used by one thread.
 */
final class ScanAhead implements AutoCloseable {

    /** Maximum images whose layers are in memory: the one that was given last, and those whose layers are read meanwhile. */
    private static final int MAX_OPEN_IMAGES = 4;

    /** Maximum images with a manifest and a config in memory. */
    private static final int MAX_RESOLVED_IMAGES = 16;

    private final Session session;
    private final SecretPaths secrets;
    private final Iterator<NamedImage> images;
    private final Deque<Scan> ahead = new ArrayDeque<>();
    private final Map<String, CountDownLatch> firstResolved = new HashMap<>();
    private final Places places = new Places();
    private @Nullable Scan current;
    private int begun;

    ScanAhead(Session session, List<NamedImage> images, SecretPaths secrets) {
        this.session = session;
        this.secrets = secrets;
        this.images = images.iterator();
    }

    /** One image that is read in a thread of its own. */
    private record Scan(LayerIndexer.Turn turn, FutureTask<Scanner.Unaccounted> result, Thread thread) {

        void end() {
            thread.interrupt();
            turn.close();
        }
    }

    /** Lets images read layers in their order, as many at a time as may be in memory. */
    private static final class Places {

        private int open = MAX_OPEN_IMAGES;

        synchronized void await(int number) throws InterruptedException {
            while (number >= open) {
                wait();
            }
        }

        synchronized void giveUpOne() {
            open++;
            notifyAll();
        }
    }

    /**
     * The next image; the one before must not be used any more.
     *
     * @throws dev.tare.image.ImageFault if this image cannot be read; the next ones may be
     */
    ScannedImage next() throws IOException, InterruptedException {
        if (current != null) {
            current.end();
            places.giveUpOne();
        }
        while (images.hasNext() && ahead.size() < MAX_RESOLVED_IMAGES) {
            ahead.add(begin(images.next()));
        }
        current = ahead.remove();
        try {
            return current.result.get().account();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException fault -> throw fault;
                case RuntimeException bug -> throw bug;
                case Error bug -> throw bug;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** An image waits until the first one of its repository is resolved: by then a token is known, and whether the registry speaks TLS. */
    private Scan begin(NamedImage image) {
        var turn = session.turn();
        var resolved = new CountDownLatch(1);
        var first = firstResolved.putIfAbsent(image.repository(), resolved);
        int number = begun++;
        var result = new FutureTask<>(() -> {
            try {
                if (image.reference().isEmpty()) {
                    places.await(number); // files may be read as a whole when they are opened
                }
                if (first != null) {
                    first.await();
                }
                return session.read(image, secrets, turn, () -> {
                    resolved.countDown();
                    places.await(number);
                });
            } finally {
                resolved.countDown();
            }
        });
        return new Scan(turn, result, Thread.ofPlatform().daemon().name("image").start(result));
    }

    @Override
    public void close() {
        if (current != null) {
            current.end();
        }
        ahead.forEach(Scan::end);
    }
}
