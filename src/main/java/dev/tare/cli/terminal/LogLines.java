package dev.tare.cli.terminal;

import dev.tare.app.Watch;
import dev.tare.image.Digest;
import dev.tare.image.Printable;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Manifest;
import dev.tare.report.text.Sizes;
import dev.tare.source.SourceListener.Retry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Progress for a log, which keeps every line: one for a large layer when it is read, and one for each retry. */
public final class LogLines implements Watch {

    /** The size of a layer, in bytes, from which on its reading is worth a line. */
    private static final long MIN_LAYER_BYTES = 10_000_000;

    private final PrintStream err = Terminal.stderr();

    @Override
    public OfImage image(String name) {
        return new OfOneImage(name);
    }

    @Override
    public void notice(String line) {
        err.println("tare: " + Printable.of(line));
        err.flush();
    }

    private final class OfOneImage implements OfImage {
        private final String name;
        private final RetryNotice notice;
        private final Map<Digest, Long> begun = new ConcurrentHashMap<>();
        private final Map<Digest, Long> received = new ConcurrentHashMap<>();
        private volatile List<Descriptor> layers = List.of();

        OfOneImage(String name) {
            this.name = name;
            this.notice = new RetryNotice(name, err);
        }

        @Override
        public void resolved(Manifest image) {
            layers = image.layers();
            notice.resolved(image);
        }

        @Override
        public void retrying(Retry retry) {
            notice.retrying(retry);
        }

        @Override
        public void begun(Digest layer) {
            begun.put(layer, System.nanoTime());
        }

        @Override
        public void received(Digest layer, long bytes) {
            received.merge(layer, bytes, Long::sum);
        }

        @Override
        public void finished(Digest digest) {
            Long from = begun.remove(digest);
            Long bytes = received.remove(digest);
            if (from == null || bytes == null) {
                return; // another image has read it, or nobody holds it
            }
            var taken = Duration.ofNanos(System.nanoTime() - from);
            for (int i = 0; i < layers.size(); i++) {
                var layer = layers.get(i);
                if (layer.digest().equals(digest) && layer.size() >= MIN_LAYER_BYTES) {
                    print(i, layer, Math.min(bytes, layer.size()), taken);
                    return;
                }
            }
        }

        /** @param bytes that were fetched: of a layer with a table of contents, few */
        private void print(int number, Descriptor layer, long bytes, Duration taken) {
            String rate = new Speed(bytes, taken).rate();
            String size = Sizes.human(layer.size());
            err.println("tare: "
                    + Printable.of("%s: layer %d (%s) is read: %s in %s%s"
                            .formatted(
                                    name,
                                    number,
                                    layer.digest().brief(),
                                    bytes < layer.size() ? "%s of %s".formatted(Sizes.human(bytes), size) : size,
                                    String.format(Locale.ROOT, "%.1f s", taken.toMillis() / 1_000.0),
                                    rate.isEmpty() ? "" : " (" + rate + ")")));
            err.flush();
        }
    }
}
