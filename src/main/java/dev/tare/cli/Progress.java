package dev.tare.cli;

import dev.tare.image.Descriptor;
import dev.tare.report.Sizes;
import dev.tare.scan.ScanListener;
import java.io.Closeable;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How far a scan is, a line for each layer under way, on a terminal's stderr. Gone when done. */
final class Progress implements ScanListener, Closeable {

    private static final int LINES = 8;
    private static final int BAR = 20;
    private static final long DELAY_MILLIS = 300;

    private final PrintStream err = Terminal.stderr();
    private final Thread painter = Thread.ofPlatform().daemon().name("progress").unstarted(this::run);
    private volatile List<Descriptor> layers = List.of();
    private volatile AtomicLongArray received = new AtomicLongArray(0);
    private volatile AtomicLongArray done = new AtomicLongArray(0);
    private final AtomicLong passed = new AtomicLong();
    private boolean closed;
    private int painted;

    /** What the user sees of a scan: nothing where nobody looks. */
    static Progress start() {
        var progress = new Progress();
        progress.painter.start();
        return progress;
    }

    @Override
    public void started(List<Descriptor> all) {
        received = new AtomicLongArray(all.size());
        done = new AtomicLongArray(all.size());
        layers = all;
    }

    /** So many bytes more have passed of an archive that is read before its image is known. */
    void passed(long bytes) {
        passed.addAndGet(bytes);
    }

    @Override
    public void received(int layer, long bytes) {
        received.addAndGet(layer, bytes);
    }

    @Override
    public void finished(int layer) {
        done.set(layer, 1);
    }

    private void run() {
        try {
            Thread.sleep(DELAY_MILLIS); // what is over at once needs no progress
            while (true) {
                paint();
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            // done
        }
    }

    private synchronized void paint() {
        if (closed) {
            return;
        }
        var text = new StringBuilder(erase());
        var all = layers;
        var soFar = received;
        var ready = done;
        int finished = 0;
        long bytes = 0;
        long total = 0;
        painted = 0;
        var lines = new StringBuilder();
        for (int i = 0; i < all.size() && i < soFar.length(); i++) {
            long size = all.get(i).size();
            long got = soFar.get(i);
            total += size;
            bytes += got;
            if (ready.get(i) == 1) {
                finished++;
            } else if (got > 0 && painted < LINES) {
                int filled = (int) (BAR * got / Math.max(1, size));
                lines.append("  %s  %s%s %9s of %s%n"
                        .formatted(
                                all.get(i).digest().brief(),
                                "█".repeat(Math.min(BAR, filled)),
                                "░".repeat(Math.max(0, BAR - filled)),
                                Sizes.human(got),
                                Sizes.human(size)));
                painted++;
            }
        }
        if (all.isEmpty() && passed.get() > 0) {
            text.append("%s of the archive read%n".formatted(Sizes.human(passed.get())));
            painted++;
        }
        if (!all.isEmpty()) {
            text.append("%d of %d layers, %s of %s%n"
                    .formatted(finished, all.size(), Sizes.human(bytes), Sizes.human(total)));
            painted++;
        }
        err.print(text.append(lines));
        // Ctrl-C clears from the cursor on, so it waits at the top
        err.print(painted == 0 ? "" : "\u001b[" + painted + "A\r");
        err.flush();
    }

    private String erase() {
        return painted == 0 ? "" : "\u001b[J";
    }

    @Override
    public synchronized void close() {
        closed = true;
        painter.interrupt();
        err.print(erase());
        err.flush();
    }
}
