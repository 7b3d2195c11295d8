package dev.tare.app.inspect;

import dev.tare.analysis.secrets.SecretPaths;
import dev.tare.app.FindBase;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.dockerfile.Recipe;
import dev.tare.dockerfile.SourceMap;
import dev.tare.report.build.Histories;
import dev.tare.report.build.Summaries;
import dev.tare.report.model.ImageHistory;
import java.io.IOException;
import java.util.Optional;

/** Tells the history of an image, with what each instruction cost. */
public final class ShowHistory {

    private final Session session;

    public ShowHistory(Session session) {
        this.session = session;
    }

    /**
     * @param base the image that this one is built from; without it, what the image says
     * @param recipe the Dockerfile that the image was built from
     */
    public record Request(Optional<String> base, Optional<Recipe> recipe) {}

    public ImageHistory run(NamedImage image, Request request) throws IOException, InterruptedException {
        var scanned = session.scan(image, SecretPaths.NONE);
        var base = new FindBase(session).of(image, scanned, request.base().map(session::base));
        var sources = request.recipe().map(it -> it.trace(scanned.config())).orElse(SourceMap.NONE);
        var summary = Summaries.summary(scanned, image.repository(), base, sources);
        return Histories.of(scanned.config(), summary, sources);
    }
}
