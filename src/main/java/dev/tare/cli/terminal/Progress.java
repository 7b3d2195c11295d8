package dev.tare.cli.terminal;

import dev.tare.app.Watch;
import dev.tare.image.Digest;
import dev.tare.image.Printable;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Manifest;
import dev.tare.report.text.Sizes;
import dev.tare.source.SourceListener.Retry;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows on a terminal's stderr how far the open images are, a line for each layer under way. When all are closed, nothing of it is left but the
 * lines about retries. All its state is guarded by the object.
 */
public final class Progress implements Watch {

    private static final int MAX_LAYERS_SHOWN = 8;
    private static final int BAR_WIDTH = 20;
    private static final long DELAY_MILLIS = 300;

    /** Silence of this length is shown. No healthy network pauses for so long. */
    private static final long SILENT_AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final PrintStream err = Terminal.stderr();
    private final List<OfOneImage> open = new ArrayList<>();
    private final Map<Digest, Layer> layers = new LinkedHashMap<>();
    private long begun; // when the first of the layers was asked for
    private @Nullable Choice choice;
    private boolean isPainting;
    private boolean isPaused;
    private int painted;

    /** A wait before the next attempt of a request. */
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

    /** How far a layer is that is fetched. */
    private static final class Layer {
        final Descriptor descriptor;
        Phase phase = Phase.TO_COME;
        long received;
        long begun;
        long lastReceived;

        Layer(Descriptor descriptor) {
            this.descriptor = descriptor;
        }

        void enter(Phase next) {
            phase = next;
            lastReceived = System.nanoTime();
        }

        long silence() {
            return received >= descriptor.size() ? 0 : System.nanoTime() - lastReceived;
        }

        Speed speed() {
            return new Speed(received, Duration.ofNanos(System.nanoTime() - begun));
        }

        String bar() {
            int filled = (int) Math.min(BAR_WIDTH, BAR_WIDTH * received / Math.max(1, descriptor.size()));
            return "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
        }
    }

    @Override
    public synchronized OfImage image(String name) {
        var image = new OfOneImage(name);
        open.add(image);
        beginToPaint();
        return image;
    }

    @Override
    public synchronized OfSelection selection() {
        var one = new Choice();
        choice = one;
        beginToPaint();
        return one;
    }

    private void beginToPaint() {
        if (!isPainting) {
            isPainting = true;
            Thread.ofPlatform().daemon().name("progress").start(this::paintAgainAndAgain);
        }
    }

    /** How far the choice of images is. */
    private final class Choice implements OfSelection {
        private int repositories;
        private int listed;
        private int tags;
        private int looked;

        @Override
        public void repositories(int count) {
            synchronized (Progress.this) {
                repositories += count;
            }
        }

        @Override
        public void listed() {
            synchronized (Progress.this) {
                listed++;
            }
        }

        @Override
        public void tags(int count) {
            synchronized (Progress.this) {
                tags += count;
            }
        }

        @Override
        public void looked() {
            synchronized (Progress.this) {
                looked++;
            }
        }

        @Override
        public void close() {
            synchronized (Progress.this) {
                choice = null;
                print(erasing());
            }
        }

        private String line() {
            return "choosing images: %,d of %,d repositories, %,d of %,d tags%n"
                    .formatted(listed, repositories, looked, tags);
        }
    }

    @Override
    public void pauseFor(Writing writing) throws IOException {
        synchronized (this) {
            isPaused = true;
            print(erasing());
        }
        try {
            writing.write(); // without the lock: whoever reads it may take their time
        } finally {
            synchronized (this) {
                isPaused = false;
            }
        }
    }

    @Override
    public synchronized void notice(String line) {
        print(erasing());
        err.println("tare: " + Printable.of(line));
        err.flush();
    }

    /** An image that is open. */
    private final class OfOneImage implements OfImage {
        private final RetryNotice notice;
        private final Map<String, Pause> pauses = new LinkedHashMap<>();
        private long passed;
        private long lastPassed = System.nanoTime();
        private boolean isResolved;

        OfOneImage(String name) {
            this.notice = new RetryNotice(name, err);
        }

        @Override
        public void passed(long bytes) {
            synchronized (Progress.this) {
                lastPassed = System.nanoTime();
                passed += bytes;
            }
        }

        @Override
        public void retrying(Retry retry) {
            synchronized (Progress.this) {
                pauses.put(
                        retry.what(),
                        new Pause(retry, System.nanoTime() + retry.pause().toNanos()));
                print(erasing());
                notice.retrying(retry);
            }
        }

        @Override
        public void resolved(Manifest image) {
            synchronized (Progress.this) {
                notice.resolved(image);
                isResolved = true;
            }
        }

