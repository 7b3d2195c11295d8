package dev.tare.cli.terminal;

import dev.tare.app.Watch;
import dev.tare.image.Printable;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Manifest;
import dev.tare.source.SourceListener.Retry;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Says on stderr, a line each, what is asked for again, why and when. */
final class RetryNotice implements Watch.OfImage {

    private final String image;
    private final PrintStream err;
    private volatile List<Descriptor> layers = List.of();

    /** @param image what the user called it */
    RetryNotice(String image, PrintStream err) {
        this.image = image;
        this.err = err;
    }

    @Override
    public void resolved(Manifest manifest) {
        layers = manifest.layers();
    }

    @Override
    public void retrying(Retry retry) {
        err.println(line(retry));
        err.flush();
    }

    private String line(Retry retry) {
        return "tare: "
                + Printable.of("%s: %s: %s; attempt %d of %d in %s"
                        .formatted(
                                image,
                                what(retry),
                                retry.reason(),
                                retry.attempt(),
                                retry.attempts(),
                                seconds(retry.pause().toMillis())));
    }

    /** A layer by its number, as errors name it; whatever else as the source calls it. */
    private String what(Retry retry) {
        for (int i = 0; i < layers.size() && retry.blob().isPresent(); i++) {
            if (layers.get(i).digest().equals(retry.blob().get())) {
                return "layer %d (%s)".formatted(i, retry.blob().get().brief());
            }
        }
        return retry.what();
    }

    private static String seconds(long millis) {
        return millis < 10_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1_000.0)
                : "%d s".formatted(Math.round(millis / 1_000.0));
    }
}
