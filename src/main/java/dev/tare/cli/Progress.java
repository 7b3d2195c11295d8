package dev.tare.cli;

import dev.tare.app.Watch;
import dev.tare.image.Descriptor;
import dev.tare.image.Manifest;
import dev.tare.report.Sizes;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How far a scan is, a line for each layer under way, on a terminal's stderr. Gone when done, but for the retries. */
final class Progress implements Watch {

    private static final int MAX_LAYERS_SHOWN = 8;
    private static final int BAR_WIDTH = 20;
    private static final long DELAY_MILLIS = 300;

    /** Silence of this length is shown. No healthy network pauses for so long. */
    private static final long SILENT_AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final PrintStream err;
    private final RetryNotice notice;
    private final Thread painter = Thread.ofPlatform().daemon().name("progress").unstarted(this::run);

    /** What waits to be asked for again, by its name. */
    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong lastPassed = new AtomicLong(System.nanoTime());
    private volatile Layers layers = new Layers(List.of());
    private volatile boolean resolved;
    private boolean closed;
    private int painted;

    /** A wait before a next attempt. */
    private record Pause(Retry retry, long until) {

        long left() {
            return until - System.nanoTime();
        }

        String text() {
            return "again in %d s (%d/%d)"
                    .formatted(TimeUnit.NANOSECONDS.toSeconds(left()) + 1, retry.attempt(), retry.attempts());
        }
    }

    private enum Phase {
        TO_COME,
        UNDER_WAY,
        DONE
    }

    /** The layers that are fetched, and how far each is. */
    private static final class Layers {
        final List<Descriptor> all;
        final AtomicLongArray received;
        final AtomicLongArray lastReceived;
        final AtomicIntegerArray phases;

        Layers(List<Descriptor> all) {
            this.all = List.copyOf(all);
            this.received = new AtomicLongArray(all.size());
            this.lastReceived = new AtomicLongArray(all.size());
            this.phases = new AtomicIntegerArray(all.size());
        }

        void enter(int layer, Phase phase) {
            lastReceived.set(layer, System.nanoTime());
            phases.set(layer, phase.ordinal());
        }

        boolean is(int layer, Phase phase) {
            return phases.get(layer) == phase.ordinal();
        }

        long silence(int layer) {
            boolean complete = received.get(layer) >= all.get(layer).size();
            return complete ? 0 : System.nanoTime() - lastReceived.get(layer);
        }
    }

    private Progress(String image) {
        this.err = Terminal.stderr();
        this.notice = new RetryNotice(image, err);
    }

    /** What the user sees of a scan: nothing where nobody looks. */
    static Progress start(String image) {
        var progress = new Progress(image);
        progress.painter.start();
        return progress;
    }

    @Override
    public void passed(long bytes) {
        lastPassed.set(System.nanoTime());
        passed.addAndGet(bytes);
    }

    @Override
    public synchronized void retrying(Retry retry) {
        pauses.put(
                retry.what(), new Pause(retry, System.nanoTime() + retry.pause().toNanos()));
        err.print(erase());
        painted = 0;
        notice.retrying(retry);
    }

    @Override
    public void resolved(Manifest image) {
        notice.resolved(image);
        resolved = true;
    }

    @Override
    public void started(List<Descriptor> all) {
        layers = new Layers(all);
    }

    @Override
    public void begun(int layer) {
        layers.enter(layer, Phase.UNDER_WAY);
    }

    @Override
    public void received(int layer, long bytes) {
        layers.lastReceived.set(layer, System.nanoTime());
        layers.received.addAndGet(layer, bytes);
    }

    @Override
    public void finished(int layer) {
        layers.enter(layer, Phase.DONE);
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
        pauses.values().removeIf(pause -> pause.left() <= 0);
        String lines = layers.all.isEmpty() ? beforeLayers() : lines(layers);
        painted = (int) lines.lines().count();
        err.print(text.append(lines));
        // Ctrl-C clears from the cursor on, so it waits at the top
        err.print(painted == 0 ? "" : "\u001b[" + painted + "A\r");
        err.flush();
    }

    private String beforeLayers() {
        var text = new StringBuilder();
        if (passed.get() > 0) {
            text.append("%s of the archive read%n".formatted(Sizes.human(passed.get())));
        }
        for (var pause : pauses.values()) {
            text.append("%s: %s%n".formatted(pause.retry().what(), pause.text()));
        }
        long silence = System.nanoTime() - lastPassed.get();
        if (!resolved && pauses.isEmpty() && silence >= SILENT_AFTER_NANOS) {
            text.append("nothing has arrived for %d s%n".formatted(TimeUnit.NANOSECONDS.toSeconds(silence)));
        }
        return text.toString();
    }

    private String lines(Layers now) {
        var text = new StringBuilder();
        int finished = 0;
        int shown = 0;
        long bytes = 0;
        long total = 0;
        for (int i = 0; i < now.all.size(); i++) {
            long size = now.all.get(i).size();
            long got = now.received.get(i);
            total += size;
            bytes += got;
            finished += now.is(i, Phase.DONE) ? 1 : 0;
            if (now.is(i, Phase.UNDER_WAY) && shown < MAX_LAYERS_SHOWN) {
                text.append("  %s  %-20s %9s of %s%n"
                        .formatted(
                                now.all.get(i).digest().brief(), state(now, i), Sizes.human(got), Sizes.human(size)));
                shown++;
            }
        }
        return "%d of %d layers, %s of %s%n".formatted(finished, now.all.size(), Sizes.human(bytes), Sizes.human(total))
                + text;
    }

    /** What a layer waits for, if it does, or how much of it has come. */
    private String state(Layers now, int layer) {
        var digest = now.all.get(layer).digest();
        var pause = pauses.values().stream()
                .filter(it -> it.retry().blob().filter(digest::equals).isPresent())
                .findFirst();
        if (pause.isPresent()) {
            return pause.get().text();
        }
        long silence = now.silence(layer);
        if (silence >= SILENT_AFTER_NANOS) {
            return "silent for %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(silence));
        }
        long size = Math.max(1, now.all.get(layer).size());
        int filled = (int) Math.min(BAR_WIDTH, BAR_WIDTH * now.received.get(layer) / size);
        return "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
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