        @Override
        public void started(List<Descriptor> all) {
            synchronized (Progress.this) {
                begun = layers.isEmpty() ? System.nanoTime() : begun;
                all.forEach(layer -> layers.putIfAbsent(layer.digest(), new Layer(layer)));
            }
        }

        @Override
        public void begun(Digest digest) {
            synchronized (Progress.this) {
                var layer = layers.get(digest);
                if (layer != null) {
                    layer.received = 0;
                    layer.begun = System.nanoTime();
                    layer.enter(Phase.UNDER_WAY);
                }
            }
        }

        @Override
        public void received(Digest digest, long bytes) {
            synchronized (Progress.this) {
                var layer = layers.get(digest);
                if (layer != null) {
                    layer.lastReceived = System.nanoTime();
                    layer.received += bytes;
                }
            }
        }

        @Override
        public void finished(Digest digest) {
            synchronized (Progress.this) {
                var layer = layers.get(digest);
                if (layer != null) {
                    layer.enter(Phase.DONE);
                }
            }
        }

        @Override
        public void close() {
            synchronized (Progress.this) {
                open.remove(this);
                if (open.isEmpty()) {
                    layers.clear();
                    print(erasing());
                }
            }
        }

        /** What an image without layers waits for. */
        private void describe(StringBuilder text) {
            if (passed > 0) {
                text.append("%s of the archive read%n".formatted(Sizes.human(passed)));
            }
            for (var pause : pauses.values()) {
                text.append("%s: %s%n".formatted(pause.retry().what(), pause.text()));
            }
            long silence = System.nanoTime() - lastPassed;
            if (!isResolved && pauses.isEmpty() && silence >= SILENT_AFTER_NANOS) {
                text.append("nothing has arrived for %d s%n".formatted(TimeUnit.NANOSECONDS.toSeconds(silence)));
            }
        }
    }

    private void paintAgainAndAgain() {
        try {
            Thread.sleep(DELAY_MILLIS); // what is over at once needs no progress
            while (true) {
                paint();
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            // nobody interrupts it: it ends with the process
        }
    }

    private synchronized void paint() {
        if ((open.isEmpty() && choice == null) || isPaused) {
            return;
        }
        var lines = new StringBuilder(choice == null ? "" : choice.line());
        for (var image : open) {
            image.pauses.values().removeIf(pause -> pause.left() <= 0);
        }
        if (layers.isEmpty()) {
            open.forEach(image -> image.describe(lines));
        } else {
            describe(lines);
        }
        String erasing = erasing();
        painted = (int) lines.chars().filter(c -> c == '\n').count();
        // Ctrl-C clears from the cursor on, so it waits at the top
        print(erasing + lines + (painted == 0 ? "" : "\u001b[" + painted + "A\r"));
    }

    /** All layers together, and those that are under way. */
    private void describe(StringBuilder text) {
        long finished = layers.values().stream()
                .filter(layer -> layer.phase == Phase.DONE)
                .count();
        long received =
                layers.values().stream().mapToLong(layer -> layer.received).sum();
        long total = layers.values().stream()
                .mapToLong(layer -> layer.descriptor.size())
                .sum();
        var speed = new Speed(received, Duration.ofNanos(System.nanoTime() - begun));
        text.append("%d of %d layers, %s of %s%s%n"
                .formatted(
                        finished, layers.size(), Sizes.human(received), Sizes.human(total), speed.rateAndRest(total)));
        layers.values().stream()
                .filter(layer -> layer.phase == Phase.UNDER_WAY)
                .limit(MAX_LAYERS_SHOWN)
                .forEach(layer -> text.append("  %s  %-20s %9s of %s%s%n"
                        .formatted(
                                layer.descriptor.digest().brief(),
                                state(layer),
                                Sizes.human(layer.received),
                                Sizes.human(layer.descriptor.size()),
                                layer.speed().rateAndRest(layer.descriptor.size()))));
    }

    /** What a layer waits for, if it does, or how much of it has come. */
    private String state(Layer layer) {
        var pause = open.stream()
                .flatMap(image -> image.pauses.values().stream())
                .filter(it -> it.retry()
                        .blob()
                        .filter(layer.descriptor.digest()::equals)
                        .isPresent())
                .findFirst();
        if (pause.isPresent()) {
            return pause.get().text();
        }
        long silence = layer.silence();
        return silence >= SILENT_AFTER_NANOS
                ? "silent for %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(silence))
                : layer.bar();
    }

    private void print(String text) {
        err.print(text);
        err.flush();
    }

    /** Clears what is painted, since the cursor is above it. */
    private String erasing() {
        String erasing = painted == 0 ? "" : "\u001b[J";
        painted = 0;
        return erasing;
    }
}
